using CNet.Linux.Interop;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Linux;

/// <summary>
/// The terminal of this process, lent to a program for as long as it runs: the program may read from it, and Ctrl+C and Ctrl+Z reach the
/// program alone. The terminal is in the state that programs expect, and as it was afterwards.
/// </summary>
internal sealed unsafe class TerminalLoan : IDisposable
{
    private const int SignalSetSize = 128;
    private readonly int _terminal = STDIN_FILENO, _owner;
    private readonly Termios _state;

    private TerminalLoan(int owner, Termios state)
    {
        _owner = owner;
        _state = state;
        // The console of .NET leaves it as it is to read single keys, without an echo.
        state.c_iflag |= BRKINT | ICRNL | IXON;
        state.c_oflag |= OPOST | ONLCR;
        state.c_lflag |= ISIG | ICANON | ECHO | ECHOE | ECHOK | IEXTEN;
        state.c_cc[VMIN] = 1;
        state.c_cc[VTIME] = 0;
        _ = tcsetattr(_terminal, TCSANOW, &state);
    }

    /// <summary>Null where this process reads from no terminal, or from one that somebody else has in the foreground.</summary>
    internal static TerminalLoan? TryMake()
    {
        var owner = getpgid(0);
        Termios state;
        return tcgetpgrp(STDIN_FILENO) == owner && tcgetattr(STDIN_FILENO, &state) == 0 ? new TerminalLoan(owner, state) : null;
    }

    /// <summary>Lends it to a process group.</summary>
    internal void Lend(int group) => Unstopped(() => tcsetpgrp(_terminal, group));

    /// <summary>Takes it back, as it was.</summary>
    public void Dispose() => Unstopped(() =>
    {
        var state = _state;
        return tcsetpgrp(_terminal, _owner) | tcsetattr(_terminal, TCSANOW, &state);
    });

    /// <summary>Whoever changes a terminal from the background is stopped by a signal, unless the thread blocks it.</summary>
    private static void Unstopped(Func<int> change)
    {
        var signals = stackalloc byte[SignalSetSize];
        var previous = stackalloc byte[SignalSetSize];
        *(ulong*)signals = 1UL << SIGTTOU - 1;
        _ = pthread_sigmask(SIG_BLOCK, signals, previous);
        _ = change();
        _ = pthread_sigmask(SIG_SETMASK, previous, null);
    }
}
