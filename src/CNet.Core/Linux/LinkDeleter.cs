using System.Buffers;
using System.Runtime.InteropServices;
using CNet.Linux.Interop;
using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.Netlink.Wire;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Linux;

/// <summary>
/// Deletes links without waiting for the kernel's acknowledgement, which takes 15 to 30 ms (an RCU barrier) although the link is gone for
/// everyone after a quarter of one: a worker sends, and the caller returns when the multicast message says that the link is gone.
/// </summary>
internal sealed unsafe class LinkDeleter : IDisposable
{
    private static readonly TimeSpan GoneTimeout = TimeSpan.FromSeconds(30);
    private readonly NetworkNamespace _namespace;
    private readonly NetlinkSocket _events;
    private readonly Stack<Worker> _idle = new();
    private bool _disposed;

    internal LinkDeleter(NetworkNamespace ns)
    {
        _namespace = ns;
        _events = new NetlinkSocket(ns.OpenSocket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE));
        AttachFilter();
        _events.Subscribe(RTNLGRP_LINK);
    }

    /// <summary>Deletes a link and returns when it is gone; one that is gone already is no error. Called by one thread at a time.</summary>
    /// <returns>False where there was no such link.</returns>
    internal bool Delete(int index, string? name = null)
    {
        OperationLog.Command(name is null ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"ip link del if{index}") : $"ip link del {name}");
        Drain();
        var deletion = new Deletion(index);
        Hire().Start(deletion);
        var deadline = DateTime.UtcNow + GoneTimeout;
        var wait = new PollFd { fd = _events.Fd, events = POLLIN };
        while (DateTime.UtcNow < deadline)
        {
            if (deletion.IsAcknowledged && deletion.Error is { } error) throw error;
            if (deletion.IsAcknowledged) return deletion.Failure is not { } failure || Tolerate(index, failure);
            // Where there is no such link only the acknowledgement comes, so the wait is never long.
            if (poll(&wait, 1, 20) > 0 && SawGone(index)) return true;
        }
        throw new CNetException(CNetError.Timeout, $"The kernel did not delete interface {index} in {GoneTimeout.TotalSeconds} s.", index);
    }

    public void Dispose()
    {
        lock (_idle)
        {
            _disposed = true;
            while (_idle.TryPop(out var worker)) worker.Start(null);
        }
        _events.Dispose();
    }

    private static bool Tolerate(int index, NetlinkFailure failure) => failure.Errno == ENODEV
        ? false
        : throw new NetlinkException($"ip link del if{index}", failure.Errno, failure.Text);

    /// <summary>A worker that waits for work; a new one while all others wait for their acknowledgements.</summary>
    private Worker Hire()
    {
        lock (_idle)
            if (_idle.TryPop(out var worker)) return worker;
        return new Worker(this, new NetlinkSocket(_namespace.OpenSocket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE)));
    }

    /// <summary>Keeps a worker for the next deletion; false where there will be none.</summary>
    private bool Keep(Worker worker)
    {
        lock (_idle)
        {
            if (!_disposed) _idle.Push(worker);
            return !_disposed;
        }
    }

    /// <summary>Strikes a worker off; false where it has been hired meanwhile.</summary>
    private bool Retire(Worker worker)
    {
        lock (_idle)
        {
            var others = _idle.Where(other => other != worker).Reverse().ToArray();
            if (others.Length == _idle.Count) return false;
            _idle.Clear();
            foreach (var other in others) _idle.Push(other);
            return true;
        }
    }

    private void Drain()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        while (TryReceive(buffer, out _)) { }
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private bool SawGone(int index)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(32 * 1024);
        try
        {
            while (TryReceive(buffer, out var length))
                foreach (var message in new MessageReader(buffer.AsSpan(0, length)))
                    if (message.Header.nlmsg_type == RTM_DELLINK && message.TryRead<ifinfomsg>(out var link, out _) && link.ifi_family == AF_UNSPEC
                        && link.ifi_index == index) return true;
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Takes what is there without waiting. An overrun has lost messages; then the acknowledgement tells in the end.</summary>
    private bool TryReceive(byte[] buffer, out int length)
    {
        fixed (byte* pointer = buffer) length = (int)recvfrom(_events.Fd, pointer, buffer.Length, MSG_DONTWAIT, null, null);
        return length >= 0 || Marshal.GetLastPInvokeError() is EINTR or ENOBUFS && (length = 0) == 0;
    }

    /// <summary>Lets only RTM_DELLINK of the family AF_UNSPEC in: attaches do not fill the socket, nor does the bridge's own, earlier message about its port.</summary>
    private void AttachFilter()
    {
        const ushort loadHalf = 0x28, loadByte = 0x30, jumpEqual = 0x15, ret = 0x06;
        var program = stackalloc sock_filter[]
        {
            // BPF reads in network order, nlmsg_type is in the machine's.
            new sock_filter { code = loadHalf, k = 4 },
            new sock_filter { code = jumpEqual, k = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(RTM_DELLINK), jf = 3 },
            new sock_filter { code = loadByte, k = 16 },
            new sock_filter { code = jumpEqual, k = AF_UNSPEC, jf = 1 },
            new sock_filter { code = ret, k = uint.MaxValue },
            new sock_filter { code = ret, k = 0 },
        };
        var filter = new sock_fprog { len = 6, filter = program };
        if (setsockopt(_events.Fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(sock_fprog)) < 0) throw SystemCallException.Last("setsockopt SO_ATTACH_FILTER");
    }

    /// <summary>The deletion of one link.</summary>
    private sealed class Deletion(int index)
    {
        internal int Index => index;

        internal NetlinkFailure? Failure { get; set; }

        internal CNetException? Error { get; set; }

        internal volatile bool IsAcknowledged;
    }

    /// <summary>A thread that sends one deletion after the other, and ends when it had none for a while.</summary>
    private sealed class Worker
    {
        private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);
        private readonly LinkDeleter _owner;
        private readonly NetlinkSocket _socket;
        private Deletion? _next;
        private bool _hasNext;

        internal Worker(LinkDeleter owner, NetlinkSocket socket)
        {
            _owner = owner;
            _socket = socket;
            new Thread(Loop, 128 * 1024) { IsBackground = true, Name = "CNet link deletion" }.Start();
        }

        /// <summary>Hands over a deletion, or null to end.</summary>
        internal void Start(Deletion? deletion)
        {
            lock (this)
            {
                _next = deletion;
                _hasNext = true;
                Monitor.Pulse(this);
            }
        }

        private void Loop()
        {
            var batch = new MessageBuffer(64);
            while (Wait() is { } deletion)
            {
                batch.Clear();
                batch.DeleteLink(deletion.Index);
                try
                {
                    deletion.Failure = _socket.TryExecute(batch);
                }
                catch (CNetException error)
                {
                    deletion.Error = error;
                }
                deletion.IsAcknowledged = true;
                if (!_owner.Keep(this)) break;
            }
            _socket.Dispose();
        }

        private Deletion? Wait()
        {
            lock (this)
            {
                if (!_hasNext && !Monitor.Wait(this, IdleTime) && _owner.Retire(this)) return null;
                // Hired in the very moment of giving up: the work is about to be handed over.
                while (!_hasNext) Monitor.Wait(this);
                _hasNext = false;
                return _next;
            }
        }
    }
}
