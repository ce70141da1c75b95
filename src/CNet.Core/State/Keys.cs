namespace CNet.State;

/// <summary>Where records lie. The lasting store holds what outlives a reboot, the store of this boot the rest.</summary>
internal static class Keys
{
    // In the lasting store.
    internal const string Host = "host", Networks = "network/", NetworkNames = "network-name/", Endpoints = "endpoint/", EndpointNames = "endpoint-name/", PoolNames = "pool-name/",
        NameRecords = "dns/", Ports = "port/", EndpointPorts = "endpoint-port/", LastPort = "last-port";

    // In the store of this boot.
    internal const string Boot = "boot", Sandboxes = "sandbox/", SandboxNames = "sandbox-name/", JoinedEndpoints = "joined/", Devices = "device/";

    // In both.
    internal const string Quarantined = "quarantine/";

    internal static string Quarantine(string key, long version) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Quarantined}{key}@{version}");

    internal static string Network(string id) => Networks + id;

    internal static string NetworkName(string name) => NetworkNames + name;

    internal static string Endpoint(string id) => Endpoints + id;

    internal static string EndpointNamesOf(string networkId) => $"{EndpointNames}{networkId}/";

    internal static string EndpointName(string networkId, string name) => $"{EndpointNames}{networkId}/{name}";

    internal static string NameRecordsOf(string networkId) => $"{NameRecords}{networkId}/";

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Globalization", "CA1308", Justification = "Names are compared in lower case.")]
    internal static string NameRecord(string networkId, string name) => NameRecordsOf(networkId) + name.ToLowerInvariant();

    internal static string PoolName(string name) => PoolNames + name;

    /// <summary>A published port by what says where it lies.</summary>
    internal static string Port(string suffix) => Ports + suffix;

    /// <summary>The ports of a protocol that are published on an address, below the prefix of all ports.</summary>
    internal static string PortsOf(TransportProtocol protocol, string address) => $"{NameOf(protocol)}/{address}/";

    /// <summary>All ports of a protocol.</summary>
    internal static string PortsOf(TransportProtocol protocol) => $"{Ports}{NameOf(protocol)}/";

    /// <summary>What takes an address's place for the ports of an endpoint that are reached directly: it comes after all addresses.</summary>
    internal static string DirectPorts(string endpointId, bool isIPv6) => $"~{endpointId}-{(isIPv6 ? '6' : '4')}";

    internal static string EndpointPortsOf(string endpointId) => $"{EndpointPorts}{endpointId}/";

    private static string NameOf(TransportProtocol protocol) => protocol switch { TransportProtocol.Tcp => "tcp", TransportProtocol.Udp => "udp", _ => "sctp" };

    internal static string Sandbox(string id) => Sandboxes + id;

    internal static string SandboxName(string name) => SandboxNames + name;

    internal static string Joined(string endpointId) => JoinedEndpoints + endpointId;

    internal static string Device(string networkId) => Devices + networkId;

    internal static string Forwarding(bool isIPv6) => isIPv6 ? "forwarding/6" : "forwarding/4";
}
