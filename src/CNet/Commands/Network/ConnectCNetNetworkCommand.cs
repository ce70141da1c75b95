using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>
/// Connect-CNetNetwork connects sandboxes to a network: adds an endpoint named as the sandbox, and joins it. Either side may come down the
/// pipeline. Equivalent to: <c>docker network connect NETWORK CONTAINER</c>
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "CNetNetwork", SupportsShouldProcess = true, DefaultParameterSetName = SandboxPiped)]
[OutputType(typeof(Endpoint))]
public sealed class ConnectCNetNetworkCommand : EndpointCommand
{
    private const string SandboxPiped = "Sandbox", NetworkPiped = "Network";

    /// <summary>The network.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SandboxPiped, HelpMessage = "The network.")]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = NetworkPiped, HelpMessage = "The network.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    public NetworkRef[]? Network { get; set; }

    /// <summary>The sandboxes.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ParameterSetName = SandboxPiped, HelpMessage = "The sandboxes; one that does not exist is made.")]
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = NetworkPiped, HelpMessage = "The sandboxes; one that does not exist is made.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    public SandboxRef[]? Sandbox { get; set; }

    /// <summary>The name of the endpoint.</summary>
    [Parameter(HelpMessage = "The name of the endpoint; the sandbox's where it is not given.")]
    public string? Name { get; set; }

    /// <summary>The priority as default gateway.</summary>
    [Parameter(HelpMessage = "The endpoint with the highest priority gets the default route; 0 where it is not given.")]
    public int Priority { get; set; }

    /// <summary>Makes it the default gateway.</summary>
    [Parameter(HelpMessage = "Makes this endpoint the sandbox's default gateway.")]
    public SwitchParameter DefaultGateway { get; set; }

    private protected override void Execute() => ForEach(Network, network => ForEach(Sandbox, sandbox => Connect(Controller.ResolveOne(network), sandbox)));

    private void Connect(Network network, SandboxRef sandbox)
    {
        var target = sandbox.Sandbox?.Name ?? Controller.Sandboxes.Find(sandbox.Text)?.Name ?? sandbox.Text;
        var decision = Ask(target, $"Connect to network {network.Name}", network.IsPreview || sandbox.Sandbox is { IsPreview: true });
        if (decision == Decision.Skip) return;
        WriteObject(Add(network, Describe(Name ?? target, 0, 1), sandbox, new JoinSpec { Priority = Priority, DefaultGateway = DefaultGateway },
            decision == Decision.Preview ? Foresight : null));
    }
}
