using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.ConntrackConstants;
using static CNet.Netlink.Wire.NetlinkConstants;
using static CNet.Netlink.Wire.NftablesConstants;

namespace CNet.Netlink.Conntrack;

/// <summary>Requests about the connections that the kernel tracks.</summary>
internal static class ConntrackRequests
{
    /// <summary>
    /// Asks for the connections of a family. Not every kernel knows the filter: an old one may refuse it, or skip it and answer with everything; and
    /// of protocols other than TCP and UDP none compares the ports, nor of IPv6 the address. Equivalent to: <c>conntrack -L -p PROTOCOL --orig-dst ADDRESS --orig-port-dst PORT</c>
    /// </summary>
    internal static void DumpConnections(this MessageBuffer batch, ConnectionFilter filter)
    {
        batch.BeginQuery(Type(IPCTNL_MSG_CT_GET), NLM_F_DUMP);
        batch.Write(new nfgenmsg { nfgen_family = Family(filter.IsIPv6) });
        // Without a filter every kernel answers.
        if (filter is { Protocol: null, Destination: null, DestinationPort: null }) return;
        uint flags = 0;
        using (batch.Nest(CTA_TUPLE_ORIG))
        {
            // Of IPv6 kernels up to 6.18 at least leave out those that have the address instead of the others.
            if (filter.Destination is { IsIPv6: false } destination)
            {
                flags |= FILTER_IP_DST;
                using (batch.Nest(CTA_TUPLE_IP)) batch.Ip(CTA_IP_V4_DST, destination);
            }
            using (batch.Nest(CTA_TUPLE_PROTO))
            {
                if (filter.Protocol is { } protocol)
                {
                    flags |= FILTER_PROTO_NUM;
                    batch.Byte(CTA_PROTO_NUM, (byte)protocol);
                }
                if (filter.DestinationPort is { } port)
                {
                    flags |= FILTER_PROTO_DST_PORT;
                    batch.UInt16Network(CTA_PROTO_DST_PORT, (ushort)port);
                }
            }
        }
        using (batch.Nest(CTA_FILTER)) batch.UInt32(CTA_FILTER_ORIG_FLAGS, flags);
    }

    /// <summary>
    /// Forgets a connection: its next packet is looked at as the first of a new one. Refused with ENOENT where it is gone, or another one has its tuple.
    /// Equivalent to: <c>conntrack -D -p PROTOCOL --orig-src ADDRESS --orig-dst ADDRESS --orig-port-src PORT --orig-port-dst PORT</c>
    /// </summary>
    internal static void DeleteConnection(this MessageBuffer batch, ConnectionInfo connection)
    {
        var tuple = connection.Original;
        batch.Begin(Type(IPCTNL_MSG_CT_DELETE), 0);
        batch.Write(new nfgenmsg { nfgen_family = Family(tuple.Source.IsIPv6) });
        using (batch.Nest(CTA_TUPLE_ORIG))
        {
            using (batch.Nest(CTA_TUPLE_IP))
            {
                batch.Ip(tuple.Source.IsIPv6 ? CTA_IP_V6_SRC : CTA_IP_V4_SRC, tuple.Source);
                batch.Ip(tuple.Destination.IsIPv6 ? CTA_IP_V6_DST : CTA_IP_V4_DST, tuple.Destination);
            }
            using (batch.Nest(CTA_TUPLE_PROTO))
            {
                batch.Byte(CTA_PROTO_NUM, (byte)connection.Protocol);
                batch.UInt16Network(CTA_PROTO_SRC_PORT, (ushort)tuple.SourcePort);
                batch.UInt16Network(CTA_PROTO_DST_PORT, (ushort)tuple.DestinationPort);
            }
            if (tuple.Zone != 0) batch.UInt16Network(CTA_TUPLE_ZONE, tuple.Zone);
        }
        batch.UInt32Network(CTA_ID, connection.Id);
        if (connection.Zone != 0) batch.UInt16Network(CTA_ZONE, connection.Zone);
    }

    internal static ushort Type(ushort message) => (ushort)(NFNL_SUBSYS_CTNETLINK << 8 | message);

    private static byte Family(bool isIPv6) => isIPv6 ? NFPROTO_IPV6 : NFPROTO_IPV4;
}
