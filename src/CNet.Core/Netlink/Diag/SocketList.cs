using CNet.Linux;
using static CNet.Linux.Interop.Constants;

namespace CNet.Netlink.Diag;

/// <summary>Lists the sockets of a namespace.</summary>
internal static class SocketList
{
    /// <summary>The sockets of a protocol, of both families. Equivalent to: <c>ss -tan</c></summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="protocol">The number of the protocol.</param>
    /// <param name="port">Only those of a local port, or all of them with 0.</param>
    /// <param name="timeWait">True for connections too that nobody has any more.</param>
    /// <param name="cancellation">Gives up.</param>
    internal static List<BoundSocket> Of(NetworkNamespace ns, byte protocol, int port = 0, bool timeWait = false, CancellationToken cancellation = default)
    {
        using var netlink = new NetlinkSocket(ns.OpenSocket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG));
        var batch = new MessageBuffer(128) { Protocol = NetlinkProtocol.SocketDiagnostics };
        var sockets = new List<BoundSocket>();
        foreach (var isIPv6 in new[] { false, true })
        {
            batch.Clear();
            batch.DumpSockets(protocol, isIPv6, port, timeWait);
            try
            {
                sockets.AddRange(netlink.Dump(batch, BoundSocket.Parse, cancellation));
            }
            catch (NetlinkException missing) when (missing.Errno == ENOENT)
            {
                // The kernel has no such sockets: no IPv6, or no SCTP.
            }
        }
        return sockets;
    }
}
