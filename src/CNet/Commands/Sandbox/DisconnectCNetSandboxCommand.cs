using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>
/// Disconnect-CNetSandbox takes endpoints out of sandboxes: all of a sandbox's, or certain ones. The endpoints keep their addresses. A sandbox
/// that a join made goes with its last endpoint.
/// </summary>
[Cmdlet(VerbsCommunications.Disconnect, "CNetSandbox", SupportsShouldProcess = true, DefaultParameterSetName = BySandbox)]
[Alias("Leave-CNetSandbox")]
[OutputType(typeof(Sandbox), typeof(Endpoint))]
public sealed class DisconnectCNetSandboxCommand : CNetCommand
{
    private const string BySandbox = "Sandbox", ByEndpoint = "Endpoint";

    /// <summary>The sandboxes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = BySandbox, HelpMessage = "The sandboxes that all endpoints leave: objects, names with wildcards, or ids.")]
    [Parameter(ParameterSetName = ByEndpoint, HelpMessage = "The sandbox the endpoints are expected to be joined to.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    [SupportsWildcards]
    public SandboxRef[]? Sandbox { get; set; }

    /// <summary>The endpoints.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByEndpoint, HelpMessage = "The endpoints that leave: objects, names as 'web' or 'lab/web', or ids.")]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    [EndpointArgument]
    [SupportsWildcards]
    public EndpointRef[]? Endpoint { get; set; }

    /// <summary>Does not mind an endpoint that is not joined.</summary>
    [Parameter(HelpMessage = "Does not mind an endpoint that is not joined.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits what came in.</summary>
    [Parameter(HelpMessage = "Emits the sandboxes or endpoints that came in.")]
    public SwitchParameter PassThru { get; set; }

    private protected override void Execute()
    {
        if (ParameterSetName == BySandbox) ForEach(Sandbox, reference => ForEach(Controller.Resolve(reference), Empty));
        else ForEach(Endpoint, reference => ForEach(Controller.Resolve(reference), endpoint => Leave(endpoint)));
    }

    private void Empty(Sandbox sandbox)
    {
        var decision = Ask(sandbox.Name, "Disconnect sandbox", sandbox.IsPreview);
        if (decision == Decision.Act) ForEachWithProgress(Controller.Endpoints.List(sandbox), $"Disconnecting sandbox {sandbox.Name}", endpoint => Controller.Sandboxes.Leave(endpoint, sandbox, Cancellation));
        if (PassThru && decision != Decision.Skip) WriteObject(sandbox);
    }

    private void Leave(Endpoint endpoint)
    {
        var sandbox = Sandbox is null ? null : Controller.Resolve(Sandbox[0]).FirstOrDefault();
        if (!Force) Controller.Sandboxes.RefuseLeaving(endpoint, sandbox);
        var decision = Ask($"{endpoint.Network}/{endpoint.Name}", "Disconnect endpoint", endpoint.IsPreview);
        if (decision == Decision.Act)
        {
            try
            {
                Controller.Sandboxes.Leave(endpoint, sandbox, Cancellation);
            }
            catch (CNetException error) when (Force && error.Code == CNetError.EndpointNotJoined)
            {
                // Out of its sandbox it is to be, and it is.
            }
        }
        if (PassThru && decision != Decision.Skip) WriteObject(endpoint);
    }
}
