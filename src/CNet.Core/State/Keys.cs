namespace CNet.State;

/// <summary>Where records lie. The lasting store holds what outlives a reboot, the store of this boot the rest.</summary>
internal static class Keys
{
    // In the lasting store.
    internal const string Host = "host", Networks = "network/", NetworkNames = "network-name/", Endpoints = "endpoint/", EndpointNames = "endpoint-name/", PoolNames = "pool-name/";

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

    internal static string PoolName(string name) => PoolNames + name;

    internal static string Sandbox(string id) => Sandboxes + id;

    internal static string SandboxName(string name) => SandboxNames + name;

    internal static string Joined(string endpointId) => JoinedEndpoints + endpointId;

    internal static string Device(string networkId) => Devices + networkId;

    internal static string Forwarding(bool isIPv6) => isIPv6 ? "forwarding/6" : "forwarding/4";
}
