using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Remove-CNetHost removes Hosts with all their networks, endpoints and sandboxes.</summary>
[Cmdlet(VerbsCommon.Remove, "CNetHost", SupportsShouldProcess = true)]
[OutputType(typeof(Host))]
public sealed class RemoveCNetHostCommand : CNetCommand
{
    /// <summary>The Hosts.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, HelpMessage = "The Hosts: objects or names, with wildcards.")]
    [ArgumentCompleter(typeof(HostCompleter))]
    [HostArgument]
    [SupportsWildcards]
    public HostRef[]? Name { get; set; }

    /// <summary>Ends the processes that live in them.</summary>
    [Parameter(HelpMessage = "Ends the processes that live in the Host or in its sandboxes.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits what was removed.</summary>
    [Parameter(HelpMessage = "Emits the Hosts that were removed.")]
    public SwitchParameter PassThru { get; set; }

    private protected override void Execute() => ForEach(Name, reference => ForEach(Resolution.ResolveExpendable(reference), Remove));

    private void Remove(Host host)
    {
        Hosts.RefuseRemoval(host, Force);
        var decision = Ask(host.Name, "Remove Host", host.IsPreview);
        if (decision == Decision.Act) Hosts.Remove(host, Force);
        if (PassThru && decision != Decision.Skip) WriteObject(host);
    }
}
