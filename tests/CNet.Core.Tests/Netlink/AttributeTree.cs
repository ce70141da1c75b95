using System.Globalization;
using System.Runtime.CompilerServices;
using CNet.Netlink;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.NetlinkConstants;
using static CNet.Netlink.Wire.RouteConstants;
using static CNet.Netlink.Wire.TrafficConstants;

namespace CNet.Tests.Netlink;

/// <summary>A request as text, one line per attribute, in the order of the types: two requests that mean the same have the same lines.</summary>
internal static class AttributeTree
{
    internal static string Of(ReadOnlySpan<byte> bytes)
    {
        foreach (var message in new MessageReader(bytes)) return Of(message);
        throw new ArgumentException("There is no message.");
    }

    private static string Of(in Message message)
    {
        var size = message.Header.nlmsg_type switch
        {
            >= RTM_NEWLINK and <= RTM_SETLINK => Unsafe.SizeOf<ifinfomsg>(),
            >= RTM_NEWADDR and <= RTM_GETADDR => Unsafe.SizeOf<ifaddrmsg>(),
            >= RTM_NEWQDISC and <= RTM_GETTFILTER => Unsafe.SizeOf<tcmsg>(),
            >= RTM_NEWNSID and <= RTM_GETNSID => MessageBuffer.Align(Unsafe.SizeOf<rtgenmsg>()),
            _ => Unsafe.SizeOf<rtmsg>(),
        };
        var flags = message.Header.nlmsg_flags & ~NLM_F_ACK;
        var head = $"{message.Header.nlmsg_type} {flags:x} {Convert.ToHexStringLower(message.Payload[..size])}";
        var path = message.Header.nlmsg_type switch
        {
            <= RTM_SETLINK => "link",
            RTM_NEWQDISC or RTM_DELQDISC => "qdisc",
            RTM_NEWTFILTER => "filter",
            RTM_NEWNSID => "nsid",
            _ => "",
        };
        return string.Join('\n', new[] { head }.Concat(Lines(message.Payload[size..], path)));
    }

    private static List<string> Lines(ReadOnlySpan<byte> attributes, string path)
    {
        var lines = new List<(int Type, List<string> Lines)>();
        foreach (var attribute in new AttributeReader(attributes))
        {
            var own = string.Create(CultureInfo.InvariantCulture, $"{path}/{attribute.Type}");
            lines.Add((attribute.Type, own switch
            {
                // Times that a rate takes: a table which the kernel leaves aside where the link layer is said.
                "qdisc/2/2" => [],
                "qdisc/2" or "filter/2" or "filter/2/7" or "filter/2/7/1" or "filter/2/7/1/2" or "link/18" or "link/18/2" or "link/18/5" or "link/26" or "link/26/10" => Lines(attribute.Value, own),
                // The other end of a veth pair: a link's message again.
                "link/18/2/1" when attribute.Value.Length > 16 => Lines(attribute.Value[Unsafe.SizeOf<ifinfomsg>()..], own + "/link"),
                _ => [$"{own} = {Text(own, attribute)}"],
            }));
        }
        return [.. lines.OrderBy(entry => entry.Type).SelectMany(entry => entry.Lines)];
    }

    private static string Text(string path, in NetlinkAttribute attribute) => path switch
    {
        _ when path.EndsWith("link/28", StringComparison.Ordinal) || path is "nsid/3" => "a descriptor",
        // Names end with a zero, or with the attribute.
        _ when path.EndsWith("link/3", StringComparison.Ordinal) || path is "link/18/1" or "link/18/4" => attribute.Text,
        _ => Convert.ToHexStringLower(attribute.Value),
    };
}
