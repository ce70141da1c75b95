using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Join-CNetSandbox joins endpoints to sandboxes. A sandbox that does not exist is made, and goes with its last endpoint.</summary>
[Cmdlet(VerbsCommon.Join, "CNetSandbox", SupportsShouldProcess = true)]
[Alias("Connect-CNetSandbox")]
[OutputType(typeof(Endpoint))]
public sealed class JoinCNetSandboxCommand : CNetCommand
{
    /// <summary>The endpoints.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, HelpMessage = "The endpoints: objects, names as 'web' or 'lab/web', or ids.")]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    [EndpointArgument]
    [SupportsWildcards]
    public EndpointRef[]? Endpoint { get; set; }

    /// <summary>The sandbox.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "The sandbox; { $_.Name } makes one for each endpoint, named as it.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    public SandboxRef? Sandbox { get; set; }

    /// <summary>The network that names mean endpoints of.</summary>
    [Parameter(HelpMessage = "The network that names mean endpoints of.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    public NetworkRef? Network { get; set; }

    /// <summary>The name of the interface.</summary>
    [Parameter(HelpMessage = "The name of the interface in this sandbox; the endpoint's own or the lowest free ethN where it is not given.")]
    public string? InterfaceName { get; set; }

    /// <summary>The priority as default gateway.</summary>
    [Parameter(HelpMessage = "The endpoint with the highest priority gets the default route; 0 where it is not given.")]
    public int Priority { get; set; }

    /// <summary>Makes it the default gateway.</summary>
    [Parameter(HelpMessage = "Makes this endpoint the sandbox's default gateway.")]
    public SwitchParameter DefaultGateway { get; set; }

    /// <summary>Refuses a sandbox that does not exist.</summary>
    [Parameter(HelpMessage = "Refuses a sandbox that does not exist, instead of making it.")]
    public SwitchParameter NoCreate { get; set; }

    private protected override void Execute()
    {
        var network = Network is null ? null : Controller.ResolveOne(Network);
        ForEach(Endpoint, reference => ForEach(Controller.Resolve(reference, network), Join));
    }

    private void Join(Endpoint endpoint)
    {
        var decision = Ask($"{endpoint.Network}/{endpoint.Name}", $"Join sandbox {Sandbox}", endpoint.IsPreview || Sandbox!.Sandbox is { IsPreview: true });
        if (decision == Decision.Skip) return;
        var spec = new JoinSpec { InterfaceName = InterfaceName, Priority = Priority, DefaultGateway = DefaultGateway };
        WriteObject(Join(endpoint, Sandbox!, spec, create: !NoCreate, decision == Decision.Preview ? Foresight : null));
    }
}
