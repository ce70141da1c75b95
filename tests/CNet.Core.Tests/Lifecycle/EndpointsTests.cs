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

    [KernelFact]
    [Trait("Case", "58")]
    [Trait("Case", "59")]
    public void A_static_address_is_had_and_kept()
    {
        var lab = CreateNetwork();
        var web = Attach(lab, "web", change: spec => spec with { Addresses = [Addresses.Parse("10.1.0.200")] });
        Assert.Equal("10.1.0.200", web.IPAddress!.ToString());
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
    public void A_MAC_address_of_the_users_choice_is_the_interfaces()
    {
        var lab = CreateNetwork();
        var mac = MacAddress.Parse("02:42:0a:01:00:99");
        Attach(lab, "web", change: spec => spec with { MacAddress = mac });
        Assert.Equal("02:42:0a:01:00:99", IpJson("web", "link", "show", "eth0")[0].GetProperty("address").GetString());
        foreach (var bad in new[] { "01:00:5e:00:00:01", "00:00:00:00:00:00" })
            Fails(CNetError.MacAddressInvalid, () => Controller.Endpoints.Add(lab, new EndpointSpec { Name = "x", MacAddress = MacAddress.Parse(bad) }));
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
    public async Task Endpoints_added_at_once_have_addresses_of_their_own()
    {
        var lab = CreateNetwork();
        var endpoints = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => Controller.Endpoints.Add(lab, new EndpointSpec { Name = $"e{i}" }))));
        Assert.Equal(60, endpoints.Select(endpoint => endpoint.IPAddress).Distinct().Count());
        Assert.Equal(60, endpoints.Select(endpoint => endpoint.MacAddress).Distinct().Count());
        Assert.Equal("10.1.0.61", endpoints.Max(endpoint => Ip.From(endpoint.IPAddress!)).ToString());
    }
}
