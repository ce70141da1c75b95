using System.Runtime.InteropServices;
using CNet.Linux.Interop;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Linux;

/// <summary>A handle of a process, which cannot become another's.</summary>
internal sealed unsafe class ProcessHandle : IDisposable
{
    private const int Tick = 50;

    /// <summary>How long the thread that reaps a child of ours may need for it.</summary>
    private static readonly TimeSpan Reaping = TimeSpan.FromSeconds(1);

    private readonly FileDescriptor _handle;

    private ProcessHandle(int id, FileDescriptor handle)
    {
        Id = id;
        _handle = handle;
        Started = ProcessTable.StartTimeOf(id);
    }

    internal int Id { get; }

    /// <summary>When it started, in clock ticks since boot: whoever means a certain process compares.</summary>
    internal ulong Started { get; }

    /// <summary>Null where there is no such process.</summary>
    internal static ProcessHandle? TryOpen(int pid)
    {
        var fd = (int)syscall(SYS_pidfd_open, pid, 0, 0, 0, 0);
        if (fd >= 0) return new ProcessHandle(pid, new FileDescriptor(fd));
        return Marshal.GetLastPInvokeError() == ESRCH ? null : throw SystemCallException.Last("pidfd_open");
    }

    /// <summary>Sends it a signal; no error where it has ended.</summary>
    internal void Signal(int signal) => _ = syscall(SYS_pidfd_send_signal, _handle.Number, signal, 0, 0, 0);

    /// <summary>Waits until it has ended; false where that takes longer.</summary>
    internal bool Wait(TimeSpan patience, CancellationToken cancellation = default)
    {
        var wait = new PollFd { fd = _handle.Number, events = POLLIN };
        var end = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (poll(&wait, 1, (int)Math.Clamp(end - Environment.TickCount64, 0, Tick)) <= 0)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Environment.TickCount64 >= end) return false;
        }
        // A child of this process is there until it is reaped, which comes at once.
        SpinWait.SpinUntil(() => ProcessTable.StatOf(Id) is not { } stat || stat.Started != Started || stat.Parent != Environment.ProcessId, Reaping);
        return true;
    }

    public void Dispose() => _handle.Dispose();
}
