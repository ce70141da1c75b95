using CNet.Ipam;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>The predefined network "bridge".</summary>
internal static class DefaultBridge
{
    /// <summary>Gives it another subnet, while it has no endpoints. Its device is made anew with the next one.</summary>
    internal static void Move(Operation operation, Cidr subnet)
    {
        var network = Lookup.Network(operation.State, FirstUse.Bridge);
        if (network.Pool(isIPv6: false)!.Subnet == subnet) return;
        if (subnet.IsIPv6 || subnet.HostBits < 2)
            throw new CNetException(CNetError.SubnetInvalid, $"The subnet {subnet} cannot be that of the network 'bridge'.", subnet, "Name an IPv4 subnet of at least four addresses.");
        if (operation.Lasting.Count(Keys.EndpointNamesOf(network.Id)) > 0)
            throw new CNetException(CNetError.NetworkInUse, "The network 'bridge' has endpoints, so its subnet cannot change.", subnet, "Remove its endpoints first.");
        if (network.Pools.SelectMany(pool => Leases.In(operation.Lasting, pool.Subnet)).FirstOrDefault() is { } lease)
            throw new CNetException(CNetError.NetworkInUse, $"The address {lease.Address} of network 'bridge' was requested, so its subnet cannot change.", subnet, $"Remove-CNetAddress {lease.Address} gives it back.");
        var driver = operation.Drivers.Ipam(network.IpamDriver);
        foreach (var pool in network.Pools) driver.ReleasePool(operation.Ipam, pool.Subnet);
        driver.RequestPool(operation.Ipam, new PoolRequest(false, subnet, null, $"network '{network.Name}'") { NetworkId = network.Id });
        var gateway = driver.RequestAddress(operation.Ipam, subnet, null, null);
        operation.Lasting.Put(Keys.Network(network.Id), network with { Pools = [new PoolRecord { Subnet = subnet, Gateway = gateway }] }, StateJson.Default.NetworkRecord);
        if (!operation.IsPreview) operation.Call(network.Driver, bridge => bridge.DeleteNetwork(new NetworkContext(operation, network)));
    }
}
