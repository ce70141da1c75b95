using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Lifecycle;

/// <summary>Which endpoint of a sandbox gets the default route, and that the kernel has it so.</summary>
public sealed class GatewayTests : HostTest
{
    [KernelFact("ip")]
    public void The_first_network_by_name_is_the_gateway_and_the_next_one_follows_when_it_leaves()
    {
        var b = Attach(CreateNetwork("beta", "10.2.0.0/24"), "b", "sb");
        Assert.Equal("10.2.0.1", DefaultRoute());
        var a = Attach(CreateNetwork("alpha", "10.1.0.0/24"), "a", "sb");
        Assert.Equal("10.1.0.1", DefaultRoute());
        Assert.True(Get(a).IsDefaultGateway);
        Assert.False(Get(b).IsDefaultGateway);
        Controller.Sandboxes.Leave(a);
        Assert.Equal("10.2.0.1", DefaultRoute());
        Assert.True(Get(b).IsDefaultGateway);
    }

    [KernelFact("ip")]
    public void Priority_outranks_the_name_and_DefaultGateway_outranks_all()
    {
        Attach(CreateNetwork("alpha", "10.1.0.0/24"), "a", "sb", new JoinSpec { Priority = 1 });
        Attach(CreateNetwork("beta", "10.2.0.0/24"), "b", "sb", new JoinSpec { Priority = 7 });
        Assert.Equal("10.2.0.1", DefaultRoute());
        var c = Attach(CreateNetwork("gamma", "10.3.0.0/24"), "c", "sb", new JoinSpec { DefaultGateway = true });
        Assert.Equal("10.3.0.1", DefaultRoute());
        Assert.Equal(8, c.Priority);
        Attach(CreateNetwork("delta", "10.4.0.0/24"), "d", "sb", new JoinSpec { Priority = -1 });
        Assert.Equal("10.3.0.1", DefaultRoute());
    }

    [KernelFact("ip")]
    public void An_internal_network_offers_no_gateway()
    {
        var inside = Attach(CreateNetwork("alpha", "10.1.0.0/24", spec => spec with { Internal = true }), "a", "sb", new JoinSpec { Priority = 9 });
        Assert.Null(DefaultRoute());
        Assert.Null(inside.Gateway);
        Attach(CreateNetwork("beta", "10.2.0.0/24"), "b", "sb");
        Assert.Equal("10.2.0.1", DefaultRoute());
    }

    [KernelFact("ip")]
    public void The_families_may_have_different_gateways_and_more_families_come_first()
    {
        Attach(CreateNetwork("alpha", "10.1.0.0/24"), "a", "sb");
        Attach(CreateNetwork("gamma", "fd00:3::/64", spec => spec with { EnableIPv4 = false }), "c", "sb");
        Assert.Equal("10.1.0.1", DefaultRoute());
        Assert.Equal("fd00:3::1", DefaultRoute6());
        var both = Attach(CreateNetwork("beta", "10.2.0.0/24", spec => spec with { Subnets = [.. spec.Subnets, new SubnetSpec { Subnet = Cidr.Parse("fd00:2::/64") }] }), "b", "sb");
        Assert.Equal("10.2.0.1", DefaultRoute());
        Assert.Equal("fd00:2::1", DefaultRoute6());
        Controller.Sandboxes.Leave(both);
        Assert.Equal("10.1.0.1", DefaultRoute());
        Assert.Equal("fd00:3::1", DefaultRoute6());
    }

    [KernelFact("ip")]
    [Trait("Case", "28")]
    public void A_foreign_default_route_makes_a_join_fail_and_nothing_of_it_stays()
    {
        Attach(CreateNetwork("inside", "10.1.0.0/24", spec => spec with { Internal = true }), "a", "sb");
        In("sb", "ip", "route", "add", "default", "via", "10.1.0.1");
        var outside = CreateNetwork("outside", "10.2.0.0/24");
        var links = Links();
        var b = Controller.Endpoints.Add(outside, new EndpointSpec { Name = "b" });
        Fails(CNetError.RouteConflict, () => Controller.Sandboxes.Join(b, "sb"));
        Assert.Equal(EndpointState.Ready, Get(b).State);
        Assert.DoesNotContain(IpJson("sb", "link"), link => link.GetProperty("ifname").GetString() == "eth1");
        Assert.Equal(links, Links());
        In("sb", "ip", "route", "del", "default");
        Assert.Equal("eth1", Controller.Sandboxes.Join(b, "sb").InterfaceName);
        Assert.Equal("10.2.0.1", DefaultRoute());
    }

    [KernelFact("ip")]
    public void A_failed_join_gives_the_default_route_back()
    {
        Attach(CreateNetwork("beta", "10.2.0.0/24"), "b", "sb");
        // The IPv4 gateway is switched before the IPv6 one is refused.
        In("sb", "ip", "link", "add", "own", "type", "veth", "peer", "name", "other");
        In("sb", "ip", "link", "set", "own", "up");
        In("sb", "ip", "-6", "route", "add", "default", "dev", "own", "metric", "1024");
        var both = CreateNetwork("alpha", "10.1.0.0/24", spec => spec with { EnableIPv6 = true });
        Fails(CNetError.RouteConflict, () => Attach(both, "a", "sb"));
        Assert.Equal("10.2.0.1", DefaultRoute());
        Assert.True(Pings("sb", "10.2.0.1"));
    }

    [KernelFact("ip")]
    [Trait("Case", "29")]
    public void A_gateway_that_cannot_follow_does_not_keep_an_endpoint_from_leaving()
    {
        var a = Attach(CreateNetwork("alpha", "10.1.0.0/24"), "a", "sb");
        var b = Attach(CreateNetwork("beta", "10.2.0.0/24"), "b", "sb");
        In("sb", "ip", "link", "set", b.InterfaceName!, "down");
        var warnings = new List<string>();
        using (OperationLog.Listen(null, warnings.Add)) Controller.Sandboxes.Leave(a);
        Assert.Contains(warnings, warning => warning.Contains("default route", StringComparison.Ordinal));
        Assert.Equal(EndpointState.Ready, Get(a).State);
        Controller.Sandboxes.Join(a, "sb");
        Assert.Equal("10.1.0.1", DefaultRoute());
    }

    [KernelFact("ip")]
    public void Static_routes_of_network_and_endpoint_come_with_the_endpoint_and_go_with_it()
    {
        var routes = new Dictionary<Cidr, System.Net.IPAddress?> { [Cidr.Parse("10.50.0.0/16")] = Addresses.Parse("10.1.0.254") };
        var own = new Dictionary<Cidr, System.Net.IPAddress?> { [Cidr.Parse("10.60.0.0/16")] = null };
        var web = Attach(CreateNetwork(change: spec => spec with { Routes = routes }), "web", change: spec => spec with { Routes = own });
        Assert.Equal(["10.50.0.0/16 via 10.1.0.254 dev eth0", "10.60.0.0/16 dev eth0"],
            Controller.Routes.List("web").Select(route => route.ToString()).Where(route => !route.StartsWith("10.1.", StringComparison.Ordinal) && !route.StartsWith("default", StringComparison.Ordinal)));
        Assert.Contains("10.50.0.0/16 via 10.1.0.254 dev eth0", In("web", "ip", "route"), StringComparison.Ordinal);
        foreach (var (destination, gateway) in new[] { ("10.70.0.0/16", "10.9.0.1"), ("10.70.0.0/16", "fd00::1"), ("0.0.0.0/0", "10.1.0.254") })
            Fails(CNetError.RouteInvalid, () => Controller.Endpoints.Add(Controller.Networks.Get("lab"),
                new EndpointSpec { Name = "x", Routes = new Dictionary<Cidr, System.Net.IPAddress?> { [Cidr.Parse(destination)] = Addresses.Parse(gateway) } }));
        Controller.Sandboxes.Leave(web);
    }

    private IEnumerable<string?> Links() => IpJson(null, "link").Select(link => link.GetProperty("ifname").GetString());

    private Endpoint Get(Endpoint endpoint) => Controller.Endpoints.Get(endpoint.Id);

    private string? DefaultRoute() => IpJson("sb", "route", "show", "default").Select(route => route.GetProperty("gateway").GetString()).SingleOrDefault();

    private string? DefaultRoute6() => IpJson("sb", "-6", "route", "show", "default").Select(route => route.GetProperty("gateway").GetString()).SingleOrDefault();
}
