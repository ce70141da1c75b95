using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Get-CNetPort lists the ports that are published. Equivalent to: <c>docker port CONTAINER</c></summary>
[Cmdlet(VerbsCommon.Get, "CNetPort", DefaultParameterSetName = ByEndpoint)]
[OutputType(typeof(PortMapping))]
public sealed class GetCNetPortCommand : CNetCommand
{
    private const string ByEndpoint = "Endpoint", ByNetwork = "Network", BySandbox = "Sandbox", ByObject = "Port";

    /// <summary>The endpoints.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = ByEndpoint, HelpMessage = "The endpoints whose ports are wanted; all of them where it is not given.")]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    [EndpointArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public EndpointRef[]? Endpoint { get; set; }

    /// <summary>The networks.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByNetwork, HelpMessage = "The networks whose endpoints' ports are wanted.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    [SupportsWildcards]
    public NetworkRef[]? Network { get; set; }

    /// <summary>The sandboxes.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = BySandbox, HelpMessage = "The sandboxes whose endpoints' ports are wanted.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    [SupportsWildcards]
    public SandboxRef[]? Sandbox { get; set; }

    /// <summary>Ports to look up again.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject, HelpMessage = "Ports to look up again: objects, or as 8080, 8080/udp, 127.0.0.1:8080/tcp.")]
    [ArgumentCompleter(typeof(PortCompleter))]
    [PortArgument]
    public PortRef[]? InputObject { get; set; }

    /// <summary>Only these ports of the endpoint.</summary>
    [Parameter(HelpMessage = "Only these ports of the endpoints.")]
    [PortRangeArgument]
    public PortRangeValue[]? ContainerPort { get; set; }

    /// <summary>Only these ports of the Host.</summary>
    [Parameter(HelpMessage = "Only these ports of the Host.")]
    [PortRangeArgument]
    public PortRangeValue[]? HostPort { get; set; }

    /// <summary>Only these protocols.</summary>
    [Parameter(HelpMessage = "Only these protocols.")]
    public TransportProtocol[]? Protocol { get; set; }

    private protected override void Execute()
    {
        if (InputObject is not null)
            ForEach(InputObject, reference => Write(Controller.Reread(reference)));
        else if (Endpoint is not null)
            ForEach(Endpoint, reference => ForEach(Controller.Resolve(reference), Write));
        else if (Network is not null)
            ForEach(Network, reference => ForEach(Controller.Resolve(reference), network => ForEach(Controller.Endpoints.List(network), endpoint => Write(Controller.Ports.List(endpoint)))));
        else if (Sandbox is not null)
            ForEach(Sandbox, reference => ForEach(Controller.Resolve(reference), sandbox => ForEach(Controller.Endpoints.List(sandbox), endpoint => Write(Controller.Ports.List(endpoint)))));
        else if (!MyInvocation.ExpectingInput)
            Write(Controller.Ports.List());
    }

    /// <summary>The ports of one endpoint: one that is named and not published is an error, as "docker port" has it.</summary>
    private void Write(Endpoint endpoint)
    {
        var ports = Controller.Ports.List(endpoint);
        foreach (var wanted in ContainerPort ?? [])
            if (!ports.Any(port => port.ContainerPorts.Overlaps(wanted.Value) && (Protocol is null || Protocol.Contains(port.Protocol))))
                throw new CNetException(CNetError.PortNotFound, $"The endpoint '{endpoint.Network}/{endpoint.Name}' has not published its port {wanted}.", wanted.Text, "Publish-CNetPort publishes it.");
        Write(ports);
    }

    private void Write(IEnumerable<PortMapping> ports)
    {
        foreach (var port in ports)
            if ((Protocol is null || Protocol.Contains(port.Protocol)) && (ContainerPort is null || ContainerPort.Any(range => range.Value.Overlaps(port.ContainerPorts)))
                && (HostPort is null || HostPort.Any(range => port.HostPorts is { } host && range.Value.Overlaps(host)))) WriteObject(port);
    }
}
