using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Remove-CNetInterface removes interfaces, and returns when they are gone: all at once when the pipeline is empty. Equivalent to: <c>ip link del NAME</c></summary>
[Cmdlet(VerbsCommon.Remove, "CNetInterface", SupportsShouldProcess = true)]
[OutputType(typeof(Interface))]
public sealed class RemoveCNetInterfaceCommand : InterfaceCommand
{
    private readonly List<Interface> _targets = [];

    /// <summary>The interfaces.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, HelpMessage = "The interfaces: objects, or names with wildcards.")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [InterfaceArgument]
    [SupportsWildcards]
    public override InterfaceRef[]? Interface { get; set; }

    /// <summary>The sandbox that interfaces given by name are in.</summary>
    [Parameter(HelpMessage = "The sandbox that interfaces given by name are in; the Host itself where neither this nor a namespace is given.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    public override SandboxRef? Sandbox { get; set; }

    /// <summary>The namespace that interfaces given by name are in.</summary>
    [Parameter(HelpMessage = "The namespace that interfaces given by name are in: an object, a name, a path or a process.")]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [NamespaceArgument]
    public override NamespaceRef? Namespace { get; set; }

    private protected override IReadOnlyList<Interface> Resolve(InterfaceRef reference) => [.. reference.UnlessGone(() => base.Resolve(reference))];

    private protected override void Work(Interface target)
    {
        Controller.Interfaces.RefuseRemoval(target, Force);
        var decision = Ask(Describe(target), "Remove interface", target.IsPreview);
        if (decision == Decision.Act) _targets.Add(target);
        else if (PassThru && decision == Decision.Preview) WriteObject(target);
    }

    private protected override void Complete()
    {
        if (_targets.Count == 0) return;
        Controller.Interfaces.Remove(_targets, Force, Cancellation);
        if (PassThru) WriteObject(_targets, enumerateCollection: true);
    }
}
