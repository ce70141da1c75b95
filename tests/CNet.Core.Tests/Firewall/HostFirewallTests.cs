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
        Assert.Equal(WholeTable.Listing, Ruleset());
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
