using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Unpublish-CNetPort takes published ports back. Connections through them that exist go on, but those of UDP.</summary>
[Cmdlet(VerbsData.Unpublish, "CNetPort", SupportsShouldProcess = true, DefaultParameterSetName = ByObject)]
[OutputType(typeof(PortMapping))]
public sealed class UnpublishCNetPortCommand : CNetCommand
{
    private const string ByObject = "Port", ByEndpoint = "Endpoint";

    /// <summary>The ports.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByObject, HelpMessage = "The ports: objects, or as 8080, 8080/udp, 127.0.0.1:8080/tcp.")]
    [ArgumentCompleter(typeof(PortCompleter))]
    [PortArgument]
    public PortRef[]? PortMapping { get; set; }

    /// <summary>The endpoints.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByEndpoint, HelpMessage = "The endpoints whose ports are taken back, all of them or those that -ContainerPort names.")]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    [EndpointArgument]
    [SupportsWildcards]
    public EndpointRef[]? Endpoint { get; set; }

    /// <summary>Only these ports of the endpoint.</summary>
    [Parameter(ParameterSetName = ByEndpoint, HelpMessage = "Only these ports of the endpoints.")]
    [PortRangeArgument]
    public PortRangeValue[]? ContainerPort { get; set; }

    /// <summary>Emits what was taken back.</summary>
    [Parameter(HelpMessage = "Emits the ports that were taken back.")]
    public SwitchParameter PassThru { get; set; }

    private protected override void Execute()
    {
        ForEach(PortMapping, reference => ForEachWithProgress([.. reference.UnlessGone(() => Controller.Resolve(reference))], "Taking ports back", Take));
        ForEach(Endpoint, reference => ForEach(reference.UnlessGone(() => Controller.Resolve(reference)), endpoint =>
            ForEachWithProgress(PortsOf(endpoint), "Taking ports back", Take)));
    }

    /// <summary>The ports of an endpoint that are meant: one that is named and not published is an error.</summary>
    private List<PortMapping> PortsOf(Endpoint endpoint)
    {
        var ports = Controller.Ports.List(endpoint);
        foreach (var wanted in ContainerPort ?? [])
            if (!ports.Any(port => port.ContainerPorts.Overlaps(wanted.Value)))
                Report(new CNetException(CNetError.PortNotFound, $"The endpoint '{endpoint.Network}/{endpoint.Name}' has not published its port {wanted}.", wanted.Text, "Get-CNetPort lists the ports that are published."));
        return [.. ports.Where(port => ContainerPort is null || ContainerPort.Any(range => range.Value.Overlaps(port.ContainerPorts)))];
    }

    private void Take(PortMapping port)
    {
        var decision = Ask($"{port.Network}/{port.Endpoint}", $"Take back {port}", port.IsPreview);
        if (decision == Decision.Act) Controller.Ports.Unpublish(port, Cancellation);
        if (PassThru && decision != Decision.Skip) WriteObject(port);
    }
}
