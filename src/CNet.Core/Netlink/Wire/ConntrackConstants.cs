namespace CNet.Netlink.Wire;

/// <summary>Constants of linux/netfilter/nfnetlink_conntrack.h.</summary>
internal static class ConntrackConstants
{
    internal const ushort NFNL_SUBSYS_CTNETLINK = 1;

    internal const ushort IPCTNL_MSG_CT_NEW = 0, IPCTNL_MSG_CT_GET = 1, IPCTNL_MSG_CT_DELETE = 2;

    internal const ushort CTA_TUPLE_ORIG = 1, CTA_TUPLE_REPLY = 2, CTA_ID = 12, CTA_ZONE = 18, CTA_FILTER = 25;
    internal const ushort CTA_TUPLE_IP = 1, CTA_TUPLE_PROTO = 2, CTA_TUPLE_ZONE = 3;
    internal const ushort CTA_IP_V4_SRC = 1, CTA_IP_V4_DST = 2, CTA_IP_V6_SRC = 3, CTA_IP_V6_DST = 4;
    internal const ushort CTA_PROTO_NUM = 1, CTA_PROTO_SRC_PORT = 2, CTA_PROTO_DST_PORT = 3;
    internal const ushort CTA_FILTER_ORIG_FLAGS = 1;

    /// <summary>Which parts of a tuple a filter compares, as bits; the kernel keeps the names to itself.</summary>
    internal const uint FILTER_IP_DST = 1 << 1, FILTER_PROTO_NUM = 1 << 3, FILTER_PROTO_DST_PORT = 1 << 5;
}
