using System.Management.Automation;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>What cmdlets share that give interfaces something: which interfaces.</summary>
public abstract class InterfaceTargetCommand : NamespaceCommand
{
    /// <summary>The interface.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OfSandbox, HelpMessage = "The interface.")]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OfNamespace, HelpMessage = "The interface.")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNullOrEmpty]
    public string? InterfaceName { get; set; }

    /// <summary>The interfaces as objects.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfInterface, HelpMessage = "Interfaces, as Get-CNetInterface emits them.")]
    public Interface[]? InputObject { get; set; }

    private protected override void Execute()
    {
        if (InputObject is not null) ForEach(InputObject, link => Give(link.Namespace, link.Name));
        else base.Execute();
    }

    private protected sealed override void Work(string? ns) => Give(ns, InterfaceName!);

    /// <summary>Gives an interface of a namespace what it is to have.</summary>
    private protected abstract void Give(string? ns, string link);
}
