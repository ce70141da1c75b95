using System.Buffers;
using System.Runtime.InteropServices;
using CNet.Linux;
using CNet.Linux.Interop;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;
using static CNet.Netlink.Wire.NetlinkConstants;

namespace CNet.Netlink;

/// <summary>Takes one reply of the kernel.</summary>
internal delegate void ReplyHandler<TState>(ref TState state, in Message reply) where TState : allows ref struct;

/// <summary>Makes an object of one message of a dump, or null to leave it out.</summary>
internal delegate T? MessageParser<T>(in Message message) where T : class;

/// <summary>What has arrived at a socket.</summary>
internal enum Arrival
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A datagram.</summary>
    Datagram,

    /// <summary>More than there was room for: something is lost.</summary>
    Loss,
}

/// <summary>
/// A netlink socket: sends a batch in one call and reads the answers to it. Used by one thread at a time; a socket belongs for life
/// to the network namespace it was opened in, so any thread may use it from anywhere.
/// </summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    private const int ReceiveSize = 64 * 1024;
    private const int DumpAttempts = 50;
    private const int BufferSize = 16 * 1024 * 1024;
    private readonly FileDescriptor _fd;
    private uint _sequence = 1;

    /// <summary>Takes over an open netlink socket and turns on extended acknowledgements and strict checking of dumps.</summary>
    internal NetlinkSocket(FileDescriptor fd)
    {
        _fd = fd;
        SetOption(SOL_NETLINK, NETLINK_EXT_ACK, 1);
        SetOption(SOL_NETLINK, NETLINK_CAP_ACK, 1);
        // Kernels before 4.20 do not know it; they answer dumps more generously, and the parsers filter anyway.
        TrySetOption(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
        // Limits, not memory: a batch goes in one call, and each of its messages may be refused. Beyond them there are EMSGSIZE and ENOBUFS.
        TrySetOption(SOL_SOCKET, SO_SNDBUFFORCE, BufferSize);
        TrySetOption(SOL_SOCKET, SO_RCVBUFFORCE, BufferSize);
    }

    /// <summary>The name of the namespace the socket is in, for texts; null for the Host's.</summary>
    internal string? Label { get; set; }

    /// <summary>The file descriptor, for poll.</summary>
    internal int Fd => _fd.Number;

    /// <summary>The cookie of the socket's namespace: unlike an inode it is never used again while the machine runs.</summary>
    internal ulong NamespaceCookie
    {
        get
        {
            ulong cookie = 0;
            var length = sizeof(ulong);
            if (getsockopt(Fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &length) < 0)
                throw new CNetException(CNetError.KernelFeatureMissing, "This kernel has no SO_NETNS_COOKIE.", null, "CNet needs Linux 5.14 or later.");
            return cookie;
        }
    }

    /// <summary>Opens a socket in the namespace of the calling thread.</summary>
    internal static NetlinkSocket OpenHere(int protocol)
    {
        var fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
        return fd >= 0 ? new NetlinkSocket(new FileDescriptor(fd)) : throw SystemCallException.Last("socket AF_NETLINK");
    }

    /// <summary>Sends a batch and waits for it; throws on the first refusal, with the command it is equivalent to.</summary>
    internal void Execute(MessageBuffer batch)
    {
        var none = 0;
        Execute(batch, ref none, null);
    }

    /// <summary>Sends a batch and waits for it, handing every reply that carries data to the handler.</summary>
    internal void Execute<TState>(MessageBuffer batch, ref TState state, ReplyHandler<TState>? handler) where TState : allows ref struct
    {
        if (TryExecute(batch, ref state, handler) is { } failure) throw ToException(batch, failure);
    }

    /// <summary>Sends a batch and waits for it; returns the first refusal instead of throwing.</summary>
    internal NetlinkFailure? TryExecute(MessageBuffer batch)
    {
        var none = 0;
        return TryExecute(batch, ref none, null);
    }

    /// <summary>
    /// Sends a batch and waits for it. The reply to a final request for data completes the batch, so that it needs no acknowledgement.
    /// A batch of rtnetlink is not a transaction: the kernel goes on after a refusal.
    /// </summary>
    internal NetlinkFailure? TryExecute<TState>(MessageBuffer batch, ref TState state, ReplyHandler<TState>? handler) where TState : allows ref struct =>
        Run(batch, ref state, handler, null);

    /// <summary>Sends a batch and waits for it; returns every refusal, for messages that do not depend on each other.</summary>
    internal List<NetlinkFailure> TryExecuteAll(MessageBuffer batch)
    {
        var none = 0;
        var refusals = new List<NetlinkFailure>();
        Run(batch, ref none, null, refusals);
        return refusals;
    }

    /// <summary>Lists objects; begins again when the kernel says that they changed while it was listing.</summary>
    internal List<T> Dump<T>(MessageBuffer request, MessageParser<T> parser, CancellationToken cancellation = default) where T : class
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReceiveSize);
        try
        {
            for (var attempt = 0; attempt < DumpAttempts; attempt++)
            {
                cancellation.ThrowIfCancellationRequested();
                var result = new List<T>();
                if (TryDump(request, parser, result, ref buffer)) return result;
            }
            throw new NetlinkException(RequestText.Describe(request, 0, Label), EBUSY, "the list kept changing while it was read");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// Subscribes to multicast groups, once; a slow reader loses messages and is told so by ENOBUFS. The socket needs an address first: one
    /// without counts as the kernel itself, which is spared its own multicasts.
    /// </summary>
    internal void Subscribe(params ReadOnlySpan<int> groups)
    {
        Bind();
        foreach (var group in groups) SetOption(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
    }

    /// <summary>Limits what the kernel keeps for a slow reader, in bytes.</summary>
    internal void LimitBacklog(int size)
    {
        if (!TrySetOption(SOL_SOCKET, SO_RCVBUFFORCE, size)) TrySetOption(SOL_SOCKET, SO_RCVBUF, size);
    }

    /// <summary>Receives one datagram of those there are, without waiting; the result is a part of the buffer.</summary>
    internal Arrival Take(byte[] buffer, out ReadOnlySpan<byte> datagram)
    {
        datagram = default;
        while (true)
        {
            SockAddrNetlink sender = default;
            var senderLength = sizeof(SockAddrNetlink);
            int length;
            fixed (byte* pointer = buffer) length = (int)recvfrom(Fd, pointer, buffer.Length, MSG_DONTWAIT | MSG_TRUNC, &sender, &senderLength);
            if (length < 0)
            {
                switch (Marshal.GetLastPInvokeError())
                {
                    case EINTR: continue;
                    case EAGAIN: return Arrival.None;
                    case ENOBUFS: return Arrival.Loss;
                    case var errno: throw new SystemCallException("receive from netlink", errno);
                }
            }
            if (sender.nl_pid != 0) continue;
            if (length > buffer.Length) return Arrival.Loss;
            datagram = buffer.AsSpan(0, length);
            return Arrival.Datagram;
        }
    }

    /// <summary>Gives the socket an address; its port, by which others are told whose change it was.</summary>
    internal uint Bind()
    {
        var address = new SockAddrNetlink { nl_family = AF_NETLINK };
        var length = sizeof(SockAddrNetlink);
        if (bind(Fd, &address, length) < 0 || getsockname(Fd, &address, &length) < 0) throw SystemCallException.Last("bind a netlink socket");
        return address.nl_pid;
    }

    /// <summary>Gives the descriptor away: whoever gets it closes it.</summary>
    internal int Release() => _fd.Release();

    /// <summary>Sends bytes as they are.</summary>
    internal void Send(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* pointer = bytes)
        {
            while (send(Fd, pointer, bytes.Length, 0) < 0)
                if (Marshal.GetLastPInvokeError() != EINTR) throw SystemCallException.Last("send to netlink");
        }
    }

    /// <summary>Receives one datagram of the kernel's; the result is a part of the buffer, and throws where the buffer is too small.</summary>
    internal ReadOnlySpan<byte> Receive(byte[] buffer)
    {
        var length = ReceiveLength(buffer);
        return length <= buffer.Length
            ? buffer.AsSpan(0, length)
            : throw new CNetException(CNetError.NetlinkFailed, $"The kernel's answer of {length} bytes is larger than expected.");
    }

    public void Dispose() => _fd.Dispose();

    internal NetlinkException ToException(MessageBuffer batch, NetlinkFailure failure) =>
        new(RequestText.Describe(batch, failure.Index, Label), failure.Errno, failure.Text);

    private NetlinkFailure? Run<TState>(MessageBuffer batch, ref TState state, ReplyHandler<TState>? handler, List<NetlinkFailure>? all) where TState : allows ref struct
    {
        var first = _sequence;
        var (completion, last) = batch.Seal(first);
        _sequence = last + 1;
        OperationLog.Commands(batch, Label);
        Send(batch.Written);

        NetlinkFailure? failure = null;
        var buffer = ArrayPool<byte>.Shared.Rent(ReceiveSize);
        try
        {
            while (true)
            {
                foreach (var message in new MessageReader(Receive(buffer)))
                {
                    var sequence = message.Header.nlmsg_seq;
                    // An answer to an earlier batch that was given up; never one of ours.
                    if (sequence < first || sequence > last) continue;
                    if (message.Header.nlmsg_type is NLMSG_ERROR)
                    {
                        if (NetlinkFailure.TryRead(message, (int)(sequence - first), out var refusal))
                        {
                            failure ??= refusal;
                            all?.Add(refusal);
                        }
                    }
                    else
                        handler?.Invoke(ref state, message);
                    if (sequence == completion) return failure;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool TryDump<T>(MessageBuffer request, MessageParser<T> parser, List<T> result, ref byte[] buffer) where T : class
    {
        var sequence = _sequence++;
        request.Seal(sequence);
        Send(request.Written);
        var whole = true;
        while (true)
        {
            var length = ReceiveWhole(ref buffer);
            foreach (var message in new MessageReader(buffer.AsSpan(0, length)))
            {
                if (message.Header.nlmsg_seq != sequence) continue;
                if ((message.Header.nlmsg_flags & NLM_F_DUMP_INTR) != 0) whole = false;
                switch (message.Header.nlmsg_type)
                {
                    case NLMSG_DONE or NLMSG_ERROR:
                        if (NetlinkFailure.TryRead(message, 0, out var failure)) throw ToException(request, failure);
                        return whole;
                    default:
                        if (whole && parser(message) is { } item) result.Add(item);
                        break;
                }
            }
        }
    }

    private int ReceiveLength(byte[] buffer)
    {
        int length;
        while (!TryReceive(buffer, MSG_TRUNC, out length)) { }
        return length;
    }

    /// <summary>Receives a datagram of a list, into a larger buffer where it needs one.</summary>
    private int ReceiveWhole(ref byte[] buffer)
    {
        while (true)
        {
            // Looked at before: of what does not fit the rest would be lost, and with it perhaps the end of the list.
            TryReceive([], MSG_PEEK | MSG_TRUNC, out var length);
            if (length > buffer.Length)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = ArrayPool<byte>.Shared.Rent(length);
            }
            if (TryReceive(buffer, MSG_TRUNC, out length)) return length;
        }
    }

    /// <summary>Receives a datagram; false where it is not the kernel's: nobody else is believed.</summary>
    private bool TryReceive(Span<byte> buffer, int flags, out int length)
    {
        while (true)
        {
            SockAddrNetlink sender = default;
            var senderLength = sizeof(SockAddrNetlink);
            fixed (byte* pointer = buffer) length = (int)recvfrom(Fd, pointer, buffer.Length, flags, &sender, &senderLength);
            if (length >= 0) return sender.nl_pid == 0;
            var errno = Marshal.GetLastPInvokeError();
            if (errno != EINTR) throw new SystemCallException("receive from netlink", errno);
        }
    }

    private void SetOption(int level, int name, int value)
    {
        if (!TrySetOption(level, name, value)) throw SystemCallException.Last($"setsockopt {level}/{name}");
    }

    private bool TrySetOption(int level, int name, int value) => setsockopt(Fd, level, name, &value, sizeof(int)) == 0;
}
