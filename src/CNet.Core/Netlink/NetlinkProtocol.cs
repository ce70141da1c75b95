using static CNet.Linux.Interop.Constants;

namespace CNet.Netlink;

/// <summary>What messages mean: each kind of netlink socket has message types of its own, under the same numbers.</summary>
internal enum NetlinkProtocol
{
    /// <summary>rtnetlink: links, addresses, routes, neighbours.</summary>
    Route = NETLINK_ROUTE,

    /// <summary>sock_diag: the sockets of a namespace.</summary>
    SocketDiagnostics = NETLINK_SOCK_DIAG,

    /// <summary>nfnetlink: nf_tables and the tracking of connections, told apart by their types.</summary>
    Netfilter = NETLINK_NETFILTER,
}
