using System.Runtime.InteropServices;

namespace CNet.Netlink.Wire;

/// <summary>struct nlmsghdr: the head of every netlink message.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct nlmsghdr
{
    internal uint nlmsg_len;
    internal ushort nlmsg_type, nlmsg_flags;
    internal uint nlmsg_seq, nlmsg_pid;
}

/// <summary>struct nlattr (and struct rtattr): the head of every attribute.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct nlattr
{
    internal ushort nla_len, nla_type;
}

/// <summary>struct rtgenmsg: a request about nothing in particular.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct rtgenmsg
{
    internal byte rtgen_family;
}

/// <summary>struct ifinfomsg: a link.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ifinfomsg
{
    internal byte ifi_family, ifi_pad;
    internal ushort ifi_type;
    internal int ifi_index;
    internal uint ifi_flags, ifi_change;
}

/// <summary>struct ifaddrmsg: an address of a link.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ifaddrmsg
{
    internal byte ifa_family, ifa_prefixlen, ifa_flags, ifa_scope;
    internal int ifa_index;
}

/// <summary>struct rtmsg: a route.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct rtmsg
{
    internal byte rtm_family, rtm_dst_len, rtm_src_len, rtm_tos, rtm_table, rtm_protocol, rtm_scope, rtm_type;
    internal uint rtm_flags;
}

/// <summary>struct ndmsg: a neighbour or a forwarding entry of a bridge.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ndmsg
{
    internal byte ndm_family, ndm_pad1;
    internal ushort ndm_pad2;
    internal int ndm_ifindex;
    internal ushort ndm_state;
    internal byte ndm_flags, ndm_type;
}

/// <summary>struct ifa_cacheinfo: the lifetimes of an address, in seconds.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ifa_cacheinfo
{
    internal uint ifa_prefered, ifa_valid, cstamp, tstamp;
}

/// <summary>struct nda_cacheinfo: how long ago a neighbour was confirmed, used and changed, in ticks of the clock that programs see.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct nda_cacheinfo
{
    internal uint ndm_confirmed, ndm_used, ndm_updated, ndm_refcnt;
}

/// <summary>struct rtnexthop: one of several next hops of a route.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct rtnexthop
{
    internal ushort rtnh_len;
    internal byte rtnh_flags, rtnh_hops;
    internal int rtnh_ifindex;
}

/// <summary>The counters of struct rtnl_link_stats64 that kernels before 4.6 have too.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct rtnl_link_stats64
{
    internal ulong rx_packets, tx_packets, rx_bytes, tx_bytes, rx_errors, tx_errors, rx_dropped, tx_dropped, multicast, collisions;
    internal ulong rx_length_errors, rx_over_errors, rx_crc_errors, rx_frame_errors, rx_fifo_errors, rx_missed_errors;
    internal ulong tx_aborted_errors, tx_carrier_errors, tx_fifo_errors, tx_heartbeat_errors, tx_window_errors;
}

/// <summary>struct nfgenmsg: the head of every nfnetlink message.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct nfgenmsg
{
    internal byte nfgen_family, version;
    internal ushort res_id;
}

/// <summary>struct sock_filter: one instruction of a classic BPF program.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct sock_filter
{
    internal ushort code;
    internal byte jt, jf;
    internal uint k;
}

/// <summary>struct sock_fprog: a classic BPF program.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct sock_fprog
{
    internal ushort len;
    internal sock_filter* filter;
}

/// <summary>struct tcmsg: a queueing discipline or a filter of traffic control.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tcmsg
{
    internal byte tcm_family, tcm__pad1;
    internal ushort tcm__pad2;
    internal int tcm_ifindex;
    internal uint tcm_handle, tcm_parent, tcm_info;
}

/// <summary>struct tc_ratespec: a rate in bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tc_ratespec
{
    internal byte cell_log, linklayer;
    internal ushort overhead;
    internal short cell_align;
    internal ushort mpu;
    internal uint rate;
}

/// <summary>struct tc_tbf_qopt: a token bucket filter.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tc_tbf_qopt
{
    internal tc_ratespec rate, peakrate;
    internal uint limit, buffer, mtu;
}

/// <summary>struct tc_u32_sel: which packets a u32 filter means; its keys follow.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tc_u32_sel
{
    internal byte flags, offshift, nkeys;
    internal ushort offmask, off;
    internal short offoff, hoff;
    internal uint hmask;
}

/// <summary>struct tc_u32_key: which bits of a packet a u32 filter compares.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tc_u32_key
{
    internal uint mask, val;
    internal int off, offmask;
}

/// <summary>struct tc_mirred: an action that sends a packet elsewhere.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tc_mirred
{
    internal uint index, capab;
    internal int action, refcnt, bindcnt, eaction;
    internal uint ifindex;
}
