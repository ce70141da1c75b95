using System.Collections.Concurrent;
using CNet.Linux;
using CNet.Linux.Interop;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Watching;

/// <summary>One thread that waits for all sources of a watch, and does what others want done there: what is known belongs to it, and needs no lock.</summary>
internal sealed unsafe class WatchLoop : IWatchSource, IDisposable
{
    /// <summary>How often the clock ticks where somebody wants it, in milliseconds.</summary>
    private const int TickLength = 1000;

    private readonly FileDescriptor _wake = Own(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly List<IWatchSource> _sources = [];
    private readonly CancellationToken _end;
    private readonly Thread _thread;
    private PollFd[] _polled = [];

    /// <summary>Makes a loop that is not running yet.</summary>
    /// <param name="work">Runs on the loop's thread.</param>
    /// <param name="end">Ends it, together with <see cref="Wake"/>.</param>
    internal WatchLoop(Action work, CancellationToken end)
    {
        _end = end;
        _sources.Add(this);
        _thread = new Thread(() => work(), 256 * 1024) { IsBackground = true, Name = "CNet events" };
    }

    /// <summary>Called once a second; null where nobody needs it.</summary>
    internal Action? Tick { get; set; }

    public int Fd => _wake.Number;

    public short Wanted => POLLIN;

    public bool IsBehind => false;

    /// <summary>Begins, outside of whatever context the caller runs in.</summary>
    internal void Start() => _thread.UnsafeStart();

    /// <summary>Waits for the end, where it has begun.</summary>
    internal void Join()
    {
        if ((_thread.ThreadState & ThreadState.Unstarted) == 0) _thread.Join();
    }

    internal void Add(IWatchSource source) => _sources.Add(source);

    internal void Remove(IWatchSource source) => _sources.Remove(source);

    /// <summary>Has something done by the loop's thread, and completes when it is done: whoever waits for that cannot get ahead of a slow reader.</summary>
    internal Task PostAsync(Action action, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _posted.Enqueue(() =>
        {
            action();
            done.SetResult();
        });
        Wake();
        return done.Task.WaitAsync(cancellation);
    }

    internal void Wake()
    {
        var one = 1UL;
        _ = write(_wake.Number, (byte*)&one, sizeof(ulong));
    }

    /// <summary>Serves the sources until the end.</summary>
    internal void Run()
    {
        for (var next = Environment.TickCount64 + TickLength; !_end.IsCancellationRequested;)
        {
            var sources = _sources.ToArray();
            Wait(sources, Tick is null ? -1 : (int)Math.Clamp(next - Environment.TickCount64, 0, TickLength));
            for (var i = 0; i < sources.Length && !_end.IsCancellationRequested; i++)
                // It may have been removed since.
                if ((_polled[i].revents != 0 || sources[i].IsBehind) && _sources.Contains(sources[i])) sources[i].Read();
            if (Tick is null || Environment.TickCount64 < next) continue;
            next = Environment.TickCount64 + TickLength;
            Tick();
        }
    }

    public void Read()
    {
        ulong count;
        _ = read(_wake.Number, (byte*)&count, sizeof(ulong));
        for (var rest = _posted.Count; rest > 0 && _posted.TryDequeue(out var action); rest--) action();
        // Those that came meanwhile have woken it again.
    }

    public void Dispose() => _wake.Dispose();

    private void Wait(IWatchSource[] sources, int timeout)
    {
        if (_polled.Length < sources.Length) _polled = new PollFd[sources.Length * 2];
        for (var i = 0; i < sources.Length; i++)
        {
            _polled[i] = new PollFd { fd = sources[i].Fd, events = sources[i].Wanted };
            if (sources[i].IsBehind) timeout = 0;
        }
        fixed (PollFd* polled = _polled)
            if (poll(polled, (nuint)sources.Length, timeout) < 0)
                for (var i = 0; i < sources.Length; i++) polled[i].revents = 0;
    }

    private static FileDescriptor Own(int fd) => fd >= 0 ? new FileDescriptor(fd) : throw SystemCallException.Last("eventfd");
}
