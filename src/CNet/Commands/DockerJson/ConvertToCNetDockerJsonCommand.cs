using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;
using CNet.Docker;

namespace CNet.Commands;

/// <summary>
/// ConvertTo-CNetDockerJson gives networks, sandboxes and endpoints in Docker's JSON: one array for all that comes down the pipeline.
/// Equivalent to: <c>docker network inspect NETWORK</c>, <c>docker inspect CONTAINER</c>
/// </summary>
[Cmdlet(VerbsData.ConvertTo, "CNetDockerJson", DefaultParameterSetName = OfNetwork)]
[OutputType(typeof(string))]
public sealed class ConvertToCNetDockerJsonCommand : CNetCommand
{
    private const string OfNetwork = "Network", OfSandbox = "Sandbox", OfEndpoint = "Endpoint";
    private DockerJson? _json;

    /// <summary>The networks.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = OfNetwork, HelpMessage = "The networks: objects, names with wildcards, or ids.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    [SupportsWildcards]
    public NetworkRef[]? Network { get; set; }

    /// <summary>The sandboxes.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfSandbox, HelpMessage = "The sandboxes: objects, names with wildcards, or ids.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    [SupportsWildcards]
    public SandboxRef[]? Sandbox { get; set; }

    /// <summary>The endpoints.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfEndpoint, HelpMessage = "The endpoints: objects, names with wildcards, as 'web' or 'lab/web', or ids.")]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    [EndpointArgument]
    [SupportsWildcards]
    public EndpointRef[]? Endpoint { get; set; }

    /// <summary>Gives one line.</summary>
    [Parameter(HelpMessage = "Gives one line, without indentation.")]
    public SwitchParameter Compress { get; set; }

    private DockerJson Json => _json ??= new DockerJson(Controller, Compress);

    private protected override void Execute()
    {
        switch (ParameterSetName)
        {
            case OfSandbox: ForEach(Sandbox, reference => ForEach(Controller.Reread(reference), Json.Add)); break;
            case OfEndpoint: ForEach(Endpoint, reference => ForEach(Controller.Reread(reference), Json.Add)); break;
            default: ForEach(Network, reference => ForEach(Controller.Reread(reference), Json.Add)); break;
        }
    }

    private protected override void Complete() => WriteObject(Json.Complete());

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _json?.Dispose();
        base.Dispose(disposing);
    }
}
