using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Lifecycle;

public sealed class EndpointsTests : HostTest
{
    [KernelFact]
    [Trait("Case", "7")]
    public void An_endpoint_needs_a_name_that_can_be_a_file()
    {
        var lab = CreateNetwork();
        foreach (var name in new[] { "", " ", "a/b", "-x", ".x", "a b", new string('a', 64) })
            Fails(CNetError.NameInvalid, () => Controller.Endpoints.Add(lab, new EndpointSpec { Name = name }));
        Assert.Empty(Controller.Endpoints.List(lab));
    }

    [KernelFact]
    [Trait("Case", "7")]
    public void Removing_an_endpoint_twice_is_no_error_and_a_name_that_is_gone_is_one()
    {
        var web = Controller.Endpoints.Add(CreateNetwork(), new EndpointSpec { Name = "web" });
        Controller.Endpoints.Remove(web);
        Controller.Endpoints.Remove(web);
        Fails(CNetError.EndpointNotFound, () => Controller.Endpoints.Get("web"));
        Fails(CNetError.EndpointNotFound, () => Controller.Sandboxes.Join(web, "web"));
    }

    [KernelFact]
    [Trait("Case", "8")]
    public void A_name_is_given_once_in_a_network()
    {
        var lab = CreateNetwork();
        Controller.Endpoints.Add(lab, new EndpointSpec { Name = "ep1" });
        Fails(CNetError.EndpointExists, () => Controller.Endpoints.Add(lab, new EndpointSpec { Name = "ep1" }));
        Controller.Endpoints.Add(CreateNetwork("other", "10.2.0.0/24"), new EndpointSpec { Name = "ep1" });
        var error = Fails(CNetError.NameAmbiguous, () => Controller.Endpoints.Get("ep1"));
        Assert.Contains("lab", error.Message, StringComparison.Ordinal);
        Assert.Equal("other", Controller.Endpoints.Get("other/ep1").Network);
    }

    [KernelFact]
    [Trait("Case", "9")]
    public void Lookups_say_what_is_missing()
    {
        var lab = CreateNetwork();
        Fails(CNetError.NameInvalid, () => Controller.Endpoints.Get(""));
        Fails(CNetError.EndpointNotFound, () => Controller.Endpoints.Get("IamNotAnEndpoint"));
        Assert.Null(Controller.Endpoints.Find("IamNotAnEndpoint"));
        Fails(CNetError.EndpointNotFound, () => Controller.Endpoints.Get("IamNotAnEndpoint", lab));
        Fails(CNetError.EndpointNotFound, () => Controller.Endpoints.Get("lab/nobody"));
        var web = Controller.Endpoints.Add(lab, new EndpointSpec { Name = "web" });
        Assert.Equal(web, Controller.Endpoints.Get(web.Id[..8]));
    }

    [KernelFact]
    [Trait("Case", "11")]
    public void A_joined_endpoint_is_removed_only_with_force()
    {
        var web = Attach(CreateNetwork(), "web");
        Fails(CNetError.EndpointJoined, () => Controller.Endpoints.Remove(web));
        Controller.Endpoints.Remove(web, force: true);
        Controller.Endpoints.Remove(web);
        Assert.Empty(Controller.Endpoints.List());
        Assert.Empty(Controller.Sandboxes.List());
    }

    [KernelFact("ip")]
    [Trait("Case", "41")]
    [Trait("Case", "58")]
    [Trait("Case", "59")]
    public void A_static_address_is_had_and_kept()
    {
        var lab = CreateNetwork();
        var web = Attach(lab, "web", change: spec => spec with { Addresses = [Addresses.Parse("10.1.0.200")] });
        Assert.Equal("10.1.0.200", web.IPAddress!.ToString());
        Controller.Sandboxes.Leave(web);
        Assert.Equal(web.IPAddress, Controller.Sandboxes.Join(web, "web").IPAddress);
        Assert.Contains("10.1.0.200/24", In("web", "ip", "addr"), StringComparison.Ordinal);
        var held = Fails(CNetError.AddressInUse, () => Controller.Endpoints.Add(lab, new EndpointSpec { Name = "db", Addresses = [Addresses.Parse("10.1.0.200")] }));
        Assert.Contains("endpoint 'web' on network 'lab'", held.Message, StringComparison.Ordinal);
        var gateway = Fails(CNetError.AddressInUse, () => Controller.Endpoints.Add(lab, new EndpointSpec { Name = "db", Addresses = [Addresses.Parse("10.1.0.1")] }));
        Assert.Contains("gateway", gateway.Message, StringComparison.Ordinal);
        Fails(CNetError.AddressInUse, () => Controller.Endpoints.Add(lab, new EndpointSpec { Name = "db", Addresses = [Addresses.Parse("10.1.0.255")] }));
        var outside = Fails(CNetError.AddressOutsideSubnet, () => Controller.Endpoints.Add(lab, new EndpointSpec { Name = "db", Addresses = [Addresses.Parse("172.28.99.88")] }));
        Assert.Contains("10.1.0.0/24", outside.Hint, StringComparison.Ordinal);
    }

    [KernelFact]
    [Trait("Case", "60")]
    public void An_IPv4_address_in_IPv6_clothes_is_refused()
    {
        var lab = CreateNetwork(change: spec => spec with { EnableIPv6 = true });
        Fails(CNetError.AddressInvalid, () => Controller.Endpoints.Add(lab, new EndpointSpec { Name = "x", Addresses = [System.Net.IPAddress.Parse("::ffff:10.1.0.9")] }));
        Fails(CNetError.AddressInvalid, () => Controller.Endpoints.Add(lab, new EndpointSpec { Name = "x", Addresses = [Addresses.Parse("10.1.0.9"), Addresses.Parse("10.1.0.10")] }));
    }

    [KernelFact("ip")]
    [Trait("Case", "78")]
    public void A_MAC_address_of_the_users_choice_is_the_interfaces()
    {
        var lab = CreateNetwork();
        var mac = MacAddress.Parse("02:42:0a:01:00:99");
        var web = Attach(lab, "web", change: spec => spec with { MacAddress = mac });
        Assert.Equal("02:42:0a:01:00:99", MacIn("web"));
        Controller.Sandboxes.Leave(web);
        Controller.Sandboxes.Join(web, "elsewhere");
        Assert.Equal("02:42:0a:01:00:99", MacIn("elsewhere"));
        foreach (var bad in new[] { "01:00:5e:00:00:01", "00:00:00:00:00:00" })
            Fails(CNetError.MacAddressInvalid, () => Controller.Endpoints.Add(lab, new EndpointSpec { Name = "x", MacAddress = MacAddress.Parse(bad) }));
    }

    [KernelFact("ip", "ping")]
    [Trait("Case", "78")]
    public void Who_joins_after_another_left_never_has_its_MAC_address()
    {
        var lab = CreateNetwork();
        var first = Attach(lab, "first");
        Controller.Sandboxes.Leave(first);
        Attach(lab, "second");
        Controller.Sandboxes.Join(first, "first");
        Assert.Equal(first.MacAddress.ToString(), MacIn("first"));
        Assert.NotEqual(MacIn("first"), MacIn("second"));
        Assert.True(Pings("first", "10.1.0.3"));
    }

    [KernelFact("ip")]
    [Trait("Case", "32")]
    public void Joining_twice_is_refused_and_changes_nothing()
    {
        var web = Attach(CreateNetwork(), "web", "web", new JoinSpec { Priority = 3 });
        var before = (In("web", "ip", "-br", "addr"), In("web", "ip", "route"), InHost("ip", "-br", "link"));
        Fails(CNetError.EndpointJoined, () => Controller.Sandboxes.Join(web, "web", new JoinSpec { InterfaceName = "wan", Priority = 9 }));
        var after = Controller.Endpoints.Get("web");
        Assert.Equal((web.InterfaceName, 3, web.IPAddress, web.MacAddress, web.Gateway), (after.InterfaceName, after.Priority, after.IPAddress, after.MacAddress, after.Gateway));
        Assert.Equal(before, (In("web", "ip", "-br", "addr"), In("web", "ip", "route"), InHost("ip", "-br", "link")));
    }

    [KernelFact("ip")]
    [Trait("Case", "33")]
    public void An_endpoint_that_waits_for_its_sandbox_is_kept_with_its_settings_by_who_comes_later()
    {
        var lab = CreateNetwork();
        var spec = new EndpointSpec { Name = "web", Addresses = [Addresses.Parse("10.1.0.77")], MacAddress = MacAddress.Parse("02:00:00:00:00:77"), InterfaceName = "lan" };
        Controller.Endpoints.Add(lab, spec);
        Controller.Endpoints.Add(lab, new EndpointSpec { Name = "gone" });
        Controller.Endpoints.Remove(Controller.Endpoints.Get("gone"));
        Controller.Close(TestHost);

        var later = Controller.Open(TestHost);
        Assert.Equal(["web"], later.Endpoints.List().Select(endpoint => endpoint.Name));
        later.Sandboxes.Join(later.Endpoints.Get("web"), "web");
        var link = IpJson("web", "addr", "show", "lan")[0];
        Assert.Equal("02:00:00:00:00:77", link.GetProperty("address").GetString());
        Assert.Equal("10.1.0.77", link.GetProperty("addr_info")[0].GetProperty("local").GetString());
    }

    [KernelFact("ip")]
    [Trait("Case", "34")]
    public void A_network_keeps_its_waiting_endpoints_and_takes_them_along_by_force()
    {
        var lab = CreateNetwork();
        Controller.Sandboxes.Create(new SandboxSpec { Name = "box" });
        Controller.Sandboxes.Leave(Attach(lab, "web", "box"));
        Assert.Contains("web", Fails(CNetError.NetworkInUse, () => Controller.Networks.Remove(lab)).Message, StringComparison.Ordinal);
        Controller.Networks.Remove(lab, force: true);
        Assert.Empty(Controller.Endpoints.List());
        Assert.Empty(Controller.Sandboxes.Get("box").Endpoints);
        Attach(CreateNetwork(), "web", "box");
        Assert.True(Pings("box", "10.1.0.1"));
    }

    [KernelFact("ip", "ping")]
    [Trait("Case", "61")]
    public void Link_local_addresses_of_the_users_choice_are_reached_and_kept()
    {
        var lab = CreateNetwork();
        var web = Attach(lab, "web", change: spec => spec with { LinkLocalAddresses = [Addresses.Parse("169.254.7.7"), Addresses.Parse("fe80::254:77")] });
        Attach(lab, "db", change: spec => spec with { LinkLocalAddresses = [Addresses.Parse("169.254.8.8"), Addresses.Parse("fe80::254:88")] });
        void AreReached()
        {
            Assert.True(Pings("db", "169.254.7.7"));
            Assert.True(Pings("db", "fe80::254:77%eth0"));
        }
        AreReached();
        Controller.Sandboxes.Leave(web);
        Controller.Close(TestHost);
        var later = Controller.Open(TestHost);
        later.Sandboxes.Join(later.Endpoints.Get("web"), "web");
        AreReached();
        foreach (var other in new[] { "169.253.5.5", "2001:db8::89" })
            Fails(CNetError.AddressInvalid, () => later.Endpoints.Add(lab, new EndpointSpec { Name = "x", LinkLocalAddresses = [Addresses.Parse(other)] }));
    }

    [KernelFact]
    public void No_two_endpoints_of_a_network_have_one_MAC_address()
    {
        var lab = CreateNetwork();
        // It follows from the IPv4 address …
        Assert.Equal(MacAddress.Parse("02:42:0a:01:00:02"), Controller.Endpoints.Add(lab, new EndpointSpec { Name = "first" }).MacAddress);
        // … unless somebody else was given the one that would.
        Controller.Endpoints.Add(lab, new EndpointSpec { Name = "second", MacAddress = MacAddress.Parse("02:42:0a:01:00:04") });
        var third = Controller.Endpoints.Add(lab, new EndpointSpec { Name = "third" });
        Assert.Equal(Addresses.Parse("10.1.0.4"), third.IPv4Address);
        Assert.NotEqual(MacAddress.Parse("02:42:0a:01:00:04"), third.MacAddress);
        foreach (var taken in new[] { "02:42:0a:01:00:02", "02:42:0a:01:00:04" })
            Fails(CNetError.AddressInUse, () => Controller.Endpoints.Add(lab, new EndpointSpec { Name = "x", MacAddress = MacAddress.Parse(taken) }));
        var other = CreateNetwork("other", "10.2.0.0/24");
        Controller.Endpoints.Add(other, new EndpointSpec { Name = "x", MacAddress = MacAddress.Parse("02:42:0a:01:00:02") });
    }

    [KernelFact]
    [Trait("Case", "58")]
    public void An_address_may_be_named_on_a_default_subnet_and_never_where_there_is_none()
    {
        var lab = CreateNetwork(subnet: null);
        var inside = lab.Subnet[0].At(99).ToIPAddress();
        Assert.Equal(inside, Controller.Endpoints.Add(lab, new EndpointSpec { Name = "web", Addresses = [inside] }).IPAddress);
        Fails(CNetError.AddressOutsideSubnet, () => Controller.Endpoints.Add(lab, new EndpointSpec { Name = "x", Addresses = [Addresses.Parse("10.99.99.88")] }));
        foreach (var none in new[] { "none", "host" })
            Fails(CNetError.AddressOutsideSubnet, () => Controller.Endpoints.Add(Controller.Networks.Get(none), new EndpointSpec { Name = "x", Addresses = [inside] }));
        // CNet's own predefined bridge is a network like any other.
        Assert.Equal("172.17.0.99", Controller.Endpoints.Add(Controller.Networks.Get("bridge"), new EndpointSpec { Name = "y", Addresses = [Addresses.Parse("172.17.0.99")] }).IPAddress!.ToString());
        Assert.Equal(["web", "y"], Controller.Endpoints.List().Select(endpoint => endpoint.Name).Order());
    }

    [KernelFact("ip")]
    [Trait("Case", "22")]
    public void Addresses_are_kept_over_leave_and_join_and_freed_by_removal_only()
    {
        var lab = CreateNetwork();
        var web = Attach(lab, "web");
        Controller.Sandboxes.Leave(web);
        var db = Attach(lab, "db");
        Assert.NotEqual(web.IPAddress, db.IPAddress);
        var again = Controller.Sandboxes.Join(Controller.Endpoints.Get("web"), "elsewhere");
        Assert.Equal((web.IPAddress, web.MacAddress), (again.IPAddress, again.MacAddress));
        Assert.Equal(web.MacAddress.ToString(), MacIn("elsewhere"));
        Assert.Contains($" {web.IPAddress}/24 ", In("elsewhere", "ip", "addr", "show", "eth0"), StringComparison.Ordinal);
        Controller.Endpoints.Remove(again, force: true);
        Assert.Equal(web.IPAddress, Controller.Endpoints.Add(lab, new EndpointSpec { Name = "next" }).IPAddress);
    }

    [KernelFact]
    public void When_no_address_is_free_the_network_is_named()
    {
        var lab = CreateNetwork(subnet: "10.1.0.0/30");
        Controller.Endpoints.Add(lab, new EndpointSpec { Name = "only" });
        var error = Fails(CNetError.PoolExhausted, () => Controller.Endpoints.Add(lab, new EndpointSpec { Name = "more" }));
        Assert.Contains("lab", error.Message, StringComparison.Ordinal);
        Assert.Single(Controller.Endpoints.List(lab));
    }

    [KernelFact]
    [Trait("Case", "43")]
    public void Addresses_come_from_the_range_and_static_ones_from_the_whole_subnet()
    {
        var lab = Controller.Networks.Create(new NetworkSpec { Name = "lab", Subnets = [new SubnetSpec { Subnet = Cidr.Parse("10.1.0.0/16"), Range = Cidr.Parse("10.1.30.0/30") }] });
        Assert.Equal("10.1.30.0", lab.Gateway[0].ToString());
        var names = Enumerable.Range(1, 3).Select(i => Controller.Endpoints.Add(lab, new EndpointSpec { Name = $"e{i}" }).IPAddress!.ToString());
        Assert.Equal(["10.1.30.1", "10.1.30.2", "10.1.30.3"], names);
        Fails(CNetError.PoolExhausted, () => Controller.Endpoints.Add(lab, new EndpointSpec { Name = "e4" }));
        Controller.Endpoints.Add(lab, new EndpointSpec { Name = "e4", Addresses = [Addresses.Parse("10.1.99.9")] });
    }

    [KernelFact]
    [Trait("Case", "50")]
    public async Task Endpoints_added_at_once_have_addresses_of_their_own()
    {
        var lab = CreateNetwork();
        var endpoints = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => Controller.Endpoints.Add(lab, new EndpointSpec { Name = $"e{i}" }))));
        Assert.Equal(60, endpoints.Select(endpoint => endpoint.IPAddress).Distinct().Count());
        Assert.Equal(60, endpoints.Select(endpoint => endpoint.MacAddress).Distinct().Count());
        Assert.Equal("10.1.0.61", endpoints.Max(endpoint => Ip.From(endpoint.IPAddress!)).ToString());
    }

    private string? MacIn(string sandbox) => IpJson(sandbox, "link", "show", "eth0")[0].GetProperty("address").GetString();
}
