using System.Buffers.Binary;
using CNet.Netlink.Wire;
using static CNet.Linux.Interop.Constants;
using static CNet.Netlink.Wire.DiagConstants;
using static CNet.Netlink.Wire.NetlinkConstants;

namespace CNet.Netlink.Diag;

/// <summary>Requests about sockets.</summary>
internal static class DiagRequests
{
    /// <summary>
    /// Asks for the sockets of a protocol and a family, in every state, TIME_WAIT (which no process holds) where it is wanted; of one port only, or of all where it is 0.
    /// Equivalent to: <c>ss -4 -tan sport = :PORT</c>
    /// </summary>
    internal static void DumpSockets(this MessageBuffer batch, byte protocol, bool isIPv6, int port = 0, bool timeWait = false)
    {
        batch.BeginQuery(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP);
        batch.Write(new inet_diag_req_v2
        {
            sdiag_family = (byte)(isIPv6 ? AF_INET6 : AF_INET),
            sdiag_protocol = protocol,
            idiag_states = ((2u << TCP_BOUND_INACTIVE) - 1) & ~(timeWait ? 0 : 1u << TCP_TIME_WAIT),
            id = new inet_diag_sockid { idiag_sport = BinaryPrimitives.ReverseEndianness((ushort)port) },
        });
    }
}
