using System.Buffers.Binary;
using CNet.Discovery;
using CNet.Linux;
using CNet.Linux.Interop;
using CNet.Netlink.Wire;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents.Names;

/// <summary>
/// The sockets by which a sandbox reaches the name server: inside it, for as long as the sandbox is served. Rules lead there (<see cref="NameRules"/>),
/// and somebody in the sandbox may take them away: one more socket tells of that.
/// </summary>
internal sealed unsafe class NameSockets : IDisposable
{
    private const int Backlog = 128;

    /// <summary>The netlink port that the rules were written by.</summary>
    private uint _leader;

    private NameSockets(NetworkNamespace space) => Space = space;

    /// <summary>The namespace they are in.</summary>
    internal NetworkNamespace Space { get; }

    internal int Udp { get; private set; } = -1;

    internal int Tcp { get; private set; } = -1;

    /// <summary>Can be read when rules of the sandbox change.</summary>
    internal int Rules { get; private set; } = -1;

    /// <summary>Opens them in a namespace, which is theirs from here on.</summary>
    /// <exception cref="CNetException">Where that cannot be; then the namespace is still the caller's.</exception>
    internal static NameSockets Open(NetworkNamespace space)
    {
        var sockets = new NameSockets(space);
        try
        {
            sockets.Udp = Bind(space, SOCK_DGRAM);
            sockets.Tcp = Bind(space, SOCK_STREAM);
            sockets.Rules = Follow(space);
            sockets.Lead();
            return sockets;
        }
        catch
        {
            sockets.CloseSockets();
            throw;
        }
    }

    /// <summary>Has the sandbox's questions lead here.</summary>
    internal void Lead()
    {
        using var netfilter = NameRules.Open(Space);
        Volatile.Write(ref _leader, netfilter.Bind());
        NameRules.Write(netfilter, PortOf(Udp), PortOf(Tcp));
    }

    /// <summary>Reads what the kernel told of the rules; true where somebody else has taken away what leads here.</summary>
    internal bool AreMisled() => RuleEvents.TellOfDeletion(Rules, Volatile.Read(ref _leader));

    /// <summary>Closes those that the loop does not follow.</summary>
    public void Dispose()
    {
        CloseSockets();
        Space.Dispose();
    }

    /// <summary>The loop has closed the sockets.</summary>
    internal void Release()
    {
        Udp = Tcp = Rules = -1;
        Space.Dispose();
    }

    /// <summary>Connects a socket to a server outside.</summary>
    internal static bool TryConnect(int fd, ExternalServer server)
    {
        // Which link is meant by a name, .NET finds out.
        var scope = server.Zone is not null && System.Net.IPAddress.TryParse(server.Text, out var scoped) ? (uint)scoped.ScopeId : 0;
        return InternetSocket.TryConnect(fd, server.Address, DnsWire.Port, scope);
    }

    private void CloseSockets()
    {
        if (Udp >= 0) _ = close(Udp);
        if (Tcp >= 0) _ = close(Tcp);
        if (Rules >= 0) _ = close(Rules);
        Udp = Tcp = Rules = -1;
    }

    /// <summary>A socket that is told of changes of rules.</summary>
    private static int Follow(NetworkNamespace space)
    {
        using var events = NameRules.Open(space);
        events.Subscribe((int)NftablesConstants.NFNLGRP_NFTABLES);
        return events.Release();
    }

    /// <summary>A socket at the address of name servers, on any port.</summary>
    private static int Bind(NetworkNamespace space, int type)
    {
        using var socket = space.OpenSocket(AF_INET, type | SOCK_NONBLOCK, 0);
        if (!InternetSocket.TryBind(socket.Number, ResolverConfiguration.OwnAddress, 0) || type == SOCK_STREAM && listen(socket.Number, Backlog) < 0) throw SystemCallException.Last($"bind {ResolverConfiguration.OwnAddress}");
        return socket.Release();
    }

    private static int PortOf(int fd)
    {
        SockAddrIn address;
        var length = sizeof(SockAddrIn);
        if (getsockname(fd, &address, &length) < 0) throw SystemCallException.Last("getsockname");
        return BinaryPrimitives.ReverseEndianness(address.sin_port);
    }
}
