using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CNet;

/// <summary>An IP subnet: a base address without host bits, and the length of its prefix. Written as "10.1.0.0/24" or "fd00::/64".</summary>
[JsonConverter(typeof(CidrJsonConverter))]
public readonly struct Cidr : IEquatable<Cidr>, IComparable<Cidr>, IComparable
{
    /// <summary>The prefix of link-local IPv6 addresses.</summary>
    internal static readonly Cidr LinkLocal6 = Parse("fe80::/64");

    internal Cidr(Ip first, int prefixLength)
    {
        First = first;
        PrefixLength = prefixLength;
    }

    /// <summary>The base address.</summary>
    public IPAddress Address => First.ToIPAddress();

    /// <summary>Length of the prefix in bits: 0–32 for IPv4, 0–128 for IPv6.</summary>
    public int PrefixLength { get; }

    /// <summary>IPv4 or IPv6.</summary>
    public AddressFamily AddressFamily => IsIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;

    internal bool IsIPv6 => First.IsIPv6;

    /// <summary>The base address as a number.</summary>
    internal Ip First { get; }

    /// <summary>The highest address of the subnet (for IPv4 the broadcast address, where it has one).</summary>
    internal Ip Last => Ip.From(First.Bits | HostMask(First.Width, PrefixLength), IsIPv6);

    /// <summary>The number of host bits.</summary>
    internal int HostBits => First.Width - PrefixLength;

    /// <summary>Reads a subnet; the text must have a prefix length and no host bits.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.SubnetInvalid"/>; the hint names the subnet that was probably meant.</exception>
    public static Cidr Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!TryParseLoose(text, out var address, out var prefixLength))
            throw new CNetException(CNetError.SubnetInvalid, $"'{text}' is not a subnet.", text, "Write a subnet as 10.1.0.0/24 or fd00:1::/64.");
        var subnet = Of(address, prefixLength);
        return subnet.First.Equals(address)
            ? subnet
            : throw new CNetException(CNetError.SubnetInvalid, $"The subnet '{text}' has host bits set: it should be {subnet}.", text, $"Write {subnet}.");
    }

    /// <summary>Reads a subnet; false where <see cref="Parse"/> would throw.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Cidr subnet)
    {
        subnet = default;
        if (text is null || !TryParseLoose(text, out var address, out var prefixLength)) return false;
        subnet = Of(address, prefixLength);
        return subnet.First.Equals(address);
    }

    /// <summary>True where the address lies in this subnet.</summary>
    public bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Contains(Ip.From(address));
    }

    /// <summary>True where the other subnet lies wholly in this one.</summary>
    public bool Contains(Cidr other) => other.PrefixLength >= PrefixLength && Contains(other.First);

    /// <summary>True where the two subnets share an address.</summary>
    public bool Overlaps(Cidr other) => Contains(other) || other.Contains(this);

    /// <summary>The subnet of a prefix length that an address lies in.</summary>
    internal static Cidr Of(Ip address, int prefixLength) =>
        new(Ip.From(address.Bits & ~HostMask(address.Width, prefixLength), address.IsIPv6), prefixLength);

    /// <summary>Reads an address with a prefix length, host bits allowed.</summary>
    internal static bool TryParseLoose(ReadOnlySpan<char> text, out Ip address, out int prefixLength)
    {
        address = default;
        prefixLength = 0;
        var slash = text.IndexOf('/');
        if (slash < 0 || !Ip.TryParse(text[..slash], out address)) return false;
        var length = text[(slash + 1)..];
        return length.Length is > 0 and <= 3 && (length.Length == 1 || length[0] != '0')
            && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out prefixLength) && prefixLength <= address.Width;
    }

    internal bool Contains(Ip address) => address.IsIPv6 == IsIPv6 && Of(address, PrefixLength).First.Equals(First);

    /// <summary>The position of an address in this subnet.</summary>
    internal UInt128 OffsetOf(Ip address) => address.Bits - First.Bits;

    /// <summary>The address at a position in this subnet.</summary>
    internal Ip At(UInt128 offset) => Ip.From(First.Bits + offset, IsIPv6);

    /// <inheritdoc/>
    public bool Equals(Cidr other) => First.Equals(other.First) && PrefixLength == other.PrefixLength;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Cidr other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(First, PrefixLength);

    /// <summary>Orders by address, then larger subnets first.</summary>
    public int CompareTo(Cidr other) => First.CompareTo(other.First) is var order and not 0 ? order : PrefixLength.CompareTo(other.PrefixLength);

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj is Cidr other ? CompareTo(other) : 1;

    /// <summary>The subnet as text, such as "10.1.0.0/24".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}/{PrefixLength}");

    /// <summary>True where the two are the same subnet.</summary>
    public static bool operator ==(Cidr left, Cidr right) => left.Equals(right);

    /// <summary>True where the two differ.</summary>
    public static bool operator !=(Cidr left, Cidr right) => !left.Equals(right);

    /// <summary>Orders by address, then larger subnets first.</summary>
    public static bool operator <(Cidr left, Cidr right) => left.CompareTo(right) < 0;

    /// <summary>Orders by address, then larger subnets first.</summary>
    public static bool operator >(Cidr left, Cidr right) => left.CompareTo(right) > 0;

    /// <summary>Orders by address, then larger subnets first.</summary>
    public static bool operator <=(Cidr left, Cidr right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by address, then larger subnets first.</summary>
    public static bool operator >=(Cidr left, Cidr right) => left.CompareTo(right) >= 0;

    private static UInt128 HostMask(int width, int prefixLength)
    {
        var bits = width - prefixLength;
        return bits == 128 ? UInt128.MaxValue : (UInt128.One << bits) - 1;
    }
}

/// <summary>Writes a subnet as its text.</summary>
internal sealed class CidrJsonConverter : JsonConverter<Cidr>
{
    public override Cidr Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Cidr.TryParse(reader.GetString(), out var subnet) ? subnet : throw new JsonException("not a subnet");

    public override void Write(Utf8JsonWriter writer, Cidr value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
