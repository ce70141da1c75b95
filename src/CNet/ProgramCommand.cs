using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;
using CNet.Execution;

namespace CNet.Commands;

/// <summary>What cmdlets share that run a program in sandboxes or namespaces.</summary>
/// <remarks>
/// All positional parameters are dynamic, so that both "Invoke-CNetCommand web -- ping db" and "Get-CNetSandbox web | Invoke-CNetCommand ip addr"
/// mean what they seem to: the first one is the sandbox only where none is piped or named.
/// </remarks>
public abstract class ProgramCommand : CNetCommand, IDynamicParameters
{
    private protected const string OfSandbox = "Sandbox", OfNamespace = "Namespace", OfProcess = "Process";
    private const string Target = "Target", FilePath = "FilePath", ArgumentList = "ArgumentList";
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

    /// <summary>Variables of the environment.</summary>
    [Parameter(HelpMessage = "Variables of its environment: @{ LANG = 'C' }; $null removes one.")]
    [DictionaryArgument]
    public Hashtable? Environment { get; set; }

    /// <summary>Where it starts.</summary>
    [Parameter(HelpMessage = "Where it starts; the current location where it is not given.")]
    public string? WorkingDirectory { get; set; }

    /// <summary>The positional parameters, which depend on what is piped or named.</summary>
    public object GetDynamicParameters()
    {
        _dynamic = [];
        var position = 0;
        if (!MyInvocation.ExpectingInput && !IsNamed(nameof(Sandbox)) && !IsNamed(nameof(Namespace)) && !IsNamed(nameof(ProcessId)))
            Add(Target, typeof(ObjectRef[]), position++, "The sandboxes, namespaces or processes to run in.", new PlaceArgumentAttribute(), new ArgumentCompleterAttribute(typeof(SandboxCompleter)));
        Add(FilePath, typeof(object), position++, "The program: a name or a path.");
        Add(ArgumentList, typeof(object), position, "Its arguments. Write -- before the program, and they reach it untouched.");
        return _dynamic;
    }

    /// <summary>Refuses what was typed where a parameter has swallowed a part of it, before anything is looked up under its name.</summary>
    protected override void BeginProcessing()
    {
        _typed = new TypedCommand(MyInvocation);
        if (_typed.Swallowed is { } swallowed)
            ThrowTerminatingError(ToRecord(new CNetException(CNetError.ArgumentSwallowed, $"PowerShell took '{swallowed}' for a parameter of {MyInvocation.MyCommand.Name}.", swallowed,
                $"Write -- before the program: {MyInvocation.MyCommand.Name} SANDBOX -- PROGRAM …")));
    }

    /// <summary>What stands where the program does: a program, or a script block; null where nothing does.</summary>
    private protected object? File => Dynamic<object>(FilePath);

    /// <summary>The program, or null where none is named.</summary>
    private protected string? FileName => File is { } named and not ScriptBlock ? named.ToString() : null;

    /// <summary>True where there are arguments.</summary>
    private protected bool HasArguments => _dynamic[ArgumentList].IsSet;

    /// <summary>The arguments, as PowerShell has bound them.</summary>
    private protected object? Arguments => Dynamic<object>(ArgumentList);

    /// <summary>Works on each sandbox or namespace that this record of the pipeline means, or that is named.</summary>
    private protected void ForEachTarget(Action<ExecutionTarget> action)
    {
        if (Sandbox is not null) ForEach(Sandbox, reference => ForEach(ExecutionTarget.Resolve(Controller, reference), action));
        else if (Namespace is not null) ForEach(Namespace, reference => ForEach(ExecutionTarget.Resolve(Controller, reference), action));
        else if (ProcessId is not null) ForEach(ProcessId, pid => ForEach(ExecutionTarget.Resolve(Controller, new NamespaceRef($"pid:{pid}")), action));
        else if (!MyInvocation.ExpectingInput) ForEach(Dynamic<ObjectRef?[]>(Target) ?? [null], place => ForEach(ExecutionTarget.Resolve(Controller, place), action));
        else throw new CNetException(CNetError.EndpointNotJoined, "What is piped is in no sandbox.", null, "Join-CNetSandbox joins endpoints to sandboxes.");
    }

    /// <summary>A program with the arguments that were typed for it.</summary>
    private protected ProgramSpec Program(string file) => Describe(file, HasArguments ? ProgramArguments.Of(Arguments, TypedArguments()) : []);

    /// <summary>The words behind the sandbox and the program, as far as those are words; a splatted list may bring them too.</summary>
    private IEnumerable<TypedWord> TypedArguments()
    {
        var leading = _dynamic.Keys.Count(name => name != ArgumentList && !_typed!.Names(name));
        return _typed!.Words.SkipWhile((word, index) => index < leading && !word.IsSplatted);
    }

    /// <summary>A program with the environment and the place to start that are wanted.</summary>
    private protected ProgramSpec Describe(string file, IReadOnlyList<string> arguments) => new()
    {
        FilePath = file,
        Arguments = arguments,
        Environment = (Environment ?? []).Cast<DictionaryEntry>().ToDictionary(entry => entry.Key.ToString()!, entry => entry.Value?.ToString()),
        WorkingDirectory = WorkingDirectory is null ? SessionState.Path.CurrentFileSystemLocation.ProviderPath : FullPath(WorkingDirectory),
    };

    /// <summary>The path of a file, of what PowerShell calls so.</summary>
    private protected string FullPath(string path) => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);

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
