using System.Globalization;

namespace CNet.Binding;

/// <summary>An address with the length of its prefix, such as 10.1.0.2/24; or without it.</summary>
public sealed class InterfaceAddressValue : ArgumentValue
{
    internal InterfaceAddressValue(string text) : base(text)
    {
    }

    /// <summary>The address; without a length it is one of its own subnet.</summary>
    internal InterfaceAddress Value => InterfaceAddress.Parse(Text);

    /// <summary>The length of its prefix, or null where the text has none.</summary>
    internal int? PrefixLength => Text.Contains('/', StringComparison.Ordinal) ? Value.PrefixLength : null;
}

/// <summary>A destination of routes: a subnet, an address, or "default" for everywhere.</summary>
public sealed class DestinationValue : ArgumentValue
{
    private static readonly Cidr Everywhere4 = Cidr.Parse("0.0.0.0/0"), Everywhere6 = Cidr.Parse("::/0");

    internal DestinationValue(string text) : base(text)
    {
    }

    /// <summary>The destinations that are meant: of both families where the text does not say which.</summary>
    internal IReadOnlyList<Cidr> All => Text.Equals("default", StringComparison.OrdinalIgnoreCase) ? [Everywhere4, Everywhere6] : [Text.Contains('/', StringComparison.Ordinal) ? Cidr.Parse(Text) : OfOne()];

    /// <summary>The destination of a family, where the text does not say which.</summary>
    internal Cidr Of(bool isIPv6) => All is [var four, var six] ? isIPv6 ? six : four : All[0];

    private Cidr OfOne() => Cidr.TryParse($"{Text}/{(Text.Contains(':', StringComparison.Ordinal) ? 128 : 32)}", out var one) ? one
        : throw new CNetException(CNetError.SubnetInvalid, $"'{Text}' is not a destination.", Text, "Write 10.1.0.0/24, fd00::/64, an address, or default.");
}

/// <summary>A mark of packets with or without a mask: 1, 0x10, 0x10/0xff.</summary>
public sealed class MarkValue : ArgumentValue
{
    internal MarkValue(string text) : base(text)
    {
    }

    internal (long Mark, long? Mask) Value => Text.Split('/') switch
    {
        [var mark] => (Number(mark), null),
        [var mark, var mask] => (Number(mark), Number(mask)),
        _ => throw Invalid(),
    };

    private long Number(string text) => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hexadecimal) ? hexadecimal : throw Invalid()
        : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Invalid();

    private CNetException Invalid() => new(CNetError.RouteInvalid, $"'{Text}' is not a mark.", Text, "Write 16, 0x10 or 0x10/0xff.");
}

/// <summary>Takes addresses with the lengths of their prefixes.</summary>
public sealed class InterfaceAddressArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) =>
        (Unwrap(item) is System.Net.IPAddress or InterfaceAddress ? Unwrap(item)!.ToString() : TextOf(item)) is { } text ? new InterfaceAddressValue(text) : item;
}

/// <summary>Takes destinations of routes.</summary>
public sealed class DestinationArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) =>
        (Unwrap(item) is Cidr or System.Net.IPNetwork or System.Net.IPAddress ? Unwrap(item)!.ToString() : TextOf(item)) is { } text ? new DestinationValue(text) : item;
}

/// <summary>Takes marks of packets.</summary>
public sealed class MarkArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) => TextOf(item) is { } text ? new MarkValue(text) : item;
}
