using System.Text.RegularExpressions;
using CNet.Firewall;
using CNet.Linux;
using CNet.Netlink.Route;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>Looks for what CNet made and no record tells of: after records were lost, nothing else finds it.</summary>
internal static partial class LeftoverInspection
{
    internal static void Inspect(Inspection inspection)
    {
        Devices(inspection);
        Interfaces(inspection);
        NamespaceFiles(inspection);
    }

    /// <summary>Devices on record of networks that are not.</summary>
    private static void Devices(Inspection inspection)
    {
        foreach (var device in inspection.Operation.Devices().Where(device => !inspection.Networks.ContainsKey(device.NetworkId) && inspection.Operation.Lasting.KeysOf(Keys.Network(device.NetworkId), 1).Count == 0))
            inspection.Differs(RepairPhase.Leftovers, "Bridge", device.Interface, $"The bridge '{device.Interface}' belongs to a network that does not exist.", device.Owned ? "remove it" : "forget it",
                operation => Remove(operation, device), HostCheckStatus.Warning);
    }

    private static void Interfaces(Inspection inspection)
    {
        var operation = inspection.Operation;
        var known = inspection.Sandboxes.SelectMany(sandbox => sandbox.Joins).Select(join => join.HostInterface).OfType<string>().Concat(operation.Devices().Select(device => device.Interface)).ToHashSet();
        // Whether an endpoint that is joined should have one is the driver's business.
        known.UnionWith(inspection.Sandboxes.SelectMany(sandbox => sandbox.Joins).Where(join => ObjectId.IsWhole(join.EndpointId)).Select(join => BridgeRates.DeviceOf(join.EndpointId)));
        // A network's bridge whose own record was lost is taken up again when it is used.
        foreach (var network in inspection.Networks.Values.Where(network => network.Driver == "bridge")) known.Add(BridgeDriver.BridgeNameOf(network.Id, network.Options));
        var mayHaveDamaged = inspection.Findings.Any(finding => finding.Check.Name == "Record");
        var rules = FirewallReading.Networks(operation.Kernel.Netfilter);
        foreach (var link in inspection.Links.Values.Where(link => !known.Contains(link.Name)))
        {
            var isOwn = link.Kind switch
            {
                "ifb" => BridgeRates.IsDevice(link.Name),
                "veth" => HostEnd().IsMatch(link.Name) && IsOnOurs(inspection, link, rules),
                // Docker's bridges have such names, too: what stands in our own table is ours.
                "bridge" => rules.Contains(link.Name) && Bridge().IsMatch(link.Name),
                _ => false,
            };
            // Whose it is may be said by a record that cannot be read yet.
            if (isOwn && !mayHaveDamaged)
                inspection.Differs(RepairPhase.Leftovers, "Leftover", link.Name, $"The interface '{link.Name}' is CNet's, and belongs to nothing.", "remove it", later => later.Kernel.DeleteLink(link.Index, link.Name), HostCheckStatus.Warning);
        }
    }

    /// <summary>Files where a namespace was to be mounted, or was before a reboot; in a directory of CNet's own.</summary>
    private static void NamespaceFiles(Inspection inspection)
    {
        var directory = inspection.Operation.NamedNamespaces;
        if (inspection.Operation.Host.IsMachine || !Directory.Exists(directory.Path)) return;
        var known = inspection.Sandboxes.Select(sandbox => sandbox.Path).ToHashSet();
        foreach (var file in Directory.EnumerateFiles(directory.Path).Where(file => !NetworkNamespace.IsNamespaceFile(file) && !known.Contains(file)))
            inspection.Differs(RepairPhase.Leftovers, "Leftover", file, $"The file '{file}' is no namespace any more, and belongs to no sandbox.", "remove it", operation => operation.NamedNamespaces.Delete(Path.GetFileName(file)), HostCheckStatus.Warning);
    }

    private static bool IsOnOurs(Inspection inspection, LinkInfo link, HashSet<string> rules) =>
        link.MasterIndex == 0 || inspection.Links.Values.Any(bridge => bridge.Index == link.MasterIndex && (rules.Contains(bridge.Name) || inspection.Operation.IsOwnInterface(bridge)));

    private static void Remove(Operation operation, DeviceRecord device)
    {
        operation.Boot.Delete(Keys.Device(device.NetworkId));
        if (device.Owned) operation.Kernel.DeleteLink(device.InterfaceIndex, device.Interface);
        Forwarding.Release(operation, isIPv6: false);
        Forwarding.Release(operation, isIPv6: true);
        if (device.Firewall is { } rules) operation.Firewall.Remove(rules, operation.FirewallContents);
    }

    [GeneratedRegex("^veth[0-9a-f]{11}$")]
    private static partial Regex HostEnd();

    [GeneratedRegex("^(br-[0-9a-f]{12}|cnet0)$")]
    private static partial Regex Bridge();
}
