using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>
/// Get-CNetFirewall lists what is open on the Host to whom, and why: published ports, who reaches which network, and the rules of last resort.
/// Equivalent to: <c>nft list table inet cnet</c>
/// </summary>
[Cmdlet(VerbsCommon.Get, "CNetFirewall", DefaultParameterSetName = ByNetwork)]
[OutputType(typeof(FirewallEntry))]
public sealed class GetCNetFirewallCommand : CNetCommand
{
    private const string ByNetwork = "Network", ByEndpoint = "Endpoint";

    /// <summary>Only those of these networks.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = ByNetwork, HelpMessage = "Only what concerns these networks; everything where it is not given.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public NetworkRef[]? Network { get; set; }

    /// <summary>Only those of these endpoints.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByEndpoint, HelpMessage = "Only what concerns these endpoints: their published ports.")]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    [EndpointArgument]
    [SupportsWildcards]
    public EndpointRef[]? Endpoint { get; set; }

    /// <summary>Only those in these states.</summary>
    [Parameter(HelpMessage = "Only entries that are in the kernel's rules (Active), wait for a join (Waiting), should be there and are not (Missing), or that CNet did not put there (Foreign).")]
    public FirewallState[]? State { get; set; }

    private protected override void Execute()
    {
        if (Network is not null)
            ForEach(Network, reference => ForEach(Controller.Resolve(reference), network => Write(entry => entry.Network == network.Name)));
        else if (Endpoint is not null)
            ForEach(Endpoint, reference => ForEach(Controller.Resolve(reference), endpoint => Write(entry => entry.Network == endpoint.Network && entry.Endpoint == endpoint.Name)));
        else if (!MyInvocation.ExpectingInput)
            Write(_ => true);
    }

    private void Write(Func<FirewallEntry, bool> isWanted)
    {
        foreach (var entry in Controller.Policy.List(Cancellation))
            if (isWanted(entry) && (State is null || State.Contains(entry.State))) WriteObject(entry);
    }
}
