namespace CNet.Netlink.Wire;

/// <summary>Constants of linux/sock_diag.h, linux/inet_diag.h and netinet/tcp.h.</summary>
internal static class DiagConstants
{
    internal const ushort SOCK_DIAG_BY_FAMILY = 20;
    internal const ushort INET_DIAG_SKV6ONLY = 11;

    internal const byte TCP_TIME_WAIT = 6, TCP_CLOSE = 7, TCP_LISTEN = 10;

    /// <summary>Asks for TCP sockets that are bound and neither listen nor are connected, from Linux 6.8 on; they are shown as closed ones. No header has it.</summary>
    internal const byte TCP_BOUND_INACTIVE = 13;
}
