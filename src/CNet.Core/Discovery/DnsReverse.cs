using System.Globalization;
using System.Text;

namespace CNet.Discovery;

/// <summary>The names under which the owners of addresses are asked for: 2.0.1.10.in-addr.arpa.</summary>
internal static class DnsReverse
{
    private const int IPv4Labels = 4, IPv6Labels = 32;

    private static readonly byte[] IPv4Zone = Zone("in-addr.arpa"), IPv6Zone = Zone("ip6.arpa");

    /// <summary>The address that a name asks for; false where it is none of a whole address.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> name, out Ip address)
    {
        address = default;
        return name.EndsWith(IPv4Zone) ? TryReadIPv4(name[..^IPv4Zone.Length], out address) : name.EndsWith(IPv6Zone) && TryReadIPv6(name[..^IPv6Zone.Length], out address);
    }

    /// <summary>The name under which the owner of an address is asked for.</summary>
    internal static string NameOf(Ip address)
    {
        var name = new StringBuilder();
        if (address.IsIPv6)
        {
            for (var i = 0; i < IPv6Labels; i++) name.Append(CultureInfo.InvariantCulture, $"{(int)(address.Bits >> 4 * i & 0xf):x}.");
            return name.Append("ip6.arpa").ToString();
        }
        for (var i = 0; i < IPv4Labels; i++) name.Append(CultureInfo.InvariantCulture, $"{(int)(address.Bits >> 8 * i & 0xff)}.");
        return name.Append("in-addr.arpa").ToString();
    }

    private static bool TryReadIPv4(ReadOnlySpan<byte> labels, out Ip address)
    {
        address = default;
        uint bits = 0;
        var count = 0;
        for (var at = 0; at < labels.Length; at += labels[at] + 1)
        {
            // What ends like the zone may do so in the midst of a label.
            if (at + 1 + labels[at] > labels.Length) return false;
            var label = labels.Slice(at + 1, labels[at]);
            if (label.Length > 1 && label[0] == '0' || !byte.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out var part) || count == IPv4Labels) return false;
            bits |= (uint)part << 8 * count++;
        }
        address = Ip.V4(bits);
        return count == IPv4Labels;
    }

    private static bool TryReadIPv6(ReadOnlySpan<byte> labels, out Ip address)
    {
        address = default;
        UInt128 bits = 0;
        if (labels.Length != IPv6Labels * 2) return false;
        for (var count = 0; count < IPv6Labels; count++)
        {
            var digit = labels[2 * count + 1];
            if (labels[2 * count] != 1 || !char.IsAsciiHexDigit((char)digit)) return false;
            bits |= (UInt128)(uint)(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10) << 4 * count;
        }
        address = Ip.V6(bits);
        return true;
    }

    private static byte[] Zone(string name) => DnsName.TryParse(name, out var labels) ? labels : throw new ArgumentException(name);
}
