using System.Runtime.InteropServices;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Linux;

/// <summary>A child process that leads a process group: a thread of its own waits for its end, and reaps it.</summary>
internal sealed unsafe class Child
{
    private const int OpaqueSize = 1024;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<Child>? _stopped;
    private bool _reaped;

    /// <param name="id">The process.</param>
    /// <param name="stopped">What to do, on that thread, whenever it is stopped, by Ctrl+Z for example; null where it stays so.</param>
    internal Child(int id, Action<Child>? stopped = null)
    {
        Id = id;
        _stopped = stopped;
        new Thread(Reap, 128 * 1024) { IsBackground = true, Name = "CNet child" }.Start();
    }

    internal int Id { get; }

    /// <summary>The exit code when it has ended; 128 and the signal where one ended it.</summary>
    internal Task<int> Exit => _exit.Task;

    /// <summary>Sends a signal to it and to what it has started in its process group; no error where it has ended.</summary>
    internal void Signal(int signal)
    {
        lock (_gate)
            if (!_reaped) _ = kill(-Id, signal);
    }

    private void Reap()
    {
        // Wait without reaping, so that the pid cannot be another process's while a signal is on its way to it.
        var info = stackalloc byte[OpaqueSize];
        while (Wait(info, WEXITED | WNOWAIT | (_stopped is null ? 0 : WSTOPPED)) == CLD_STOPPED)
        {
            Wait(info, WSTOPPED | WNOHANG);
            _stopped!(this);
        }
        int status;
        lock (_gate)
        {
            _reaped = true;
            while (waitpid(Id, &status, 0) < 0)
            {
                if (Marshal.GetLastPInvokeError() == EINTR) continue;
                status = 0;
                break;
            }
        }
        var signal = status & 0x7f;
        _exit.TrySetResult(signal == 0 ? status >> 8 & 0xff : 128 + signal);
    }

    /// <summary>Waits for what it does next. What that is, is the third number of a siginfo_t.</summary>
    private int Wait(byte* info, int options)
    {
        while (waitid(P_PID, (uint)Id, info, options) < 0)
            if (Marshal.GetLastPInvokeError() != EINTR) return 0;
        return ((int*)info)[2];
    }
}
