using CNet.Lifecycle;
using CNet.Netlink.Route;
using CNet.Netlink.Wire;
using CNet.State;

namespace CNet.Toolkit;

/// <summary>What of a namespace CNet made and looks after: the addresses and routes of endpoints, and the bridges of networks. What others add beside it is theirs.</summary>
internal sealed class Holdings
{
    private const long MainPriority = 32766;
    private readonly Dictionary<int, (string Name, string Id, NetworkRecord Network, List<Ip> Addresses, List<RouteRecord> Routes)> _endpoints = [];
    private readonly Dictionary<int, (string Name, MacAddress Mac, NetworkRecord Network, List<Ip> Addresses)> _bridges = [];
    private readonly Dictionary<int, string> _sandboxes = [];
    private readonly Owner _place;
    private StagedState? _state;

    private Holdings(Owner place) => _place = place;

    /// <summary>What CNet has in the namespace that is looked into. Whoever may not read that sees none.</summary>
    internal static Holdings Read(Controller controller, Owner place)
    {
        var holdings = new Holdings(place);
        if (place is { Namespace: not null, Sandbox: null }) return holdings;
        try
        {
            var state = holdings._state = controller.Read();
            foreach (var sandbox in state.Boot.List(Keys.Sandboxes, StateJson.Default.SandboxRecord)) holdings.Take(state, sandbox, place);
            if (place.Namespace is null) holdings.TakeBridges(state);
        }
        catch (CNetException refused) when (refused.Code is CNetError.PermissionDenied or CNetError.LibraryMissing or CNetError.HostNotFound)
        {
            // What can be seen without is shown.
        }
        return holdings;
    }

    /// <summary>The network whose bridge a link is, or null.</summary>
    internal string? NetworkOf(int link) => _bridges.TryGetValue(link, out var bridge) ? bridge.Name : null;

    /// <summary>The sandbox behind the Host's end of an endpoint, or null.</summary>
    internal string? SandboxBehind(int link) => _sandboxes.GetValueOrDefault(link);

    /// <summary>Refuses to take away an address that CNet gave.</summary>
    internal void Refuse(InterfaceAddress address)
    {
        var ip = Ip.From(address.IPAddress);
        if (_place.Sandbox is { } sandbox && ip.IsLoopback && address.Scope == "host" && address.InterfaceName == "lo") throw OfSandbox($"The address {address} of lo", sandbox, address);
        if (_endpoints.TryGetValue(address.InterfaceIndex, out var endpoint) && endpoint.Addresses.Contains(ip)) throw OfEndpoint($"The address {address} of {address.InterfaceName}", endpoint.Name, address);
        if (_bridges.TryGetValue(address.InterfaceIndex, out var bridge) && bridge.Addresses.Contains(ip)) throw OfNetwork($"The address {address} of {address.InterfaceName}", bridge.Name, address);
    }

    /// <summary>Refuses an address for an interface of an endpoint or the bridge of a network, where another one of the network has it.</summary>
    internal void RefuseTaken(Ip address, int link)
    {
        var own = _endpoints.TryGetValue(link, out var endpoint) ? endpoint.Id : null;
        if ((own is not null ? endpoint.Network : _bridges.GetValueOrDefault(link).Network) is not { } network) return;
        if (EndpointsOf(network).FirstOrDefault(other => other.Id != own && SandboxInterface.AddressesOf(network, other).Any(taken => taken.Address.Equals(address))) is { } holder)
            throw Taken(address, $"endpoint '{network.Name}/{holder.Name}'");
        if (own is not null && network.Pools.Exists(pool => address.Equals(pool.Gateway))) throw Taken(address, $"network '{network.Name}' as its gateway");
    }

    /// <summary>Refuses to take away, or to move, where the bridge of a network knows one of its endpoints or itself to be.</summary>
    internal void RefuseForwarding(MacAddress mac, int bridgeIndex)
    {
        if (!_bridges.TryGetValue(bridgeIndex, out var bridge)) return;
        var what = $"The forwarding entry of {mac}";
        if (EndpointsOf(bridge.Network).FirstOrDefault(endpoint => endpoint.Mac == mac) is { } holder) throw OfEndpoint(what, $"{bridge.Name}/{holder.Name}", mac);
        if (bridge.Mac == mac) throw OfNetwork(what, bridge.Name, mac);
    }

    /// <summary>Refuses to take away, or to take the place of, a route that CNet made, or that the kernel made for an address of CNet's.</summary>
    internal void Refuse(RouteInfo route, string text)
    {
        if (route.Table is not (RouteConstants.RT_TABLE_MAIN or RouteConstants.RT_TABLE_LOCAL)) return;
        var isKernels = route.Protocol == RouteConstants.RTPROT_KERNEL;
        if (_endpoints.TryGetValue(route.LinkIndex, out var endpoint)
            && (isKernels && endpoint.Addresses.Exists(route.Destination.Contains) || endpoint.Routes.Exists(own => own.Destination == route.Destination && Equals(own.Gateway, route.Gateway))))
            throw OfEndpoint($"The route '{text}'", endpoint.Name, text);
        if (_bridges.TryGetValue(route.LinkIndex, out var bridge) && isKernels && bridge.Addresses.Exists(route.Destination.Contains)) throw OfNetwork($"The route '{text}'", bridge.Name, text);
    }

    /// <summary>Refuses to take from a sandbox a rule by which it finds its addresses and routes.</summary>
    internal void Refuse(Rule rule)
    {
        if (_place.Sandbox is { } sandbox && (rule is { Priority: 0, Table: RouteConstants.RT_TABLE_LOCAL } or { Priority: MainPriority, Table: RouteConstants.RT_TABLE_MAIN })) throw OfSandbox($"The rule '{rule}'", sandbox, rule);
    }

    /// <summary>Refuses to take the loopback interface of a sandbox down.</summary>
    internal static void RefuseDown(Interface target, Owner place)
    {
        if (place.Sandbox is { } sandbox && target.Kind == "loopback") throw OfSandbox($"The interface '{target.Name}'", sandbox, target.Name);
    }

    /// <summary>Refuses to change a bridge of a network's.</summary>
    internal void Refuse(Bridge bridge)
    {
        if (NetworkOf(bridge.Index) is { } network) throw OfNetwork($"The bridge {bridge}", network, bridge);
    }

    private static CNetException OfEndpoint(string what, string endpoint, object target) =>
        new(CNetError.InterfaceInUse, $"{what} belongs to endpoint '{endpoint}'.", target, $"Disconnect-CNetSandbox -Endpoint {endpoint} takes the endpoint out of its sandbox. -Force goes on all the same; Repair-CNetHost puts it right again.");

    private static CNetException OfNetwork(string what, string network, object target) =>
        new(CNetError.InterfaceInUse, $"{what} belongs to network '{network}'.", target, $"Remove-CNetNetwork {network} removes the network. -Force goes on all the same; Repair-CNetHost puts right what the network needs.");

    private static CNetException OfSandbox(string what, string sandbox, object target) =>
        new(CNetError.InterfaceInUse, $"{what} is what sandbox '{sandbox}' finds its way by.", target, "Leave it there; -Force goes on all the same.");

    private static CNetException Taken(Ip address, string holder) =>
        new(CNetError.AddressInUse, $"The address {address} is held by {holder}.", address.ToString(), "Request-CNetAddress reserves one that is free; Get-CNetAddress lists those that are not.");

    private IEnumerable<EndpointRecord> EndpointsOf(NetworkRecord network) => _state!.Lasting.List(Keys.Endpoints, StateJson.Default.EndpointRecord).Where(endpoint => endpoint.NetworkId == network.Id);

    private void Take(StagedState state, SandboxRecord sandbox, Owner place)
    {
        // Endpoints that joined the Host itself bring no interface.
        var isHere = place.Sandbox == sandbox.Name;
        foreach (var join in sandbox.Joins)
        {
            if (place.Namespace is null && join.HostInterfaceIndex != 0) _sandboxes[join.HostInterfaceIndex] = sandbox.Name;
            if (!isHere || join.InterfaceIndex == 0 || state.Lasting.Find(Keys.Endpoint(join.EndpointId), StateJson.Default.EndpointRecord) is not { } endpoint
                || state.Lasting.Find(Keys.Network(join.NetworkId), StateJson.Default.NetworkRecord) is not { } network) continue;
            _endpoints[join.InterfaceIndex] = ($"{join.NetworkName}/{endpoint.Name}", endpoint.Id, network, [.. SandboxInterface.AddressesOf(network, endpoint).Select(address => address.Address)],
                [.. network.Routes, .. endpoint.Routes, .. join.Routes, .. Gateways.RoutesOf(join)]);
        }
    }

    private void TakeBridges(StagedState state)
    {
        foreach (var device in state.Boot.List(Keys.Devices, StateJson.Default.DeviceRecord))
            if (state.Lasting.Find(Keys.Network(device.NetworkId), StateJson.Default.NetworkRecord) is { } network)
                _bridges[device.InterfaceIndex] = (network.Name, device.Mac, network, [.. network.Pools.Select(pool => pool.Gateway).OfType<Ip>(), Ip.LinkLocal(device.Mac)]);
    }
}
