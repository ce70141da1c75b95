using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using CNet.Linux;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents;

/// <summary>Takes what can be read from a descriptor.</summary>
internal interface IReadable
{
    /// <summary>Reads what is there, without waiting: there may be nothing.</summary>
    void Read(int fd);
}

/// <summary>
/// One thread that waits for all descriptors, and does whatever others want done there: what belongs to it needs no lock. Level-triggered, so
/// that who does not read everything is called again.
/// </summary>
internal sealed unsafe class EventLoop : IReadable, IDisposable
{
    private const int Batch = 128, DataSize = 8;

    /// <summary>How often the clock ticks, in milliseconds.</summary>
    private const int TickLength = 1000;

    // struct epoll_event is packed on x86, and on nothing else.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8, EventSize = DataOffset + DataSize;

    private readonly FileDescriptor _epoll, _wake;
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly PriorityQueue<Action, long> _later = new();
    private IReadable?[] _readers = new IReadable?[64];
    private int _isAwake;
    private bool _isEnding;

    internal EventLoop()
    {
        _epoll = Own(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
        _wake = Own(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd");
        Add(_wake.Number, this);
    }

    /// <summary>Called once a second.</summary>
    internal event Action? Tick;

    /// <summary>Has something done by the loop's thread, in the order of asking.</summary>
    internal void Post(Action action)
    {
        _posted.Enqueue(action);
        if (Interlocked.Exchange(ref _isAwake, 1) != 0) return;
        var one = 1UL;
        _ = write(_wake.Number, (byte*)&one, sizeof(ulong));
    }

    /// <summary>Has something done by the loop's thread after a time, in milliseconds; only that thread asks for it.</summary>
    internal void After(long time, Action action) => _later.Enqueue(action, Environment.TickCount64 + time);

    /// <summary>Ends the loop when it comes to it.</summary>
    internal void End() => Post(() => _isEnding = true);

    /// <summary>Follows a descriptor; closing it ends that.</summary>
    internal void Add(int fd, IReadable reader)
    {
        if (fd >= _readers.Length) Array.Resize(ref _readers, Math.Max(fd + 1, _readers.Length * 2));
        _readers[fd] = reader;
        var data = stackalloc byte[EventSize];
        BinaryPrimitives.WriteUInt32LittleEndian(new Span<byte>(data, sizeof(uint)), EPOLLIN);
        BinaryPrimitives.WriteInt64LittleEndian(new Span<byte>(data + DataOffset, DataSize), fd);
        if (epoll_ctl(_epoll.Number, EPOLL_CTL_ADD, fd, data) < 0) throw SystemCallException.Last("epoll_ctl");
    }

    /// <summary>Closes a descriptor that was followed.</summary>
    internal void Close(int fd)
    {
        if (fd < _readers.Length) _readers[fd] = null;
        _ = close(fd);
    }

    internal void Run()
    {
        var events = stackalloc byte[Batch * EventSize];
        for (var next = Environment.TickCount64 + TickLength; !_isEnding;)
        {
            var due = _later.TryPeek(out _, out var first) ? Math.Min(first, next) : next;
            var count = epoll_wait(_epoll.Number, events, Batch, (int)Math.Clamp(due - Environment.TickCount64, 0, TickLength));
            for (var i = 0; i < count; i++)
            {
                var fd = (int)BinaryPrimitives.ReadInt64LittleEndian(new ReadOnlySpan<byte>(events + i * EventSize + DataOffset, DataSize));
                // It may have been closed, or be another one, since it was seen.
                _readers[fd]?.Read(fd);
            }
            while (_later.TryPeek(out var action, out first) && first <= Environment.TickCount64)
            {
                _later.Dequeue();
                action();
            }
            if (Environment.TickCount64 < next) continue;
            next = Environment.TickCount64 + TickLength;
            Tick?.Invoke();
        }
    }

    void IReadable.Read(int fd)
    {
        ulong count;
        _ = read(fd, (byte*)&count, sizeof(ulong));
        Volatile.Write(ref _isAwake, 0);
        Interlocked.MemoryBarrier();
        // Those that come meanwhile wake it again: others have their turn in between.
        for (var rest = _posted.Count; rest > 0 && _posted.TryDequeue(out var action); rest--) action();
    }

    public void Dispose()
    {
        _epoll.Dispose();
        _wake.Dispose();
    }

    private static FileDescriptor Own(int fd, string what) => fd >= 0 ? new FileDescriptor(fd) : throw SystemCallException.Last(what);
}
