using System.Runtime.InteropServices;
using CNet.Linux;
using CNet.Netlink.Wire;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents;

/// <summary>Sockets that hold ports: descriptors as they are, since there may be very many.</summary>
internal static unsafe class HoldingSocket
{
    /// <summary>Who waits for the agent to take their connection.</summary>
    private const int ProxyBacklog = 1024;

    /// <summary>Opens a socket that holds a port; a negative errno where that cannot be.</summary>
    internal static int Open(TransportProtocol protocol, Ip address, int port)
    {
        var fd = socket(address.IsIPv6 ? AF_INET6 : AF_INET, (protocol == TransportProtocol.Udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC | SOCK_NONBLOCK, (int)protocol);
        if (fd < 0) return -Marshal.GetLastPInvokeError();
        if (Prepare(fd, protocol, address) && InternetSocket.TryBind(fd, address, port) && (protocol == TransportProtocol.Udp || listen(fd, IsProxied(protocol, address) ? ProxyBacklog : 1) == 0)) return fd;
        var errno = Marshal.GetLastPInvokeError();
        _ = close(fd);
        return -errno;
    }

    /// <summary>True where what comes is passed on; else the kernel has translated it before, and what still comes is for nobody.</summary>
    internal static bool IsProxied(TransportProtocol protocol, Ip address) => address.IsIPv6 && protocol != TransportProtocol.Sctp;

    private static bool Prepare(int fd, TransportProtocol protocol, Ip address)
    {
        if (address.IsIPv6 && !Set(fd, IPPROTO_IPV6, IPV6_V6ONLY)) return false;
        // Connections of an earlier holder that are still dying do not count.
        if (protocol == TransportProtocol.Tcp && !Set(fd, SOL_SOCKET, SO_REUSEADDR)) return false;
        if (!IsProxied(protocol, address)) return DropAll(fd);
        return protocol != TransportProtocol.Udp || Set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO);
    }

    /// <summary>Drops whatever comes, so that nothing is answered: before the port is had, lest something gets in between.</summary>
    private static bool DropAll(int fd)
    {
        var drop = new sock_filter { code = BPF_RET };
        var program = new sock_fprog { len = 1, filter = &drop };
        return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(sock_fprog)) == 0;
    }

    private static bool Set(int fd, int level, int name)
    {
        var one = 1;
        return setsockopt(fd, level, name, &one, sizeof(int)) == 0;
    }
}
