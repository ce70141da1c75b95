using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Remove-CNetEndpoint removes endpoints and frees their addresses.</summary>
[Cmdlet(VerbsCommon.Remove, "CNetEndpoint", SupportsShouldProcess = true)]
[OutputType(typeof(Endpoint))]
public sealed class RemoveCNetEndpointCommand : CNetCommand
{
    /// <summary>The endpoints.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, HelpMessage = "The endpoints: objects, names with wildcards as 'web' or 'lab/web', or ids.")]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    [EndpointArgument]
    [SupportsWildcards]
    public EndpointRef[]? Endpoint { get; set; }

    /// <summary>The network that names mean endpoints of.</summary>
    [Parameter(HelpMessage = "The network that names mean endpoints of.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    public NetworkRef? Network { get; set; }

    /// <summary>Takes joined endpoints out of their sandboxes first.</summary>
    [Parameter(HelpMessage = "Takes joined endpoints out of their sandboxes first.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits what was removed.</summary>
    [Parameter(HelpMessage = "Emits the endpoints that were removed.")]
    public SwitchParameter PassThru { get; set; }

    private protected override void Execute()
    {
        var network = Network is null ? null : Controller.ResolveOne(Network);
        ForEach(Endpoint, reference => ForEach(reference.UnlessGone(() => Controller.Resolve(reference, network)), Remove));
    }

    private void Remove(Endpoint endpoint)
    {
        Controller.Endpoints.RefuseRemoval(endpoint, Force);
        var decision = Ask($"{endpoint.Network}/{endpoint.Name}", "Remove endpoint", endpoint.IsPreview);
        if (decision == Decision.Act) Controller.Endpoints.Remove(endpoint, Force, Cancellation);
        if (PassThru && decision != Decision.Skip) WriteObject(endpoint);
    }
}
