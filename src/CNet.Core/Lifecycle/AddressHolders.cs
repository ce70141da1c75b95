using CNet.Ipam;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>Who holds which address of a pool: read from the records of the holders themselves.</summary>
internal static class AddressHolders
{
    /// <summary>The addresses of a pool that somebody holds, in their order.</summary>
    internal static IEnumerable<AddressLease> In(StagedState state, PoolDocument pool, Preview? preview = null)
    {
        var network = pool.NetworkId is { } id ? state.Lasting.Get(Keys.Network(id), StateJson.Default.NetworkRecord) : null;
        return Of(state, pool, network, preview).OrderBy(lease => lease.Ip);
    }

    /// <summary>Who holds an address of a pool; null where nobody does.</summary>
    internal static AddressLease? Find(StagedState state, Cidr subnet, Ip address, Preview? preview = null) =>
        DefaultIpamDriver.Pool(state.Lasting, subnet) is { } pool ? In(state, pool, preview).FirstOrDefault(lease => lease.Ip.Equals(address)) : null;

    private static IEnumerable<AddressLease> Of(StagedState state, PoolDocument pool, NetworkRecord? network, Preview? preview)
    {
        foreach (var reserved in pool.Reserved ?? [])
            yield return new AddressLease(reserved, pool.Subnet, AddressKind.Auxiliary, null, null, null, null, preview);
        foreach (var lease in Leases.In(state.Lasting, pool.Subnet))
            yield return new AddressLease(lease.Address, pool.Subnet, AddressKind.Requested, network, lease.Name, lease.Id, lease.Created, preview);
        if (network?.Pools.Find(candidate => candidate.Subnet == pool.Subnet) is not { } own) yield break;
        if (own.Gateway is { } gateway)
            yield return new AddressLease(gateway, pool.Subnet, AddressKind.Gateway, network, null, null, network.Created, preview);
        foreach (var (name, auxiliary) in own.Auxiliary)
            yield return new AddressLease(auxiliary, pool.Subnet, AddressKind.Auxiliary, network, name, null, network.Created, preview);
        foreach (var endpoint in Networks.EndpointsOf(state, network))
            if ((pool.Subnet.IsIPv6 ? endpoint.IPv6 : endpoint.IPv4) is { } address && pool.Subnet.Contains(address))
                yield return new AddressLease(address, pool.Subnet, AddressKind.Endpoint, network, endpoint.Name, endpoint.Id, endpoint.Created, preview);
    }
}
