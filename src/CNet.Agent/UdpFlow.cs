using CNet.Linux.Interop;

namespace CNet.Agents;

/// <summary>Who talks to which address by which socket: what comes back goes the same way.</summary>
/// <param name="Listener">The socket that holds the port.</param>
/// <param name="Client">The client's address.</param>
/// <param name="ClientPort">Its port, in the order of the network.</param>
/// <param name="Scope">The link of the client's address, where it is one of a link alone.</param>
/// <param name="Local">The address of the Host that it asked.</param>
internal readonly record struct UdpPeer(int Listener, Ip Client, ushort ClientPort, uint Scope, Ip Local);

/// <summary>What one client sends and gets, by a socket of its own on the way to the endpoint.</summary>
internal sealed class UdpFlow(UdpPeer peer, ProxiedPort port, uint link, int socket, System.Net.IPEndPoint target)
{
    internal UdpPeer Peer { get; } = peer;

    internal ProxiedPort Port { get; } = port;

    /// <summary>The interface by which the client came.</summary>
    internal uint Link { get; } = link;

    internal int Socket { get; } = socket;

    internal System.Net.IPEndPoint Target { get; } = target;

    /// <summary>When something came or went last, and when the target was looked up last: in milliseconds.</summary>
    internal long LastUsed { get; set; } = Environment.TickCount64;

    internal long LastLookup { get; set; } = Environment.TickCount64;

    /// <summary>Its place among all flows, the one that was used last at the end.</summary>
    internal LinkedListNode<UdpFlow>? Place { get; set; }

    /// <summary>The client's address for the kernel, in its order.</summary>
    internal unsafe SockAddrIn6 ClientAddress()
    {
        var address = new SockAddrIn6 { sin6_family = Constants.AF_INET6, sin6_port = Peer.ClientPort, sin6_scope_id = Peer.Scope };
        Peer.Client.Write(new Span<byte>(address.sin6_addr, 16));
        return address;
    }
}
