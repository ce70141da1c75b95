using System.Net;
using CNet.Linux;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Ports;

/// <summary>Ports that are published, taken back, in the way of each other, and moved about.</summary>
public sealed class PublishTests : PortsTest
{
    [KernelFact("nft")]
    [Trait("Case", "82")]
    public void Without_a_port_of_the_Host_the_next_free_one_is_taken_on_both_families()
    {
        var web = Attach(CreateNetwork(), "web");
        var first = Publish(web, "80");
        var second = Publish(web, "81");
        Assert.Equal(["0.0.0.0", "::"], first.Select(port => port.HostAddress!.ToString()));
        Assert.Single(first.Select(port => port.HostPort).Distinct());
        Assert.Equal(first[0].HostPort + 1, second[0].HostPort);
        Assert.InRange(first[0].HostPort!.Value, 32768, 60999);
    }

    [KernelTheory("nft", "sysctl")]
    [Trait("Case", "89")]
    [InlineData(TransportProtocol.Tcp, true)]
    [InlineData(TransportProtocol.Tcp, false)]
    [InlineData(TransportProtocol.Udp, true)]
    [InlineData(TransportProtocol.Udp, false)]
    public void A_published_port_is_reached_from_outside_from_the_Host_from_sandboxes_and_from_the_sandbox_itself(TransportProtocol protocol, bool bridgedFramesPassRules)
    {
        var passRules = File.Exists("/proc/sys/net/bridge/bridge-nf-call-iptables");
        if (passRules) InHost("sysctl", "-qw", $"net.bridge.bridge-nf-call-iptables={(bridgedFramesPassRules ? 1 : 0)}");
        using var outside = new Outside(TestHost);
        var lab = CreateNetwork();
        var web = Attach(lab, "web");
        Attach(lab, "peer");
        Attach(CreateNetwork("other", "10.2.0.0/24"), "stranger");
        Serve("web", 80, protocol);
        Publish(web, $"8080:80/{protocol}");
        var (lan, loopback) = (new IPEndPoint(IPAddress.Parse(Outside.HostAddress), 8080), new IPEndPoint(IPAddress.Loopback, 8080));
        Assert.Equal($"web {Outside.Address}", outside.Ask(lan, protocol));
        Assert.Equal("web 10.1.0.1", Ask(null, loopback, protocol));
        Assert.Equal($"web {Outside.HostAddress}", Ask(null, lan, protocol));
        // Bridged frames that pass the Host's rules never leave the bridge, and the client keeps its address.
        Assert.Equal(passRules && bridgedFramesPassRules ? "web 10.1.0.3" : "web 10.1.0.1", Ask("peer", lan, protocol));
        Assert.Equal("web 10.1.0.1", Ask("web", lan, protocol));
        Assert.Equal("web 10.2.0.2", Ask("stranger", lan, protocol));
        Assert.Null(outside.Ask(new IPEndPoint(IPAddress.Parse(Outside.HostAddress), 80), protocol, timeout: Service.Briefly));
    }

    [KernelFact("nft")]
    [Trait("Case", "83")]
    public void A_port_that_a_process_holds_is_refused_and_names_it()
    {
        var web = Attach(CreateNetwork(), "web");
        using var space = NetworkNamespace.Open(TestHost.NamespacePath!);
        using var held = HostSockets.Bind(space, TransportProtocol.Tcp, "0.0.0.0", 8080);
        var me = $"({Environment.ProcessId})";
        foreach (var spec in new[] { "8080:80", "127.0.0.1:8080:80", "8070-8080:70-80", "8000-8100:100-200" })
        {
            var error = Fails(CNetError.PortInUse, () => Publish(web, spec));
            Assert.Contains(me, error.Message, StringComparison.Ordinal);
            Assert.Contains(":8080/tcp", error.Message, StringComparison.Ordinal);
        }
        Assert.Empty(Controller.Ports.List());
        // Any of several: the next one, on both families.
        Assert.Equal(["0.0.0.0:8081", "[::]:8081"], Sockets(Publish(web, "8080-8081:80")));
        Assert.Contains(":8081/tcp", Fails(CNetError.PortInUse, () => Publish(web, "8080-8081:80")).Message, StringComparison.Ordinal);
        // Another protocol is another port.
        Assert.Equal(2, Publish(web, "8080:80/udp").Count);
    }

    [KernelFact("nft")]
    [Trait("Case", "85")]
    public void A_port_is_published_several_times_and_each_time_listed()
    {
        var web = Attach(CreateNetwork(), "web");
        Publish(web, "9876:80", "9877:80", "127.0.0.1:9878:80");
        Assert.Equal(["80/tcp -> 0.0.0.0:9876", "80/tcp -> 0.0.0.0:9877", "80/tcp -> 127.0.0.1:9878", "80/tcp -> [::]:9876", "80/tcp -> [::]:9877"], Controller.Ports.List(web).Select(port => port.ToString()));
        var any = Enumerable.Range(0, 3).Select(_ => Publish(web, "9090-9092:80")[0]).ToList();
        Assert.Equal([9090, 9091, 9092], any.Select(port => port.HostPort));
        Fails(CNetError.PortInUse, () => Publish(web, "9090-9092:80"));
        foreach (var port in Controller.Ports.List(web).Where(port => port.HostPort == 9091)) Controller.Ports.Unpublish(port);
        Assert.Equal(9091, Publish(web, "9090-9092:80")[0].HostPort);
        Assert.Equal(["9800-9803 80-83"], Publish(web, "9800-9803:80-83").Select(port => $"{port.HostPorts} {port.ContainerPorts}").Distinct());
    }

    [KernelFact("nft")]
    [Trait("Case", "88")]
    public void A_port_of_the_Host_is_given_once_and_what_wanted_it_too_is_left_as_it_was()
    {
        var lab = CreateNetwork();
        Publish(Attach(lab, "web"), "8080:80");
        var other = Attach(lab, "other");
        var before = Rules();
        var error = Fails(CNetError.PortInUse, () => Publish(other, "8081:81", "8080:80"));
        Assert.Contains("lab/web", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Hint!);
        Assert.Empty(Controller.Ports.List(other));
        Assert.Equal(before, Rules());
        Publish(other, "8081:81");
    }

    [KernelFact("nft")]
    [Trait("Case", "91")]
    public void An_unpublished_port_is_reached_from_a_trusted_interface_only_after_it_was_published()
    {
        using var outside = new Outside(TestHost);
        outside.RouteByHost("10.1.0.0/24");
        var web = Attach(CreateNetwork(change: spec => spec with { Options = new Dictionary<string, string> { ["trusted_host_interfaces"] = "wan" } }), "web");
        Serve("web", 80);
        var direct = new IPEndPoint(web.IPv4Address!, 80);
        Assert.Null(outside.Ask(direct, timeout: Service.Briefly));
        var ports = Publish(web, "80");
        Assert.Equal($"web {Outside.Address}", outside.Ask(direct));
        foreach (var port in ports) Controller.Ports.Unpublish(port);
        Assert.Null(outside.Ask(direct, timeout: Service.Briefly));
    }

    [KernelFact("nft", "sysctl")]
    public void What_is_taken_at_will_is_not_reserved_and_comes_to_an_end()
    {
        InHost("sysctl", "-qw", "net.ipv4.ip_local_port_range=40000 40005", "net.ipv4.ip_local_reserved_ports=40001");
        using var space = NetworkNamespace.Open(TestHost.NamespacePath!);
        using var held = HostSockets.Bind(space, TransportProtocol.Tcp, "all", 40003);
        var web = Attach(CreateNetwork(), "web");
        int? Next() => Publish(web, "80")[0].HostPort;
        Assert.Equal([40000, 40002, 40004, 40005], Enumerable.Range(0, 4).Select(_ => Next()!.Value));
        var before = Rules();
        Assert.Contains("40000-40005", Fails(CNetError.PoolExhausted, () => Publish(web, "80")).Message, StringComparison.Ordinal);
        Assert.Contains("2 in a row", Fails(CNetError.PoolExhausted, () => Publish(web, "80-81")).Message, StringComparison.Ordinal);
        Assert.Equal(before, Rules());
        // The ports of another protocol are others; and what is given back is taken again.
        Assert.Equal(40000, Publish(web, "80/udp")[0].HostPort);
        foreach (var port in Controller.Ports.List(web).Where(port => port.HostPort == 40002)) Controller.Ports.Unpublish(port);
        Assert.Equal(40002, Next());
    }

    [KernelFact("nft")]
    public void A_range_onto_equal_ports_is_one_element_and_ten_thousand_shifted_ones_are_as_many()
    {
        using var outside = new Outside(TestHost);
        var web = Attach(CreateNetwork(), "web");
        var before = Rules();
        var equal = Publish(web, "10000-19999:10000-19999");
        Assert.Equal(["tcp . 10000-19999 : 10.1.0.2"], Elements("range4"));
        Assert.Empty(Elements("port4"));
        foreach (var port in equal) Controller.Ports.Unpublish(port);
        Assert.Equal(before, Rules());

        var shifted = Publish(web, "20000-29999:30000-39999");
        Assert.Equal(10_000, Elements("port4").Count);
        Serve("web", 30000);
        Serve("web", 39999);
        foreach (var port in new[] { 20000, 29999 }) Assert.Equal($"web {Outside.Address}", outside.Ask(Lan(port)));
        foreach (var port in shifted) Controller.Ports.Unpublish(port);
        Assert.Equal(before, Rules());
    }

    [KernelTheory("nft", "bridge")]
    [InlineData("8080:80")]
    [InlineData("80")]
    [InlineData("127.0.0.1:53:53/udp")]
    [InlineData("[::1]:53:53/udp")]
    [InlineData("9000-9010:9000-9010")]
    [InlineData("9000-9010:8000-8010/udp")]
    [InlineData("192.0.2.1::80/sctp")]
    [InlineData("[::ffff:192.0.2.1]:8080:80")]
    public void What_is_taken_back_leaves_nothing(string spec)
    {
        using var outside = new Outside(TestHost);
        var lab = CreateNetwork(change: with => with with { EnableIPv6 = true });
        var web = Attach(lab, "web");
        string View() => Rules() + InHost("bridge", "-d", "link", "show", "dev", web.HostInterfaceName!) + string.Join('\n', RecordedState.Read(TestHost).KeysOfAll);
        var before = View();
        var published = Publish(web, spec);
        Assert.NotEqual(before, View());
        foreach (var port in published) Controller.Ports.Unpublish(port);
        Assert.Equal(before, View());
        // Once more is no error.
        foreach (var port in published) Controller.Ports.Unpublish(port);
        Publish(web, spec);
        Controller.Sandboxes.Leave(web);
        Controller.Endpoints.Remove(web);
        Assert.Empty(Controller.Ports.List());
        Assert.DoesNotContain(RecordedState.Read(TestHost).KeysOfAll, key => key.Contains("port/", StringComparison.Ordinal));
    }

    [KernelFact("nft")]
    public void On_an_address_that_the_Host_has_not_nothing_is_published()
    {
        var web = Attach(CreateNetwork(), "web");
        foreach (var ports in new[] { "8080:80", "8000-8999:1000-1999" })
            Assert.Contains("203.0.113.9", Fails(CNetError.AddressNotFound, () => Publish(web, $"203.0.113.9:{ports}")).Message, StringComparison.Ordinal);
        Fails(CNetError.AddressInvalid, () => Publish(web, "224.0.0.1:8080:80"));
        Fails(CNetError.AddressInvalid, () => Publish(web, "[fe80::1]:8080:80"));
        Assert.Empty(Controller.Ports.List());
    }

    [KernelFact("nft")]
    public void What_is_published_on_the_loopback_address_never_opens_the_endpoints_own()
    {
        var mixed = CreateNetwork(change: spec => spec with { EnableIPv6 = true, Options = new Dictionary<string, string> { ["gateway_mode_ipv6"] = "routed" } });
        var web = Attach(mixed, "web");
        Publish(web, "127.0.0.1:8080:80");
        Assert.Empty(Elements("open6"));
        Publish(web, "8081:80");
        Assert.Equal([$"{web.IPv6Address} . tcp . 80"], Elements("open6"));
        // A second port of the Host, and what is open stays open once.
        Publish(web, "8082:80");
        Assert.Equal([$"{web.IPv6Address} . tcp . 80"], Elements("open6"));
        var routed = CreateNetwork("routed", "10.2.0.0/24", spec => spec with { Options = new Dictionary<string, string> { ["gateway_mode_ipv4"] = "routed" } });
        Fails(CNetError.AddressInvalid, () => Publish(Attach(routed, "far"), "127.0.0.1:8083:80"));
        Assert.Empty(Elements("open4"));
    }

    [KernelFact("nft")]
    public void An_endpoint_is_added_with_its_ports_or_not_at_all()
    {
        var lab = CreateNetwork();
        var web = Controller.Endpoints.Add(lab, new EndpointSpec { Name = "web", Ports = [PortSpec.Parse("8080:80"), PortSpec.Parse("53/udp")] });
        Assert.Equal(4, Controller.Ports.List(web).Count);
        var error = Fails(CNetError.PortInUse, () => Controller.Endpoints.Add(lab, new EndpointSpec { Name = "db", Ports = [PortSpec.Parse("8081:80"), PortSpec.Parse("8080:80")] }));
        Assert.Contains("Unpublish-CNetPort 0.0.0.0:8080/tcp", error.Hint, StringComparison.Ordinal);
        Assert.Null(Controller.Endpoints.Find("db"));
        Assert.Equal(4, Controller.Ports.List().Count);
    }
}
