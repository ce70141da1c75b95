using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Remove-CNetNetwork removes networks. Equivalent to: <c>docker network rm NAME</c></summary>
[Cmdlet(VerbsCommon.Remove, "CNetNetwork", SupportsShouldProcess = true)]
[OutputType(typeof(Network))]
public sealed class RemoveCNetNetworkCommand : CNetCommand
{
    /// <summary>The networks.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, HelpMessage = "The networks: objects, names with wildcards, or ids.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    [SupportsWildcards]
    public NetworkRef[]? Network { get; set; }

    /// <summary>Removes their endpoints too.</summary>
    [Parameter(HelpMessage = "Removes their endpoints too, joined or not.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits what was removed.</summary>
    [Parameter(HelpMessage = "Emits the networks that were removed.")]
    public SwitchParameter PassThru { get; set; }

    private protected override void Execute() => ForEach(Network, reference => ForEach(reference.UnlessGone(() => Controller.Resolve(reference)).Where(network => !reference.IsPattern || !network.Predefined), Remove));

    private void Remove(Network network)
    {
        Controller.Networks.RefuseRemoval(network, Force);
        var decision = Ask(network.Name, "Remove network", network.IsPreview);
        if (decision == Decision.Act)
        {
            // One by one, so that it can be watched and called off; whatever comes in between goes with the network.
            if (Force) ForEachWithProgress(Controller.Endpoints.List(network), $"Removing network {network.Name}", endpoint => Controller.Endpoints.Remove(endpoint, force: true, Cancellation));
            Cancellation.ThrowIfCancellationRequested();
            Controller.Networks.Remove(network, Force, Cancellation);
        }
        if (PassThru && decision != Decision.Skip) WriteObject(network);
    }
}
