using System.Globalization;
using System.Text;
using static CNet.Netlink.Wire.NftablesConstants;

namespace CNet.Netlink.Nftables;

/// <summary>A type of the fields that keys and data of sets are made of.</summary>
/// <param name="Name">Its name for nft.</param>
/// <param name="Id">Its number for nft.</param>
/// <param name="Length">Its length in bytes; in a key of several fields each fills whole registers of four.</param>
internal sealed record NftType(string Name, uint Id, int Length)
{
    internal static readonly NftType InterfaceName = new("ifname", TYPE_IFNAME, IFNAMSIZ), IPv4 = new("ipv4_addr", TYPE_IPADDR, 4), IPv6 = new("ipv6_addr", TYPE_IP6ADDR, 16),
        Protocol = new("inet_proto", TYPE_INET_PROTOCOL, 1), Port = new("inet_service", TYPE_INET_SERVICE, 2);

    internal static NftType Address(bool isIPv6) => isIPv6 ? IPv6 : IPv4;

    /// <summary>The length with the padding to whole registers.</summary>
    internal int Padded => MessageBuffer.Align(Length);

    internal NftValue Read(ReadOnlySpan<byte> bytes)
    {
        if (this == InterfaceName)
        {
            var end = bytes.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
        }
        if (this == IPv4 || this == IPv6) return Ip.Read(bytes);
        return Length == 1 ? bytes[0] : bytes[0] << 8 | bytes[1];
    }
}

/// <summary>The value of a field: the name of an interface, an address, or a number.</summary>
internal readonly record struct NftValue(string? Name, Ip Address, int Number)
{
    public static implicit operator NftValue(string name) => new(name, default, 0);

    public static implicit operator NftValue(Ip address) => new(null, address, 0);

    public static implicit operator NftValue(int number) => new(null, default, number);

    public static implicit operator NftValue(TransportProtocol protocol) => new(null, default, (int)protocol);

    /// <summary>Writes the value into bytes that are zero.</summary>
    internal void Write(Span<byte> destination, NftType type)
    {
        if (Name is not null) Encoding.UTF8.GetBytes(Name, destination);
        else if (type == NftType.IPv4 || type == NftType.IPv6) Address.Write(destination);
        else if (type.Length == 1) destination[0] = (byte)Number;
        else System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)Number);
    }

    /// <summary>The value as nft shows it.</summary>
    internal string ToString(NftType type) => Name
        ?? (type == NftType.IPv4 || type == NftType.IPv6 ? Address.ToString()
            : type == NftType.Protocol && Enum.IsDefined((TransportProtocol)Number) ? ((TransportProtocol)Number).ToString().ToLowerInvariant()
            : Number.ToString(CultureInfo.InvariantCulture));
}
