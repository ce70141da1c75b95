using CNet.Firewall;
using CNet.Netlink.Nftables;
using CNet.State;
using static CNet.Netlink.Wire.NftablesConstants;

namespace CNet.Lifecycle;

/// <summary>
/// Looks at the rules of others on the Host: what of CNet's they block, since what one table drops no other can let pass, and what of CNet's
/// passes them by. Changes none of them; names whose they are, and what to say to that tool.
/// </summary>
internal static class ForeignFirewalls
{
    private const string Check = "ForeignFirewall", Bypass = "PublishedPorts";

    internal static void Inspect(List<HostCheck> checks, Controller controller, Netlink.NetlinkSocket socket)
    {
        var rules = FirewallReading.ForeignRules(socket);
        var chains = FirewallReading.ForeignChains(socket).Where(chain => chain.Hook is not null && Drops(chain, rules)).ToList();
        var owners = new OwnersOfRules(FirewallReading.ForeignChains(socket));
        var bridges = controller.HasState ? Bridges(controller) : [];
        var blocking = chains.Where(chain => chain.Hook == NF_INET_FORWARD).ToList();
        foreach (var chain in blocking) checks.Add(Blocking(chain, owners.Of(chain), rules, bridges));
        if (blocking.Count == 0) checks.Add(new HostCheck(Check, HostCheckStatus.Ok, "nftables", "No other table drops by default what is forwarded."));
        var open = controller.HasState ? controller.Ports.List().Where(port => port.HostAddress is { } address && !System.Net.IPAddress.IsLoopback(address)).ToList() : [];
        if (open.Count > 0 && chains.Find(chain => chain.Hook == NF_INET_LOCAL_IN) is { } input) checks.Add(PassedBy(input, owners.Of(input), open));
    }

    /// <summary>True where what no rule decides is dropped: by the chain's policy, or by a last rule that drops everything.</summary>
    private static bool Drops(NftChainInfo chain, List<NftRuleInfo> rules) =>
        chain is { Family: "ip" or "ip6" or "inet" or "bridge" } && (chain.Drops || rules.Exists(rule => rule.Chain == chain.Name && rule.Table == chain.Table && rule.Family == chain.Family && rule.DropsAll));

    private static HostCheck Blocking(NftChainInfo chain, RuleOwner owner, List<NftRuleInfo> rules, List<(string Bridge, string Network)> bridges)
    {
        var target = $"{chain.Family} {chain.Table} {chain.Name}";
        var what = $"{owner.Title}The chain {chain.Name} of table '{chain.Family} {chain.Table}' drops what it does not know of what is forwarded";
        // A rule of the table that names a bridge is taken for one that lets it pass.
        var unknown = bridges.Where(bridge => !rules.Exists(rule => rule.Family == chain.Family && rule.Table == chain.Table && rule.Names(bridge.Bridge))).ToList();
        if (bridges.Count > 0 && unknown.Count == 0) return new HostCheck(Check, HostCheckStatus.Ok, target, $"{what}; it has rules for all of CNet's networks.");
        var who = unknown.Count == 0 ? "what networks send and get" : $"what {(unknown.Count == 1 ? "the network" : "the networks")} {string.Join(", ", unknown.Take(3).Select(bridge => bridge.Network))}{(unknown.Count > 3 ? " …" : "")} send{(unknown.Count == 1 ? "s" : "")} and get{(unknown.Count == 1 ? "s" : "")}, published ports included";
        var bridge = unknown.Count == 0 ? "BRIDGE" : unknown[0].Bridge;
        return new HostCheck(Check, HostCheckStatus.Warning, target, $"{what}: also {who}, unless its rules let it pass.", $"{owner.Remedy(chain, bridge)} (and so for each bridge; what may come in CNet's own table still decides).");
    }

    private static HostCheck PassedBy(NftChainInfo chain, RuleOwner owner, List<PortMapping> open) => new(Bypass, HostCheckStatus.Warning, $"{chain.Family} {chain.Table} {chain.Name}",
        $"{owner.Title}What the chain {chain.Name} of table '{chain.Family} {chain.Table}' says of what comes to the Host does not hold for published ports, which are forwarded (but for what the agent passes on): {open.Count} {(open.Count == 1 ? "is" : "are")} open to whoever reaches the Host (Get-CNetFirewall lists them).",
        $"Publish on one address (-HostAddress 127.0.0.1), or narrow it in CNet's chain for administrators: nft add rule inet {FirewallTable.Name} {FirewallTable.Admin} meta l4proto {PortMapping.NameOf(open[0].Protocol)} ct original proto-dst {open[0].HostPort} ct original ip saddr != 192.0.2.0/24 drop");

    private static List<(string Bridge, string Network)> Bridges(Controller controller)
    {
        var state = controller.Read();
        return [.. state.Boot.List(Keys.Devices, StateJson.Default.DeviceRecord).Where(device => device.Firewall is not null)
            .Select(device => (device.Interface, state.Lasting.Find(Keys.Network(device.NetworkId), StateJson.Default.NetworkRecord)?.Name ?? device.Interface))];
    }
}
