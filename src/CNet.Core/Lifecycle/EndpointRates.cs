using CNet.Netlink.Route;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>How much an endpoint may send and receive: refused where that cannot be, and changed while the endpoint is in use.</summary>
internal static class EndpointRates
{
    /// <summary>Refuses rates that no link can be held to, and any where the driver holds none.</summary>
    internal static void Demand(Operation operation, NetworkRecord network, Rate egress, Rate ingress)
    {
        foreach (var rate in new[] { egress, ingress })
        {
            if (rate.IsUnlimited) continue;
            if (operation.Drivers.Get(network.Driver) is not IRateDriver)
                throw new CNetException(CNetError.DriverUnsupported, $"The endpoints of network '{network.Name}' cannot be held to a rate: its driver {network.Driver} does not do that.", rate,
                    "Leave the rates out, or use a network of the driver bridge.");
            if (rate < RateLimit.Smallest || rate > RateLimit.Largest)
                throw new CNetException(CNetError.RateInvalid, $"No endpoint can be held to {rate}.", rate, $"Choose a rate from {RateLimit.Smallest} to {RateLimit.Largest}, or unlimited.");
        }
    }

    /// <summary>Holds an endpoint to other rates, at once where it is joined. Its new record is the caller's to write.</summary>
    internal static void Change(Operation operation, NetworkRecord network, EndpointRecord before, EndpointRecord after)
    {
        Demand(operation, network, after.EgressRate, after.IngressRate);
        if (operation.IsPreview || (after.EgressRate, after.IngressRate) == (before.EgressRate, before.IngressRate) || JoinOf(operation, before.Id) is not { HostInterface: not null } join) return;
        operation.Intend(intent => intent with { EndpointId = before.Id, HostInterface = join.HostInterface, ChangesRates = true });
        operation.OnFailure(() => Apply(operation, network, before, join));
        Apply(operation, network, after, join);
    }

    /// <summary>Holds an endpoint that is joined to the rates of its record, whatever a killed process had begun.</summary>
    internal static void Restore(Operation operation, string endpointId)
    {
        if (operation.Lasting.Get(Keys.Endpoint(endpointId), StateJson.Default.EndpointRecord) is { } endpoint
            && operation.Lasting.Get(Keys.Network(endpoint.NetworkId), StateJson.Default.NetworkRecord) is { } network
            && JoinOf(operation, endpointId) is { HostInterface: not null } join) Apply(operation, network, endpoint, join);
    }

    private static void Apply(Operation operation, NetworkRecord network, EndpointRecord endpoint, JoinRecord join)
    {
        // An interface that somebody removed is held to its rates when it is plugged in again.
        if (operation.Kernel.FindLink(join.HostInterfaceIndex)?.Name != join.HostInterface) return;
        operation.Call(network.Driver, driver => (driver as IRateDriver)?.ApplyRates(new EndpointContext(new NetworkContext(operation, network), endpoint), join.HostInterface!, join.HostInterfaceIndex));
    }

    private static JoinRecord? JoinOf(Operation operation, string endpointId) =>
        operation.Boot.Get(Keys.Joined(endpointId), StateJson.Default.JoinedRecord) is { } joined
            ? operation.Boot.Get(Keys.Sandbox(joined.SandboxId), StateJson.Default.SandboxRecord)?.Joins.Find(join => join.EndpointId == endpointId)
            : null;
}
