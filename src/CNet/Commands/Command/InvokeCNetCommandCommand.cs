using System.Collections;
using System.Management.Automation;
using CNet.Binding;
using CNet.Execution;

namespace CNet.Commands;

/// <summary>
/// Invoke-CNetCommand runs a program or a script block in sandboxes or namespaces, as a child process, and emits what it writes.
/// Equivalent to: <c>ip netns exec NAME PROGRAM …</c>
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "CNetCommand", DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(string), typeof(CommandResult), typeof(PSObject))]
public sealed class InvokeCNetCommandCommand : ProgramCommand
{
    private const int DefaultThrottle = 16, ShownErrorLines = 5;
    private readonly List<ExecutionTarget> _targets = [];

    /// <summary>A script block, run in a child pwsh.</summary>
    [Parameter(HelpMessage = "A script block to run in a child pwsh; objects come back. $using:name brings a variable in.")]
    public ScriptBlock? ScriptBlock { get; set; }

    /// <summary>Parameters of the script block.</summary>
    [Parameter(HelpMessage = "Parameters of the script block: @{ Port = 80 }.")]
    [Alias("Parameters")]
    public Hashtable? Parameter { get; set; }

    /// <summary>What the program reads.</summary>
    [Parameter(HelpMessage = "What the program reads from its standard input, line by line; $input of a script block.")]
    [AllowNull]
    public object[]? InputObject { get; set; }

    /// <summary>How long it may run.</summary>
    [Parameter(HelpMessage = "How long it may run: 500ms, 10s, 2m; then it is stopped.")]
    [DurationArgument]
    public DurationValue? Timeout { get; set; }

    /// <summary>How many run at once.</summary>
    [Parameter(HelpMessage = "How many run at once; their output comes in the order of the sandboxes anyway.")]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = DefaultThrottle;

    /// <summary>Emits the whole output as one string.</summary>
    [Parameter(HelpMessage = "Emits the whole output as one string instead of lines.")]
    public SwitchParameter Raw { get; set; }

    /// <summary>Emits a result with exit code, output and errors.</summary>
    [Parameter(HelpMessage = "Emits one object with exit code, output, errors and duration; a non-zero exit code is no error then.")]
    public SwitchParameter AsResult { get; set; }

    private protected override void Execute() => ForEachTarget(_targets.Add);

    private protected override void Complete()
    {
        if (_targets.Count == 0) return;
        var block = ScriptBlock ?? File as ScriptBlock;
        var file = FileName;
        if ((block is null) == (file is null))
            throw new CNetException(CNetError.CountMismatch, block is null ? "Neither a program nor a script block is named." : "A program and a script block are named.", file,
                "Write Invoke-CNetCommand SANDBOX -- PROGRAM …, or -ScriptBlock { … }.");
        Run(block is null ? Program(file!) : Script(), block is null ? InputText() : ScriptRun.Input(this, block, Parameter, ScriptArguments(), InputObject ?? []), block is not null);
    }

    private object?[] ScriptArguments() => !HasArguments ? []
        : LanguagePrimitives.GetEnumerable(Arguments) is { } several ? [.. several.Cast<object?>()] : [Arguments];

    private ProgramSpec Script()
    {
        var (file, arguments) = ScriptRun.Program(this);
        return Describe(file, arguments);
    }

    private string? InputText() => InputObject is null ? null : string.Concat(InputObject.Select(item => (item?.ToString() ?? "") + "\n"));

    /// <summary>Starts as many runs as may run at once, and emits what each writes in the order of the targets.</summary>
    private void Run(ProgramSpec program, string? input, bool isScript)
    {
        using var slots = new SemaphoreSlim(ThrottleLimit);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var isWhole = !isScript && (Raw || AsResult);
        var runs = _targets.ConvertAll(target => new Execution.Execution(Controller, target, program, input, isWhole, Timeout?.Value, stop.Token));
        var starter = Task.Factory.StartNew(() => Start(runs, slots, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            ForEach(runs, run =>
            {
                if (isScript) EmitObjects(run);
                else EmitText(run, program);
            });
        }
        finally
        {
            stop.Cancel();
            starter.Wait();
            runs.ForEach(run => run.Dispose());
        }
    }

    private static void Start(List<Execution.Execution> runs, SemaphoreSlim slots, CancellationToken cancellation)
    {
        var threads = new List<Thread>();
        foreach (var run in runs)
        {
            try
            {
                slots.Wait(cancellation);
            }
            catch (OperationCanceledException)
            {
                // The others report it too, so that nobody waits for their lines.
            }
            var thread = new Thread(() =>
            {
                run.Run();
                if (!cancellation.IsCancellationRequested) slots.Release();
            })
            { IsBackground = true, Name = "CNet run" };
            thread.Start();
            threads.Add(thread);
        }
        threads.ForEach(thread => thread.Join());
    }

    private void EmitText(Execution.Execution run, ProgramSpec program)
    {
        var output = "";
        var errors = new List<string>();
        foreach (var text in OutputOf(run, errors))
        {
            if (AsResult) output = text;
            else WriteObject(text);
        }
        var command = string.Join(' ', program.Arguments.Prepend(program.FilePath));
        if (!AsResult)
            Conclude(run, errors, $"'{command}' in {run.Target} ended with exit code {run.ExitCode}", "-AsResult gives exit code, output and errors as one object, and is no error.");
        else
            WriteObject(new CommandResult
            {
                Command = command,
                Sandbox = run.Target.Sandbox?.Name,
                Namespace = run.Target.Namespace,
                ProcessId = run.ProcessId,
                ExitCode = run.ExitCode,
                Stdout = WithoutLastLineFeed(output),
                Stderr = WithoutLastLineFeed(string.Concat(errors)),
                Duration = run.Duration,
            });
    }

    private void EmitObjects(Execution.Execution run)
    {
        var errors = new List<string>();
        foreach (var line in OutputOf(run, errors))
        {
            var (stream, value) = ScriptRun.Read(line);
            switch (stream)
            {
                case 'E': WriteError(ScriptRun.ToErrorRecord(value)); break;
                case 'W': WriteWarning(value.ToString()); break;
                case 'V': WriteVerbose(value.ToString()); break;
                case 'D': WriteDebug(value.ToString()); break;
                case 'I': WriteInformation(value.ToString(), ["PSHOST"]); break;
                default:
                    if (run.Target.Sandbox is { } sandbox && value.Properties["Sandbox"] is null) value.Properties.Add(new PSNoteProperty("Sandbox", sandbox.Name));
                    WriteObject(value);
                    break;
            }
        }
        Conclude(run, errors, $"The script in {run.Target} ended with exit code {run.ExitCode}", "A script that ends without 'exit', or with 'exit 0', gives no such error.");
    }

    /// <summary>The standard output of a run, as it comes. Errors are collected, since what they are depends on the exit code.</summary>
    private IEnumerable<string> OutputOf(Execution.Execution run, List<string> errors)
    {
        foreach (var (text, kind) in run.Texts())
        {
            switch (kind)
            {
                case OutputKind.Output: yield return text; break;
                case OutputKind.Error: errors.Add(text); break;
                case OutputKind.Command: WriteVerbose(text); break;
                case OutputKind.Warning: WriteWarning(text); break;
            }
        }
    }

    /// <summary>What a run wrote to its standard error are warnings, or the reason why it failed.</summary>
    private void Conclude(Execution.Execution run, List<string> errors, string failure, string hint)
    {
        string[] lines = errors.Count == 0 ? [] : WithoutLastLineFeed(string.Join('\n', errors)).Split('\n');
        if (run.ExitCode == 0) Array.ForEach(lines, WriteWarning);
        else
            throw new CNetException(CNetError.CommandFailed, lines.Length == 0 ? failure + "." : $"{failure}: {string.Join(' ', lines.TakeLast(ShownErrorLines))}",
                run.Target.Sandbox?.Name ?? run.Target.Namespace, hint);
    }

    private static string WithoutLastLineFeed(string text) => text.EndsWith('\n') ? text[..^1] : text;
}
