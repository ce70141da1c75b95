using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CNet;

/// <summary>An IP address as a number: what IPAM and the netlink codec compute with, without allocating.</summary>
internal readonly struct Ip : IEquatable<Ip>, IComparable<Ip>
{
    private Ip(UInt128 bits, bool isIPv6)
    {
        Bits = bits;
        IsIPv6 = isIPv6;
    }

    /// <summary>The address as a number: its low 32 bits for IPv4.</summary>
    internal UInt128 Bits { get; }

    internal bool IsIPv6 { get; }

    /// <summary>Length in bits: 32 or 128.</summary>
    internal int Width => IsIPv6 ? 128 : 32;

    /// <summary>Length in bytes: 4 or 16.</summary>
    internal int Length => IsIPv6 ? 16 : 4;

    internal bool IsIPv4Mapped => IsIPv6 && Bits >> 32 == 0xffff;

    internal bool IsLinkLocal => IsIPv6 ? Bits >> 64 == 0xfe80_0000_0000_0000 : Bits >> 16 == 0xa9fe;

    internal bool IsMulticast => IsIPv6 ? Bits >> 120 == 0xff : Bits >> 28 == 0xe;

    internal bool IsLoopback => IsIPv6 ? Bits == 1 : Bits >> 24 == 127;

    internal bool IsUnspecified => Bits == 0;

    /// <summary>True where it can be the address of one machine: neither unspecified, nor multicast, nor the broadcast address.</summary>
    internal bool IsUnicast => !IsUnspecified && !IsMulticast && (IsIPv6 || Bits != uint.MaxValue);

    internal static Ip V4(uint bits) => new(bits, false);

    internal static Ip V6(UInt128 bits) => new(bits, true);

    internal static Ip From(UInt128 bits, bool isIPv6) => new(bits, isIPv6);

    /// <summary>The link-local IPv6 address that belongs to a MAC address (EUI-64).</summary>
    internal static Ip LinkLocal(MacAddress mac)
    {
        Span<byte> bytes = stackalloc byte[MacAddress.Size];
        mac.Write(bytes);
        var interfaceId = (ulong)(bytes[0] ^ 2) << 56 | (ulong)bytes[1] << 48 | (ulong)bytes[2] << 40 | 0xfffe00_0000 | (ulong)bytes[3] << 16 | (ulong)bytes[4] << 8 | bytes[5];
        return V6((UInt128)0xfe80_0000_0000_0000 << 64 | interfaceId);
    }

    internal static Ip From(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return Read(bytes[..length]);
    }

    /// <summary>Reads 4 or 16 bytes in network order.</summary>
    internal static Ip Read(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 4 ? V4(BinaryPrimitives.ReadUInt32BigEndian(bytes)) : V6(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>
    /// Reads an address as people mean it: four decimal parts, or an IPv6 address without brackets or zone.
    /// The forms that <see cref="IPAddress.Parse(string)"/> also takes ("10.5", "1", "010.0.0.1") are refused.
    /// </summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out Ip address)
    {
        address = default;
        if (!text.Contains(':')) return TryParseV4(text, out address);
        if (text.ContainsAny('[', '%') || !IPAddress.TryParse(text, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6) return false;
        address = From(parsed);
        return true;
    }

    internal void Write(Span<byte> destination)
    {
        if (IsIPv6) BinaryPrimitives.WriteUInt128BigEndian(destination, Bits);
        else BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)Bits);
    }

    internal IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[Length];
        Write(bytes);
        return new IPAddress(bytes);
    }

    public bool Equals(Ip other) => Bits == other.Bits && IsIPv6 == other.IsIPv6;

    public override bool Equals(object? obj) => obj is Ip other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Bits, IsIPv6);

    public int CompareTo(Ip other) => IsIPv6 == other.IsIPv6 ? Bits.CompareTo(other.Bits) : IsIPv6.CompareTo(other.IsIPv6);

    public override string ToString() => ToIPAddress().ToString();

    private static bool TryParseV4(ReadOnlySpan<char> text, out Ip address)
    {
        address = default;
        uint bits = 0;
        var parts = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (++parts > 4 || part.Length is 0 or > 3 || (part.Length > 1 && part[0] == '0')
                || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return false;
            bits = bits << 8 | value;
        }
        address = V4(bits);
        return parts == 4;
    }
}
