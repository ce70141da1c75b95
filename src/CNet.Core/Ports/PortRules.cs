using CNet.Lifecycle;
using CNet.Netlink.Nftables;
using CNet.State;

namespace CNet.Ports;

/// <summary>Brings the firewall from the ports that a sandbox had to those that it has.</summary>
internal static class PortRules
{
    private const string RouteLocalnet = "route_localnet";

    /// <summary>The elements of the ports of all sandboxes.</summary>
    internal static IEnumerable<NftElement> All(StagedState state, DriverRegistry drivers)
    {
        foreach (var sandbox in state.Boot.List(Keys.Sandboxes, StateJson.Default.SandboxRecord))
            foreach (var element in SandboxPorts.Of(state, drivers, sandbox)?.Elements ?? []) yield return element;
    }

    /// <summary>Puts on record that ports are about to be opened or closed, where the sandbox has any.</summary>
    internal static void Intend(Operation operation, SandboxRecord sandbox)
    {
        if (sandbox.Joins.Exists(join => join.HasPorts)) operation.Intend(intent => intent with { PortsOf = sandbox.Id });
    }

    /// <summary>Follows a sandbox whose endpoints or gateways have changed. Its new record is staged already.</summary>
    internal static void Follow(Operation operation, SandboxRecord before, SandboxRecord after)
    {
        var (old, ports) = (SandboxPorts.Of(operation.State, operation.Drivers, before), SandboxPorts.Of(operation.State, operation.Drivers, after));
        if (old is null && ports is null) return;
        var removed = Index(old);
        var added = Index(ports);
        foreach (var same in removed.Keys.Intersect(added.Keys).ToList())
        {
            removed.Remove(same);
            added.Remove(same);
        }
        Open(operation, ports, added.Values, removed.Values);
        Hairpins.Follow(operation, before, after);
        Connections.Flush(operation, (old?.Records() ?? []).Concat(ports?.Records() ?? []));
    }

    /// <summary>Opens and closes ports in one transaction, which is taken back where the operation fails.</summary>
    internal static void Open(Operation operation, SandboxPorts? ports, IReadOnlyCollection<NftElement> added, IReadOnlyCollection<NftElement> removed)
    {
        foreach (var network in ports?.LoopbackNetworks ?? [])
            if (operation.Boot.Get(Keys.Device(network), StateJson.Default.DeviceRecord) is { RoutesLoopback: false } device) RouteLoopback(operation, device);
        operation.OnFailure(() =>
        {
            operation.Unstage();
            operation.Firewall.Change(added, removed, operation.FirewallContents);
        });
        operation.Firewall.Change(removed, added, operation.FirewallContents);
    }

    /// <summary>
    /// Lets a bridge take part in routing the Host's loopback addresses, once for each: what is published on 127.0.0.1 goes by it. What comes
    /// from it for these addresses is dropped by the firewall before anything else. A bridge of somebody else's that does so already is left alone.
    /// Equivalent to: <c>sysctl -w net.ipv4.conf.BRIDGE.route_localnet=1</c>
    /// </summary>
    internal static DeviceRecord RouteLoopback(Operation operation, DeviceRecord device)
    {
        if (device is { Owned: false, RoutesLoopback: false } && RoutesLoopback(operation, device)) return device;
        operation.Intend(intent => intent with { LoopbackInterfaces = [.. intent.LoopbackInterfaces, device.Interface] });
        operation.OnFailure(() => TryStopLoopback(operation, device.Interface));
        operation.Kernel.Session.IPv4.Write(device.Interface, RouteLocalnet, "1");
        var routing = device with { RoutesLoopback = true };
        operation.Boot.Put(Keys.Device(device.NetworkId), routing, StateJson.Default.DeviceRecord);
        return routing;
    }

    /// <summary>Ends that; a bridge that is gone is no error.</summary>
    internal static void TryStopLoopback(Operation operation, string bridge)
    {
        if (operation.Kernel.Session.IPv4.Has(bridge)) operation.Kernel.Session.IPv4.Write(bridge, RouteLocalnet, "0");
    }

    /// <summary>False where somebody has ended it behind CNet's back.</summary>
    internal static bool RoutesLoopback(Operation operation, DeviceRecord device) => operation.Kernel.Session.IPv4.Read(device.Interface, RouteLocalnet) == "1";

    private static Dictionary<string, NftElement> Index(SandboxPorts? ports)
    {
        var index = new Dictionary<string, NftElement>(StringComparer.Ordinal);
        foreach (var element in ports?.Elements ?? []) index.TryAdd(element.ToString(), element);
        return index;
    }
}
