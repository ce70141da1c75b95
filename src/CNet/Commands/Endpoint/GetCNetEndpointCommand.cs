using System.Collections;
using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Get-CNetEndpoint lists endpoints: all, those of a network, or those of a sandbox.</summary>
[Cmdlet(VerbsCommon.Get, "CNetEndpoint", DefaultParameterSetName = ByNetwork)]
[OutputType(typeof(Endpoint))]
public sealed class GetCNetEndpointCommand : CNetCommand
{
    private const string ByNetwork = "Network", BySandbox = "Sandbox", ByObject = "Endpoint";

    /// <summary>The names.</summary>
    [Parameter(Position = 0, HelpMessage = "Names, with wildcards, as 'web' or 'lab/web', or ids; all where it is not given.")]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    [EndpointArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public EndpointRef[]? Name { get; set; }

    /// <summary>The networks.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByNetwork, HelpMessage = "The networks whose endpoints are wanted.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public NetworkRef[]? Network { get; set; }

    /// <summary>The sandboxes.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = BySandbox, HelpMessage = "The sandboxes whose endpoints are wanted.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    [SupportsWildcards]
    public SandboxRef[]? Sandbox { get; set; }

    /// <summary>Endpoints to read again.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject, HelpMessage = "Endpoints to read again.")]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    [EndpointArgument]
    public EndpointRef[]? InputObject { get; set; }

    /// <summary>Only those with these labels.</summary>
    [Parameter(HelpMessage = "Only endpoints with these labels: 'key', 'key=value' or a hashtable.")]
    [DictionaryArgument]
    public IDictionary? Label { get; set; }

    private protected override void Execute()
    {
        if (InputObject is not null)
            ForEach(InputObject, reference => Write(Controller.Reread(reference)));
        else if (Sandbox is not null)
            ForEach(Sandbox, reference => ForEach(Controller.Resolve(reference), sandbox => Write(Select(Controller.Endpoints.List(sandbox), sandbox.Name))));
        else if (Network is not null)
            ForEach(Network, reference => ForEach(Controller.Resolve(reference), network => WriteOf(network)));
        else if (!MyInvocation.ExpectingInput)
            WriteOf(null);
    }

    private void WriteOf(Network? network)
    {
        if (Name is null) Write(Controller.Endpoints.List(network));
        else ForEach(Name, name => Write(Controller.Resolve(name, network)));
    }

    /// <summary>Of the endpoints of a sandbox those with the names asked for; a name without wildcards must be there.</summary>
    private IEnumerable<Endpoint> Select(IReadOnlyList<Endpoint> endpoints, string sandbox)
    {
        if (Name is null) return endpoints;
        foreach (var name in Name)
            if (!name.IsPattern && !endpoints.Any(endpoint => Fits(endpoint, name)))
                Report(new CNetException(CNetError.EndpointNotFound, $"The sandbox '{sandbox}' has no endpoint '{name}'.", name.Text, $"Get-CNetSandbox {sandbox} | Get-CNetEndpoint lists them."));
        return endpoints.Where(endpoint => Name.Any(name => Fits(endpoint, name)));
    }

    private static bool Fits(Endpoint endpoint, EndpointRef name) => name.Endpoint?.Equals(endpoint)
        ?? (name.Text == endpoint.Id || (name.IsPattern ? name.Matches(endpoint.Name) : name.Text == endpoint.Name || name.Text == $"{endpoint.Network}/{endpoint.Name}"));

    private void Write(IEnumerable<Endpoint> endpoints)
    {
        foreach (var endpoint in endpoints)
            if (Resolution.HasLabels(endpoint.Labels, Label)) WriteObject(endpoint);
    }
}
