using System.Text.Json;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Drivers;

public sealed class BridgeDriverTests : HostTest
{
    [KernelTheory("ip", "ping")]
    [InlineData("68")]
    [InlineData("576")]
    [InlineData("1279")]
    public void An_MTU_that_is_too_small_for_IPv6_will_do_for_IPv4(string mtu)
    {
        var lab = CreateNetwork(change: spec => spec with { Options = new Dictionary<string, string> { ["mtu"] = mtu } });
        Attach(lab, "web");
        Assert.Equal(mtu, Mtu("web", "eth0").ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(0, Machine.TryRun("nsenter", $"--net={Path.Combine(TestHost.NamespaceDirectory, "web")}", "ping", "-c", "1", "-W", "1", "-s", "16", "10.1.0.1").ExitCode);
    }

    [KernelFact("ip")]
    [Trait("Case", "74")]
    public void The_MTU_is_that_of_the_bridge_and_of_both_ends_and_changes_while_in_use()
    {
        var lab = CreateNetwork(change: spec => spec with { Options = new Dictionary<string, string> { ["mtu"] = "1400" } });
        var web = Attach(lab, "web");
        int[] Mtus() => [Mtu(null, "br-" + lab.ShortId), Mtu(null, web.HostInterfaceName!), Mtu("web", "eth0")];
        Assert.Equal([1400, 1400, 1400], Mtus());
        Controller.Networks.Update(lab, mtu: 9000);
        Assert.Equal([9000, 9000, 9000], Mtus());
        Assert.Equal("9000", Controller.Networks.Get("lab").Options["com.docker.network.driver.mtu"]);
        Attach(lab, "db");
        Assert.Equal(9000, Mtu("db", "eth0"));
        Fails(CNetError.OptionInvalid, () => Controller.Networks.Update(lab, mtu: 7));
        Fails(CNetError.OptionInvalid, () => CreateNetwork("six", null, spec => spec with { EnableIPv6 = true, Options = new Dictionary<string, string> { ["mtu"] = "1279" } }));
    }

    [KernelFact("ip")]
    public void The_bridge_keeps_its_own_MAC_address_when_ports_come_and_go()
    {
        var lab = CreateNetwork();
        string? Mac() => Link(null, "br-" + lab.ShortId).GetProperty("address").GetString();
        var before = Mac();
        for (var i = 0; i < 3; i++) Controller.Endpoints.Remove(Attach(lab, "web", change: spec => spec with { MacAddress = MacAddress.Parse("00:00:00:00:00:02") }), force: true);
        Assert.Equal(before, Mac());
    }

    [KernelFact("ip")]
    [Trait("Case", "79")]
    public void Without_IPv6_the_interface_takes_no_part_in_it_and_the_loopback_does()
    {
        Attach(CreateNetwork(), "web");
        Assert.Equal("1", In("web", "sysctl", "-n", "net.ipv6.conf.eth0.disable_ipv6").Trim());
        Assert.DoesNotContain("inet6", In("web", "ip", "addr", "show", "eth0"), StringComparison.Ordinal);
        Assert.True(Pings("web", "::1"));
        Assert.Empty(IpJson(null, "-6", "addr", "show", "scope", "link"));
    }

    [KernelTheory("ip")]
    [Trait("Case", "79")]
    [InlineData("IFNAME", "1")]
    [InlineData("IFNAME", "0")]
    [InlineData("ifname", "1")]
    [InlineData("IfName", "0")]
    public void A_kernel_parameter_is_set_on_the_interface_whatever_it_is_called(string placeholder, string value)
    {
        var sysctls = new Dictionary<string, string> { [$"net.ipv4.conf.{placeholder}.log_martians"] = value };
        Attach(CreateNetwork(), "web", change: spec => spec with { Sysctls = sysctls, InterfaceName = "lan" });
        Assert.Equal(value, In("web", "sysctl", "-n", "net.ipv4.conf.lan.log_martians").Trim());
    }

    [KernelFact("ip")]
    [Trait("Case", "79")]
    public void An_interface_without_IPv6_by_its_kernel_parameter_has_no_IPv6_address()
    {
        var lab = CreateNetwork(change: spec => spec with { EnableIPv6 = true });
        var web = Attach(lab, "web", change: spec => spec with { Sysctls = new Dictionary<string, string> { ["net.ipv6.conf.IFNAME.disable_ipv6"] = "1" } });
        Assert.Null(web.IPv6Address);
        Assert.DoesNotContain("inet6", In("web", "ip", "addr", "show", "eth0"), StringComparison.Ordinal);
        Assert.True(Pings("web", "10.1.0.1"));
    }

    [KernelFact("ip")]
    [Trait("Case", "74")]
    public void A_configuration_brings_its_MTU()
    {
        CreateNetwork("conf", null, spec => spec with { ConfigOnly = true, Options = new Dictionary<string, string> { ["mtu"] = "1280" } });
        var lab = CreateNetwork(subnet: null, change: spec => spec with { ConfigFrom = "conf" });
        Attach(lab, "web");
        Assert.Equal((1280, 1280), (Mtu(null, "br-" + lab.ShortId), Mtu("web", "eth0")));
    }

    [KernelFact("ip")]
    [Trait("Case", "80")]
    public void Without_IPv4_there_is_IPv6_alone()
    {
        var web = Attach(CreateNetwork(subnet: "fd00:1::/64", change: spec => spec with { EnableIPv4 = false }), "web");
        Assert.Null(web.IPv4Address);
        Assert.Equal("fd00:1::2", web.IPAddress!.ToString());
        Assert.DoesNotContain("inet ", In("web", "ip", "addr", "show", "eth0"), StringComparison.Ordinal);
        Assert.True(Pings("web", "fd00:1::1"));
    }

    [KernelFact("ip", "ping")]
    [Trait("Case", "70")]
    public void Two_addresses_are_enough_for_two_who_need_no_gateway_on_the_bridge()
    {
        var lab = CreateNetwork(subnet: "192.168.0.2/31", change: spec => spec with
        {
            Internal = true,
            Options = new Dictionary<string, string> { ["inhibit_ipv4"] = "true" },
        });
        Assert.DoesNotContain("inet ", InHost("ip", "addr", "show", "br-" + lab.ShortId), StringComparison.Ordinal);
        Assert.Empty(lab.Gateway);
        Assert.Equal("192.168.0.2", Attach(lab, "a").IPAddress!.ToString());
        Assert.Equal("192.168.0.3", Attach(lab, "b").IPAddress!.ToString());
        Assert.True(Pings("a", "192.168.0.3"));
        Assert.True(Pings("b", "192.168.0.2"));
    }

    [KernelFact("ip", "ping")]
    [Trait("Case", "70")]
    public void An_isolated_bridge_has_no_address_and_its_sandboxes_have_each_other()
    {
        var isolated = new Dictionary<string, string> { ["gateway_mode_ipv4"] = "isolated", ["gateway_mode_ipv6"] = "isolated" };
        Fails(CNetError.OptionInvalid, () => CreateNetwork(change: spec => spec with { Options = isolated }));
        var lab = CreateNetwork(subnet: "192.168.0.2/31", change: spec => spec with { EnableIPv6 = true, Internal = true, Options = isolated });
        Attach(lab, "a");
        var b = Attach(lab, "b");
        Assert.Empty(IpJson(null, "addr", "show", "br-" + lab.ShortId)[0].GetProperty("addr_info").EnumerateArray());
        Assert.Empty(lab.Gateway);
        Assert.True(Pings("a", b.IPv4Address!.ToString()));
        Assert.True(Pings("a", b.IPv6Address!.ToString()));
        Assert.DoesNotContain(Controller.Health.Test(), check => check.Status == HostCheckStatus.Failed);
        InHost("ip", "link", "add", "br111", "type", "bridge");
        InHost("ip", "addr", "add", "192.168.122.1/24", "dev", "br111");
        isolated["com.docker.network.bridge.name"] = "br111";
        Fails(CNetError.NetworkConflict, () => CreateNetwork("other", null, spec => spec with { Internal = true, Options = isolated }));
    }

    [KernelFact("ip")]
    [Trait("Case", "70")]
    public void One_family_may_be_isolated_alone()
    {
        var lab = CreateNetwork(change: spec => spec with { EnableIPv6 = true, Internal = true, Options = new Dictionary<string, string> { ["gateway_mode_ipv4"] = "isolated" } });
        var web = Attach(lab, "web");
        Assert.Equal("10.1.0.1", web.IPAddress!.ToString());
        Assert.DoesNotContain("inet ", InHost("ip", "addr", "show", "br-" + lab.ShortId), StringComparison.Ordinal);
        Assert.True(Pings("web", Assert.Single(lab.Gateway).ToString()));
    }

    [KernelFact("ip")]
    [Trait("Case", "71")]
    public void A_bridge_of_the_users_name_is_made_and_removed()
    {
        var lab = CreateNetwork(change: spec => spec with { Options = new Dictionary<string, string> { ["com.docker.network.bridge.name"] = "lab0", ["container_iface_prefix"] = "net" } });
        Assert.Equal("net0", Attach(lab, "web").InterfaceName);
        Assert.Equal("bridge", Link(null, "lab0").GetProperty("linkinfo").GetProperty("info_kind").GetString());
        var conflict = Fails(CNetError.NetworkConflict, () => CreateNetwork("other", "10.2.0.0/24", spec => spec with { Options = lab.Options }));
        Assert.Contains("lab", conflict.Message, StringComparison.Ordinal);
        Controller.Networks.Remove(lab, force: true);
        Assert.DoesNotContain("lab0", InHost("ip", "link"), StringComparison.Ordinal);
    }

    [KernelFact("ip", "bridge")]
    [Trait("Case", "72")]
    public void A_bridge_that_was_there_is_used_as_it_is_and_stays()
    {
        InHost("ip", "link", "add", "br111", "type", "bridge");
        InHost("ip", "addr", "add", "192.168.122.1/24", "dev", "br111");
        InHost("ip", "link", "set", "br111", "up");
        string[] Addresses() => InHost("ip", "-br", "addr", "show", "br111").Split(' ', StringSplitOptions.RemoveEmptyEntries)[2..];
        var before = Addresses();
        var options = new Dictionary<string, string> { ["com.docker.network.bridge.name"] = "br111" };
        var lab = CreateNetwork(subnet: null, change: spec => spec with { Options = options });
        Assert.Equal("192.168.122.0/24", lab.Subnet[0].ToString());
        Assert.Equal("192.168.122.1", lab.Gateway[0].ToString());
        Attach(lab, "web");
        Assert.True(Pings("web", "192.168.122.1"));
        Controller.Networks.Remove(lab, force: true);
        Assert.Equal(before, Addresses());
        Fails(CNetError.NetworkConflict, () => Controller.Networks.Create(new NetworkSpec
        {
            Name = "clash",
            Options = options,
            Subnets = [new SubnetSpec { Subnet = Cidr.Parse("192.168.122.0/24"), Gateway = CNet.Addresses.Parse("192.168.122.9") }],
        }));
    }

    [KernelFact("ip")]
    public void An_address_that_CNet_gave_a_bridge_of_somebody_elses_goes_with_the_network()
    {
        InHost("ip", "link", "add", "br111", "type", "bridge");
        InHost("ip", "addr", "add", "192.168.122.1/24", "dev", "br111");
        var lab = CreateNetwork(change: spec => spec with { Options = new Dictionary<string, string> { ["com.docker.network.bridge.name"] = "br111" } });
        Assert.Contains("10.1.0.1/24", InHost("ip", "addr", "show", "br111"), StringComparison.Ordinal);
        Controller.Networks.Remove(lab);
        var left = InHost("ip", "addr", "show", "br111");
        Assert.DoesNotContain("10.1.0.1", left, StringComparison.Ordinal);
        Assert.Contains("192.168.122.1/24", left, StringComparison.Ordinal);
    }

    [KernelFact("ip")]
    public void The_predefined_bridge_is_made_with_its_first_endpoint()
    {
        Assert.DoesNotContain("cnet0", InHost("ip", "link"), StringComparison.Ordinal);
        var web = Attach(Controller.Networks.Get("bridge"), "web");
        Assert.Equal("172.17.0.2", web.IPAddress!.ToString());
        Assert.Contains("172.17.0.1/16", InHost("ip", "addr", "show", "cnet0"), StringComparison.Ordinal);
        Assert.True(Pings("web", "172.17.0.1"));
    }

    [KernelFact("ip")]
    public void A_bridge_that_is_full_says_so_and_the_join_leaves_nothing()
    {
        var lab = CreateNetwork(subnet: "10.1.0.0/16");
        // As many ports as the kernel takes, by hand: the pairs stay on the Host.
        var ports = string.Join('\n', Enumerable.Range(0, 1023).Select(i => $"link add p{i} type veth peer name q{i}\nlink set p{i} master br-{lab.ShortId}"));
        var batch = Path.GetTempFileName();
        File.WriteAllText(batch, ports);
        InHost("ip", "-batch", batch);
        File.Delete(batch);
        var error = Fails(CNetError.PoolExhausted, () => Attach(lab, "web"));
        Assert.Contains("1023", error.Message, StringComparison.Ordinal);
        Assert.Empty(Controller.Sandboxes.List());
        Assert.DoesNotContain("veth" + Controller.Endpoints.Get("web").Id[..11], InHost("ip", "-o", "link"), StringComparison.Ordinal);
        InHost("ip", "link", "del", "p0");
        Controller.Sandboxes.Join(Controller.Endpoints.Get("web"), "web");
    }

    private int Mtu(string? ns, string link) => Link(ns, link).GetProperty("mtu").GetInt32();

    private JsonElement Link(string? ns, string link) => IpJson(ns, "link", "show", link)[0];
}
