using static CNet.Netlink.Wire.NftablesConstants;

namespace CNet.Netlink.Nftables;

/// <summary>A set, or a map: what its keys are made of, and what they lead to.</summary>
internal sealed record NftSet(string Name, params NftType[] Key)
{
    /// <summary>What the elements of a map of values lead to.</summary>
    internal NftType[] Data { get; init; } = [];

    /// <summary>True for a map whose elements decide.</summary>
    internal bool HasVerdicts { get; init; }

    /// <summary>True where an element may be a range of keys.</summary>
    internal bool HasRanges { get; init; }

    internal bool IsMap => HasVerdicts || Data.Length > 0;

    internal int KeyLength => Key.Sum(type => Key.Length == 1 ? type.Length : type.Padded);

    internal int DataLength => Data.Sum(type => Data.Length == 1 ? type.Length : type.Padded);

    internal uint Flags => (IsMap ? NFT_SET_MAP : 0) | (HasRanges ? NFT_SET_INTERVAL | (Key.Length > 1 ? NFT_SET_CONCAT : 0) : 0);

    /// <summary>Its declaration as nft writes it: <c>type ifname . ifname : verdict;</c></summary>
    internal string Declaration => $"type {Names(Key)}{(HasVerdicts ? " : verdict" : Data.Length > 0 ? $" : {Names(Data)}" : "")};{(HasRanges ? " flags interval;" : "")}";

    /// <summary>nft's own number of a type, or of several in a row.</summary>
    internal static uint TypeOf(NftType[] types) => types.Aggregate(0u, (packed, type) => packed << (int)TYPE_BITS | type.Id);

    internal static NftValue[] Read(NftType[] types, ReadOnlySpan<byte> bytes)
    {
        var values = new NftValue[types.Length];
        var position = 0;
        for (var i = 0; i < types.Length; i++)
        {
            if (position + types[i].Length > bytes.Length) break;
            values[i] = types[i].Read(bytes.Slice(position, types[i].Length));
            position += types[i].Padded;
        }
        return values;
    }

    /// <summary>Writes values one after the other into bytes that are zero.</summary>
    internal static void Write(NftType[] types, ReadOnlySpan<NftValue> values, Span<byte> destination)
    {
        var position = 0;
        for (var i = 0; i < types.Length; i++)
        {
            values[i].Write(destination.Slice(position, types[i].Length), types[i]);
            position += types[i].Padded;
        }
    }

    private static string Names(NftType[] types) => string.Join(" . ", types.Select(type => type.Name));
}

/// <summary>An element of a set or a map.</summary>
/// <param name="Set">The set.</param>
/// <param name="Key">The key; the lowest one of a range.</param>
internal sealed record NftElement(NftSet Set, params NftValue[] Key)
{
    /// <summary>The highest key of a range; null for a key on its own.</summary>
    internal NftValue[]? KeyEnd { get; init; }

    /// <summary>What it decides, in a map of verdicts.</summary>
    internal Verdict? Verdict { get; init; }

    /// <summary>What it leads to, in a map of values.</summary>
    internal NftValue[] Data { get; init; } = [];

    /// <summary>The element with its set, to be named and compared by.</summary>
    public override string ToString() => $"{Set.Name} {{ {KeyText(isQuoted: false)}{Behind(DataText)} }}";

    /// <summary>The element as nft takes it.</summary>
    internal string Text(bool withData) => KeyText(isQuoted: true) + (withData ? Behind(DataText) : "");

    private static string Behind(string? data) => data is null ? "" : $" : {data}";

    private string KeyText(bool isQuoted) => string.Join(" . ", Key.Select((value, index) => Field(value, KeyEnd?[index], Set.Key[index], isQuoted)));

    private string? DataText => Verdict is { } verdict
        ? verdict == Nftables.Verdict.Accept ? "accept" : "drop"
        : Data.Length == 0 ? null : string.Join(" . ", Data.Select((value, index) => value.ToString(Set.Data[index])));

    private static string Field(NftValue value, NftValue? end, NftType type, bool isQuoted)
    {
        var text = value.ToString(type);
        if (isQuoted && type == NftType.InterfaceName) text = $"\"{text}\"";
        return end is not { } last || last == value ? text : $"{text}-{last.ToString(type)}";
    }
}
