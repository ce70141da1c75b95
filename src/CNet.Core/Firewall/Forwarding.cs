using CNet.Lifecycle;
using CNet.Linux;
using CNet.Netlink.Nftables;
using CNet.State;

namespace CNet.Firewall;

/// <summary>
/// Makes the way out of networks work. Where the Host does not forward, CNet turns forwarding on, with a guard that keeps the Host from
/// becoming a router: between interfaces that existed then, what was not forwarded before is not forwarded now. Where it is on already,
/// nothing is touched.
/// </summary>
internal static class Forwarding
{
    private const string All = "all", Forward = "forwarding", AcceptRa = "accept_ra";

    /// <summary>Refuses where a network needs forwarding and CNet may not turn it on.</summary>
    internal static void Demand(Operation operation, bool isIPv6, string network)
    {
        if (operation.Settings.Forwarding == ForwardingMode.Forbid && !IsOn(operation, isIPv6))
            throw new CNetException(CNetError.ForwardingForbidden,
                $"The network '{network}' needs {Family(isIPv6)} forwarding for its way out, which is off on this Host, and CNet may not turn it on.", network,
                "Make the network internal, turn forwarding on yourself (sysctl), or allow it: Set-CNetHost -Forwarding Auto.");
    }

    /// <summary>Stages the guard where forwarding is off and is to be turned on; false where it is on already. Refuses as <see cref="Demand"/> does.</summary>
    internal static bool Stage(Operation operation, bool isIPv6, string network)
    {
        if (IsOn(operation, isIPv6)) return false;
        Demand(operation, isIPv6, network);
        // Somebody turned off again what CNet had turned on: what was there before is still what it was.
        if (operation.Boot.Get(Keys.Forwarding(isIPv6), StateJson.Default.ForwardingRecord) is not null) return true;
        var sysctls = Sysctls(operation, isIPv6);
        var all = operation.Kernel.ListLinks();
        var links = all.Where(link => link.Index != NamespaceSession.LoopbackIndex && !operation.IsOwnInterface(link)).ToList();
        var record = new ForwardingRecord
        {
            Existing = [.. links.Select(link => link.Name)],
            Indexes = [.. all.Select(link => link.Index)],
            Guarded = [.. links.Where(link => TryRead(sysctls, link.Name, Forward) != "1").Select(link => link.Name)],
            AcceptRouterAdvertisements = isIPv6 ? [.. links.Where(link => TryRead(sysctls, link.Name, AcceptRa) == "1").Select(link => link.Name)] : [],
        };
        operation.Intend(intent => isIPv6 ? intent with { Forwarding6 = record } : intent with { Forwarding4 = record });
        operation.Boot.Put(Keys.Forwarding(isIPv6), record, StateJson.Default.ForwardingRecord);
        return true;
    }

    /// <summary>Puts on record what a killed process was about to change, or has changed; <see cref="Release"/> then puts it back.</summary>
    internal static void TakeOver(Operation operation, bool isIPv6, ForwardingRecord? intended)
    {
        if (intended is not null && operation.Boot.Get(Keys.Forwarding(isIPv6), StateJson.Default.ForwardingRecord) is null)
            operation.Boot.Put(Keys.Forwarding(isIPv6), intended, StateJson.Default.ForwardingRecord);
    }

    /// <summary>Turns forwarding on again after somebody turned it off.</summary>
    internal static void Renew(Operation operation, bool isIPv6, string network)
    {
        if (!Stage(operation, isIPv6, network)) return;
        operation.Firewall.Rewrite(operation.FirewallContents());
        TurnOn(operation, isIPv6);
    }

    /// <summary>Turns forwarding on; the guard stands already.</summary>
    internal static void TurnOn(Operation operation, bool isIPv6)
    {
        var sysctls = Sysctls(operation, isIPv6);
        var record = operation.Boot.Get(Keys.Forwarding(isIPv6), StateJson.Default.ForwardingRecord)!;
        operation.OnFailure(() =>
        {
            operation.Boot.Delete(Keys.Forwarding(isIPv6));
            Restore(operation, isIPv6, record);
        });
        // Before forwarding: else the kernel drops the default route that router advertisements brought.
        foreach (var link in record.AcceptRouterAdvertisements) sysctls.Write(link, AcceptRa, "2");
        sysctls.Write(All, Forward, "1");
    }

    /// <summary>
    /// Puts forwarding back where no network needs it any more; unless interfaces have come meanwhile that may rely on it:
    /// then it stays on, guarded. What it was, where it was put back: its guard is to leave the firewall.
    /// </summary>
    internal static ForwardingRecord? Release(Operation operation, bool isIPv6)
    {
        if (operation.Boot.Get(Keys.Forwarding(isIPv6), StateJson.Default.ForwardingRecord) is not { } record) return null;
        if (operation.Devices().Any(device => isIPv6 ? device.Forwards6 : device.Forwards4)) return null;
        var newcomers = Newcomers(operation, record);
        if (newcomers.Count > 0)
        {
            OperationLog.Warning($"{Family(isIPv6)} forwarding, which CNet turned on, stays on: {string.Join(", ", newcomers)} came meanwhile and may rely on it.");
            return null;
        }
        operation.Boot.Delete(Keys.Forwarding(isIPv6));
        Restore(operation, isIPv6, record);
        return record;
    }

    /// <summary>Puts forwarding back that no network needs any more, and takes what the firewall did for a network that is gone out of it.</summary>
    internal static void ReleaseWith(Operation operation, FirewallRecord gone)
    {
        List<NftElement> guards = [.. FirewallContents.ElementsOf(isIPv6: false, Release(operation, isIPv6: false)), .. FirewallContents.ElementsOf(isIPv6: true, Release(operation, isIPv6: true))];
        operation.Firewall.Remove(gone, operation.FirewallContents, guards);
    }

    /// <summary>Puts forwarding back whatever relies on it; a warning names who came meanwhile.</summary>
    internal static void GiveUp(Operation operation, bool isIPv6)
    {
        if (operation.Boot.Find(Keys.Forwarding(isIPv6), StateJson.Default.ForwardingRecord) is not { } record) return;
        if (Newcomers(operation, record) is { Count: > 0 } newcomers)
            OperationLog.Warning($"{Family(isIPv6)} forwarding, which CNet had turned on, is off again; {string.Join(", ", newcomers)} came meanwhile and may rely on it.");
        operation.Boot.Delete(Keys.Forwarding(isIPv6));
        Restore(operation, isIPv6, record);
    }

    private static void Restore(Operation operation, bool isIPv6, ForwardingRecord record)
    {
        var sysctls = Sysctls(operation, isIPv6);
        sysctls.Write(All, Forward, "0");
        // Writing "all" writes every interface: those that forwarded before get it back.
        foreach (var name in record.Existing.Except(record.Guarded)) TryWrite(sysctls, name, Forward, "1");
        foreach (var name in record.AcceptRouterAdvertisements) TryWrite(sysctls, name, AcceptRa, "1");
    }

    /// <summary>The interfaces that came after CNet turned forwarding on, and may rely on it.</summary>
    internal static List<string> Newcomers(Operation operation, ForwardingRecord record) => [.. operation.Kernel.ListLinks()
        .Where(link => link.Index != NamespaceSession.LoopbackIndex && !record.Indexes.Contains(link.Index) && !operation.IsOwnInterface(link)).Select(link => link.Name)];

    /// <summary>True where the Host forwards.</summary>
    internal static bool IsOn(Operation operation, bool isIPv6) => Sysctls(operation, isIPv6).Read(All, Forward) == "1";

    private static InterfaceSysctls Sysctls(Operation operation, bool isIPv6) => isIPv6 ? operation.Kernel.Session.IPv6 : operation.Kernel.Session.IPv4;

    private static string Family(bool isIPv6) => isIPv6 ? "IPv6" : "IPv4";

    private static string? TryRead(InterfaceSysctls sysctls, string link, string key)
    {
        try
        {
            return sysctls.Read(link, key);
        }
        catch (SystemCallException)
        {
            // The interface went in this moment, or has no IPv6.
            return null;
        }
    }

    private static void TryWrite(InterfaceSysctls sysctls, string link, string key, string value)
    {
        try
        {
            sysctls.Write(link, key, value);
        }
        catch (SystemCallException)
        {
            // The interface is gone: nothing to put back.
        }
    }
}
