using CNet.Lifecycle;
using CNet.Netlink.Nftables;
using CNet.Ports;
using CNet.State;

namespace CNet.Firewall;

/// <summary>
/// The policy of a Host in words: what belongs into CNet's table, line by line, compared with what is in the kernel. Every element of the table
/// is in one line, so that nothing is open that is not listed.
/// </summary>
internal sealed class FirewallPolicy
{
    private const string Anywhere = "anywhere";
    private static readonly bool[] Families = [false, true];
    private readonly Operation _operation;
    private readonly List<FirewallEntry> _entries = [];

    private FirewallPolicy(Operation operation) => _operation = operation;

    /// <summary>The lines, in the order in which they decide for each network.</summary>
    internal static IReadOnlyList<FirewallEntry> Of(Operation operation)
    {
        var policy = new FirewallPolicy(operation);
        if (FirewallReading.HasAdminRules(operation.Kernel.Netfilter))
            policy._entries.Add(new FirewallEntry(FirewallAction.Custom, Anywhere, "every network", $"the administrator's own rules: nft list chain inet {FirewallTable.Name} {FirewallTable.Admin}"));
        var networks = operation.Lasting.List(Keys.Networks, StateJson.Default.NetworkRecord).ToDictionary(network => network.Id);
        foreach (var device in operation.Devices().Where(device => device.Firewall is not null).OrderBy(device => networks.GetValueOrDefault(device.NetworkId)?.Name ?? "", NaturalOrder.Comparer))
        {
            if (!networks.TryGetValue(device.NetworkId, out var network)) continue;
            policy.AddPorts(network);
            policy.AddNetwork(network.Name, device.Firewall!);
        }
        foreach (var isIPv6 in Families) policy.AddGuard(isIPv6);
        policy.Compare();
        for (var i = 0; i < policy._entries.Count; i++) policy._entries[i].Place = i;
        return policy._entries;
    }

    private void AddNetwork(string name, FirewallRecord rules)
    {
        var elements = FirewallContents.ElementsOf(rules).ToLookup(element => element.Set);
        var place = $"network {name}";
        void Add(FirewallAction action, string from, string to, string reason, string? protocol, params NftSet[] sets) =>
            _entries.Add(new FirewallEntry(action, from, to, reason) { Network = name, Protocol = protocol, Element = sets.SelectMany(set => elements[set]).Select(element => element.ToString()).ToReadOnly() });
        Add(rules.AllowInside ? FirewallAction.Allow : FirewallAction.Drop, place, place, rules.AllowInside ? "sandboxes of a network reach each other" : "enable_icc is off", null, rules.AllowInside || rules.Internal ? [FirewallTable.Inside] : [FirewallTable.Inside, FirewallTable.Withheld]);
        foreach (var trusted in rules.Trusted)
            _entries.Add(new FirewallEntry(FirewallAction.Allow, $"interface {trusted}", place, "trusted_host_interfaces: its published ports are reached directly")
            {
                Network = name,
                Element = new[] { new NftElement(FirewallTable.Trusted, trusted, rules.Interface).ToString() }.ToReadOnly(),
            });
        foreach (var isIPv6 in Families)
        {
            var (sets, mode, option) = (FirewallTable.Of(isIPv6), isIPv6 ? rules.Mode6 : rules.Mode4, isIPv6 ? "gateway_mode_ipv6" : "gateway_mode_ipv4");
            if (mode == GatewayMode.NatUnprotected) Add(FirewallAction.Allow, Anywhere, place, $"{option} is nat-unprotected", isIPv6 ? "ipv6" : "ipv4", sets.Unprotected);
            if (mode == GatewayMode.Routed) Add(FirewallAction.Allow, Anywhere, place, $"{option} is routed", isIPv6 ? "ipv6-icmp" : "icmp", sets.Routed);
        }
        if (rules.Internal) Add(FirewallAction.Drop, place, Anywhere, "the network is internal", null, FirewallTable.Internal, FirewallTable.Withheld);
        else Add(FirewallAction.Allow, place, Anywhere, SourceOf(rules), null, [.. Families.SelectMany(isIPv6 => new[] { FirewallTable.Of(isIPv6).Masquerade, FirewallTable.Of(isIPv6).Host })]);
        Add(FirewallAction.Drop, Anywhere, place, "nobody comes in uninvited, from outside or from another network", null, FirewallTable.Networks);
    }

    private static string SourceOf(FirewallRecord rules) =>
        (rules.Host4 ?? rules.Host6) is { } host ? $"under the address {host}" : rules.Masquerade4 || rules.Masquerade6 ? "under the Host's address" : "under its own addresses";

    private void AddPorts(NetworkRecord network)
    {
        foreach (var endpoint in Networks.EndpointsOf(_operation.State, network).Where(endpoint => endpoint.HasPorts))
        {
            var joined = _operation.Boot.Find(Keys.Joined(endpoint.Id), StateJson.Default.JoinedRecord);
            var ports = joined is null ? null : SandboxPorts.Of(_operation.State, _operation.Drivers, _operation.Boot.Find(Keys.Sandbox(joined.SandboxId), StateJson.Default.SandboxRecord));
            // What only says under which address clients are seen opens nothing: it is listed with the first port.
            var more = ports?.Near ?? [];
            foreach (var port in PortTable.Of(_operation.Lasting, endpoint.Id))
            {
                _entries.Add(new FirewallEntry(FirewallAction.Allow, port.Address.IsLoopback ? "this Host" : Anywhere, $"endpoint {network.Name}/{endpoint.Name}",
                    port.IsDirect ? "published, and its network is routed" : $"published{(ports is not null && ports.TargetOf(port) is null ? ", by the agent" : "")}")
                {
                    Network = network.Name,
                    Endpoint = endpoint.Name,
                    Protocol = PortMapping.NameOf(port.Protocol),
                    Port = port.ContainerPorts,
                    Via = port.IsDirect ? null : PortMapping.Socket(port.Address, port.HostPorts),
                    State = ports is null ? FirewallState.Waiting : FirewallState.Active,
                    Element = (ports?.ElementsOf(port) ?? []).Concat(more).Select(element => element.ToString()).ToReadOnly(),
                });
                more = [];
            }
        }
    }

    private void AddGuard(bool isIPv6)
    {
        if (_operation.Boot.Find(Keys.Forwarding(isIPv6), StateJson.Default.ForwardingRecord) is not { } forwarding) return;
        var elements = FirewallContents.ElementsOf(isIPv6, forwarding).ToList();
        if (elements.Count == 0) return;
        _entries.Add(new FirewallEntry(FirewallAction.Drop, forwarding.Guarded.Count == 0 ? "no interface" : $"interfaces {string.Join(", ", forwarding.Guarded)}", $"interfaces {string.Join(", ", forwarding.Existing)}",
            $"CNet turned {(isIPv6 ? "IPv6" : "IPv4")} forwarding on, and the Host was no router before")
        {
            Protocol = isIPv6 ? "ipv6" : "ipv4",
            Element = elements.Select(element => element.ToString()).ToReadOnly(),
        });
    }

    /// <summary>Says of each line whether it is in the kernel, and adds what is there and in no line.</summary>
    private void Compare()
    {
        var present = FirewallTable.Sets.SelectMany(set => FirewallReading.TryElements(_operation.Kernel.Netfilter, set)).Select(element => element.ToString()).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in _entries.Where(entry => entry.State == FirewallState.Active && !entry.Element.All(present.Contains))) entry.State = FirewallState.Missing;
        foreach (var foreign in present.Except(_entries.SelectMany(entry => entry.Element)).Order(StringComparer.Ordinal))
            _entries.Add(new FirewallEntry(FirewallAction.Allow, "?", "?", "CNet did not put it there") { State = FirewallState.Foreign, Element = new[] { foreign }.ToReadOnly() });
    }
}
