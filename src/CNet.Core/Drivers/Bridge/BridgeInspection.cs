using CNet.Lifecycle;
using CNet.Ports;
using CNet.State;

namespace CNet;

/// <summary>Compares the bridge of a network, and its ports, with what is on record.</summary>
internal static class BridgeInspection
{
    internal static void Inspect(NetworkContext network, Inspection inspection)
    {
        var device = inspection.Operation.Boot.Find(Keys.Device(network.Id), StateJson.Default.DeviceRecord);
        var ports = BridgePorts.Of(network);
        var name = device?.Interface ?? BridgeDriver.BridgeNameOf(network.Id, network.Record.Options);
        if (device is null)
        {
            // Networks have no bridge after a reboot, until they are used.
            if (ports.Count > 0)
                inspection.Differs(RepairPhase.Devices, "Bridge", network.Name, $"The bridge '{name}' of network '{network.Name}' is not on record, and {ports.Count} of its endpoints are joined.",
                    $"make the bridge {name} anew", operation => BridgeDevice.Renew(Again(operation, network)));
            else if (BridgeDevice.HasOwnName(network) && inspection.Links.GetValueOrDefault(name) is { Kind: "bridge" })
                inspection.Differs(RepairPhase.Devices, "Bridge", network.Name, $"The bridge '{name}' of network '{network.Name}' is there, and not on record: nothing guards it.",
                    $"take the bridge {name} up again", operation => BridgeDevice.Renew(Again(operation, network)));
            return;
        }
        if (device.Owned && inspection.Links.Values.FirstOrDefault(other => other.Index == device.InterfaceIndex && other.Kind == "bridge" && other.MacAddress == device.Mac && other.Name != name) is { } renamed
            && !inspection.Links.ContainsKey(name))
        {
            inspection.Differs(RepairPhase.Devices, "Bridge", network.Name, $"The bridge '{name}' of network '{network.Name}' is called '{renamed.Name}'.", $"call it {name} again",
                operation => BridgeDevice.Rename(Again(operation, network), device));
            return;
        }
        if (inspection.Links.GetValueOrDefault(name) is not { } link || link.Kind != "bridge" || link.Index != device.InterfaceIndex)
        {
            Missing(network, inspection, name, isForeign: inspection.Links.GetValueOrDefault(name) is { Kind: not "bridge" });
            return;
        }
        var missing = BridgeDevice.MissingFrom(network, link, device.Owned);
        var mtu = BridgeDriver.MtuOf(network.Record.Options);
        var wrong = new List<string>();
        if (!link.IsUp) wrong.Add("is down");
        if (device.Owned && link.Mtu != mtu) wrong.Add($"has an MTU of {link.Mtu} instead of {mtu}");
        if (!device.Mac.IsNone && link.MacAddress != device.Mac) wrong.Add($"has the MAC address {link.MacAddress} instead of {device.Mac}");
        if (missing.Count > 0) wrong.Add($"lacks {string.Join(", ", missing.Select(address => address.Address))}");
        if (device.RoutesLoopback && !PortRules.RoutesLoopback(inspection.Operation, device)) wrong.Add("does not lead from the Host's loopback address to published ports");
        if (wrong.Count > 0)
            inspection.Differs(RepairPhase.Devices, "Bridge", network.Name, $"The bridge '{name}' of network '{network.Name}' {string.Join(", ", wrong)}.",
                $"set the bridge {name} up, with its MTU and all its addresses", operation => BridgeDevice.Mend(Again(operation, network), device));
        foreach (var join in ports)
        {
            InspectPort(network, inspection, device, join);
            BridgeRateInspection.Inspect(network, inspection, join);
        }
    }

    private static void Missing(NetworkContext network, Inspection inspection, string name, bool isForeign)
    {
        if (isForeign)
            inspection.Fails("Bridge", network.Name, $"The bridge '{name}' of network '{network.Name}' is gone, and another interface has its name.", $"Rename or remove that interface, then Repair-CNetHost: ip link show {name}");
        else
            inspection.Differs(RepairPhase.Devices, "Bridge", network.Name, $"The bridge '{name}' of network '{network.Name}' is gone.", $"make the bridge {name} anew, and plug its endpoints in again",
                operation => BridgeDevice.Renew(Again(operation, network)));
    }

    private static void InspectPort(NetworkContext network, Inspection inspection, DeviceRecord device, JoinRecord join)
    {
        // One that is gone is a matter of the whole pair.
        if (inspection.Links.GetValueOrDefault(join.HostInterface!) is not { } port || port.Index != join.HostInterfaceIndex) return;
        var (mtu, isIsolated) = (BridgeDriver.MtuOf(network.Record.Options), !network.Flag(BridgeOptions.InterContainer));
        var sendsBack = Hairpins.Wanted(inspection.Sandboxes.Find(sandbox => sandbox.Joins.Exists(other => other.EndpointId == join.EndpointId)));
        var wrong = port switch
        {
            { IsUp: false } => "is down",
            _ when port.MasterIndex != device.InterfaceIndex => $"is not on the bridge '{device.Interface}'",
            _ when port.IsIsolatedPort != isIsolated => isIsolated ? "reaches other endpoints of its network, which forbids it" : "is isolated from other endpoints of its network",
            _ when port.IsHairpinPort != sendsBack => sendsBack ? "does not lead back to published ports of its own sandbox" : "sends back what comes from it, and its sandbox has no published ports",
            _ when port.Mtu != mtu => $"has an MTU of {port.Mtu} instead of {mtu}",
            _ => null,
        };
        if (wrong is null) return;
        inspection.Differs(RepairPhase.Interfaces, "Port", inspection.NameOf(join), $"The interface '{join.HostInterface}' of endpoint '{inspection.NameOf(join)}' {wrong}.",
            $"plug {join.HostInterface} into {device.Interface}", operation => BridgePorts.Plug(Again(operation, network), operation.Boot.Get(Keys.Device(network.Id), StateJson.Default.DeviceRecord)!, join));
    }

    /// <summary>The network in the operation that repairs it.</summary>
    private static NetworkContext Again(Operation operation, NetworkContext network) => new(operation, network.Record);
}
