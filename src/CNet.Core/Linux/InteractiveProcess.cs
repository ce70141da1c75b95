using static CNet.Linux.Interop.Constants;

namespace CNet.Linux;

/// <summary>A program inside a network namespace that has the streams of this process, and its terminal where it has one.</summary>
internal sealed class InteractiveProcess : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private readonly TerminalLoan? _terminal;
    private readonly Child _child;

    private InteractiveProcess(int id, TerminalLoan? terminal)
    {
        _terminal = terminal;
        terminal?.Lend(id);
        // One that was too early for the terminal, or that Ctrl+Z stops, goes on with it: nobody else is there to wake it.
        _child = new Child(id, terminal is null ? null : stopped =>
        {
            terminal.Lend(id);
            stopped.Signal(SIGCONT);
        });
    }

    /// <summary>Starts a program inside a namespace.</summary>
    internal static InteractiveProcess Start(NetworkNamespace ns, ChildCommand command)
    {
        var terminal = TerminalLoan.TryMake();
        try
        {
            return new InteractiveProcess(Spawner.Run(ns, command, [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]), terminal);
        }
        catch
        {
            terminal?.Dispose();
            throw;
        }
    }

    /// <summary>Waits for its end, or ends it.</summary>
    /// <returns>The exit code; 128 and the signal where one ended it.</returns>
    internal int Wait(CancellationToken cancellation)
    {
        try
        {
            _child.Exit.Wait(cancellation);
        }
        catch (OperationCanceledException)
        {
            // What a shell gets when its terminal goes away: SIGTERM is nothing to it.
            _child.Signal(SIGHUP);
            if (!_child.Exit.Wait(Grace, CancellationToken.None)) _child.Signal(SIGKILL);
            _child.Exit.Wait(CancellationToken.None);
            throw;
        }
        return _child.Exit.Result;
    }

    /// <summary>Takes the terminal back.</summary>
    public void Dispose() => _terminal?.Dispose();
}
