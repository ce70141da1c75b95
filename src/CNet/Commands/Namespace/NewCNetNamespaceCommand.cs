using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>
/// New-CNetNamespace makes named network namespaces, or gives one that is there a name: that of a process, of a container, or one by its path. Equivalent
/// to: <c>ip netns add NAME</c>, <c>ip netns attach NAME PID</c>
/// </summary>
[Cmdlet(VerbsCommon.New, "CNetNamespace", SupportsShouldProcess = true, DefaultParameterSetName = Empty)]
[OutputType(typeof(Namespace))]
public sealed class NewCNetNamespaceCommand : CNetCommand
{
    private const string Empty = "New", OfProcess = "Process", Existing = "Namespace";

    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = Empty, HelpMessage = "The names: letters, digits, '_', '.' and '-'.")]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = OfProcess, HelpMessage = "The names: letters, digits, '_', '.' and '-'.")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = Existing, HelpMessage = "The names: letters, digits, '_', '.' and '-'; { $_.Owner.Name } makes one for each namespace that is piped.")]
    [NewNameArgument]
    public NewName[]? Name { get; set; }

    /// <summary>The process whose namespace gets the name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfProcess, HelpMessage = "The process whose namespace gets the name.")]
    [Alias("Id", "PID")]
    public int? ProcessId { get; set; }

    /// <summary>The namespace that gets the name.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = Existing, HelpMessage = "The namespace that gets the name: an object, another name, a path, pid:4711, or a container such as docker:web.")]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [NamespaceArgument]
    public NamespaceRef? Namespace { get; set; }

    private protected override void Execute() => ForEach(Name, name =>
    {
        var existing = ProcessId is { } pid ? $"pid:{pid}" : Namespace?.Locator;
        var action = existing is null ? "Create network namespace" : $"Name the network namespace {(ProcessId is null ? existing : $"of process {ProcessId}")}";
        var decision = Ask(name.Text, action, Namespace?.Namespace is { IsPreview: true });
        if (decision != Decision.Skip) WriteObject(Controller.Namespaces.Create(name.Text, existing, decision == Decision.Preview ? Foresight : null));
    });
}
