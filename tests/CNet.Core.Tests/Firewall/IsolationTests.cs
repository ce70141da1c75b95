using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Firewall;

/// <summary>Who reaches whom, tried with real packets.</summary>
public sealed class IsolationTests : HostTest
{
    private Outside? _outside;

    protected override void CleanUp() => _outside?.Dispose();

    [KernelFact("ip", "ping", "nft")]
    public void A_sandbox_reaches_the_world_under_the_Hosts_address_and_nobody_reaches_it()
    {
        _outside = new Outside(TestHost);
        var web = Attach(DualStack("lab", "10.1.0.0/24", "fd00:1::/64"), "web");
        _outside.RouteByHost("10.1.0.0/24");
        _outside.RouteByHost("fd00:1::/64");
        Assert.True(Pings("web", Outside.Address));
        Assert.True(Pings("web", Outside.Address6));
        Assert.False(_outside.Pings(web.IPv4Address!.ToString()));
        Assert.False(_outside.Pings(web.IPv6Address!.ToString()));
        Assert.True(_outside.Pings(Outside.HostAddress));
        // The world saw the Host, not the sandbox: it has no way back to the sandbox's own address once the route is gone.
        _outside.Run("ip", "route", "del", "10.1.0.0/24");
        Assert.True(Pings("web", Outside.Address));
    }

    [KernelFact("ip", "ping")]
    public void Without_masquerade_the_world_sees_the_sandboxs_own_address()
    {
        _outside = new Outside(TestHost);
        var lab = CreateNetwork(change: spec => spec with { Options = new Dictionary<string, string> { ["enable_ip_masquerade"] = "false" } });
        Attach(lab, "web");
        Assert.False(Pings("web", Outside.Address));
        _outside.RouteByHost("10.1.0.0/24");
        Assert.True(Pings("web", Outside.Address));
        Assert.False(_outside.Pings("10.1.0.2"));
    }

    [KernelFact("ip", "ping")]
    [Trait("Case", "66")]
    public void Networks_do_not_reach_each_other()
    {
        Attach(DualStack("one", "10.1.0.0/24", "fd00:1::/64"), "a");
        var b = Attach(DualStack("two", "10.2.0.0/24", "fd00:2::/64"), "b");
        Assert.False(Pings("a", b.IPv4Address!.ToString()));
        Assert.False(Pings("a", b.IPv6Address!.ToString()));
        Assert.False(Pings("a", $"{Ip.LinkLocal(b.MacAddress)}%eth0"));
        Assert.True(Pings("a", "10.1.0.1"));
        Assert.True(Pings("a", "fd00:1::1"));
    }

    [KernelFact("ip", "ping")]
    [Trait("Case", "66")]
    public void From_one_internal_network_there_is_no_way_to_another()
    {
        Attach(DualStack("one", "10.1.0.0/24", "fd00:1::/64", spec => spec with { Internal = true }), "a");
        var b = Attach(DualStack("two", "10.2.0.0/24", "fd00:2::/64", spec => spec with { Internal = true }), "b");
        AssertUnreachable("a", b.IPv4Address!.ToString());
        AssertUnreachable("a", b.IPv6Address!.ToString());
        // Nor with a way of its own making.
        In("a", "ip", "route", "add", "default", "via", "10.1.0.1");
        Assert.False(Pings("a", b.IPv4Address!.ToString()));
    }

    [KernelFact("ip", "ping")]
    [Trait("Case", "67")]
    public void An_internal_network_has_its_bridge_and_no_way_out()
    {
        _outside = new Outside(TestHost);
        var lab = DualStack("lab", "10.1.0.0/24", "fd00:1::/64", spec => spec with { Internal = true });
        Attach(lab, "a");
        var b = Attach(lab, "b");
        Assert.True(Pings("a", b.IPv4Address!.ToString()));
        Assert.True(Pings("a", b.IPv6Address!.ToString()));
        Assert.True(Pings("a", "10.1.0.1"));
        Assert.True(Pings("a", "fd00:1::1"));
        AssertUnreachable("a", Outside.Address);
        AssertUnreachable("a", Outside.Address6);
        // Not even with a route of its own making.
        In("a", "ip", "route", "add", "default", "via", "10.1.0.1");
        Assert.False(Pings("a", Outside.Address));
        _outside.RouteByHost("10.1.0.0/24");
        Assert.False(_outside.Pings("10.1.0.2"));
    }

    [KernelFact("ip", "ping")]
    [Trait("Case", "73")]
    public void Without_ICC_sandboxes_reach_the_gateway_and_the_world_but_not_each_other()
    {
        _outside = new Outside(TestHost);
        var lab = DualStack("lab", "10.1.0.0/24", "fd00:1::/64", spec => spec with { Options = new Dictionary<string, string> { ["enable_icc"] = "false" } });
        Attach(lab, "a");
        var b = Attach(lab, "b");
        Assert.False(Pings("a", b.IPv4Address!.ToString()));
        Assert.False(Pings("a", b.IPv6Address!.ToString()));
        Assert.True(Pings("a", "10.1.0.1"));
        Assert.True(Pings("a", Outside.Address));
    }

    [KernelTheory("ip", "ping")]
    [Trait("Case", "65")]
    [InlineData(false)]
    [InlineData(true)]
    public void On_one_network_all_families_work_from_the_first_packet(bool isInternal)
    {
        var lab = DualStack("lab", "10.1.0.0/24", "fd00:1::/64", spec => spec with { Internal = isInternal });
        Attach(lab, "a");
        var b = Attach(lab, "b");
        Assert.True(Pings("a", b.IPv4Address!.ToString()));
        Assert.True(Pings("a", b.IPv6Address!.ToString()));
        var linkLocal = IpJson("b", "-6", "addr", "show", "eth0", "scope", "link")[0].GetProperty("addr_info").EnumerateArray()
            .First(address => address.TryGetProperty("local", out _)).GetProperty("local").GetString();
        Assert.Equal(Ip.LinkLocal(b.MacAddress).ToString(), linkLocal);
        Assert.True(Pings("a", $"{linkLocal}%eth0"));
    }

    [KernelTheory("ip", "nft")]
    [Trait("Case", "71")]
    [InlineData(0, 1, 2)]
    [InlineData(1, 0, 2)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 1, 0)]
    public void The_rules_of_the_others_stay_when_one_network_goes(params int[] order)
    {
        var networks = Enumerable.Range(1, 3).Select(i => CreateNetwork($"n{i}", $"10.{i}.0.0/24", spec => spec with { Internal = i == 2 })).ToList();
        string Bridge(Network network) => "br-" + network.ShortId;
        string Rules() => InHost("nft", "list", "ruleset");
        Assert.All(networks, network => Assert.Contains(Bridge(network), Rules(), StringComparison.Ordinal));
        for (var i = 0; i < order.Length; i++)
        {
            Controller.Networks.Remove(networks[order[i]]);
            var rules = Rules();
            Assert.All(order[..(i + 1)], gone => Assert.DoesNotContain(Bridge(networks[gone]), rules, StringComparison.Ordinal));
            Assert.All(order[(i + 1)..], left => Assert.Contains(Bridge(networks[left]), rules, StringComparison.Ordinal));
        }
        Assert.Empty(Rules());
    }

    [KernelFact("ip", "nft", "ping")]
    public void Somebody_elses_table_is_left_alone_and_CNets_own_is_written_anew_where_it_is_gone()
    {
        InHost("nft", "add", "table", "inet", "theirs");
        CreateNetwork();
        InHost("nft", "delete", "table", "inet", "cnet");
        var second = CreateNetwork("two", "10.2.0.0/24");
        var rules = InHost("nft", "list", "table", "inet", "cnet");
        Assert.Contains("br-" + Controller.Networks.Get("lab").ShortId, rules, StringComparison.Ordinal);
        Assert.Contains("br-" + second.ShortId, rules, StringComparison.Ordinal);
        InHost("nft", "flush", "ruleset");
        Controller.Networks.Remove(second);
        Controller.Networks.Remove(Controller.Networks.Get("lab"));
        Assert.Empty(InHost("nft", "list", "ruleset"));
    }

    /// <summary>The kernel itself has no way there.</summary>
    private void AssertUnreachable(string from, string address)
    {
        var (exitCode, output, error) = Machine.TryRun("nsenter", $"--net={TestHost.NamespaceDirectory}/{from}", "ping", "-c", "1", "-W", "1", address);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("Network is unreachable", error + output, StringComparison.Ordinal);
    }

    private Network DualStack(string name, string subnet4, string subnet6, Func<NetworkSpec, NetworkSpec>? change = null)
    {
        var spec = new NetworkSpec { Name = name, Subnets = [new SubnetSpec { Subnet = Cidr.Parse(subnet4) }, new SubnetSpec { Subnet = Cidr.Parse(subnet6) }] };
        return Controller.Networks.Create(change?.Invoke(spec) ?? spec);
    }
}
