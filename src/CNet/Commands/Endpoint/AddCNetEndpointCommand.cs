using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Add-CNetEndpoint adds endpoints to networks. Each has its addresses from then on, joined to a sandbox or not.</summary>
[Cmdlet(VerbsCommon.Add, "CNetEndpoint", SupportsShouldProcess = true)]
[OutputType(typeof(Endpoint))]
public sealed class AddCNetEndpointCommand : EndpointCommand
{
    /// <summary>The networks.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "The networks: objects, names or ids.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    public NetworkRef[]? Network { get; set; }

    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The names of the endpoints.")]
    [NewNameArgument]
    public NewName[]? Name { get; set; }

    /// <summary>Joins each endpoint to this sandbox at once.</summary>
    [Parameter(HelpMessage = "Joins the endpoint to this sandbox at once; one that does not exist is made.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    public SandboxRef? Sandbox { get; set; }

    private protected override void Execute() => ForEach(Network, reference =>
    {
        var network = Controller.ResolveOne(reference);
        var names = Name ?? [];
        ForEachWithProgress(Enumerable.Range(0, names.Length).ToList(), $"Adding endpoints to network {network.Name}", index => Add(network, Describe(names[index].Text, index, names.Length)));
    });

    private void Add(Network network, EndpointSpec spec)
    {
        var decision = Ask(spec.Name, $"Add endpoint to network {network.Name}", network.IsPreview);
        if (decision == Decision.Skip) return;
        var preview = decision == Decision.Preview ? Foresight : null;
        WriteObject(Add(network, spec, Sandbox, new JoinSpec(), preview));
    }
}
