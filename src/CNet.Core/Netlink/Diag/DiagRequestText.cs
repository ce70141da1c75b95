using System.Buffers.Binary;
using System.Globalization;
using CNet.Netlink.Wire;
using static CNet.Linux.Interop.Constants;

namespace CNet.Netlink.Diag;

/// <summary>Tells what a question about sockets asks as the command of ss that is equivalent to it.</summary>
internal static class DiagRequestText
{
    internal static string Describe(in Message message)
    {
        if (!message.TryRead<inet_diag_req_v2>(out var head, out _)) return "ss";
        var family = head.sdiag_family == AF_INET6 ? '6' : '4';
        var protocol = (TransportProtocol)head.sdiag_protocol switch
        {
            TransportProtocol.Udp => 'u',
            TransportProtocol.Sctp => 'S',
            _ => 't',
        };
        var port = BinaryPrimitives.ReverseEndianness(head.id.idiag_sport);
        return string.Create(CultureInfo.InvariantCulture, $"ss -{family} -{protocol}an") + (port == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" sport = :{port}"));
    }
}
