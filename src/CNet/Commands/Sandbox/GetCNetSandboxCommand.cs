using System.Collections;
using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Get-CNetSandbox lists sandboxes: all, those on a network, or those that endpoints are joined to.</summary>
[Cmdlet(VerbsCommon.Get, "CNetSandbox", DefaultParameterSetName = ByName)]
[OutputType(typeof(Sandbox))]
public sealed class GetCNetSandboxCommand : CNetCommand
{
    private const string ByName = "Name", ByNetwork = "Network", ByEndpoint = "Endpoint";

    /// <summary>The sandboxes.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = ByName, HelpMessage = "Names, with wildcards, or ids; all where it is not given.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public SandboxRef[]? Name { get; set; }

    /// <summary>The networks.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByNetwork, HelpMessage = "The networks whose sandboxes are wanted.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    [SupportsWildcards]
    public NetworkRef[]? Network { get; set; }

    /// <summary>The endpoints.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByEndpoint, HelpMessage = "The endpoints whose sandboxes are wanted.")]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    [EndpointArgument]
    [SupportsWildcards]
    public EndpointRef[]? Endpoint { get; set; }

    /// <summary>Only those with these labels.</summary>
    [Parameter(HelpMessage = "Only sandboxes with these labels: 'key', 'key=value' or a hashtable.")]
    [DictionaryArgument]
    public IDictionary? Label { get; set; }

    /// <summary>Only those without endpoints.</summary>
    [Parameter(HelpMessage = "Only sandboxes without endpoints.")]
    public SwitchParameter Unused { get; set; }

    private protected override void Execute()
    {
        switch (ParameterSetName)
        {
            case ByNetwork: ForEach(Network, reference => ForEach(Controller.Resolve(reference), network => WriteOf(Controller.Endpoints.List(network)))); break;
            case ByEndpoint: ForEach(Endpoint, reference => WriteOf(Controller.Resolve(reference))); break;
            default:
                if (Name is not null) ForEach(Name, reference => Write(Controller.Reread(reference)));
                else if (!MyInvocation.ExpectingInput) Write(Controller.Sandboxes.List());
                break;
        }
    }

    private void WriteOf(IEnumerable<Endpoint> endpoints) =>
        Write(endpoints.Select(endpoint => endpoint.SandboxId).OfType<string>().Distinct().Select(Controller.Sandboxes.Get).Order());

    private void Write(IEnumerable<Sandbox> sandboxes)
    {
        foreach (var sandbox in sandboxes)
            if (Resolution.HasLabels(sandbox.Labels, Label) && (!Unused || sandbox.Endpoints.Count == 0)) WriteObject(sandbox);
    }
}
