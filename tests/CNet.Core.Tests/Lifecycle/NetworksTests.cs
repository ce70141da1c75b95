using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Lifecycle;

public sealed class NetworksTests : HostTest
{
    [KernelFact]
    [Trait("Case", "1")]
    public void An_unknown_driver_is_refused_and_leaves_no_network()
    {
        var error = Fails(CNetError.DriverNotFound, () => CreateNetwork(change: spec => spec with { Driver = "framerelay" }));
        Assert.Contains("bridge", error.Hint, StringComparison.Ordinal);
        Assert.Null(Controller.Networks.Find("lab"));
    }

    [KernelFact]
    [Trait("Case", "2")]
    public void A_name_is_given_once()
    {
        CreateNetwork();
        Fails(CNetError.NetworkExists, () => CreateNetwork(subnet: "10.2.0.0/24"));
        CreateNetwork("LAB", "10.2.0.0/24");
    }

    [KernelTheory]
    [Trait("Case", "3")]
    [InlineData("")]
    [InlineData("  \t")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public void A_name_that_is_none_is_refused(string name) => Fails(CNetError.NameInvalid, () => CreateNetwork(name));

    [KernelTheory]
    [Trait("Case", "4")]
    [InlineData("test@#$")]
    [InlineData("kiwl$%^")]
    [InlineData("a b/c'\"`;|&")]
    [InlineData("größe-网络")]
    [InlineData("-x")]
    public void Nearly_any_name_will_do(string name)
    {
        var network = CreateNetwork(name);
        Attach(network, "web");
        Assert.Equal(name, Controller.Networks.Get(name).Name);
        Assert.Equal(name, Controller.Endpoints.Get($"{name}/web").Network);
        Controller.Networks.Remove(network, force: true);
        Fails(CNetError.NetworkNotFound, () => Controller.Networks.Get(name));
    }

    [KernelFact]
    [Trait("Case", "5")]
    public void A_network_with_endpoints_is_not_removed_and_names_them()
    {
        var lab = CreateNetwork();
        var endpoint = Controller.Endpoints.Add(lab, new EndpointSpec { Name = "testep" });
        var error = Fails(CNetError.NetworkInUse, () => Controller.Networks.Remove(lab));
        Assert.Contains("testep", error.Message, StringComparison.Ordinal);
        Controller.Endpoints.Remove(endpoint);
        Controller.Networks.Remove(lab);
        Assert.Null(Controller.Networks.Find("lab"));
    }

    [KernelFact]
    [Trait("Case", "6")]
    public void Removing_an_object_twice_is_no_error_and_a_name_twice_is_one()
    {
        var lab = CreateNetwork();
        Controller.Networks.Remove(lab);
        Controller.Networks.Remove(lab);
        Fails(CNetError.NetworkNotFound, () => Controller.Networks.Get("lab"));
    }

    [KernelTheory]
    [Trait("Case", "31")]
    [InlineData("none")]
    [InlineData("host")]
    [InlineData("bridge")]
    [InlineData("default")]
    public void Predefined_networks_are_neither_made_nor_removed(string name)
    {
        Fails(CNetError.NetworkPredefined, () => CreateNetwork(name));
        if (name != "default") Fails(CNetError.NetworkPredefined, () => Controller.Networks.Remove(Controller.Networks.Get(name), force: true));
    }

    [KernelTheory]
    [Trait("Case", "20")]
    [InlineData("null")]
    [InlineData("host")]
    public void There_is_one_network_of_the_drivers_null_and_host(string driver)
    {
        Fails(CNetError.NetworkPredefined, () => CreateNetwork("mine", null, spec => spec with { Driver = driver }));
        var only = Assert.Single(Controller.Networks.List(), network => network.Driver == driver);
        Fails(CNetError.NetworkPredefined, () => Controller.Networks.Remove(only));
    }

    [KernelFact]
    public void A_network_is_found_by_exact_id_then_exact_name_then_the_beginning_of_its_id()
    {
        var first = CreateNetwork("first", null);
        var named = CreateNetwork(first.Id, null);
        var prefix = CreateNetwork(first.Id[..6], null);
        Assert.Equal(first, Controller.Networks.Get(first.Id));
        Assert.Equal(named.Id, Controller.Networks.Get(named.Id).Id);
        Assert.Equal(prefix, Controller.Networks.Get(first.Id[..6]));
        Assert.Equal(first, Controller.Networks.Get(first.Id[..12]));
        Fails(CNetError.NetworkNotFound, () => Controller.Networks.Get(first.Id[..3]));
        Fails(CNetError.NameInvalid, () => Controller.Networks.Get(" "));
    }

    [KernelFact]
    public void The_beginning_of_several_ids_is_ambiguous()
    {
        var byPrefix = new Dictionary<string, string>();
        for (var i = 0; ; i++)
        {
            // Two ids that begin alike by chance: with four digits that takes some hundred networks.
            var network = CreateNetwork($"n{i}", null, spec => spec with { IpamDriver = "default", Subnets = [new SubnetSpec { Subnet = Cidr.Parse("0.0.0.0/30") }] });
            if (!byPrefix.TryAdd(network.Id[..4], network.Name))
            {
                var error = Fails(CNetError.NameAmbiguous, () => Controller.Networks.Get(network.Id[..4]));
                Assert.Contains(byPrefix[network.Id[..4]], error.Message, StringComparison.Ordinal);
                return;
            }
        }
    }

    [KernelFact]
    [Trait("Case", "21")]
    [Trait("Case", "71")]
    public void What_a_failed_creation_was_given_is_free_again()
    {
        InHost("ip", "link", "add", "taken", "type", "veth", "peer", "name", "other");
        var option = new Dictionary<string, string> { ["com.docker.network.bridge.name"] = "taken" };
        Fails(CNetError.InterfaceExists, () => CreateNetwork(change: spec => spec with { Options = option }));
        CreateNetwork();
    }

    [KernelFact("ip", "nft")]
    [Trait("Case", "36")]
    public void A_creation_that_fails_in_the_kernel_leaves_nothing()
    {
        // The name is free when it is looked at; the kernel takes its last byte, 0xa0, for white space, and refuses it.
        var before = InHost("ip", "-o", "link");
        var refused = Assert.Throws<NetlinkException>(() => CreateNetwork(change: spec => spec with { Options = new Dictionary<string, string> { ["com.docker.network.bridge.name"] = "à" } }));
        Assert.StartsWith("ip link add à ", refused.Request, StringComparison.Ordinal);
        Assert.Null(Controller.Networks.Find("lab"));
        Assert.Equal(before, InHost("ip", "-o", "link"));
        Assert.Empty(InHost("nft", "list", "ruleset"));
        CreateNetwork();
    }

    [KernelFact("ip")]
    [Trait("Case", "36")]
    public void A_network_whose_bridge_cannot_be_made_again_is_in_nobodys_way()
    {
        var bridge = new Dictionary<string, string> { ["com.docker.network.bridge.name"] = "lab0" };
        CreateNetwork(change: spec => spec with { Options = bridge });
        Controller.Close(TestHost);
        // Somebody else's interface has the name now.
        InHost("ip", "link", "del", "lab0");
        InHost("ip", "link", "add", "lab0", "type", "veth", "peer", "name", "other");

        var later = Controller.Open(TestHost);
        var lab = later.Networks.Get("lab");
        var web = later.Endpoints.Add(lab, new EndpointSpec { Name = "web" });
        Fails(CNetError.InterfaceExists, () => later.Sandboxes.Join(web, "web"));
        Assert.Empty(later.Sandboxes.List());
        later.Networks.Create(new NetworkSpec { Name = "next" });
        later.Networks.Remove(lab, force: true);
        Assert.Equal("veth", IpJson(null, "link", "show", "lab0")[0].GetProperty("linkinfo").GetProperty("info_kind").GetString());
        later.Networks.Create(new NetworkSpec { Name = "lab", Subnets = [new SubnetSpec { Subnet = Cidr.Parse("10.1.0.0/24") }] });
    }

    [KernelFact]
    public void Labels_are_kept_and_replaced()
    {
        var lab = CreateNetwork(change: spec => spec with { Labels = new Dictionary<string, string> { ["team"] = "blue" } });
        Assert.Equal("blue", Controller.Networks.Get("lab").Labels["team"]);
        Controller.Networks.Update(lab, labels: new Dictionary<string, string> { ["stage"] = "test" });
        Assert.Equal("stage=test", string.Join(",", Controller.Networks.Get("lab").Labels.Select(label => $"{label.Key}={label.Value}")));
    }

    [KernelFact]
    public void Options_go_by_full_key_or_last_part_and_are_stored_in_full()
    {
        var lab = CreateNetwork(change: spec => spec with { Options = new Dictionary<string, string> { ["enable_icc"] = "0", ["com.docker.network.driver.mtu"] = "1400" } });
        Assert.Equal("false", lab.Options["com.docker.network.bridge.enable_icc"]);
        Assert.Equal("1400", lab.Options["com.docker.network.driver.mtu"]);
        var unknown = Fails(CNetError.OptionUnknown, () => CreateNetwork("x", null, spec => spec with { Options = new Dictionary<string, string> { ["colour"] = "red" } }));
        Assert.Contains("enable_icc", unknown.Hint, StringComparison.Ordinal);
        foreach (var (key, value) in new[] { ("enable_icc", "maybe"), ("mtu", "-1"), ("mtu", "12x"), ("bridge.name", "a/b"), ("name", "sixteen-bytes-xx") })
            Assert.Contains(Assert.ThrowsAny<CNetException>(() => CreateNetwork("x", null, spec => spec with { Options = new Dictionary<string, string> { [key] = value } })).Code,
                new[] { CNetError.OptionInvalid, CNetError.OptionUnknown });
    }

    [KernelFact]
    [Trait("Case", "62")]
    [Trait("Case", "52")]
    [Trait("Case", "71")]
    public void Combinations_that_cannot_be_are_refused_before_anything_is_made()
    {
        CreateNetwork("other", "10.9.0.0/16");
        SubnetSpec Subnet(string text) => new() { Subnet = Cidr.Parse(text) };
        void Refused(CNetError code, params SubnetSpec[] subnets) => Fails(code, () => CreateNetwork(change: spec => spec with { Subnets = subnets }));
        Refused(CNetError.RangeInvalid, Subnet("10.1.0.0/24") with { Range = Cidr.Parse("10.2.0.0/25") });
        Refused(CNetError.RangeInvalid, Subnet("10.1.0.0/24") with { Range = Cidr.Parse("10.1.0.0/16") });
        Refused(CNetError.GatewayOutsideSubnet, Subnet("10.1.0.0/24") with { Gateway = Addresses.Parse("10.2.0.1") });
        Refused(CNetError.AddressInUse, Subnet("10.1.0.0/24") with { Gateway = Addresses.Parse("10.1.0.0") });
        Refused(CNetError.AddressInUse, Subnet("10.1.0.0/24") with { Gateway = Addresses.Parse("10.1.0.1"), Auxiliary = new Dictionary<string, System.Net.IPAddress> { ["x"] = Addresses.Parse("10.1.0.1") } });
        Refused(CNetError.AddressOutsideSubnet, Subnet("10.1.0.0/24") with { Auxiliary = new Dictionary<string, System.Net.IPAddress> { ["x"] = Addresses.Parse("10.2.0.1") } });
        Refused(CNetError.DriverUnsupported, Subnet("10.1.0.0/24"), Subnet("10.2.0.0/24"));
        Refused(CNetError.DriverUnsupported, Subnet("10.1.0.0/24"), Subnet("10.1.0.128/25"));
        var overlap = Assert.Throws<CNetException>(() => CreateNetwork(subnet: "10.9.8.0/24"));
        Assert.Equal(CNetError.SubnetOverlap, overlap.Code);
        Assert.Contains("other", overlap.Message, StringComparison.Ordinal);
        Refused(CNetError.SubnetInvalid, Subnet("224.0.0.0/24"));
        Refused(CNetError.SubnetInvalid, Subnet("fe80::/32"));
        Refused(CNetError.SubnetInvalid, Subnet("127.1.0.0/24"));
        Assert.Null(Controller.Networks.Find("lab"));
        CreateNetwork();
    }

    [KernelFact]
    [Trait("Case", "63")]
    public void A_bridge_needs_addresses()
    {
        Fails(CNetError.PoolRequired, () => CreateNetwork(subnet: null, change: spec => spec with { IpamDriver = "null" }));
        Fails(CNetError.PoolRequired, () => CreateNetwork(subnet: null, change: spec => spec with { EnableIPv4 = false }));
        Fails(CNetError.DriverNotFound, () => CreateNetwork(change: spec => spec with { IpamDriver = "dhcp" }));
    }

    [KernelFact]
    [Trait("Case", "57")]
    public void IPv6_without_a_subnet_gets_a_unique_local_one()
    {
        var lab = CreateNetwork(change: spec => spec with { EnableIPv6 = true });
        var subnet = lab.Subnet[1];
        Assert.StartsWith("fd", subnet.ToString(), StringComparison.Ordinal);
        Assert.Equal(64, subnet.PrefixLength);
        Assert.NotEqual(subnet, CreateNetwork("other", null, spec => spec with { EnableIPv6 = true }).Subnet[1]);
    }

    [KernelFact]
    public void A_preview_refuses_what_the_deed_would_and_changes_nothing()
    {
        var preview = Controller.Networks.Create(new NetworkSpec { Name = "lab" }, preview: new Preview());
        Assert.True(preview.IsPreview);
        Assert.Null(Controller.Networks.Find("lab"));
        var endpoint = Controller.Endpoints.Add(preview, new EndpointSpec { Name = "web" });
        Assert.True(endpoint.IsPreview);
        var joined = Controller.Sandboxes.Join(endpoint, "web");
        Assert.True(joined.IsPreview);
        Assert.Equal("web", joined.Sandbox);
        var real = CreateNetwork(subnet: null);
        Assert.Equal(preview.Subnet[0], real.Subnet[0]);
        Assert.Equal(endpoint.IPAddress, Controller.Endpoints.Add(real, new EndpointSpec { Name = "web" }).IPAddress);
        Assert.Throws<CNetException>(() => Controller.Networks.Create(new NetworkSpec { Name = "lab" }, preview: new Preview()));
        Assert.Empty(Controller.Sandboxes.List());
    }

    [KernelFact]
    public async Task Of_many_who_create_the_same_name_at_once_one_succeeds()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() =>
        {
            try
            {
                CreateNetwork(subnet: null);
                return "made";
            }
            catch (CNetException error)
            {
                return error.Code.ToString();
            }
        })));
        Assert.Single(outcomes, "made");
        Assert.Equal(15, outcomes.Count(outcome => outcome == nameof(CNetError.NetworkExists)));
    }

    [KernelFact("ip")]
    public void An_MTU_that_grows_large_enough_for_IPv6_brings_no_addresses_that_nobody_asked_for()
    {
        var lab = CreateNetwork(change: spec => spec with { Options = new Dictionary<string, string> { ["mtu"] = "1000" } });
        var web = Attach(lab, "web");
        Controller.Networks.Update(lab, mtu: 1400);
        foreach (var link in new[] { "br-" + lab.ShortId, web.HostInterfaceName! }) Assert.DoesNotContain("inet6", InHost("ip", "addr", "show", link), StringComparison.Ordinal);
        Assert.DoesNotContain("inet6", In("web", "ip", "addr", "show", "eth0"), StringComparison.Ordinal);
        Assert.Empty(Controller.Health.Repair());
        Attach(lab, "db");
        Assert.True(Pings("web", "10.1.0.3"));
    }
}
