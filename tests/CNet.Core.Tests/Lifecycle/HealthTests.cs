using CNet.State;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Lifecycle;

/// <summary>What somebody does behind CNet's back is found, the next command works all the same, and everything is put right.</summary>
public sealed class HealthTests : HostTest
{
    [KernelFact]
    public void Nothing_differs_on_a_Host_that_nobody_touched()
    {
        Assert.Empty(Differences());
        Assert.Contains(Controller.Health.Test(), check => check is { Name: "State", Status: HostCheckStatus.Ok });
        Build();
        Assert.Empty(Differences());
        Assert.Empty(Controller.Health.Repair());
    }

    public static TheoryData<string, string, string> Disturbances => new()
    {
        { "Bridge", "lab", "ip link del BRIDGE" },
        { "Bridge", "lab", "ip link set BRIDGE down" },
        { "Bridge", "lab", "ip addr del 10.1.0.1/24 dev BRIDGE" },
        { "Bridge", "lab", "ip -6 addr flush dev BRIDGE" },
        { "Bridge", "lab", "ip link del BRIDGE; ip link add BRIDGE type bridge" },
        { "Bridge", "lab", "ip link set BRIDGE down; ip link set BRIDGE name zzz; ip link set zzz up" },
        { "Bridge", "lab", "ip link set BRIDGE mtu 1400" },
        { "Bridge", "lab", "ip link set BRIDGE mtu 1000" },
        { "Bridge", "lab", "ip link set BRIDGE address 02:00:00:00:00:99" },
        { "Port", "lab/web", "ip link set VETH nomaster" },
        { "Port", "lab/web", "ip link set VETH mtu 1400" },
        { "Port", "lab/web", "ip link set VETH type bridge_slave isolated on" },
        { "Port", "lab/web", "ip link set VETH down" },
        { "Rate", "lab/web", "tc qdisc del dev VETH root" },
        { "Rate", "lab/web", "tc qdisc replace dev VETH root tbf rate 1gbit burst 1mb latency 50ms" },
        { "Rate", "lab/web", "tc qdisc replace dev VETH root tbf rate 30mbit burst 1mb latency 50ms" },
        { "Rate", "lab/web", "tc qdisc replace dev VETH root pfifo" },
        { "Rate", "lab/web", "tc qdisc del dev VETH ingress" },
        { "Rate", "lab/web", "tc filter del dev VETH ingress" },
        { "Rate", "lab/web", "tc filter replace dev VETH parent ffff: handle 800::800 prio 1 protocol all u32 match u32 0 0 action mirred egress redirect dev BRIDGE" },
        { "Rate", "lab/web", "ip link del IFB" },
        { "Rate", "lab/web", "ip link set IFB down" },
        { "Rate", "lab/web", "tc qdisc del dev IFB root" },
        { "Rate", "lab/web", "tc qdisc replace dev IFB root tbf rate 1gbit burst 1mb latency 50ms" },
        { "Rate", "lab/db", "tc qdisc replace dev DB root tbf rate 1gbit burst 1mb latency 50ms" },
        { "Rate", "lab/db", "ip link add DBIFB type ifb" },
        { "Interface", "lab/web", "ip link del VETH; ip link del IFB" },
        { "Interface", "lab/web", "ip link del VETH" },
        { "Interface", "lab/web", "nsenter --net=WEB ip link del eth0" },
        { "Interface", "lab/web", "nsenter --net=WEB ip link set eth0 down" },
        { "Interface", "lab/web", "nsenter --net=WEB ip addr del 10.1.0.2/24 dev eth0" },
        { "Interface", "lab/web", "nsenter --net=WEB ip -6 addr flush dev eth0" },
        { "Interface", "lab/web", "nsenter --net=WEB ip route del default" },
        { "Interface", "lab/web", "nsenter --net=WEB ip route del 10.77.0.0/16" },
        { "Interface", "lab/web", "nsenter --net=WEB ip link set eth0 address 02:00:00:00:00:77" },
        { "Interface", "lab/web", "nsenter --net=WEB ip link set eth0 mtu 1400" },
        { "Interface", "lab/web", "nsenter --net=WEB ip link set eth0 mtu 1000" },
        { "Loopback", "web", "nsenter --net=WEB ip link set lo down" },
        { "Sandbox", "web", "umount WEB; rm WEB" },
        { "Sandbox", "web", "umount WEB" },
        { "Firewall", "inet cnet", "nft delete table inet cnet" },
        { "Firewall", "inet cnet", "nft flush chain inet cnet forward" },
        { "Firewall", "inet cnet", "nft insert rule inet cnet forward accept" },
        { "Firewall", "inet cnet", "nft flush set inet cnet masquerade4" },
        { "Firewall", "inet cnet", "nft flush map inet cnet host6" },
        { "Firewall", "inet cnet", "nft delete element inet cnet host6 '{ BRIDGE }'; nft add element inet cnet host6 '{ BRIDGE : 2001:db8::66 }'" },
        { "Firewall", "inet cnet", "nft add element inet cnet host4 '{ BRIDGE : 192.0.2.66 }'" },
        { "Firewall", "inet cnet", "nft flush chain inet cnet postrouting; nft delete map inet cnet host4; nft delete map inet cnet host6" },
        { "Firewall", "inet cnet", "nft add element inet cnet networks { other0 }" },
        { "Firewall", "inet cnet", "nft delete chain inet cnet postrouting" },
        { "Firewall", "inet cnet", "nft chain inet cnet forward '{ policy drop; }'" },
        { "Forwarding", "IPv4", "sysctl -qw net.ipv4.ip_forward=0" },
        { "Forwarding", "IPv6", "sysctl -qw net.ipv6.conf.all.forwarding=0" },
        { "Leftover", "vethaaaaaaaaaaa", "ip link add vethaaaaaaaaaaa type veth peer name other" },
        { "Leftover", "ifbaaaaaaaaaaa", "ip link add ifbaaaaaaaaaaa type ifb" },
        { "Leftover", "br-aaaaaaaaaaaa", "ip link add br-aaaaaaaaaaaa type bridge; nft add element inet cnet networks { br-aaaaaaaaaaaa }" },
    };

    [KernelTheory("ip", "tc", "nft", "sysctl", "ping")]
    [MemberData(nameof(Disturbances))]
    public void What_differs_is_found_and_put_right(string name, string target, string disturbance)
    {
        var (web, _) = Build();
        var before = View();
        Disturb(disturbance, web);

        Assert.Contains(Differences(), check => (check.Name, check.Target) == (name, target) && check.Repair is not null);
        var done = Controller.Health.Repair();
        Assert.All(done, check => Assert.Equal(HostCheckStatus.Repaired, check.Status));
        Assert.Contains(done, check => (check.Name, check.Target) == (name, target));

        Assert.Empty(Differences());
        Assert.Equal(before, View());
        Assert.True(Pings("web", "10.1.0.3") && Pings("db", "10.1.0.2") && Pings("web", "10.1.0.1"));
    }

    [KernelTheory("ip", "tc", "nft", "sysctl", "ping")]
    [MemberData(nameof(Disturbances))]
    public void The_next_command_works(string name, string target, string disturbance)
    {
        _ = (name, target);
        var (web, network) = Build();
        Disturb(disturbance, web);
        var late = Attach(network, "late");
        Assert.True(Pings("late", "10.1.0.1") || disturbance.Contains("BRIDGE down", StringComparison.Ordinal) || disturbance.Contains("addr", StringComparison.Ordinal));
        Controller.Sandboxes.Leave(late);
        Controller.Sandboxes.Leave(web);
        Controller.Endpoints.Remove(web);
        foreach (var sandbox in Controller.Sandboxes.List()) Controller.Sandboxes.Remove(sandbox);
        Controller.Networks.Remove(network, force: true);
        Controller.Health.Repair();
        Assert.Empty(Differences());
        Assert.Equal(["lo"], IpJson(null, "link").Select(link => link.GetProperty("ifname").GetString()).Where(link => link is not "other0"));
        Assert.Equal("", InHost("nft", "list", "ruleset"));
    }

    [KernelFact("ip", "ping")]
    public void A_join_makes_a_deleted_bridge_again_and_plugs_the_others_in()
    {
        var (_, network) = Build();
        InHost("ip", "link", "del", "br-" + network.ShortId);
        Attach(network, "late");
        Assert.Empty(Differences());
        Assert.True(Pings("late", "10.1.0.2") && Pings("web", "10.1.0.3"));
    }

    [KernelFact("ip")]
    public void A_deleted_bridge_whose_MTU_is_too_small_for_IPv6_is_made_again()
    {
        var lab = CreateNetwork(change: spec => spec with { Options = new Dictionary<string, string> { ["mtu"] = "1000" } });
        Attach(lab, "web");
        InHost("ip", "link", "del", "br-" + lab.ShortId);
        Assert.All(Controller.Health.Repair(), check => Assert.Equal(HostCheckStatus.Repaired, check.Status));
        Assert.True(Pings("web", "10.1.0.1"));
    }

    [KernelFact("ip")]
    public void A_link_local_address_that_somebody_took_away_comes_back()
    {
        var address = Addresses.Parse("fe80::77");
        Attach(CreateNetwork(), "web", change: spec => spec with { LinkLocalAddresses = [address] });
        In("web", "ip", "addr", "del", "fe80::77/64", "dev", "eth0");
        Assert.Single(Controller.Health.Repair(), check => check.Status == HostCheckStatus.Repaired);
        Assert.Contains("fe80::77/64", In("web", "ip", "addr", "show", "eth0"), StringComparison.Ordinal);
    }

    [KernelFact("ip", "bridge")]
    public void A_port_that_was_let_reach_the_others_is_isolated_again()
    {
        var lab = CreateNetwork(change: spec => spec with { Options = new Dictionary<string, string> { ["enable_icc"] = "false" } });
        var web = Attach(lab, "web");
        Attach(lab, "db");
        Assert.Empty(Differences());
        InHost("bridge", "link", "set", "dev", web.HostInterfaceName!, "isolated", "off");
        Assert.Contains("isolated off", InHost("bridge", "-d", "link", "show", "dev", web.HostInterfaceName!), StringComparison.Ordinal);
        Assert.Equal(("Port", "lab/web"), Controller.Health.Repair().Select(check => (check.Name, check.Target)).Single());
        Assert.Contains("isolated on", InHost("bridge", "-d", "link", "show", "dev", web.HostInterfaceName!), StringComparison.Ordinal);
        Assert.Empty(Differences());
    }

    [KernelFact("ip", "nft")]
    public void A_join_writes_a_deleted_table_again()
    {
        var (_, network) = Build();
        var before = NftListing.OfText(InHost("nft", "list", "ruleset"));
        InHost("nft", "delete", "table", "inet", "cnet");
        Attach(network, "late");
        Assert.Equal(before, NftListing.OfText(InHost("nft", "list", "ruleset")));
    }

    [KernelFact("ip")]
    public void A_namespace_in_the_place_of_a_sandboxs_is_not_taken_for_it_and_not_deleted()
    {
        Build();
        var path = Controller.Sandboxes.Get("web").Namespace;
        Machine.Run("umount", path);
        Machine.Run("rm", path);
        Controller.Namespaces.Create("web");
        Assert.Contains(Differences(), check => check is { Name: "Sandbox", Target: "web" });
        Controller.Health.Repair();
        Assert.Null(Controller.Sandboxes.Find("web"));
        Assert.Equal(EndpointState.Ready, Controller.Endpoints.Get("web").State);
        Assert.Contains(Controller.Namespaces.List(), ns => ns.Name == "web");
        Assert.Empty(Differences());
    }

    [KernelFact("ip")]
    public void The_sandbox_of_a_process_that_ended_is_removed_and_its_endpoints_stay()
    {
        var network = CreateNetwork();
        using (var resident = System.Diagnostics.Process.Start("unshare", ["--net", "sleep", "60"]))
        {
            // The process is in a namespace of its own when unshare has become sleep.
            Assert.True(SpinWait.SpinUntil(() => File.ReadAllText($"/proc/{resident.Id}/comm").Trim() == "sleep", TimeSpan.FromSeconds(10)));
            Controller.Sandboxes.Create(new SandboxSpec { Name = "adopted", ProcessId = resident.Id });
            Attach(network, "web", "adopted");
            Assert.Empty(Differences());
            resident.Kill();
            resident.WaitForExit();
        }
        Assert.Contains(Differences(), check => check is { Name: "Sandbox", Target: "adopted" });
        Controller.Health.Repair();
        Assert.Empty(Controller.Sandboxes.List());
        Assert.Equal(EndpointState.Ready, Controller.Endpoints.Get("web").State);
        Assert.Empty(Differences());
    }

    [KernelFact("ip")]
    public void Only_what_is_approved_is_repaired()
    {
        var (web, _) = Build();
        Disturb("ip link set VETH down; nft delete table inet cnet", web);
        var asked = new List<string>();
        Assert.Empty(Controller.Health.Repair(check =>
        {
            asked.Add(check.Name);
            return false;
        }));
        Assert.Equal(["Port", "Firewall"], asked);
        Assert.Equal(["Firewall"], Controller.Health.Repair(check => check.Name == "Firewall").Select(check => check.Name));
        Assert.Equal(["Port"], Differences().Select(check => check.Name));
    }

    [KernelFact("ip", "nft")]
    [Trait("Case", "76")]
    public void A_chain_of_others_that_drops_what_is_forwarded_is_named()
    {
        InHost("nft", "add table ip filter; add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }");
        var check = Assert.Single(Controller.Health.Test(), check => check is { Name: "ForeignFirewall", Status: HostCheckStatus.Warning });
        Assert.Equal("ip filter FORWARD", check.Target);
        Assert.Contains("iptables -I FORWARD", check.Remedy, StringComparison.Ordinal);
        InHost("nft", "flush", "ruleset");
    }

    [KernelFact("ip", "sysctl")]
    public void Forwarding_that_may_not_be_turned_on_is_for_people_to_turn_on()
    {
        Build();
        Controller.Settings.Set(forwarding: ForwardingMode.Forbid);
        InHost("sysctl", "-qw", "net.ipv4.ip_forward=0");
        Assert.Null(Assert.Single(Differences(), check => check.Name == "Forwarding").Repair);
        Assert.Empty(Controller.Health.Repair());
    }

    [KernelFact("ip")]
    public void A_note_of_an_interrupted_operation_is_found_and_swept()
    {
        var lab = CreateNetwork();
        var web = Controller.Endpoints.Add(lab, new EndpointSpec { Name = "web" });
        var link = "veth" + web.Id[..11];
        InHost("ip", "link", "add", link, "type", "veth", "peer", "name", "half");
        File.WriteAllText(Path.Combine(TestHost.RunDirectory, "lock"),
            "999999 1 killed\n" + System.Text.Json.JsonSerializer.Serialize(new Intent { EndpointId = web.Id, HostInterface = link }, StateJson.Default.Intent));
        Assert.Contains(Differences(), check => check.Name == "Interrupted");
        Assert.Contains(Differences(), check => check.Name == "Interrupted");
        Controller.Health.Repair();
        Assert.Empty(Differences());
        Assert.DoesNotContain(link, InHost("ip", "link"), StringComparison.Ordinal);
    }

    [KernelFact("ip", "ping")]
    public void After_a_reboot_networks_and_endpoints_are_there_and_join_again()
    {
        var (web, network) = Build();
        Controller.Close(TestHost);
        // What a reboot does: /run is a new file system, and the kernel has nothing.
        Directory.Delete(TestHost.RunDirectory, recursive: true);
        foreach (var file in Directory.EnumerateFiles(TestHost.NamespaceDirectory)) Machine.Run("umount", file);
        InHost("nft", "flush", "ruleset");
        InHost("ip", "link", "del", "br-" + network.ShortId);
        // It goes with its namespace, some time.
        InHost("sh", "-c", $"ip link del {web.HostInterfaceName} 2>/dev/null || true");
        InHost("sysctl", "-qw", "net.ipv4.ip_forward=0", "net.ipv6.conf.all.forwarding=0");

        var after = Controller.Open(TestHost);
        Assert.Empty(after.Sandboxes.List());
        var again = after.Endpoints.Get("web");
        Assert.Equal((web.IPAddress, web.IPv6Address, web.MacAddress, EndpointState.Ready), (again.IPAddress, again.IPv6Address, again.MacAddress, again.State));
        after.Health.Repair();
        after.Sandboxes.Join(again, "web");
        after.Sandboxes.Join(after.Endpoints.Get("db"), "db");
        Assert.True(Pings("web", "10.1.0.3"));
        Assert.DoesNotContain(after.Health.Test(), check => check.Repair is not null);
    }

    [KernelFact("ip", "ping")]
    public void A_run_directory_that_somebody_removed_is_made_anew_by_the_process_that_had_it_open()
    {
        var (web, network) = Build();
        Directory.Delete(TestHost.RunDirectory, recursive: true);
        Assert.Empty(Controller.Sandboxes.List());
        // Nothing says any more that its interface is joined.
        Assert.Contains(Differences(), check => check.Name == "Leftover" && check.Target == web.HostInterfaceName);
        Controller.Health.Repair();
        Assert.Empty(Differences());
        Attach(network, "late", "elsewhere");
        Assert.True(Pings("elsewhere", "10.1.0.1"));
        Controller.Networks.Remove(network, force: true);
        Assert.DoesNotContain("br-", InHost("ip", "link"), StringComparison.Ordinal);
    }

    /// <summary>A network of both families with two endpoints, which leaves by IPv6 under an address that was chosen.</summary>
    private (Endpoint Web, Network Network) Build()
    {
        var network = CreateNetwork(change: spec => spec with
        {
            EnableIPv6 = true,
            Options = new Dictionary<string, string> { ["host_ipv6"] = "2001:db8::9" },
            Routes = new Dictionary<Cidr, System.Net.IPAddress?> { [Cidr.Parse("10.77.0.0/16")] = System.Net.IPAddress.Parse("10.1.0.254") },
        });
        Controller.Sandboxes.Create(new SandboxSpec { Name = "web", Sysctls = new Dictionary<string, string> { ["net.ipv4.ip_default_ttl"] = "77" } });
        var web = Attach(network, "web", change: spec => spec with { EgressRate = Rate.Parse("20mbit"), IngressRate = Rate.Parse("30mbit") });
        Attach(network, "db");
        return (web, Controller.Networks.Get("lab"));
    }

    private List<HostCheck> Differences() => [.. Controller.Health.Test().Where(check => check.Status is HostCheckStatus.Failed || check.Repair is not null)];

    private void Disturb(string commands, Endpoint web)
    {
        var db = Controller.Endpoints.Get("db");
        var script = commands.Replace("DBIFB", "ifb" + db.Id[..11], StringComparison.Ordinal).Replace("DB", db.HostInterfaceName, StringComparison.Ordinal).Replace("IFB", "ifb" + web.Id[..11], StringComparison.Ordinal)
            .Replace("BRIDGE", "br-" + ObjectIdOf(web), StringComparison.Ordinal).Replace("VETH", web.HostInterfaceName, StringComparison.Ordinal)
            .Replace("WEB", Path.Combine(TestHost.NamespaceDirectory, "web"), StringComparison.Ordinal).Replace("{ other0 }", "'{ other0 }'", StringComparison.Ordinal)
            .Replace("{ br-aaaaaaaaaaaa }", "'{ br-aaaaaaaaaaaa }'", StringComparison.Ordinal);
        InHost("sh", "-ec", script);
    }

    private static string ObjectIdOf(Endpoint endpoint) => endpoint.NetworkId[..12];

    /// <summary>All that must be again as it was, without the numbers that the kernel gives out.</summary>
    private string View()
    {
        var web = IpJson("web", "addr").SelectMany(link => link.GetProperty("addr_info").EnumerateArray().Select(address => $"{link.GetProperty("ifname")} {link.GetProperty("address")} {address.GetProperty("local")}/{address.GetProperty("prefixlen")}"));
        return string.Join('\n', [.. web.Order(StringComparer.Ordinal), In("web", "ip", "route"), In("web", "cat", "/proc/sys/net/ipv4/ip_default_ttl"), NftListing.InAnyOrder(InHost("nft", "list", "ruleset")),
            .. InHost("tc", "qdisc", "show").Split('\n').Where(line => line.Contains("tbf", StringComparison.Ordinal)).Select(line => line[line.IndexOf(" dev ", StringComparison.Ordinal)..]).Order(StringComparer.Ordinal),
            InHost("cat", "/proc/sys/net/ipv4/ip_forward", "/proc/sys/net/ipv6/conf/all/forwarding")]);
    }
}
