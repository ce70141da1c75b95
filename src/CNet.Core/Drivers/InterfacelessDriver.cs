namespace CNet;

/// <summary>The drivers of the predefined networks "none" and "host", whose endpoints have no interface of their own.</summary>
internal sealed class InterfacelessDriver : INetworkDriver
{
    private InterfacelessDriver(DriverDescription description) => Description = description;

    /// <summary>A sandbox on "none" has its loopback interface and nothing else.</summary>
    internal static InterfacelessDriver Null { get; } = new(new DriverDescription
    {
        Name = "null",
        Summary = "No network: a sandbox on it has only its loopback interface.",
        IsSingleton = true,
        IsExclusive = true,
    });

    /// <summary>A sandbox on "host" lives in the Host's own namespace.</summary>
    internal static InterfacelessDriver Host { get; } = new(new DriverDescription
    {
        Name = "host",
        Summary = "The Host's own network: a sandbox on it shares the interfaces, addresses and ports of the Host.",
        IsSingleton = true,
        IsExclusive = true,
        UsesHostNamespace = true,
    });

    public DriverDescription Description { get; }

    public void Validate(NetworkPlan plan)
    {
    }

    public void CreateNetwork(NetworkContext network)
    {
    }

    public void DeleteNetwork(NetworkContext network)
    {
    }

    public void CreateEndpoint(EndpointContext endpoint)
    {
    }

    public void DeleteEndpoint(EndpointContext endpoint)
    {
    }

    public JoinResult Join(EndpointContext endpoint, JoinTarget target) => JoinResult.None;

    public void Leave(EndpointContext endpoint, JoinedInterface joined)
    {
    }
}
