using System.Globalization;
using System.Text;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.ConntrackConstants;
using static CNet.Netlink.Wire.NftablesConstants;

namespace CNet.Netlink.Conntrack;

/// <summary>Tells what a message about tracked connections does as the command of conntrack that is equivalent to it.</summary>
internal static class ConntrackRequestText
{
    /// <summary>True for messages about tracked connections, of all those of nfnetlink.</summary>
    internal static bool Knows(ushort type) => type >> 8 == NFNL_SUBSYS_CTNETLINK;

    internal static bool IsChange(ushort type) => type != ConntrackRequests.Type(IPCTNL_MSG_CT_GET);

    internal static string Describe(in Message message)
    {
        if (!message.TryRead<nfgenmsg>(out var head, out var attributes)) return "conntrack";
        var text = new StringBuilder("conntrack ").Append(IsChange(message.Header.nlmsg_type) ? "-D" : "-L");
        if (head.nfgen_family == NFPROTO_IPV6) text.Append(" -f ipv6");
        if (attributes.TryFind(CTA_TUPLE_ORIG, out var tuple)) AppendTuple(text, tuple.Nested);
        if (attributes.TryFind(CTA_ZONE, out var zone)) Append(text, "--zone", zone.UInt16Network);
        return text.ToString();
    }

    private static void AppendTuple(StringBuilder text, AttributeReader tuple)
    {
        tuple.TryFind(CTA_TUPLE_IP, out var addresses);
        tuple.TryFind(CTA_TUPLE_PROTO, out var protocol);
        if (protocol.Nested.TryFind(CTA_PROTO_NUM, out var number)) text.Append(" -p ").Append(Name((TransportProtocol)number.Byte));
        if (ConnectionInfo.Address(addresses.Nested, CTA_IP_V4_SRC, CTA_IP_V6_SRC) is { } source) text.Append(" --orig-src ").Append(source);
        if (ConnectionInfo.Address(addresses.Nested, CTA_IP_V4_DST, CTA_IP_V6_DST) is { } destination) text.Append(" --orig-dst ").Append(destination);
        if (protocol.Nested.TryFind(CTA_PROTO_SRC_PORT, out var from)) Append(text, "--orig-port-src", from.UInt16Network);
        if (protocol.Nested.TryFind(CTA_PROTO_DST_PORT, out var to)) Append(text, "--orig-port-dst", to.UInt16Network);
        if (tuple.TryFind(CTA_TUPLE_ZONE, out var zone)) Append(text, "--orig-zone", zone.UInt16Network);
    }

    private static void Append(StringBuilder text, string option, ushort value) => text.Append(CultureInfo.InvariantCulture, $" {option} {value}");

    private static string Name(TransportProtocol protocol) => protocol switch
    {
        TransportProtocol.Tcp => "tcp",
        TransportProtocol.Udp => "udp",
        TransportProtocol.Sctp => "sctp",
        _ => ((byte)protocol).ToString(CultureInfo.InvariantCulture),
    };
}
