using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;
using CNet.Execution;

namespace CNet.Commands;

/// <summary>
/// Invoke-CNetCommand runs a program or a script block in sandboxes or namespaces, as a child process, and emits what it writes.
/// Equivalent to: <c>ip netns exec NAME PROGRAM …</c>
/// </summary>
/// <remarks>
/// All positional parameters are dynamic, so that both "Invoke-CNetCommand web -- ping db" and "Get-CNetSandbox web | Invoke-CNetCommand ip addr"
/// mean what they seem to: the first one is the sandbox only where none is piped or named.
/// </remarks>
[Cmdlet(VerbsLifecycle.Invoke, "CNetCommand", DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(string), typeof(CommandResult), typeof(PSObject))]
public sealed class InvokeCNetCommandCommand : CNetCommand, IDynamicParameters
{
    private const string OfSandbox = "Sandbox", OfNamespace = "Namespace", OfProcess = "Process";
    private const string Target = "Target", FilePath = "FilePath", ArgumentList = "ArgumentList";
    private const int DefaultThrottle = 16, ShownErrorLines = 5;
    private readonly List<ExecutionTarget> _targets = [];
    private RuntimeDefinedParameterDictionary _dynamic = [];
    private TypedCommand? _typed;

    /// <summary>The sandboxes.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = OfSandbox, HelpMessage = "The sandboxes to run in: objects, names with wildcards, or ids.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    [SupportsWildcards]
    public SandboxRef[]? Sandbox { get; set; }

    /// <summary>The namespaces.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfNamespace, HelpMessage = "The namespaces to run in: objects, names with wildcards, or paths.")]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [NamespaceArgument]
    [SupportsWildcards]
    public NamespaceRef[]? Namespace { get; set; }

    /// <summary>Processes in whose namespaces to run.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfProcess, HelpMessage = "Processes in whose namespaces to run.")]
    public int[]? ProcessId { get; set; }

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

    /// <summary>Variables of the environment.</summary>
    [Parameter(HelpMessage = "Variables of its environment: @{ LANG = 'C' }; $null removes one.")]
    [DictionaryArgument]
    public Hashtable? Environment { get; set; }

    /// <summary>Where it starts.</summary>
    [Parameter(HelpMessage = "Where it starts; the current location where it is not given.")]
    public string? WorkingDirectory { get; set; }

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

    /// <summary>The positional parameters, which depend on what is piped or named.</summary>
    public object GetDynamicParameters()
    {
        _dynamic = [];
        var position = 0;
        if (!MyInvocation.ExpectingInput && !IsNamed(nameof(Sandbox)) && !IsNamed(nameof(Namespace)) && !IsNamed(nameof(ProcessId)))
            Add(Target, typeof(ObjectRef[]), position++, "The sandboxes, namespaces or processes to run in.", new PlaceArgumentAttribute(), new ArgumentCompleterAttribute(typeof(SandboxCompleter)));
        Add(FilePath, typeof(object), position++, "The program: a name or a path; or a script block.");
        Add(ArgumentList, typeof(object), position, "Its arguments, or those of the script block. Write -- before the program, and they reach it untouched.");
        return _dynamic;
    }

    /// <summary>Refuses what was typed where a parameter has swallowed a part of it, before anything is looked up under its name.</summary>
    protected override void BeginProcessing()
    {
        _typed = new TypedCommand(MyInvocation);
        if (_typed.Swallowed is { } swallowed)
            ThrowTerminatingError(ToRecord(new CNetException(CNetError.ArgumentSwallowed, $"PowerShell took '{swallowed}' for a parameter of Invoke-CNetCommand.", swallowed,
                "Write -- before the program: Invoke-CNetCommand SANDBOX -- PROGRAM …")));
    }

    private protected override void Execute()
    {
        if (Sandbox is not null) ForEach(Sandbox, reference => _targets.AddRange(ExecutionTarget.Resolve(Controller, reference)));
        else if (Namespace is not null) ForEach(Namespace, reference => _targets.AddRange(ExecutionTarget.Resolve(Controller, reference)));
        else if (ProcessId is not null) ForEach(ProcessId, pid => _targets.AddRange(ExecutionTarget.Resolve(Controller, new NamespaceRef($"pid:{pid}"))));
        else if (!MyInvocation.ExpectingInput) ForEach(Dynamic<ObjectRef?[]>(Target) ?? [null], place => _targets.AddRange(ExecutionTarget.Resolve(Controller, place)));
        else throw new CNetException(CNetError.EndpointNotJoined, "What is piped is in no sandbox.", null, "Join-CNetSandbox joins endpoints to sandboxes.");
    }

    private protected override void Complete()
    {
        if (_targets.Count == 0) return;
        var block = ScriptBlock ?? Dynamic<object>(FilePath) as ScriptBlock;
        var file = Dynamic<object>(FilePath) is { } named and not System.Management.Automation.ScriptBlock ? named.ToString() : null;
        if ((block is null) == (file is null))
            throw new CNetException(CNetError.CountMismatch, block is null ? "Neither a program nor a script block is named." : "A program and a script block are named.", file,
                "Write Invoke-CNetCommand SANDBOX -- PROGRAM …, or -ScriptBlock { … }.");
        Run(block is null ? Program(file!) : Script(block), block is null ? InputText() : ScriptRun.Input(this, block, Parameter, ScriptArguments(), InputObject ?? []), block is not null);
    }

    private ProgramSpec Program(string file) => Describe(file, _dynamic[ArgumentList].IsSet ? ProgramArguments.Of(Dynamic<object>(ArgumentList), TypedArguments()) : []);

    /// <summary>The words behind the sandbox and the program, as far as those are words; a splatted list may bring them too.</summary>
    private IEnumerable<TypedWord> TypedArguments()
    {
        var leading = _dynamic.Keys.Count(name => name != ArgumentList && !_typed!.Names(name));
        return _typed!.Words.SkipWhile((word, index) => index < leading && !word.IsSplatted);
    }

    private object?[] ScriptArguments() => !_dynamic[ArgumentList].IsSet ? []
        : LanguagePrimitives.GetEnumerable(Dynamic<object>(ArgumentList)) is { } several ? [.. several.Cast<object?>()] : [Dynamic<object>(ArgumentList)];

    private ProgramSpec Script(ScriptBlock _)
    {
        var (file, arguments) = ScriptRun.Program(this);
        return Describe(file, arguments);
    }

    private ProgramSpec Describe(string file, IReadOnlyList<string> arguments) => new()
    {
        FilePath = file,
        Arguments = arguments,
        Environment = (Environment ?? []).Cast<DictionaryEntry>().ToDictionary(entry => entry.Key.ToString()!, entry => entry.Value?.ToString()),
        WorkingDirectory = WorkingDirectory is null ? SessionState.Path.CurrentFileSystemLocation.ProviderPath : SessionState.Path.GetUnresolvedProviderPathFromPSPath(WorkingDirectory),
    };

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

    private void Add(string name, Type type, int position, string help, params Attribute[] more)
    {
        var attributes = new Collection<Attribute> { new ParameterAttribute { Position = position, HelpMessage = help, ValueFromRemainingArguments = name == ArgumentList } };
        foreach (var attribute in more) attributes.Add(attribute);
        _dynamic.Add(name, new RuntimeDefinedParameter(name, type, attributes));
    }

    private bool IsNamed(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private T? Dynamic<T>(string name) where T : class
    {
        if (!_dynamic.TryGetValue(name, out var parameter) || !parameter.IsSet) return null;
        return (parameter.Value is PSObject wrapped ? wrapped.BaseObject : parameter.Value) as T;
    }
}
