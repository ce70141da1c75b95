using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CNet.Discovery;
using CNet.Linux;
using CNet.Linux.Interop;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents.Names;

/// <summary>The sockets by which a sandbox reaches the name server: inside it, for as long as the sandbox is served.</summary>
internal sealed unsafe class NameSockets : IDisposable
{
    private const int Backlog = 128;

    private NameSockets(NetworkNamespace space, int udp, int tcp) => (Space, Udp, Tcp) = (space, udp, tcp);

    /// <summary>The namespace they are in.</summary>
    internal NetworkNamespace Space { get; }

    internal int Udp { get; private set; }

    internal int Tcp { get; private set; }

    /// <summary>Opens them in a namespace, which is theirs from here on; its errno where that cannot be.</summary>
    internal static NameSockets? TryOpen(NetworkNamespace space, out int errno)
    {
        var udp = Open(space, SOCK_DGRAM, out errno);
        if (udp < 0) return null;
        var tcp = Open(space, SOCK_STREAM, out errno);
        if (tcp >= 0) return new NameSockets(space, udp, tcp);
        _ = close(udp);
        return null;
    }

    /// <summary>Closes those that the loop does not follow.</summary>
    public void Dispose()
    {
        if (Udp >= 0) _ = close(Udp);
        if (Tcp >= 0) _ = close(Tcp);
        Release();
    }

    /// <summary>The loop has closed the sockets.</summary>
    internal void Release()
    {
        Udp = Tcp = -1;
        Space.Dispose();
    }

    /// <summary>An address of a server, in the form the kernel takes.</summary>
    internal static bool Connect(int fd, ExternalServer to)
    {
        var server = to.Address;
        var port = BinaryPrimitives.ReverseEndianness((ushort)DnsWire.Port);
        var v4 = new SockAddrIn { sin_family = AF_INET, sin_port = port };
        // Which link is meant by a name, .NET finds out.
        var scope = to.Zone is not null && System.Net.IPAddress.TryParse(to.Text, out var scoped) ? (uint)scoped.ScopeId : 0;
        var v6 = new SockAddrIn6 { sin6_family = AF_INET6, sin6_port = port, sin6_scope_id = scope };
        if (server.IsIPv6) server.Write(new Span<byte>(v6.sin6_addr, 16));
        else server.Write(new Span<byte>(&v4.sin_addr, sizeof(uint)));
        return (server.IsIPv6 ? connect(fd, &v6, sizeof(SockAddrIn6)) : connect(fd, &v4, sizeof(SockAddrIn))) == 0;
    }

    private static int Open(NetworkNamespace space, int type, out int errno)
    {
        using var socket = space.OpenSocket(AF_INET, type | SOCK_NONBLOCK, 0);
        var fd = socket.Number;
        var one = 1;
        // A name server of the sandbox's own may listen on all addresses beside this one.
        _ = setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(int));
        _ = setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(int));
        var address = new SockAddrIn { sin_family = AF_INET, sin_port = BinaryPrimitives.ReverseEndianness((ushort)DnsWire.Port) };
        ResolverConfiguration.OwnAddress.Write(new Span<byte>(&address.sin_addr, sizeof(uint)));
        errno = bind(fd, &address, sizeof(SockAddrIn)) < 0 || type == SOCK_STREAM && listen(fd, Backlog) < 0 ? Marshal.GetLastPInvokeError() : 0;
        return errno == 0 ? socket.Release() : -1;
    }
}
