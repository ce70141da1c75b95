using CNet.Firewall;
using CNet.Linux;
using CNet.State;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Firewall;

/// <summary>CNet's table as nft lists it, while networks come and go.</summary>
public sealed class HostFirewallTests : HostTest
{
    private static readonly FirewallRecord Lab = new("br-lab", AllowInside: true, Internal: false, Masquerade4: true, Masquerade6: true);
    private static readonly FirewallRecord Inner = new("br-inner", AllowInside: false, Internal: true, Masquerade4: false, Masquerade6: false);
    private static readonly FirewallRecord Chosen = new("br-chosen", AllowInside: true, Internal: false, Masquerade4: false, Masquerade6: false, Ip.V4(0xc0000209), Ip.From(System.Net.IPAddress.Parse("2001:db8::9")));
    private static readonly ForwardingRecord Guard = new() { Existing = ["eth0", "eth1"], Guarded = ["eth0"], Indexes = [2, 3] };
    private HostKernel? _kernel;
    private HostFirewall? _firewall;

    private HostKernel Kernel => _kernel ??= new HostKernel(NetworkNamespace.Open(TestHost.NamespacePath!));

    private HostFirewall Firewall => _firewall ??= new HostFirewall(Kernel);

    protected override void CleanUp() => _kernel?.Dispose();

    [KernelFact("nft")]
    public void The_table_is_as_it_is_described()
    {
        Firewall.Add(Lab, () => new FirewallContents([Lab, Inner, Chosen], Guard, null, []));
        Assert.Equal("""
            table inet cnet {
                map inside {
                    type ifname . ifname : verdict
                    elements = { "br-chosen" . "br-chosen" : accept, "br-inner" . "br-inner" : drop, "br-lab" . "br-lab" : accept }
                }

                set networks {
                    type ifname
                    elements = { "br-chosen", "br-inner", "br-lab" }
                }

                set internal {
                    type ifname
                    elements = { "br-inner" }
                }

                set trusted {
                    type ifname . ifname
                }

                set proxied {
                    type inet_proto . inet_service
                }

                set proxied-at {
                    type ipv6_addr . inet_proto . inet_service
                }

                set proxied-range {
                    type inet_proto . inet_service
                    flags interval
                }

                set proxied-range-at {
                    type ipv6_addr . inet_proto . inet_service
                    flags interval
                }

                set masquerade4 {
                    type ifname
                    elements = { "br-lab" }
                }

                map host4 {
                    type ifname : ipv4_addr
                    elements = { "br-chosen" : 192.0.2.9 }
                }

                set unprotected4 {
                    type ifname
                }

                set routed4 {
                    type ifname
                }

                set open4 {
                    type ipv4_addr . inet_proto . inet_service
                }

                set near4 {
                    type ifname . ipv4_addr
                }

                set self4 {
                    type ipv4_addr . ipv4_addr
                }

                map port4 {
                    type inet_proto . inet_service : ipv4_addr . inet_service
                }

                map port4-at {
                    type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service
                }

                map range4 {
                    type inet_proto . inet_service : ipv4_addr
                    flags interval
                }

                map range4-at {
                    type ipv4_addr . inet_proto . inet_service : ipv4_addr
                    flags interval
                }

                set guarded4-in {
                    type ifname
                    elements = { "eth0" }
                }

                set guarded4-out {
                    type ifname
                    elements = { "eth0", "eth1" }
                }

                set guarded4-same {
                    type ifname . ifname
                    elements = { "eth0" . "eth0", "eth1" . "eth1" }
                }

                set masquerade6 {
                    type ifname
                    elements = { "br-lab" }
                }

                map host6 {
                    type ifname : ipv6_addr
                    elements = { "br-chosen" : 2001:db8::9 }
                }

                set unprotected6 {
                    type ifname
                }

                set routed6 {
                    type ifname
                }

                set open6 {
                    type ipv6_addr . inet_proto . inet_service
                }

                set near6 {
                    type ifname . ipv6_addr
                }

                set self6 {
                    type ipv6_addr . ipv6_addr
                }

                map port6 {
                    type inet_proto . inet_service : ipv6_addr . inet_service
                }

                map port6-at {
                    type ipv6_addr . inet_proto . inet_service : ipv6_addr . inet_service
                }

                map range6 {
                    type inet_proto . inet_service : ipv6_addr
                    flags interval
                }

                map range6-at {
                    type ipv6_addr . inet_proto . inet_service : ipv6_addr
                    flags interval
                }

                set guarded6-in {
                    type ifname
                }

                set guarded6-out {
                    type ifname
                }

                set guarded6-same {
                    type ifname . ifname
                }

                chain admin {
                }

                chain publish {
                    dnat ip to ip daddr . meta l4proto . th dport map @port4-at
                    meta nfproto ipv4 dnat ip to meta l4proto . th dport map @port4
                    dnat ip to ip daddr . meta l4proto . th dport map @range4-at
                    meta nfproto ipv4 dnat ip to meta l4proto . th dport map @range4
                    dnat ip6 to ip6 daddr . meta l4proto . th dport map @port6-at
                    meta nfproto ipv6 dnat ip6 to meta l4proto . th dport map @port6
                    dnat ip6 to ip6 daddr . meta l4proto . th dport map @range6-at
                    meta nfproto ipv6 dnat ip6 to meta l4proto . th dport map @range6
                }

                chain loopback {
                    type filter hook prerouting priority raw; policy accept;
                    ip daddr 127.0.0.0/8 iifname @networks drop
                    ip saddr 127.0.0.0/8 iifname @networks drop
                }

                chain forward {
                    type filter hook forward priority filter; policy accept;
                    oifname @networks jump admin
                    oifname != @networks iifname @networks jump admin
                    ct state established,related accept
                    iifname . oifname vmap @inside
                    iifname @internal drop
                    oifname @networks ct status dnat accept
                    meta nfproto ipv4 oifname @unprotected4 accept
                    oifname @routed4 meta l4proto icmp accept
                    oifname @routed4 ip daddr . meta l4proto . th dport @open4 accept
                    iifname . oifname @trusted ip daddr . meta l4proto . th dport @open4 accept
                    meta nfproto ipv6 oifname @unprotected6 accept
                    oifname @routed6 meta l4proto ipv6-icmp accept
                    oifname @routed6 ip6 daddr . meta l4proto . th dport @open6 accept
                    iifname . oifname @trusted ip6 daddr . meta l4proto . th dport @open6 accept
                    oifname @networks drop
                    meta nfproto ipv4 iifname . oifname @guarded4-same accept
                    meta nfproto ipv4 iifname @guarded4-in oifname @guarded4-out drop
                    meta nfproto ipv6 iifname . oifname @guarded6-same accept
                    meta nfproto ipv6 iifname @guarded6-in oifname @guarded6-out drop
                }

                chain input {
                    type filter hook input priority filter; policy accept;
                    ct state established,related accept
                    ip6 daddr . meta l4proto . th dport @proxied-at jump admin
                    ip6 daddr . meta l4proto . th dport @proxied-range-at jump admin
                    meta nfproto ipv6 meta l4proto . th dport @proxied jump admin
                    meta nfproto ipv6 meta l4proto . th dport @proxied-range jump admin
                }

                chain prerouting {
                    type nat hook prerouting priority dstnat; policy accept;
                    ip daddr != 127.0.0.0/8 fib daddr type local jump publish
                    ip6 saddr != fe80::/64 fib daddr type local jump publish
                }

                chain output {
                    type nat hook output priority -100; policy accept;
                    meta nfproto ipv4 fib daddr type local jump publish
                    ip6 saddr != fe80::/64 ip6 daddr != ::1 fib daddr type local jump publish
                }

                chain postrouting {
                    type nat hook postrouting priority srcnat; policy accept;
                    iifname . ip daddr @near4 ct status dnat masquerade
                    ip saddr . ip daddr @self4 ct status dnat masquerade
                    iifname . ip6 daddr @near6 ct status dnat masquerade
                    ip6 saddr . ip6 daddr @self6 ct status dnat masquerade
                    ip saddr 127.0.0.0/8 oifname @networks masquerade
                    oifname @networks accept
                    meta nfproto ipv4 snat ip to iifname map @host4
                    meta nfproto ipv4 iifname @masquerade4 masquerade
                    meta nfproto ipv6 snat ip6 to iifname map @host6
                    meta nfproto ipv6 iifname @masquerade6 masquerade
                }
            }
            """, Ruleset());
    }

    [KernelFact("nft")]
    public void Networks_come_and_go_as_elements_only()
    {
        Firewall.Add(Lab, () => Contents(Lab));
        var one = Ruleset();
        var handles = InHost("nft", "-a", "list", "table", "inet", "cnet").Split('\n').Where(line => line.Contains("# handle", StringComparison.Ordinal)).ToList();
        Firewall.Add(Inner, () => throw new InvalidOperationException("The table was written anew."));
        Assert.Contains("\"br-inner\", \"br-lab\"", Ruleset(), StringComparison.Ordinal);
        Firewall.Remove(Inner, () => Contents(Lab));
        Assert.Equal(one, Ruleset());
        Assert.Equal(handles, InHost("nft", "-a", "list", "table", "inet", "cnet").Split('\n').Where(line => line.Contains("# handle", StringComparison.Ordinal)));
    }

    [KernelFact("nft")]
    public void A_chosen_address_comes_changes_and_goes()
    {
        Firewall.Add(Lab, () => Contents(Lab));
        var without = Ruleset();
        Firewall.Add(Chosen, () => throw new InvalidOperationException("The table was written anew."));
        Assert.Contains("\"br-chosen\" : 2001:db8::9", Ruleset(), StringComparison.Ordinal);
        Assert.Empty(Firewall.Compare(Contents(Lab, Chosen)));
        var other = Chosen with { Host4 = Ip.V4(0xc000020a) };
        Assert.Equal(["host4 { br-chosen : 192.0.2.10 } is missing", "host4 { br-chosen : 192.0.2.9 } should not be there"], Firewall.Compare(Contents(Lab, other)));
        Firewall.Add(other, () => Contents(Lab, other));
        Assert.Contains("\"br-chosen\" : 192.0.2.10", Ruleset(), StringComparison.Ordinal);
        Firewall.Remove(other, () => Contents(Lab));
        Assert.Equal(without, Ruleset());
    }

    [KernelFact("nft")]
    public void A_table_from_before_addresses_could_be_chosen_is_written_anew()
    {
        Firewall.Add(Lab, () => Contents(Lab, Chosen));
        var whole = Ruleset();
        Firewall.Rewrite(Contents(Lab));
        InHost("nft", "flush chain inet cnet postrouting; delete map inet cnet host4; delete map inet cnet host6; add rule inet cnet postrouting meta nfproto ipv4 iifname @masquerade4 masquerade");
        Assert.NotEmpty(Firewall.Compare(Contents(Lab)));
        Firewall.Add(Chosen, () => Contents(Lab, Chosen));
        Assert.Empty(Firewall.Compare(Contents(Lab, Chosen)));
        Assert.Equal(NftListing.InAnyOrder(whole), NftListing.InAnyOrder(Ruleset()));
    }

    [KernelFact("nft")]
    public void The_last_network_takes_the_table_along()
    {
        Firewall.Add(Lab, () => Contents(Lab));
        Firewall.Remove(Lab, () => Contents());
        Assert.Equal("", Ruleset());
        Firewall.Remove(Lab, () => Contents());
        Assert.Equal("", Ruleset());
    }

    [KernelFact("nft")]
    public void A_table_that_somebody_removed_is_written_anew()
    {
        Firewall.Add(Lab, () => Contents(Lab));
        Firewall.Add(Inner, () => Contents(Lab, Inner));
        var whole = Ruleset();
        InHost("nft", "flush", "ruleset");
        Firewall.Add(Inner, () => Contents(Lab, Inner));
        Assert.Equal(whole, Ruleset());
        InHost("nft", "flush", "ruleset");
        Firewall.Remove(Lab, () => Contents(Inner));
        Firewall.Add(Lab, () => throw new InvalidOperationException("The table was written anew."));
        Assert.Equal(whole, Ruleset());
    }

    [KernelFact("nft")]
    public void A_network_that_somebody_took_out_is_no_obstacle()
    {
        Firewall.Add(Lab, () => Contents(Lab));
        Firewall.Add(Inner, () => Contents(Lab, Inner));
        InHost("nft", "delete", "element", "inet", "cnet", "networks", "{ br-inner }");
        Firewall.Remove(Inner, () => Contents(Lab));
        Assert.DoesNotContain("br-inner", Ruleset(), StringComparison.Ordinal);
        Assert.Contains("elements = { \"br-lab\" }", Ruleset(), StringComparison.Ordinal);
    }

    [KernelFact("nft")]
    public void Rules_that_somebody_changed_are_put_right()
    {
        Firewall.Rewrite(Contents(Lab, Inner));
        var whole = Ruleset();
        InHost("nft", "flush", "chain", "inet", "cnet", "forward");
        InHost("nft", "add", "rule", "inet", "cnet", "publish", "accept");
        Assert.NotEqual(whole, Ruleset());
        Firewall.Rewrite(Contents(Lab, Inner));
        Assert.Equal(whole, Ruleset());
    }

    [KernelFact("nft")]
    public void What_the_administrator_has_put_into_the_table_stays()
    {
        InHost("nft", "add table inet cnet; add chain inet cnet mine; add chain inet cnet admin; add rule inet cnet mine drop; add rule inet cnet admin ip saddr 203.0.113.0/24 jump mine");
        var own = Chain("admin") + Chain("mine");
        Firewall.Add(Lab, () => Contents(Lab));
        // A rule of the administrator's may look into sets of CNet's.
        InHost("nft", "add", "rule", "inet", "cnet", "admin", "iifname", "@networks", "tcp", "dport", "{ 25, 465 }", "drop");
        own = Chain("admin") + Chain("mine");
        Firewall.Rewrite(Contents(Lab, Inner));
        Assert.Equal(own, Chain("admin") + Chain("mine"));
        Assert.Empty(Firewall.Compare(Contents(Lab, Inner)));
        Firewall.Remove(Inner, () => Contents(Lab));
        Firewall.Remove(Lab, () => Contents());
        Assert.Equal(own, Chain("admin") + Chain("mine"));
        Assert.DoesNotContain("br-lab", Ruleset(), StringComparison.Ordinal);
        Assert.Empty(Firewall.Compare(Contents()));
        InHost("nft", "flush", "chain", "inet", "cnet", "admin");
        Firewall.Rewrite(Contents());
        Assert.Equal("", Ruleset());
    }

    [KernelFact("nft")]
    public void A_table_that_is_another_one_is_replaced_unless_the_administrator_has_rules_in_it()
    {
        InHost("nft", "add table inet cnet; add set inet cnet networks { type ipv4_addr; }; add chain inet cnet forward { type filter hook forward priority 7; }");
        Firewall.Add(Lab, () => Contents(Lab));
        Assert.Empty(Firewall.Compare(Contents(Lab)));
        Firewall.Rewrite(Contents());
        InHost("nft", "add table inet cnet; add set inet cnet networks { type ipv4_addr; }; add chain inet cnet admin; add rule inet cnet admin accept");
        Assert.Contains("nft delete table inet cnet", Fails(CNetError.NetlinkFailed, () => Firewall.Add(Lab, () => Contents(Lab))).Hint, StringComparison.Ordinal);
        Assert.Contains("accept", Chain("admin"), StringComparison.Ordinal);
    }

    [KernelFact("nft")]
    public void Tables_of_others_are_not_touched()
    {
        InHost("nft", "add", "table", "inet", "theirs");
        InHost("nft", "add", "set", "inet", "theirs", "networks", "{ type ifname; elements = { br-lab } ; }");
        InHost("nft", "add", "table", "ip", "cnet");
        var theirs = Ruleset();
        Firewall.Add(Lab, () => Contents(Lab));
        Firewall.Rewrite(Contents(Inner));
        Firewall.Remove(Inner, () => Contents());
        Assert.Equal(theirs, Ruleset());
    }

    [KernelFact("nft")]
    public void The_guard_alone_keeps_the_table()
    {
        Firewall.Rewrite(new FirewallContents([], null, Guard, []));
        Assert.Contains("elements = { \"eth0\", \"eth1\" }", Ruleset(), StringComparison.Ordinal);
        Firewall.Rewrite(Contents());
        Assert.Equal("", Ruleset());
    }

    [KernelFact("nft")]
    public void A_network_whose_rules_changed_can_be_let_in_again()
    {
        Firewall.Add(Lab, () => Contents(Lab));
        var closed = Lab with { AllowInside = false };
        Firewall.Add(closed, () => Contents(closed));
        Assert.Contains("\"br-lab\" . \"br-lab\" : drop", Ruleset(), StringComparison.Ordinal);
    }

    private static FirewallContents Contents(params FirewallRecord[] networks) => new(networks, null, null, []);

    private string Chain(string name) => InHost("nft", "list", "chain", "inet", "cnet", name);

    private string Ruleset() => NftListing.OfText(InHost("nft", "list", "ruleset"));
}
