using CNet.Firewall;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>Looks at IP forwarding and at CNet's own table.</summary>
internal static class FirewallInspection
{
    private const int Shown = 5;

    internal static void Inspect(Inspection inspection)
    {
        var operation = inspection.Operation;
        // What belongs into the table is known when every record can be read.
        if (inspection.Findings.Any(finding => finding.Check.Name == "Record")) return;
        foreach (var isIPv6 in new[] { false, true }) Forwards(inspection, isIPv6);
        var contents = operation.FirewallContents();
        if (operation.Firewall.Compare(contents) is not { Count: > 0 } differences) return;
        var text = string.Join("; ", differences.Take(Shown)) + (differences.Count > Shown ? $"; and {differences.Count - Shown} more" : "");
        inspection.Differs(RepairPhase.Firewall, "Firewall", "inet cnet", $"The nftables table 'inet cnet' is not as it should be: {text}.", contents.IsEmpty ? "remove it" : "write it anew", later => later.Firewall.Rewrite(later.FirewallContents()));
    }

    private static void Forwards(Inspection inspection, bool isIPv6)
    {
        var (operation, family) = (inspection.Operation, isIPv6 ? "IPv6" : "IPv4");
        var users = operation.Devices().Where(device => isIPv6 ? device.Forwards6 : device.Forwards4).Select(device => inspection.Networks.GetValueOrDefault(device.NetworkId)?.Name).OfType<string>().ToList();
        var record = operation.Boot.Find(Keys.Forwarding(isIPv6), StateJson.Default.ForwardingRecord);
        var isOn = Forwarding.IsOn(operation, isIPv6);
        // Without it the guard would go with the next change of the table, and the Host would be a router.
        if (record is null && isOn && FirewallReading.Guard(operation.Kernel.Netfilter, isIPv6, [.. inspection.Links.Values.Select(link => link.Index)]) is { } guard)
            inspection.Differs(RepairPhase.Records, "Guard", family, $"The record of {family} forwarding, which CNet turned on, is lost.", "take it from the table 'inet cnet'",
                later => later.Boot.Put(Keys.Forwarding(isIPv6), guard, StateJson.Default.ForwardingRecord));
        if (users.Count > 0 && !isOn)
        {
            var message = $"{family} forwarding is off, and {string.Join(", ", users)} need{(users.Count == 1 ? "s" : "")} it for the way out.";
            if (operation.Settings.Forwarding == ForwardingMode.Forbid)
                inspection.Fails("Forwarding", family, message, "CNet may not turn it on: turn it on yourself, or allow it: Set-CNetHost -Forwarding Auto.");
            else
                inspection.Differs(RepairPhase.Devices, "Forwarding", family, message, "turn it on, guarded", later => Forwarding.Renew(later, isIPv6, users[0]));
        }
        else if (users.Count == 0 && record is not null && isOn)
        {
            var newcomers = Forwarding.Newcomers(operation, record);
            if (newcomers.Count == 0)
                inspection.Differs(RepairPhase.Devices, "Forwarding", family, $"{family} forwarding is on, and no network needs it.", "put it back", later => Forwarding.Release(later, isIPv6), HostCheckStatus.Warning);
            else
                inspection.Fails("Forwarding", family, $"{family} forwarding, which CNet turned on, stays on: {string.Join(", ", newcomers)} came meanwhile and may rely on it.",
                    $"Turn it off yourself where nothing needs it: sysctl -w net.{(isIPv6 ? "ipv6.conf.all.forwarding" : "ipv4.ip_forward")}=0", HostCheckStatus.Warning);
        }
    }
}
