using System.Buffers.Binary;
using CNet.Linux.Interop;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Linux;

/// <summary>Gives sockets that are descriptors an address and a port, of either family. Where that fails, errno says why.</summary>
internal static unsafe class InternetSocket
{
    /// <summary>Binds a socket of the address's family; port 0 has the kernel choose one.</summary>
    internal static bool TryBind(int fd, Ip address, int port)
    {
        if (address.IsIPv6)
        {
            var v6 = V6(address, port, 0);
            return bind(fd, &v6, sizeof(SockAddrIn6)) == 0;
        }
        var v4 = V4(address, port);
        return bind(fd, &v4, sizeof(SockAddrIn)) == 0;
    }

    /// <summary>Connects a socket of the address's family; <paramref name="scope"/> is the link of an address that means something on its link only.</summary>
    internal static bool TryConnect(int fd, Ip address, int port, uint scope = 0)
    {
        if (address.IsIPv6)
        {
            var v6 = V6(address, port, scope);
            return connect(fd, &v6, sizeof(SockAddrIn6)) == 0;
        }
        var v4 = V4(address, port);
        return connect(fd, &v4, sizeof(SockAddrIn)) == 0;
    }

    private static SockAddrIn V4(Ip address, int port) =>
        new() { sin_family = AF_INET, sin_port = BinaryPrimitives.ReverseEndianness((ushort)port), sin_addr = BinaryPrimitives.ReverseEndianness((uint)address.Bits) };

    private static SockAddrIn6 V6(Ip address, int port, uint scope)
    {
        var target = new SockAddrIn6 { sin6_family = AF_INET6, sin6_port = BinaryPrimitives.ReverseEndianness((ushort)port), sin6_scope_id = scope };
        address.Write(new Span<byte>(target.sin6_addr, 16));
        return target;
    }
}
