using System.Collections;
using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Get-CNetNetwork lists networks; those of an endpoint or a sandbox that comes down the pipeline. Equivalent to: <c>docker network ls</c>, <c>inspect</c></summary>
[Cmdlet(VerbsCommon.Get, "CNetNetwork", DefaultParameterSetName = ByName)]
[OutputType(typeof(Network))]
public sealed class GetCNetNetworkCommand : CNetCommand
{
    private const string ByName = "Name", ByEndpoint = "Endpoint", BySandbox = "Sandbox";

    /// <summary>The networks.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = ByName, HelpMessage = "Names, with wildcards, or ids; all where it is not given.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public NetworkRef[]? Name { get; set; }

    /// <summary>Endpoints whose networks are wanted.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByEndpoint, HelpMessage = "Endpoints whose networks are wanted.")]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    [EndpointArgument]
    public EndpointRef[]? Endpoint { get; set; }

    /// <summary>Sandboxes whose networks are wanted.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = BySandbox, HelpMessage = "Sandboxes whose networks are wanted.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    [SupportsWildcards]
    public SandboxRef[]? Sandbox { get; set; }

    /// <summary>Only those with these ids.</summary>
    [Parameter(HelpMessage = "Only networks whose id begins like this, or fits it where it has wildcards.")]
    [ArgumentCompleter(typeof(NetworkIdCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Id { get; set; }

    /// <summary>Only those of these drivers.</summary>
    [Parameter(HelpMessage = "Only networks of these drivers.")]
    [ArgumentCompleter(typeof(DriverCompleter))]
    public string[]? Driver { get; set; }

    /// <summary>Only those that reach this far.</summary>
    [Parameter(HelpMessage = "Only networks that reach this far: this Host (Local), or all hosts that share the store (Global).")]
    [ValidateNotNull]
    public NetworkScope[]? Scope { get; set; }

    /// <summary>Only those with these labels.</summary>
    [Parameter(HelpMessage = "Only networks with these labels: 'key', 'key=value' or a hashtable.")]
    [DictionaryArgument]
    public IDictionary? Label { get; set; }

    /// <summary>Only those without endpoints.</summary>
    [Parameter(HelpMessage = "Only networks without endpoints; the predefined ones and configurations are never listed.")]
    public SwitchParameter Unused { get; set; }

    private protected override void Execute()
    {
        switch (ParameterSetName)
        {
            case ByEndpoint: ForEach(Endpoint, reference => Write(Controller.Resolve(reference).Select(endpoint => endpoint.NetworkId))); break;
            case BySandbox: ForEach(Sandbox, reference => Write(Controller.Resolve(reference).SelectMany(Controller.Endpoints.List).Select(endpoint => endpoint.NetworkId))); break;
            default:
                if (Name is not null) ForEach(Name, reference => Write(Controller.Reread(reference)));
                else if (!MyInvocation.ExpectingInput) Write(Controller.Networks.List());
                break;
        }
    }

    private void Write(IEnumerable<string> ids) => Write(ids.Distinct().Select(Controller.Networks.Get));

    private void Write(IEnumerable<Network> networks)
    {
        foreach (var network in networks)
            if (Fits(network)) WriteObject(network);
    }

    private bool Fits(Network network) => (Driver is null || Driver.Contains(network.Driver, StringComparer.OrdinalIgnoreCase))
        && (Id is null || Id.Any(id => Begins(network.Id, id))) && (Scope is null || Scope.Contains(network.Scope)) && Resolution.HasLabels(network.Labels, Label) && (!Unused || (network is { EndpointCount: 0, Predefined: false, ConfigOnly: false }));

    private static bool Begins(string id, string wanted) => WildcardPattern.ContainsWildcardCharacters(wanted)
        ? Wildcards.IsMatch(wanted, id)
        : id.StartsWith(wanted, StringComparison.OrdinalIgnoreCase);
}
