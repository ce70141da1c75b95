using System.Runtime.InteropServices;

namespace CNet.Netlink.Wire;

/// <summary>struct inet_diag_sockid: the two ends of a socket; ports and addresses in network order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct inet_diag_sockid
{
    internal ushort idiag_sport, idiag_dport;
    internal fixed uint idiag_src[4], idiag_dst[4];
    internal uint idiag_if;
    internal fixed uint idiag_cookie[2];
}

/// <summary>struct inet_diag_req_v2: which sockets are asked for.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct inet_diag_req_v2
{
    internal byte sdiag_family, sdiag_protocol, idiag_ext, pad;
    internal uint idiag_states;
    internal inet_diag_sockid id;
}

/// <summary>struct inet_diag_msg: a socket.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct inet_diag_msg
{
    internal byte idiag_family, idiag_state, idiag_timer, idiag_retrans;
    internal inet_diag_sockid id;
    internal uint idiag_expires, idiag_rqueue, idiag_wqueue, idiag_uid, idiag_inode;
}
