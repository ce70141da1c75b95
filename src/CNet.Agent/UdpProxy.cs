using System.Runtime.InteropServices;
using CNet.Linux;
using CNet.Linux.Interop;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents;

/// <summary>
/// Passes datagrams on, and the answers back from the very address that the client asked. What cannot be delivered is dropped, as on any wire.
/// Belongs to the loop's thread.
/// </summary>
internal sealed unsafe class UdpProxy : IReadable, IDisposable
{
    /// <summary>As long as the kernel remembers a flow that was never answered (nf_conntrack_udp_timeout).</summary>
    internal const long IdleTime = 30_000;

    /// <summary>So that nobody who changes his port with each datagram takes all descriptors.</summary>
    internal const int MaxFlows = 2048;

    /// <summary>How long a flow goes where it went, in milliseconds: then it is looked up whether its endpoint is still there.</summary>
    private const long LookupInterval = 250;

    private const int MaxDatagram = 64 * 1024, AtOnce = 64, ControlSize = 64;

    private readonly Dictionary<UdpPeer, UdpFlow> _flows = [];
    private readonly Dictionary<int, UdpFlow> _bySocket = [];
    private readonly LinkedList<UdpFlow> _byUse = [];
    private readonly byte* _buffer = (byte*)NativeMemory.Alloc(MaxDatagram);
    private readonly EventLoop _loop;
    private readonly ProxyTargets _targets;

    internal UdpProxy(EventLoop loop, ProxyTargets targets)
    {
        _loop = loop;
        _targets = targets;
        loop.Tick += DropIdle;
    }

    /// <summary>The flows there are.</summary>
    internal int Count => _flows.Count;

    /// <summary>Passes on what clients have sent to a port.</summary>
    internal void Receive(int listener, ProxiedPort port)
    {
        var control = stackalloc byte[ControlSize];
        for (var i = 0; i < AtOnce; i++)
        {
            SockAddrIn6 client = default;
            var data = new IoVector { iov_base = _buffer, iov_len = MaxDatagram };
            var message = new MessageHeader { msg_name = &client, msg_namelen = (uint)sizeof(SockAddrIn6), msg_iov = &data, msg_iovlen = 1, msg_control = control, msg_controllen = ControlSize };
            var length = recvmsg(listener, &message, MSG_DONTWAIT);
            // Also where the answer to an earlier datagram could not be delivered.
            if (length < 0 && Marshal.GetLastPInvokeError() is EAGAIN) return;
            if (length < 0 || LocalOf(message) is not { } local) continue;
            var peer = new UdpPeer(listener, Ip.Read(new ReadOnlySpan<byte>(client.sin6_addr, 16)), client.sin6_port, client.sin6_scope_id, Ip.Read(new ReadOnlySpan<byte>(local.ipi6_addr, 16)));
            if (FlowOf(peer, port, local.ipi6_ifindex) is not { } flow) continue;
            Touch(flow);
            _ = send(flow.Socket, _buffer, length, MSG_DONTWAIT | MSG_NOSIGNAL);
        }
    }

    /// <summary>Forgets the flows of a port that is not held any more.</summary>
    internal void Forget(int listener)
    {
        foreach (var flow in _flows.Values.Where(flow => flow.Peer.Listener == listener).ToList()) Drop(flow);
    }

    void IReadable.Read(int fd)
    {
        if (!_bySocket.TryGetValue(fd, out var flow)) return;
        for (var i = 0; i < AtOnce; i++)
        {
            var length = recvfrom(fd, _buffer, MaxDatagram, MSG_DONTWAIT, null, null);
            if (length < 0 && Marshal.GetLastPInvokeError() is EAGAIN) return;
            // Nobody has the port there: the client hears nothing, and tries again.
            if (length < 0) continue;
            Touch(flow);
            Answer(flow, length);
        }
    }

    public void Dispose()
    {
        foreach (var flow in _flows.Values.ToList()) Drop(flow);
        NativeMemory.Free(_buffer);
    }

    private void Answer(UdpFlow flow, nint length)
    {
        var client = flow.ClientAddress();
        var control = stackalloc byte[ControlSize];
        new Span<byte>(control, ControlSize).Clear();
        var header = (ControlHeader*)control;
        header->cmsg_len = (nuint)(sizeof(ControlHeader) + sizeof(PacketInfo6));
        header->cmsg_level = IPPROTO_IPV6;
        header->cmsg_type = IPV6_PKTINFO;
        var info = (PacketInfo6*)(control + sizeof(ControlHeader));
        flow.Peer.Local.Write(new Span<byte>(info->ipi6_addr, 16));
        // Only on its link an address of one link means somebody; other answers may go another way than the question came.
        info->ipi6_ifindex = flow.Peer.Local.IsLinkLocal || flow.Peer.Client.IsLinkLocal ? flow.Link : 0;
        var data = new IoVector { iov_base = _buffer, iov_len = (nuint)length };
        var space = (nuint)(sizeof(ControlHeader) + (sizeof(PacketInfo6) + sizeof(nuint) - 1) / sizeof(nuint) * sizeof(nuint));
        var message = new MessageHeader { msg_name = &client, msg_namelen = (uint)sizeof(SockAddrIn6), msg_iov = &data, msg_iovlen = 1, msg_control = control, msg_controllen = space };
        _ = sendmsg(flow.Peer.Listener, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    }

    /// <summary>The flow of a client; null where there is nowhere to pass it on to.</summary>
    private UdpFlow? FlowOf(in UdpPeer peer, ProxiedPort port, uint link)
    {
        var now = Environment.TickCount64;
        var known = _flows.GetValueOrDefault(peer);
        if (known is not null && now - known.LastLookup < LookupInterval) return known;
        var target = _targets.Find(port);
        if (known is not null)
        {
            known.LastLookup = now;
            if (known.Target.Equals(target)) return known;
            Drop(known);
        }
        if (target is null) return null;
        if (_flows.Count >= MaxFlows) Drop(_byUse.First!.Value);
        var fd = Connect(target);
        if (fd < 0) return null;
        var flow = new UdpFlow(peer, port, link, fd, target);
        flow.Place = _byUse.AddLast(flow);
        _flows.Add(peer, flow);
        _bySocket.Add(fd, flow);
        _loop.Add(fd, this);
        return flow;
    }

    private void Touch(UdpFlow flow)
    {
        flow.LastUsed = Environment.TickCount64;
        _byUse.Remove(flow.Place!);
        _byUse.AddLast(flow.Place!);
    }

    private void Drop(UdpFlow flow)
    {
        _flows.Remove(flow.Peer);
        _bySocket.Remove(flow.Socket);
        _byUse.Remove(flow.Place!);
        _loop.Close(flow.Socket);
    }

    private void DropIdle()
    {
        var oldest = Environment.TickCount64 - IdleTime;
        while (_byUse.First is { Value: var flow } && flow.LastUsed < oldest) Drop(flow);
    }

    private static int Connect(System.Net.IPEndPoint target)
    {
        var address = Ip.From(target.Address);
        var fd = socket(address.IsIPv6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (fd < 0) return -1;
        if (InternetSocket.TryConnect(fd, address, target.Port)) return fd;
        _ = close(fd);
        return -1;
    }

    private static PacketInfo6? LocalOf(in MessageHeader message)
    {
        var header = (ControlHeader*)message.msg_control;
        return message.msg_controllen >= (nuint)(sizeof(ControlHeader) + sizeof(PacketInfo6)) && header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_PKTINFO
            ? *(PacketInfo6*)(header + 1) : null;
    }
}
