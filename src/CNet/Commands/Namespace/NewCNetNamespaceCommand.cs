using System.Management.Automation;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>
/// New-CNetNamespace makes named network namespaces, or gives that of a process a name. Equivalent to: <c>ip netns add NAME</c>,
/// <c>ip netns attach NAME PID</c>
/// </summary>
[Cmdlet(VerbsCommon.New, "CNetNamespace", SupportsShouldProcess = true)]
[OutputType(typeof(Namespace))]
public sealed class NewCNetNamespaceCommand : CNetCommand
{
    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, HelpMessage = "The names: letters, digits, '_', '.' and '-'.")]
    [NewNameArgument]
    public NewName[]? Name { get; set; }

    /// <summary>The process whose namespace gets the name.</summary>
    [Parameter(HelpMessage = "The process whose namespace gets the name; a new namespace is made where it is not given.")]
    [Alias("Id", "PID")]
    public int? ProcessId { get; set; }

    private protected override void Execute() => ForEach(Name, name =>
    {
        var action = ProcessId is null ? "Create network namespace" : $"Name the network namespace of process {ProcessId}";
        var decision = Ask(name.Text, action);
        if (decision != Decision.Skip) WriteObject(Controller.Namespaces.Create(name.Text, ProcessId, decision == Decision.Preview ? Foresight : null));
    });
}
