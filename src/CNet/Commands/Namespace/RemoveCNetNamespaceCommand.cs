using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Remove-CNetNamespace takes the names of network namespaces away. Equivalent to: <c>ip netns del NAME</c></summary>
[Cmdlet(VerbsCommon.Remove, "CNetNamespace", SupportsShouldProcess = true)]
[OutputType(typeof(Namespace))]
public sealed class RemoveCNetNamespaceCommand : CNetCommand
{
    /// <summary>The namespaces.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, HelpMessage = "The namespaces: objects or names, with wildcards.")]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [NamespaceArgument]
    [SupportsWildcards]
    public NamespaceRef[]? Namespace { get; set; }

    /// <summary>Emits what was removed.</summary>
    [Parameter(HelpMessage = "Emits the namespaces whose names were removed.")]
    public SwitchParameter PassThru { get; set; }

    private protected override void Execute() => ForEach(Namespace, reference => ForEach(reference.UnlessGone(() => Controller.Resolve(reference)), ns => Remove(reference, ns)));

    private void Remove(NamespaceRef reference, Namespace ns)
    {
        // A process does not say which of several names is meant.
        if (reference.IsProcess && ns.Names.Count > 1)
            throw new CNetException(CNetError.NameAmbiguous, $"The namespace of {reference} has several names: {string.Join(", ", ns.Names)}.", reference.Text, "Say which of the names is to go.");
        Controller.Namespaces.RefuseRemoval(ns);
        var decision = Ask(ns.ToString(), "Remove network namespace", ns.IsPreview);
        if (decision == Decision.Act) Controller.Namespaces.Remove(ns);
        if (PassThru && decision != Decision.Skip) WriteObject(ns);
    }
}
