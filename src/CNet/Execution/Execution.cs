using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace CNet.Execution;

/// <summary>
/// One run of a program. It runs by itself; what it writes waits in a queue until the cmdlet's thread takes it, so that several runs at once
/// come out one after the other.
/// </summary>
internal sealed class Execution : IDisposable
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(1);
    private readonly BlockingCollection<OutputLine> _lines = [];
    private readonly Controller _controller;
    private readonly ProgramSpec _program;
    private readonly string? _input;
    private readonly TimeSpan? _timeout;
    private readonly CancellationToken _cancellation;
    private readonly Stopwatch _watch = new();
    private CNetException? _error;

    internal Execution(Controller controller, ExecutionTarget target, ProgramSpec program, string? input, TimeSpan? timeout, CancellationToken cancellation)
    {
        _controller = controller;
        Target = target;
        _program = program;
        _input = input;
        _timeout = timeout;
        _cancellation = cancellation;
    }

    internal ExecutionTarget Target { get; }

    internal int ProcessId { get; private set; }

    internal int ExitCode { get; private set; }

    internal TimeSpan Duration => _watch.Elapsed;

    /// <summary>Runs the program to its end; errors come out with the lines.</summary>
    internal void Run()
    {
        try
        {
            RunProgram();
        }
        catch (CNetException error)
        {
            _error = error;
        }
        catch (OperationCanceledException)
        {
            _error = new CNetException(CNetError.Cancelled, $"'{_program.FilePath}' in {Target} was cancelled.", _program.FilePath);
        }
        finally
        {
            _watch.Stop();
            _lines.CompleteAdding();
        }
    }

    /// <summary>The lines as they come, until the program has ended; throws what kept it from running.</summary>
    internal IEnumerable<OutputLine> Lines()
    {
        foreach (var line in _lines.GetConsumingEnumerable(_cancellation)) yield return line;
        if (_error is not null) throw _error;
    }

    public void Dispose() => _lines.Dispose();

    private void RunProgram()
    {
        _cancellation.ThrowIfCancellationRequested();
        using var program = Target.Start(_controller, _program with { HasInput = _input is not null });
        _watch.Start();
        ProcessId = program.ProcessId;
        if (_input is not null) _ = Task.Run(() => Feed(program.StandardInput!, _input), CancellationToken.None);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
        if (_timeout is { } timeout) limit.CancelAfter(timeout);
        try
        {
            ExitCode = program.ReadLines(line => _lines.Add(new OutputLine(line, false), CancellationToken.None), line => _lines.Add(new OutputLine(line, true), CancellationToken.None), limit.Token);
        }
        catch (OperationCanceledException) when (!_cancellation.IsCancellationRequested)
        {
            Stop(program);
            throw new CNetException(CNetError.Timeout, $"'{_program.FilePath}' in {Target} did not end in {_timeout!.Value.TotalSeconds:0.###} s and was stopped.", _program.FilePath, "Give it more time with -Timeout.");
        }
        catch (OperationCanceledException)
        {
            Stop(program);
            throw;
        }
    }

    /// <summary>Asks the program to end, and ends it where it does not.</summary>
    private static void Stop(RunningProgram program)
    {
        program.Stop();
        if (!program.Exit.Wait(StopGrace, CancellationToken.None)) program.Stop(force: true);
    }

    private static void Feed(Stream stream, string input)
    {
        try
        {
            using (stream) stream.Write(Encoding.UTF8.GetBytes(input));
        }
        catch (IOException)
        {
            // The program does not read all of its input; that is its business.
        }
    }
}

/// <summary>A line that a program wrote.</summary>
internal readonly record struct OutputLine(string Text, bool IsError);
