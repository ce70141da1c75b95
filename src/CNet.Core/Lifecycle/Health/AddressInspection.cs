using CNet.Ipam;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>Looks whether what networks and endpoints have of subnets and addresses is given out, and nothing is given out to nobody.</summary>
internal static class AddressInspection
{
    internal static void Inspect(Inspection inspection)
    {
        // While a record of a network or an endpoint is damaged, what it has must stay given out.
        if (inspection.Findings.Any(finding => finding.Check.Name is "Record")) return;
        var operation = inspection.Operation;
        var ipam = operation.Ipam;
        Twice(inspection, "address", endpoint => endpoint.IPv4?.ToString());
        Twice(inspection, "address", endpoint => endpoint.IPv6?.ToString());
        Twice(inspection, "MAC address", endpoint => endpoint.Mac.IsNone ? null : endpoint.Mac.ToString());
        var wanted = inspection.Networks.Values.Where(IsDefault).SelectMany(network => network.Pools.Select(pool => (Network: network, Pool: pool))).ToList();
        foreach (var (network, pool) in wanted)
            if (DefaultIpamDriver.Pool(operation.Lasting, pool.Subnet) is null || TakenBy(operation, inspection.Endpoints.Values, network, pool).Any(address => !DefaultIpamDriver.IsGivenOut(ipam, pool.Subnet, address)))
                inspection.Differs(RepairPhase.Records, "Addresses", network.Name, $"Addresses of network '{network.Name}' are in use and not marked so in {pool.Subnet}: they could be given out twice.",
                    $"mark what is in use of {pool.Subnet}", later => Restore(later, network.Id, pool));
        // Those of their own belong to nobody.
        foreach (var pool in DefaultIpamDriver.Pools(operation.Lasting).Where(pool => pool.NetworkId is not null && !wanted.Exists(pair => pair.Pool.Subnet == pool.Subnet)))
            inspection.Differs(RepairPhase.Records, "Subnet", pool.Subnet.ToString(), $"The subnet {pool.Subnet} was given out to {pool.Owner}, which does not exist.", "take it back",
                later => later.Drivers.Ipam("default").ReleasePool(later.Ipam, pool.Subnet), HostCheckStatus.Warning);
    }

    /// <summary>What two endpoints of a network have: which of them keeps it, only people can say.</summary>
    private static void Twice(Inspection inspection, string what, Func<EndpointRecord, string?> valueOf)
    {
        foreach (var network in inspection.Endpoints.Values.GroupBy(endpoint => endpoint.NetworkId))
            foreach (var holders in network.GroupBy(valueOf).Where(holders => holders.Key is not null && holders.Count() > 1))
            {
                var name = inspection.Networks.GetValueOrDefault(network.Key)?.Name ?? "?";
                inspection.Fails("Twice", $"{name}/{holders.Key}", $"The {what} {holders.Key} of network '{name}' is held by {string.Join(" and ", holders.Select(holder => holder.Name).Order(StringComparer.Ordinal))}.",
                    "Remove all of them but one with Remove-CNetEndpoint -Force, and add them anew.");
            }
    }

    private static bool IsDefault(NetworkRecord network) => network.IpamDriver == "default";

    private static IEnumerable<Ip> TakenBy(Operation operation, IEnumerable<EndpointRecord> endpoints, NetworkRecord network, PoolRecord pool)
    {
        if (pool.Gateway is { } gateway) yield return gateway;
        foreach (var address in pool.Auxiliary.Values) yield return address;
        foreach (var lease in Leases.In(operation.Lasting, pool.Subnet)) yield return lease.Address;
        foreach (var endpoint in endpoints.Where(endpoint => endpoint.NetworkId == network.Id))
            if ((pool.Subnet.IsIPv6 ? endpoint.IPv6 : endpoint.IPv4) is { } address && pool.Subnet.Contains(address)) yield return address;
    }

    private static void Restore(Operation operation, string networkId, PoolRecord pool)
    {
        if (operation.Lasting.Get(Keys.Network(networkId), StateJson.Default.NetworkRecord) is not { } network) return;
        var endpoints = operation.Lasting.List(Keys.Endpoints, StateJson.Default.EndpointRecord);
        DefaultIpamDriver.Restore(operation.Ipam, new PoolDocument(pool.Subnet, $"network '{network.Name}'") { NetworkId = network.Id }, TakenBy(operation, endpoints, network, pool));
    }
}
