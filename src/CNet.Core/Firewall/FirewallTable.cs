using CNet.Netlink.Nftables;
using static CNet.Netlink.Wire.NftablesConstants;

namespace CNet.Firewall;

/// <summary>
/// CNet's own table in nftables: chains and rules that never change, over sets in which networks and ports come and go as elements. Read from
/// top to bottom it is the whole policy. Nothing outside of it is touched.
/// </summary>
/// <remarks>
/// <code>
/// table inet cnet {
///     chain admin { }                                            # the administrator's own: made once, never changed, runs first
///     chain loopback {                                           # before anything else
///         type filter hook prerouting priority raw
///         ip daddr 127.0.0.0/8 iifname @networks drop            # the Host's loopback is no sandbox's business
///         ip saddr 127.0.0.0/8 iifname @networks drop
///     }
///     chain forward {
///         type filter hook forward priority filter
///         oifname @networks jump admin
///         oifname != @networks iifname @networks jump admin
///         ct state established,related accept
///         iifname . oifname vmap @inside                         # within one bridge: accept, or drop where it is not wanted
///         iifname @internal drop
///         oifname @networks ct status dnat accept                # published ports
///         meta nfproto ipv4 oifname @unprotected4 accept         # nat-unprotected
///         meta nfproto ipv4 oifname @routed4 meta l4proto icmp accept      # routed: ping, and published ports
///         meta nfproto ipv4 oifname @routed4 ip daddr . meta l4proto . th dport @open4 accept
///         meta nfproto ipv4 iifname . oifname @trusted ip daddr . meta l4proto . th dport @open4 accept
///         (the same for IPv6)
///         oifname @networks drop                                 # nobody comes in uninvited, from outside or from another network
///         meta nfproto ipv4 iifname . oifname @guarded4-same accept
///         meta nfproto ipv4 iifname @guarded4-in oifname @guarded4-out drop    # see Forwarding
///         (the same for IPv6)
///     }
///     chain input {                                              # what the agent passes on, the administrator decides on too
///         type filter hook input priority filter
///         ct state established,related accept
///         meta nfproto ipv6 ip6 daddr . meta l4proto . th dport @proxied-at jump agent
///         meta nfproto ipv6 meta l4proto . th dport @proxied jump agent
///         (the same for ranges)
///     }
///     chain agent {
///         iifname @withheld drop                                 # it must not lead out of internal networks, nor between sandboxes that are kept apart
///         jump admin
///     }
///     chain publish {
///         meta nfproto ipv4 dnat ip to ip daddr . meta l4proto . th dport map @port4-at      # on one address of the Host
///         meta nfproto ipv4 dnat ip to meta l4proto . th dport map @port4                    # on all of them
///         meta nfproto ipv4 dnat ip to ip daddr . meta l4proto . th dport map @range4-at     # ranges onto equal ports
///         meta nfproto ipv4 dnat ip to meta l4proto . th dport map @range4
///         (the same for IPv6)
///     }
///     chain prerouting  { type nat hook prerouting priority dstnat;  ip daddr != 127.0.0.0/8 fib daddr type local jump publish … }
///     chain output      { type nat hook output priority -100;        fib daddr type local jump publish … }
///     chain postrouting {
///         type nat hook postrouting priority srcnat
///         meta nfproto ipv4 iifname . ip daddr @near4 ct status dnat masquerade    # whom the sandbox would answer directly
///         meta nfproto ipv4 ip saddr . ip daddr @self4 ct status dnat masquerade   # … and the sandbox itself
///         oifname @networks ip saddr 127.0.0.0/8 masquerade
///         oifname @networks accept                               # inside the Host, clients keep their addresses
///         meta nfproto ipv4 snat ip to iifname map @host4        # not for those that are not in the map
///         meta nfproto ipv4 iifname @masquerade4 masquerade
///         (the same for IPv6)
///     }
/// }
/// </code>
/// </remarks>
internal static class FirewallTable
{
    internal const string Name = "cnet", Admin = "admin";
    private const string Loopback = "loopback", Forward = "forward", Input = "input", Publish = "publish", Agent = "agent", Prerouting = "prerouting", Output = "output", Postrouting = "postrouting";
    private static readonly bool[] Families = [false, true];

    internal static readonly NftSet
        Inside = new("inside", NftType.InterfaceName, NftType.InterfaceName) { HasVerdicts = true },
        Networks = new("networks", NftType.InterfaceName),
        Internal = new("internal", NftType.InterfaceName),
        Withheld = new("withheld", NftType.InterfaceName),
        Trusted = new("trusted", NftType.InterfaceName, NftType.InterfaceName),
        Proxied = new("proxied", NftType.Protocol, NftType.Port),
        ProxiedAt = new("proxied-at", NftType.IPv6, NftType.Protocol, NftType.Port),
        ProxiedRange = new("proxied-range", NftType.Protocol, NftType.Port) { HasRanges = true },
        ProxiedRangeAt = new("proxied-range-at", NftType.IPv6, NftType.Protocol, NftType.Port) { HasRanges = true };

    private static readonly FamilySets Sets4 = new(isIPv6: false), Sets6 = new(isIPv6: true);

    /// <summary>All sets there are.</summary>
    internal static IReadOnlyList<NftSet> Sets { get; } =
        [Inside, Networks, Internal, Withheld, Trusted, Proxied, ProxiedAt, ProxiedRange, ProxiedRangeAt, .. Sets4.All, .. Sets6.All];

    /// <summary>The sets of a family.</summary>
    internal static FamilySets Of(bool isIPv6) => isIPv6 ? Sets6 : Sets4;

    /// <summary>Makes the table what it should be, without elements, whether it is there already or not. The administrator's chain stays as it is.</summary>
    internal static void Write(NftBatch batch)
    {
        batch.AddTable();
        batch.AddChain(Admin);
        batch.AddChain(Publish);
        batch.AddChain(Agent);
        batch.AddChain(Loopback, "filter", NF_INET_PRE_ROUTING, NF_IP_PRI_RAW);
        batch.AddChain(Forward, "filter", NF_INET_FORWARD, NF_IP_PRI_FILTER);
        batch.AddChain(Input, "filter", NF_INET_LOCAL_IN, NF_IP_PRI_FILTER);
        batch.AddChain(Prerouting, "nat", NF_INET_PRE_ROUTING, NF_IP_PRI_NAT_DST);
        batch.AddChain(Output, "nat", NF_INET_LOCAL_OUT, NF_IP_PRI_NAT_DST);
        batch.AddChain(Postrouting, "nat", NF_INET_POST_ROUTING, NF_IP_PRI_NAT_SRC);
        foreach (var chain in new[] { Publish, Agent, Loopback, Forward, Input, Prerouting, Output, Postrouting }) batch.FlushChain(chain);
        foreach (var set in Sets)
        {
            batch.AddSet(set);
            batch.FlushSet(set);
        }
        WriteLoopback(batch);
        WriteForward(batch);
        WriteInput(batch);
        WritePublish(batch);
        WritePostrouting(batch);
    }

    private static void WriteLoopback(NftBatch batch)
    {
        batch.AddRule(Loopback, rule => rule.ToLoopback().InputInterface(Networks).Decide(Verdict.Drop));
        batch.AddRule(Loopback, rule => rule.FromLoopback().InputInterface(Networks).Decide(Verdict.Drop));
    }

    private static void WriteForward(NftBatch batch)
    {
        batch.AddRule(Forward, rule => rule.OutputInterface(Networks).Jump(Admin));
        batch.AddRule(Forward, rule => rule.NotOutputInterface(Networks).InputInterface(Networks).Jump(Admin));
        batch.AddRule(Forward, rule => rule.EstablishedOrRelated().Decide(Verdict.Accept));
        batch.AddRule(Forward, rule => rule.InterfacesVerdict(Inside));
        batch.AddRule(Forward, rule => rule.InputInterface(Internal).Decide(Verdict.Drop));
        batch.AddRule(Forward, rule => rule.OutputInterface(Networks).Redirected().Decide(Verdict.Accept));
        foreach (var isIPv6 in Families)
        {
            var sets = Of(isIPv6);
            batch.AddRule(Forward, rule => rule.Family(isIPv6).OutputInterface(sets.Unprotected).Decide(Verdict.Accept));
            batch.AddRule(Forward, rule => rule.Family(isIPv6).OutputInterface(sets.Routed).Icmp(isIPv6).Decide(Verdict.Accept));
            batch.AddRule(Forward, rule => rule.Family(isIPv6).OutputInterface(sets.Routed).DestinationAndPort(sets.Open, isIPv6).Decide(Verdict.Accept));
            batch.AddRule(Forward, rule => rule.Family(isIPv6).Interfaces(Trusted).DestinationAndPort(sets.Open, isIPv6).Decide(Verdict.Accept));
        }
        batch.AddRule(Forward, rule => rule.OutputInterface(Networks).Decide(Verdict.Drop));
        foreach (var isIPv6 in Families)
        {
            var sets = Of(isIPv6);
            batch.AddRule(Forward, rule => rule.Family(isIPv6).Interfaces(sets.GuardedSame).Decide(Verdict.Accept));
            batch.AddRule(Forward, rule => rule.Family(isIPv6).InputInterface(sets.GuardedIn).OutputInterface(sets.GuardedOut).Decide(Verdict.Drop));
        }
    }

    private static void WriteInput(NftBatch batch)
    {
        batch.AddRule(Agent, rule => rule.InputInterface(Withheld).Decide(Verdict.Drop));
        batch.AddRule(Agent, rule => rule.Jump(Admin));
        batch.AddRule(Input, rule => rule.EstablishedOrRelated().Decide(Verdict.Accept));
        foreach (var set in new[] { ProxiedAt, ProxiedRangeAt }) batch.AddRule(Input, rule => rule.Family(isIPv6: true).DestinationAndPort(set, isIPv6: true).Jump(Agent));
        foreach (var set in new[] { Proxied, ProxiedRange }) batch.AddRule(Input, rule => rule.Family(isIPv6: true).Port(set).Jump(Agent));
    }

    private static void WritePublish(NftBatch batch)
    {
        foreach (var isIPv6 in Families)
        {
            var sets = Of(isIPv6);
            foreach (var (map, withAddress) in new[] { (sets.PortAt, true), (sets.Port, false), (sets.RangeAt, true), (sets.Range, false) })
                batch.AddRule(Publish, rule => rule.Family(isIPv6).DestinationNat(map, isIPv6, withAddress));
        }
        // The kernel would redirect what comes from outside for the loopback address before it sees that nothing may come there.
        batch.AddRule(Prerouting, rule => rule.NotToLoopback().ToThisHost().Jump(Publish));
        batch.AddRule(Output, rule => rule.Family(isIPv6: false).ToThisHost().Jump(Publish));
        // An address of one link or of the loopback interface cannot be forwarded: the agent passes these on.
        batch.AddRule(Prerouting, rule => rule.NotFromLinkLocal().ToThisHost().Jump(Publish));
        batch.AddRule(Output, rule => rule.NotFromLinkLocal().NotToLoopback6().ToThisHost().Jump(Publish));
    }

    private static void WritePostrouting(NftBatch batch)
    {
        foreach (var isIPv6 in Families)
        {
            batch.AddRule(Postrouting, rule => rule.Family(isIPv6).InputInterfaceAndDestination(Of(isIPv6).Near, isIPv6).Redirected().Masquerade());
            batch.AddRule(Postrouting, rule => rule.Family(isIPv6).SourceAndDestination(Of(isIPv6).Self, isIPv6).Redirected().Masquerade());
        }
        batch.AddRule(Postrouting, rule => rule.FromLoopback().OutputInterface(Networks).Masquerade());
        batch.AddRule(Postrouting, rule => rule.OutputInterface(Networks).Decide(Verdict.Accept));
        foreach (var isIPv6 in Families)
        {
            batch.AddRule(Postrouting, rule => rule.Family(isIPv6).SourceNat(Of(isIPv6).Host, isIPv6));
            batch.AddRule(Postrouting, rule => rule.Family(isIPv6).InputInterface(Of(isIPv6).Masquerade).Masquerade());
        }
    }
}

/// <summary>The sets that there are for each family.</summary>
internal sealed class FamilySets
{
    internal FamilySets(bool isIPv6)
    {
        var (digit, address) = (isIPv6 ? "6" : "4", NftType.Address(isIPv6));
        Masquerade = new NftSet("masquerade" + digit, NftType.InterfaceName);
        Host = new NftSet("host" + digit, NftType.InterfaceName) { Data = [address] };
        Unprotected = new NftSet("unprotected" + digit, NftType.InterfaceName);
        Routed = new NftSet("routed" + digit, NftType.InterfaceName);
        Open = new NftSet("open" + digit, address, NftType.Protocol, NftType.Port);
        Near = new NftSet("near" + digit, NftType.InterfaceName, address);
        Self = new NftSet("self" + digit, address, address);
        Port = new NftSet("port" + digit, NftType.Protocol, NftType.Port) { Data = [address, NftType.Port] };
        PortAt = new NftSet($"port{digit}-at", address, NftType.Protocol, NftType.Port) { Data = [address, NftType.Port] };
        Range = new NftSet("range" + digit, NftType.Protocol, NftType.Port) { Data = [address], HasRanges = true };
        RangeAt = new NftSet($"range{digit}-at", address, NftType.Protocol, NftType.Port) { Data = [address], HasRanges = true };
        GuardedIn = new NftSet($"guarded{digit}-in", NftType.InterfaceName);
        GuardedOut = new NftSet($"guarded{digit}-out", NftType.InterfaceName);
        GuardedSame = new NftSet($"guarded{digit}-same", NftType.InterfaceName, NftType.InterfaceName);
    }

    /// <summary>Networks that go out under the address of the interface they leave by.</summary>
    internal NftSet Masquerade { get; }

    /// <summary>Networks that go out under an address of the Host that was chosen.</summary>
    internal NftSet Host { get; }

    /// <summary>Networks in which everything can be reached.</summary>
    internal NftSet Unprotected { get; }

    /// <summary>Networks whose addresses are reached as they are.</summary>
    internal NftSet Routed { get; }

    /// <summary>Addresses and ports that are reached as they are, where the network is routed or the interface trusted.</summary>
    internal NftSet Open { get; }

    /// <summary>From where a sandbox would answer a client directly, past the Host: those clients are shown to it under the Host's address.</summary>
    internal NftSet Near { get; }

    /// <summary>The same for the sandbox itself, also where bridged frames pass these rules and come from no interface.</summary>
    internal NftSet Self { get; }

    /// <summary>Published ports: on every address of the Host, or on one; one by one, or as ranges onto equal ports.</summary>
    internal NftSet Port { get; }

    internal NftSet PortAt { get; }

    internal NftSet Range { get; }

    internal NftSet RangeAt { get; }

    /// <summary>What comes in here …</summary>
    internal NftSet GuardedIn { get; }

    /// <summary>… does not go out by another of these …</summary>
    internal NftSet GuardedOut { get; }

    /// <summary>… but where it came from.</summary>
    internal NftSet GuardedSame { get; }

    internal IEnumerable<NftSet> All => [Masquerade, Host, Unprotected, Routed, Open, Near, Self, Port, PortAt, Range, RangeAt, GuardedIn, GuardedOut, GuardedSame];
}
