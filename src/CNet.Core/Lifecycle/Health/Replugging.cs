using CNet.Linux;
using CNet.Netlink.Route;
using CNet.Ports;
using CNet.State;
using static CNet.Linux.Interop.Constants;

namespace CNet.Lifecycle;

/// <summary>Brings the interface of a joined endpoint back, as it was: the same name, MAC address, addresses and routes.</summary>
internal static class Replugging
{
    /// <summary>Makes an interface anew that somebody deleted.</summary>
    internal static void Replug(Operation operation, string sandboxId, string endpointId)
    {
        if (Find(operation, sandboxId, endpointId) is not var (sandbox, join, network, endpoint)) return;
        var context = new EndpointContext(new NetworkContext(operation, network), endpoint);
        // Half of it may be there.
        operation.Call(network.Driver, driver => driver.Leave(context, new JoinedInterface(join.Interface, join.InterfaceIndex, join.HostInterface, join.HostInterfaceIndex, sandbox.Path)));
        using var space = SandboxNamespace.Open(sandbox);
        using var session = SandboxNamespace.Verify(sandbox, space.OpenSession(parameters: true));
        var (result, index) = Joining.BringInterface(operation, context, sandbox, session, join.Interface!);
        SandboxInterface.Configure(session, network, endpoint, join.Routes, join.Interface!, index, operation.Kernel.Batch, batch => Joining.AddGatewayNeighbors(batch, join with { InterfaceIndex = index }, result.GatewayMac));
        var back = join with { InterfaceIndex = index, HostInterface = result.HostInterface, HostInterfaceIndex = result.HostInterfaceIndex };
        var whole = sandbox with { Joins = [.. sandbox.Joins.Select(other => other.EndpointId == endpointId ? back : other)] };
        operation.Boot.Put(Keys.Sandbox(sandboxId), whole, StateJson.Default.SandboxRecord);
        // The gateway's default route may go by another interface, which lacks it still; only this one's is added here.
        AddRoutes(operation, session, Gateways.RoutesOf(back), index);
        Joining.Synchronize(operation, endpoint, result);
        SandboxInterface.AwaitIPv6(operation, session, network, endpoint, index);
        Hairpins.Follow(operation, sandbox, whole);
    }

    /// <summary>Gives an interface what it lacks of addresses and routes, and sets it up.</summary>
    internal static void Mend(Operation operation, string sandboxId, string endpointId)
    {
        if (Find(operation, sandboxId, endpointId) is not var (sandbox, join, network, endpoint)) return;
        using var space = SandboxNamespace.Open(sandbox);
        using var session = SandboxNamespace.Verify(sandbox, space.OpenSession(parameters: true));
        var view = NamespaceView.Of(session);
        if (view.Find(join) is not { } link) return;
        if (NetworkMtu.Of(operation.Drivers, network) is { } mtu && link.Mtu != mtu)
        {
            // First: the kernel takes IPv6 off a link whose MTU is too small for it.
            NetworkMtu.Set(operation, session.Route, link.Index, mtu);
            view = NamespaceView.Of(session);
        }
        SandboxInterface.SwitchIPv6(session, endpoint, link.Name);
        var batch = operation.Kernel.Batch;
        batch.Clear();
        batch.Name(link.Index, link.Name);
        if (!endpoint.Mac.IsNone && !link.MacAddress.Equals(endpoint.Mac)) batch.SetLinkMac(link.Index, endpoint.Mac);
        foreach (var (address, length) in view.MissingAddresses(network, endpoint, link)) batch.AddAddress(link.Index, address, length);
        batch.SetLinkUp(link.Index);
        session.Route.Execute(batch);
        AddRoutes(operation, session, NamespaceView.Of(session).MissingRoutes(network, endpoint, join, link), link.Index);
        SandboxInterface.AwaitIPv6(operation, session, network, endpoint, link.Index);
    }

    private static void AddRoutes(Operation operation, NamespaceSession session, IEnumerable<RouteRecord> routes, int link)
    {
        var batch = operation.Kernel.Batch;
        foreach (var route in routes)
        {
            batch.Clear();
            batch.AddRoute(route.Destination, route.Gateway, link);
            if (session.Route.TryExecute(batch) is { } failure && failure.Errno != EEXIST) throw session.Route.ToException(batch, failure);
        }
    }

    private static (SandboxRecord Sandbox, JoinRecord Join, NetworkRecord Network, EndpointRecord Endpoint)? Find(Operation operation, string sandboxId, string endpointId) =>
        operation.Boot.Get(Keys.Sandbox(sandboxId), StateJson.Default.SandboxRecord) is { } sandbox && sandbox.Joins.Find(join => join.EndpointId == endpointId) is { } join
        && operation.Lasting.Get(Keys.Network(join.NetworkId), StateJson.Default.NetworkRecord) is { } network
        && operation.Lasting.Get(Keys.Endpoint(endpointId), StateJson.Default.EndpointRecord) is { } endpoint
            ? (sandbox, join, network, endpoint)
            : null;
}
