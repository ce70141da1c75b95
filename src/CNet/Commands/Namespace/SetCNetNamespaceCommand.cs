using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Set-CNetNamespace gives network namespaces ids, by which the Host knows them. Equivalent to: <c>ip netns set NAME ID</c></summary>
[Cmdlet(VerbsCommon.Set, "CNetNamespace", SupportsShouldProcess = true)]
[OutputType(typeof(Namespace))]
public sealed class SetCNetNamespaceCommand : CNetCommand
{
    /// <summary>The namespaces.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, HelpMessage = "The namespaces: objects, names with wildcards, paths, processes (pid:4711) or containers (docker:web).")]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [NamespaceArgument]
    [SupportsWildcards]
    public NamespaceRef[]? Namespace { get; set; }

    /// <summary>The id.</summary>
    [Parameter(Mandatory = true, HelpMessage = "The id: a number from 0, or auto for one that is free, or the one it has.")]
    [NsidArgument]
    public NsidValue? Nsid { get; set; }

    /// <summary>Emits the namespaces.</summary>
    [Parameter(HelpMessage = "Emits the namespaces with their ids.")]
    public SwitchParameter PassThru { get; set; }

    private protected override void Execute()
    {
        var id = Nsid!.Value;
        ForEach(Namespace, reference => ForEach(Controller.Resolve(reference), ns => Set(ns, id)));
    }

    private void Set(Namespace ns, int? id)
    {
        var decision = Ask(ns.ToString(), $"Set the id of network namespace to {Nsid}", ns.IsPreview);
        if (decision == Decision.Skip) return;
        var changed = Controller.Namespaces.SetId(ns, id, decision == Decision.Preview ? Foresight : null);
        if (PassThru) WriteObject(changed);
    }
}
