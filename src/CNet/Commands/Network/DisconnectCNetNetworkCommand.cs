using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>
/// Disconnect-CNetNetwork disconnects sandboxes from a network: their endpoints leave and are removed. Either side may come down the pipeline.
/// Equivalent to: <c>docker network disconnect NETWORK CONTAINER</c>
/// </summary>
[Cmdlet(VerbsCommunications.Disconnect, "CNetNetwork", SupportsShouldProcess = true, DefaultParameterSetName = SandboxPiped)]
[OutputType(typeof(Sandbox))]
public sealed class DisconnectCNetNetworkCommand : CNetCommand
{
    private const string SandboxPiped = "Sandbox", NetworkPiped = "Network";

    /// <summary>The network.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SandboxPiped, HelpMessage = "The network.")]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = NetworkPiped, HelpMessage = "The network.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    public NetworkRef[]? Network { get; set; }

    /// <summary>The sandboxes.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ParameterSetName = SandboxPiped, HelpMessage = "The sandboxes.")]
    [Parameter(Mandatory = true, ParameterSetName = NetworkPiped, HelpMessage = "The sandboxes.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    [SupportsWildcards]
    public SandboxRef[]? Sandbox { get; set; }

    /// <summary>Emits the sandboxes.</summary>
    [Parameter(HelpMessage = "Emits the sandboxes that were disconnected.")]
    public SwitchParameter PassThru { get; set; }

    private protected override void Execute() =>
        ForEach(Network, network => ForEach(Sandbox, reference => ForEach(Controller.Resolve(reference), sandbox => Disconnect(Controller.ResolveOne(network), sandbox))));

    private void Disconnect(Network network, Sandbox sandbox)
    {
        var endpoints = Controller.Endpoints.List(sandbox).Where(endpoint => endpoint.NetworkId == network.Id).ToList();
        if (endpoints.Count == 0 && !network.IsPreview && !sandbox.IsPreview)
            throw new CNetException(CNetError.EndpointNotJoined, $"The sandbox '{sandbox.Name}' is not connected to network '{network.Name}'.", sandbox.Name,
                sandbox.Endpoints.Count == 0 ? "It is on no network." : $"It is on {string.Join(", ", sandbox.Endpoints)}.");
        var decision = Ask(sandbox.Name, $"Disconnect from network {network.Name}", network.IsPreview || sandbox.IsPreview);
        if (decision == Decision.Act) ForEach(endpoints, endpoint => Controller.Endpoints.Remove(endpoint, force: true, Cancellation));
        if (PassThru && decision != Decision.Skip) WriteObject(sandbox);
    }
}
