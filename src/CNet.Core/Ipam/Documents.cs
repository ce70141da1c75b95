using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json.Serialization;
using CNet.State;

namespace CNet.Ipam;

/// <summary>A subnet that is given out, under pool/SPACE/….</summary>
/// <param name="Subnet">The subnet.</param>
/// <param name="Owner">Whose it is, for messages: "network lab".</param>
internal sealed record PoolDocument([property: JsonRequired, JsonIgnore(Condition = JsonIgnoreCondition.Never)] Cidr Subnet, [property: JsonRequired] string Owner)
{
    /// <summary>The network that it is a subnet of, which knows its range and its gateway; null for a pool of its own.</summary>
    public string? NetworkId { get; init; }

    /// <summary>For a pool of its own: the name, if it has one.</summary>
    public string? Name { get; init; }

    /// <summary>For a pool of its own: the part that addresses are chosen from.</summary>
    public Cidr? Range { get; init; }

    /// <summary>For a pool of its own: addresses that are never given out.</summary>
    public List<Ip>? Reserved { get; init; }
}

/// <summary>An address that was requested for something that is no endpoint, under lease/SPACE/….</summary>
/// <param name="Id">Tells it from a later lease of the same address.</param>
/// <param name="Address">The address.</param>
/// <param name="Subnet">The pool it is of.</param>
/// <param name="Name">Who has it, if that was said.</param>
/// <param name="Created">When it was requested.</param>
internal sealed record LeaseDocument([property: JsonRequired] string Id, [property: JsonRequired, JsonIgnore(Condition = JsonIgnoreCondition.Never)] Ip Address,
    [property: JsonRequired, JsonIgnore(Condition = JsonIgnoreCondition.Never)] Cidr Subnet, string? Name, DateTimeOffset Created);

/// <summary>Below which address no default subnet of a size is free, by "SIZE", under pool-hint/SPACE/….</summary>
internal sealed record HintDocument([property: JsonRequired] Dictionary<string, Ip> NextBySize) : ICheckedDocument
{
    bool ICheckedDocument.IsUsable => NextBySize is not null
        && NextBySize.Keys.All(size => byte.TryParse(size.AsSpan(size.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _));
}

/// <summary>A node of an <see cref="AddressBitmap"/>.</summary>
/// <param name="Level">0 for leaves.</param>
/// <param name="Position">Which node of its level, in hexadecimal.</param>
/// <param name="Bits">The bits, in little-endian words, without the zeros at the end; base64 in JSON.</param>
internal sealed record BitmapDocument(int Level, [property: JsonRequired] string Position, [property: JsonRequired] byte[] Bits) : IKeyedRecord, ICheckedDocument
{
    bool ICheckedDocument.IsUsable => Bits is not null && UInt128.TryParse(Position, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);

    private const int Words = 64;

    internal UInt128 Index => UInt128.Parse(Position, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>The last two parts of the key are the level and the position.</summary>
    public bool BelongsUnder(string key) => key.EndsWith(string.Create(CultureInfo.InvariantCulture, $"/{Level}/{Position}"), StringComparison.Ordinal)
        && UInt128.TryParse(Position, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);

    internal static BitmapDocument Of(int level, UInt128 index, ulong[] words)
    {
        var used = words.AsSpan().LastIndexOfAnyExcept(0UL) + 1;
        var bits = new byte[used * sizeof(ulong)];
        for (var i = 0; i < used; i++) BinaryPrimitives.WriteUInt64LittleEndian(bits.AsSpan(i * sizeof(ulong)), words[i]);
        return new BitmapDocument(level, index.ToString("x", CultureInfo.InvariantCulture), bits);
    }

    internal ulong[] ToWords()
    {
        var words = new ulong[Words];
        for (var i = 0; i < Math.Min(Words, Bits.Length / sizeof(ulong)); i++) words[i] = BinaryPrimitives.ReadUInt64LittleEndian(Bits.AsSpan(i * sizeof(ulong)));
        return words;
    }
}
