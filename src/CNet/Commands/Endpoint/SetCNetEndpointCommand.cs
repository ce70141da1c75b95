using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Set-CNetEndpoint changes what can be changed of endpoints, also while they are joined.</summary>
[Cmdlet(VerbsCommon.Set, "CNetEndpoint", SupportsShouldProcess = true)]
[OutputType(typeof(Endpoint))]
public sealed class SetCNetEndpointCommand : CNetCommand
{
    /// <summary>The endpoints.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, HelpMessage = "The endpoints: objects, names with wildcards as 'web' or 'lab/web', or ids.")]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    [EndpointArgument]
    [SupportsWildcards]
    public EndpointRef[]? Endpoint { get; set; }

    /// <summary>How much a sandbox may send.</summary>
    [Parameter(HelpMessage = "How much the sandbox may send by it in a second: 10mbit, 1.5gbit, 512kbit, 100kbps for kilobytes, a number of bits; 0 or unlimited takes the limit away.")]
    [RateArgument]
    [ValidateNotNull]
    public RateValue? EgressRate { get; set; }

    /// <summary>How much a sandbox may receive.</summary>
    [Parameter(HelpMessage = "How much the sandbox may receive by it in a second: 10mbit, 1.5gbit, 512kbit, 100kbps for kilobytes, a number of bits; 0 or unlimited takes the limit away.")]
    [RateArgument]
    [ValidateNotNull]
    public RateValue? IngressRate { get; set; }

    /// <summary>Emits the endpoints.</summary>
    [Parameter(HelpMessage = "Emits the changed endpoints.")]
    public SwitchParameter PassThru { get; set; }

    private protected override void Execute() => ForEach(Endpoint, reference => ForEach(Controller.Resolve(reference), Change));

    private void Change(Endpoint endpoint)
    {
        var decision = Ask($"{endpoint.Network}/{endpoint.Name}", "Change endpoint", endpoint.IsPreview);
        if (decision == Decision.Skip) return;
        var changed = Controller.Endpoints.Update(endpoint, EgressRate?.Value, IngressRate?.Value, decision == Decision.Preview ? Foresight : null, Cancellation);
        if (PassThru) WriteObject(changed);
    }
}
