using CNet.Ports;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>Removes an endpoint and frees its addresses.</summary>
internal static class EndpointRemoval
{
    internal static void Remove(Operation operation, NetworkRecord network, EndpointRecord endpoint, bool force)
    {
        if (!force) RefuseJoined(operation.State, endpoint);
        if (operation.Boot.Get(Keys.Joined(endpoint.Id), StateJson.Default.JoinedRecord) is { } joined)
            Leaving.Leave(operation, operation.Boot.Get(Keys.Sandbox(joined.SandboxId), StateJson.Default.SandboxRecord), endpoint.Id);
        var context = new EndpointContext(new NetworkContext(operation, network), endpoint);
        operation.Call(network.Driver, driver => driver.DeleteEndpoint(context));
        var ipam = operation.Drivers.Ipam(network.IpamDriver);
        foreach (var address in endpoint.Addresses)
            if (network.Pools.Find(pool => pool.Subnet.Contains(address)) is { } owner)
                ipam.ReleaseAddress(operation.Ipam, owner.Subnet, address);
        if (!network.AddressesReused && EndpointPlanner.IsRememberedWrongly(endpoint)) operation.Lasting.Put(Keys.Network(network.Id), network with { AddressesReused = true }, StateJson.Default.NetworkRecord);
        PortPublication.WithdrawAll(operation, endpoint);
        operation.Lasting.Delete(Keys.Endpoint(endpoint.Id));
        operation.Lasting.Delete(Keys.EndpointName(network.Id, endpoint.Name));
        operation.Complete();
    }

    /// <summary>Refuses an endpoint that is joined.</summary>
    internal static void RefuseJoined(StagedState state, EndpointRecord endpoint)
    {
        if (state.Boot.Get(Keys.Joined(endpoint.Id), StateJson.Default.JoinedRecord) is { } joined)
            throw new CNetException(CNetError.EndpointJoined, $"The endpoint '{endpoint.Name}' is joined to sandbox '{joined.SandboxName}'.", endpoint.Name,
                "Disconnect it first, or use -Force.");
    }
}
