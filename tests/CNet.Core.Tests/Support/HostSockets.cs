using System.Net;
using System.Net.Sockets;
using CNet.Linux;
using CNet.Linux.Interop;

namespace CNet.Tests.Support;

/// <summary>Sockets of the tests inside a namespace.</summary>
internal static class HostSockets
{
    /// <summary>Binds a socket, which listens where it can; to the addresses of both families where the address is "all".</summary>
    internal static Socket Bind(NetworkNamespace space, TransportProtocol protocol, string address, int port, Action<Socket>? prepare = null)
    {
        var target = IPAddress.Parse(address == "all" ? "::" : address);
        var socket = Open(space, protocol, target.AddressFamily);
        if (target.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = address == "all";
        prepare?.Invoke(socket);
        socket.Bind(new IPEndPoint(target, port));
        if (protocol == TransportProtocol.Tcp) socket.Listen();
        return socket;
    }

    /// <summary>Opens a socket, without the options that .NET sets of its own accord.</summary>
    internal static Socket Open(NetworkNamespace space, TransportProtocol protocol, AddressFamily family)
    {
        using var fd = space.OpenSocket(family == AddressFamily.InterNetworkV6 ? Constants.AF_INET6 : Constants.AF_INET,
            protocol == TransportProtocol.Udp ? Constants.SOCK_DGRAM : Constants.SOCK_STREAM, 0);
        return new Socket(new SafeSocketHandle(fd.Release(), ownsHandle: true));
    }
}
