using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>
/// Publish-CNetPort publishes ports of endpoints on the Host. They stay published whether the endpoint is joined or not. Equivalent to:
/// <c>docker run -p HOST:CONTAINER</c>
/// </summary>
[Cmdlet(VerbsData.Publish, "CNetPort", SupportsShouldProcess = true, DefaultParameterSetName = ByPort)]
[OutputType(typeof(PortMapping))]
public sealed class PublishCNetPortCommand : CNetCommand
{
    private const string ByPort = "Port", ByMapping = "Mapping";
    private ProgressDisplay? _progress;
    private int _published;

    /// <summary>The endpoints.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "The endpoints: objects, names with wildcards as 'web' or 'lab/web', or ids.")]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    [EndpointArgument]
    [SupportsWildcards]
    public EndpointRef[]? Endpoint { get; set; }

    /// <summary>The ports of the endpoint.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = ByPort, HelpMessage = "The ports of the endpoint: 80, or 8000-8005 for several in a row.")]
    [PortRangeArgument]
    public PortRangeValue[]? ContainerPort { get; set; }

    /// <summary>The ports of the Host.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = ByPort,
        HelpMessage = "The ports of the Host, one for each of -ContainerPort: 8080, 8000-8005 for as many in a row or any one of them, 0 for any that is free, which is also so where it is not given.")]
    [PortRangeArgument]
    public PortRangeValue[]? HostPort { get; set; }

    /// <summary>The address of the Host.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ByPort, HelpMessage = "The address of the Host; all of both families where it is not given, unless the network has an option for it.")]
    [HostAddressArgument]
    public IPAddressValue? HostAddress { get; set; }

    /// <summary>The protocol.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ByPort, HelpMessage = "The protocol: Tcp where it is not given.")]
    [ArgumentCompleter(typeof(ProtocolCompleter))]
    [ProtocolArgument]
    public ProtocolValue? Protocol { get; set; }

    /// <summary>The ports in Docker's notation.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByMapping, HelpMessage = "The ports in Docker's notation, [ADDRESS:][HOST:]CONTAINER[/PROTOCOL]: '8080:80/tcp', '127.0.0.1:53:53/udp', '9800-9803:80-83'.")]
    [PortSpecArgument]
    public PortSpecValue[]? Mapping { get; set; }

    private protected override void Execute()
    {
        var specs = Describe();
        ForEach(Endpoint, reference => ForEach(Controller.Resolve(reference), endpoint => Publish(endpoint, specs)));
    }

    private protected override void Complete() => _progress?.End();

    private List<PortSpec> Describe()
    {
        if (Mapping is not null) return [.. Mapping.Select(mapping => mapping.Value)];
        var ports = ContainerPort ?? [];
        if (HostPort is not null && HostPort.Length != ports.Length)
            throw new CNetException(CNetError.CountMismatch, $"-HostPort has {HostPort.Length} value{(HostPort.Length == 1 ? "" : "s")} for {ports.Length} of -ContainerPort.", HostPort,
                "Give one for each, in the same order; 0 for any that is free.");
        return [.. ports.Select((port, index) => new PortSpec
        {
            ContainerPorts = port.Value,
            HostPorts = HostPort is null || HostPort[index].Text is "0" ? null : HostPort[index].Value,
            HostAddress = HostAddress?.Value,
            Protocol = Protocol?.Value ?? TransportProtocol.Tcp,
        })];
    }

    private void Publish(Endpoint endpoint, List<PortSpec> specs)
    {
        var decision = Ask($"{endpoint.Network}/{endpoint.Name}", $"Publish {string.Join(", ", specs.Take(3))}{(specs.Count > 3 ? $" and {specs.Count - 3} more" : "")}", endpoint.IsPreview);
        if (decision == Decision.Skip) return;
        _progress ??= new ProgressDisplay(this, "Publishing ports");
        var before = _published;
        var ports = Controller.Ports.Publish(endpoint, specs, decision == Decision.Preview ? Foresight : null,
            progress => _progress.Show(progress with { Done = before + progress.Done, Total = Math.Max(before + progress.Total, progress.Total) }), Cancellation);
        _published += specs.Count;
        foreach (var port in ports) WriteObject(port);
    }
}
