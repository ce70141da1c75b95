using CNet.Lifecycle;
using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.Ports;
using CNet.State;
using static CNet.Linux.Interop.Constants;

namespace CNet;

/// <summary>The Host's ends of the endpoints of a network, which are ports of its bridge.</summary>
internal static class BridgePorts
{
    /// <summary>The endpoints of a network that are joined by an interface.</summary>
    internal static List<JoinRecord> Of(NetworkContext network) => [.. network.Operation.Boot.List(Keys.Sandboxes, StateJson.Default.SandboxRecord)
        .SelectMany(sandbox => sandbox.Joins).Where(join => join.NetworkId == network.Id && join.HostInterfaceIndex != 0)];

    private static SandboxRecord? SandboxOf(NetworkContext network, JoinRecord join) =>
        network.Operation.Boot.Get(Keys.Joined(join.EndpointId), StateJson.Default.JoinedRecord) is { } joined ? network.Operation.Boot.Get(Keys.Sandbox(joined.SandboxId), StateJson.Default.SandboxRecord) : null;

    /// <summary>Adds to a batch what makes a link a port of the network's bridge, and sets it up.</summary>
    internal static void Add(MessageBuffer batch, NetworkContext network, DeviceRecord device, LinkId port)
    {
        batch.SetLinkPort(port, device.InterfaceIndex, NetworkMtu.AllowsIPv6(BridgeDriver.MtuOf(network.Record.Options)));
        if (!network.Flag(BridgeOptions.InterContainer)) batch.SetPortIsolated(port);
        batch.SetLinkUp(port);
    }

    /// <summary>Has the Host forget where the addresses of an endpoint are that leaves.</summary>
    internal static void Forget(EndpointContext endpoint)
    {
        if (endpoint.Operation.Boot.Get(Keys.Device(endpoint.Network.Id), StateJson.Default.DeviceRecord) is not { } device) return;
        var batch = endpoint.Kernel.Batch;
        batch.Clear();
        batch.Name(device.InterfaceIndex, device.Interface);
        foreach (var address in endpoint.Record.Addresses) batch.DeleteNeighbor(device.InterfaceIndex, address);
        // The Host may have forgotten it by itself, or the bridge be gone.
        if (batch.Length > 0) endpoint.Kernel.Route.TryExecute(batch);
    }

    /// <summary>Makes the Host's end of an endpoint a port of the bridge again. One that is gone is left to be made anew.</summary>
    internal static void Plug(NetworkContext network, DeviceRecord device, JoinRecord join)
    {
        var batch = network.Kernel.Batch;
        batch.Clear();
        batch.Name(join.HostInterfaceIndex, join.HostInterface!);
        batch.Name(device.InterfaceIndex, device.Interface);
        Add(batch, network, device, join.HostInterfaceIndex);
        // A new port is not isolated, and has the MTU already.
        if (network.Flag(BridgeOptions.InterContainer)) batch.SetPortIsolated(join.HostInterfaceIndex, isolated: false);
        batch.SetPortHairpin(join.HostInterfaceIndex, Hairpins.Wanted(SandboxOf(network, join)));
        batch.SetLinkMtu(join.HostInterfaceIndex, BridgeDriver.MtuOf(network.Record.Options));
        // Asking for them waits for their carriers.
        batch.GetLink(join.HostInterfaceIndex);
        batch.GetLink(device.InterfaceIndex);
        if (network.Kernel.Route.TryExecute(batch) is { } failure && failure.Errno != ENODEV) throw network.Kernel.Route.ToException(batch, failure);
    }
}
