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
    private readonly BlockingCollection<OutputText> _texts = [];
    private readonly Controller _controller;
    private readonly ProgramSpec _program;
    private readonly string? _input;
    private readonly bool _isWhole;
    private readonly TimeSpan? _timeout;
    private readonly CancellationToken _cancellation;
    private readonly Stopwatch _watch = new();
    private CNetException? _error;

    /// <param name="controller">The controller.</param>
    /// <param name="target">Where it runs.</param>
    /// <param name="program">What runs.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="isWhole">True where its output is wanted as it is and at once, false for lines as they come.</param>
    /// <param name="timeout">How long it may run.</param>
    /// <param name="cancellation">Stops it.</param>
    internal Execution(Controller controller, ExecutionTarget target, ProgramSpec program, string? input, bool isWhole, TimeSpan? timeout, CancellationToken cancellation)
    {
        _controller = controller;
        Target = target;
        _program = program;
        _input = input;
        _isWhole = isWhole;
        _timeout = timeout;
        _cancellation = cancellation;
    }

    internal ExecutionTarget Target { get; }

    internal int ProcessId { get; private set; }

    internal int ExitCode { get; private set; }

    internal TimeSpan Duration => _watch.Elapsed;

    /// <summary>Runs the program to its end; errors come out with the texts.</summary>
    internal void Run()
    {
        // The log belongs to a thread, and this one is not the cmdlet's.
        using var log = OperationLog.Listen(Add(OutputKind.Command), Add(OutputKind.Warning));
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
            _texts.CompleteAdding();
        }
    }

    /// <summary>What it writes, as it comes, until the program has ended; throws what kept it from running.</summary>
    internal IEnumerable<OutputText> Texts()
    {
        foreach (var text in _texts.GetConsumingEnumerable(_cancellation)) yield return text;
        if (_error is not null) throw _error;
    }

    public void Dispose() => _texts.Dispose();

    private Action<string> Add(OutputKind kind) => text => _texts.Add(new OutputText(text, kind), CancellationToken.None);

    private void RunProgram()
    {
        _cancellation.ThrowIfCancellationRequested();
        _watch.Start();
        using var program = Target.Start(_controller, _program with { HasInput = _input is not null }, _cancellation);
        ProcessId = program.ProcessId;
        if (_input is not null) _ = Task.Run(() => Feed(program.StandardInput!, _input), CancellationToken.None);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
        if (_timeout is { } timeout) limit.CancelAfter(timeout);
        try
        {
            ExitCode = Read(program, limit.Token);
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

    private int Read(RunningProgram program, CancellationToken cancellation)
    {
        if (!_isWhole) return program.ReadLines(Add(OutputKind.Output), Add(OutputKind.Error), cancellation);
        var (exitCode, output, error) = program.ReadToEnd(cancellation);
        Add(OutputKind.Output)(output);
        if (error.Length > 0) Add(OutputKind.Error)(error);
        return exitCode;
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

/// <summary>What a text is.</summary>
internal enum OutputKind
{
    /// <summary>The program's standard output.</summary>
    Output,

    /// <summary>The program's standard error.</summary>
    Error,

    /// <summary>The command that would do what CNet does.</summary>
    Command,

    /// <summary>What CNet wants the user to know.</summary>
    Warning,
}

/// <summary>A line that a run writes, or all of it.</summary>
internal readonly record struct OutputText(string Text, OutputKind Kind);
