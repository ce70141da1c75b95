using System.Buffers.Binary;
using CNet.Netlink.Wire;
using static CNet.Linux.Interop.Constants;
using static CNet.Netlink.Wire.DiagConstants;

namespace CNet.Netlink.Diag;

/// <summary>A socket that has a local port, as the kernel describes it.</summary>
internal sealed record BoundSocket
{
    /// <summary>Its local address; the unspecified one where it is bound to all. An IPv6 socket's address of IPv4 is one of IPv4 here.</summary>
    internal Ip Address { get; private init; }

    internal int Port { get; private init; }

    /// <summary>The other side's address and port; unspecified and 0 for none.</summary>
    internal Ip RemoteAddress { get; private init; }
    internal int RemotePort { get; private init; }

    /// <summary>The interface that it is bound to, or 0.</summary>
    internal int LinkIndex { get; private init; }

    /// <summary>What waits for its program and for the other side; of one that listens the connections that wait, and how many can.</summary>
    internal uint ReceiveQueue { get; private init; }
    internal uint SendQueue { get; private init; }

    /// <summary>Who made it.</summary>
    internal uint UserId { get; private init; }

    /// <summary>The inode by which a process's descriptors name it; 0 where no process has it (a connection that nobody accepted yet, or that was closed).</summary>
    internal uint Inode { get; private init; }

    /// <summary>The state by TCP's numbers: a socket that is only bound is "closed", a UDP socket "established" once it is connected.</summary>
    internal byte State { get; private init; }

    /// <summary>True for an IPv6 socket that leaves the port of IPv4 to others.</summary>
    internal bool IsIPv6Only { get; private init; }

    /// <summary>True where it waits for others, of which there is no end: not one of many connections.</summary>
    internal bool IsListening => State is TCP_LISTEN or TCP_CLOSE;

    /// <summary>True where it and another socket bound to an address, on the same port, would meet.</summary>
    internal bool Meets(Ip address)
    {
        if (Address.Equals(address)) return true;
        if (Address.IsIPv6 == address.IsIPv6) return Address.IsUnspecified || address.IsUnspecified;
        return Address is { IsIPv6: true, IsUnspecified: true } && !IsIPv6Only;
    }

    /// <summary>Reads the answer to <see cref="DiagRequests.DumpSockets"/>; null for a socket without a port.</summary>
    internal static BoundSocket? Parse(in Message message)
    {
        if (message.Header.nlmsg_type != SOCK_DIAG_BY_FAMILY || !message.TryRead<inet_diag_msg>(out var head, out var attributes)
            || head.idiag_family is not (AF_INET or AF_INET6) || head.id.idiag_sport == 0) return null;
        var isIPv6 = head.idiag_family == AF_INET6;
        return new BoundSocket
        {
            Address = Source(head.id, isIPv6),
            Port = BinaryPrimitives.ReverseEndianness(head.id.idiag_sport),
            RemoteAddress = Destination(head.id, isIPv6),
            RemotePort = BinaryPrimitives.ReverseEndianness(head.id.idiag_dport),
            LinkIndex = (int)head.id.idiag_if,
            ReceiveQueue = head.idiag_rqueue,
            SendQueue = head.idiag_wqueue,
            UserId = head.idiag_uid,
            Inode = head.idiag_inode,
            State = head.idiag_state,
            IsIPv6Only = attributes.TryFind(INET_DIAG_SKV6ONLY, out var only) && only.Byte != 0,
        };
    }

    private static unsafe Ip Source(in inet_diag_sockid id, bool isIPv6)
    {
        fixed (uint* source = id.idiag_src) return Read(source, isIPv6);
    }

    private static unsafe Ip Destination(in inet_diag_sockid id, bool isIPv6)
    {
        fixed (uint* destination = id.idiag_dst) return Read(destination, isIPv6);
    }

    private static unsafe Ip Read(uint* bytes, bool isIPv6)
    {
        var address = Ip.Read(new ReadOnlySpan<byte>(bytes, isIPv6 ? 16 : 4));
        return address.IsIPv4Mapped ? Ip.V4((uint)address.Bits) : address;
    }
}
