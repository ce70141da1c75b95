using System.Net;
using System.Net.Sockets;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Ports;

/// <summary>Published ports while endpoints, sandboxes, networks and gateways come and go, and while several processes see to them.</summary>
public sealed class PortLifecycleTests : PortsTest
{
    [KernelFact("nft")]
    public void A_port_is_open_while_its_endpoint_is_joined_and_published_until_it_is_removed()
    {
        var outside = Keep(new Outside(TestHost));
        var lab = CreateNetwork();
        Controller.Sandboxes.Create(new SandboxSpec { Name = "web" });
        var web = Controller.Endpoints.Add(lab, new EndpointSpec { Name = "web" });
        Serve("web", 80);
        Publish(web, "8080:80");
        Assert.All(Controller.Ports.List(web), port => Assert.Equal((PortPath.None, null), (port.Path, port.TargetAddress)));
        var another = Attach(lab, "another");
        // Nobody else gets it meanwhile.
        Fails(CNetError.PortInUse, () => Publish(another, "8080:80"));
        for (var round = 0; round < 2; round++)
        {
            web = Controller.Sandboxes.Join(web, "web");
            Assert.Equal("web " + Outside.Address, outside.Ask(Lan(8080)));
            Assert.Equal("web", Controller.Ports.List(web)[0].Sandbox);
            Controller.Sandboxes.Leave(web);
            Assert.Null(outside.Ask(Lan(8080), timeout: Service.Briefly));
            Assert.Empty(Elements("port4"));
        }
        Controller.Endpoints.Remove(web);
        Assert.Empty(Controller.Ports.List());
        Publish(another, "8080:80");
        Controller.Sandboxes.Remove(Controller.Sandboxes.Get("another"));
        Assert.Empty(Elements("port4"));
        Assert.Equal(2, Controller.Ports.List().Count);
        Controller.Networks.Remove(lab, force: true);
        Assert.Empty(Controller.Ports.List());
        Assert.Equal("", InHost("nft", "list", "ruleset"));
    }

    [KernelFact("nft")]
    [Trait("Case", "87")]
    public void Ports_follow_the_gateway_and_stay_what_they_are()
    {
        var outside = Keep(new Outside(TestHost));
        var web = Attach(CreateNetwork(), "web");
        Publish(web, "8080:80", "81");
        Serve("web", 80);
        Serve("web", 81);
        var free = Controller.Ports.List(web).First(port => port.ContainerPort == 81).HostPort!.Value;
        var before = Rules();
        string[] Targets() => [.. Controller.Ports.List(web).Where(port => port.HostAddress!.AddressFamily == AddressFamily.InterNetwork).Select(port => $"{port.HostPort} {port.TargetAddress}")];
        void Answers()
        {
            Assert.Equal("web " + Outside.Address, outside.Ask(Lan(8080)));
            Assert.Equal("web " + Outside.Address, outside.Ask(Lan(free)));
        }

        Answers();
        var second = CreateNetwork("second", "10.2.0.0/24");
        var lower = Attach(second, "lower", "web", new JoinSpec { Priority = -1 });
        Assert.Equal([$"8080 10.1.0.2", $"{free} 10.1.0.2"], Targets());
        Answers();
        Controller.Sandboxes.Leave(lower);
        var higher = Attach(second, "higher", "web", new JoinSpec { Priority = 1 });
        Assert.Equal([$"8080 {higher.IPAddress}", $"{free} {higher.IPAddress}"], Targets());
        Answers();
        // What belongs to the gateway's endpoint stays closed where nothing is published, and so does the other way.
        Assert.Null(outside.Ask(Lan(80), timeout: Service.Briefly));
        Controller.Sandboxes.Leave(higher);
        Answers();
        Controller.Networks.Remove(second, force: true);
        Assert.Equal(before, Rules());
    }

    [KernelFact("nft")]
    [Trait("Case", "69")]
    public void On_a_network_with_translation_and_a_routed_one_each_is_reached_in_its_own_way()
    {
        var outside = Keep(new Outside(TestHost));
        outside.RouteByHost("10.1.0.0/24");
        outside.RouteByHost("10.2.0.0/24");
        var web = Attach(CreateNetwork(), "web", join: new JoinSpec { Priority = 1 });
        var routed = CreateNetwork("routed", "10.2.0.0/24", spec => spec with { Options = new Dictionary<string, string> { ["gateway_mode_ipv4"] = "routed" } });
        var second = Attach(routed, "second", "web");
        Serve("web", 80);
        Publish(web, "8080:80");
        Assert.Equal("web " + Outside.Address, outside.Ask(Lan(8080)));
        Assert.Null(outside.Ask(new IPEndPoint(web.IPv4Address!, 80), timeout: Service.Briefly));
        // What answers goes by the gateway, which is the other network: the Host brings it to the client all the same.
        Assert.Equal("web " + Outside.Address, outside.Ask(new IPEndPoint(second.IPv4Address!, 80)));
        Controller.Sandboxes.Leave(second);
        Assert.Empty(Elements("open4"));
        Assert.Equal("web " + Outside.Address, outside.Ask(Lan(8080)));
    }

    [KernelFact("nft")]
    [Trait("Case", "92")]
    public void What_comes_by_IPv6_leads_to_the_gateway_that_has_it_and_back()
    {
        var outside = Keep(new Outside(TestHost));
        var web = Attach(CreateNetwork(), "web");
        Publish(web, "8080:80");
        Serve("web", 80);
        PortMapping ByIPv6() => Assert.Single(Controller.Ports.List(web), port => port.HostAddress!.Equals(IPAddress.IPv6Any));
        Assert.Equal((PortPath.Agent, web.IPv4Address), (ByIPv6().Path, ByIPv6().TargetAddress));
        Assert.Empty(Elements("port6"));
        var before = Rules();

        var six = CreateNetwork("six", "fd00:6::/64", spec => spec with { EnableIPv4 = false, EnableIPv6 = true });
        var second = Attach(six, "second", "web");
        Assert.Equal((PortPath.Kernel, second.IPv6Address), (ByIPv6().Path, ByIPv6().TargetAddress));
        Assert.Equal([$"tcp . 8080 : {second.IPv6Address} . 80"], Elements("port6"));
        Assert.Equal("web " + Outside.Address6, outside.Ask(Lan(8080, isIPv6: true)));
        Assert.Equal("web " + Outside.Address, outside.Ask(Lan(8080)));
        // By the loopback address the kernel translates nothing of IPv6.
        Assert.Null(Ask(null, new IPEndPoint(IPAddress.IPv6Loopback, 8080), timeout: Service.Briefly));

        Controller.Sandboxes.Leave(second);
        Assert.Equal((PortPath.Agent, web.IPv4Address), (ByIPv6().Path, ByIPv6().TargetAddress));
        Controller.Networks.Remove(six, force: true);
        Assert.Equal(before, Rules());
    }

    [KernelFact("nft")]
    [Trait("Case", "93")]
    public void What_sends_on_by_UDP_finds_whom_the_port_leads_to_now()
    {
        var outside = Keep(new Outside(TestHost));
        var lab = CreateNetwork();
        var (one, two) = (Attach(lab, "one"), Attach(lab, "two"));
        Serve("one", 53, TransportProtocol.Udp);
        Serve("two", 53, TransportProtocol.Udp);
        using var client = Service.Open(outside.NamespacePath, AddressFamily.InterNetwork, TransportProtocol.Udp);
        client.Connect(Lan(53));
        string? AskAgain(int timeout = Service.Patience)
        {
            client.ReceiveTimeout = timeout;
            var buffer = new byte[64];
            try
            {
                client.Send("?"u8);
                return System.Text.Encoding.ASCII.GetString(buffer, 0, client.Receive(buffer));
            }
            catch (SocketException)
            {
                return null;
            }
        }

        void TakeBack(Endpoint endpoint)
        {
            foreach (var port in Controller.Ports.List(endpoint)) Controller.Ports.Unpublish(port);
        }

        Publish(one, "53:53/udp");
        Assert.Equal($"one {Outside.Address}", AskAgain());
        TakeBack(one);
        Assert.Null(AskAgain(Service.Briefly));
        Publish(two, "53:53/udp");
        Assert.Equal($"two {Outside.Address}", AskAgain());
        Controller.Sandboxes.Create(new SandboxSpec { Name = "three" });
        Serve("three", 53, TransportProtocol.Udp);
        Controller.Sandboxes.Leave(two);
        Assert.Null(AskAgain(Service.Briefly));
        Controller.Sandboxes.Join(two, "three");
        Assert.Equal($"three {Outside.Address}", AskAgain());
    }

    [KernelFact("nft", "ip")]
    public void A_sandbox_that_is_made_anew_and_a_bridge_that_was_deleted_have_their_ports_again()
    {
        var outside = Keep(new Outside(TestHost));
        var lab = CreateNetwork();
        Controller.Sandboxes.Create(new SandboxSpec { Name = "web" });
        var web = Attach(lab, "web");
        var peer = Attach(lab, "peer");
        Publish(web, "8080:80");
        void Answers()
        {
            Assert.Equal("web " + Outside.Address, outside.Ask(Lan(8080)));
            Assert.Equal("web 10.1.0.1", Ask(null, new IPEndPoint(IPAddress.Loopback, 8080)));
            // The sandbox itself, by way of the port of the bridge that it sends to.
            Assert.NotNull(Ask("web", Lan(8080)));
            Assert.NotNull(Ask("peer", Lan(8080)));
            Assert.Contains("hairpin on", InHost("bridge", "-d", "link", "show", "dev", web.HostInterfaceName!), StringComparison.Ordinal);
            Assert.Contains("hairpin off", InHost("bridge", "-d", "link", "show", "dev", peer.HostInterfaceName!), StringComparison.Ordinal);
            Assert.Equal("1", InHost("sysctl", "-n", $"net.ipv4.conf.br-{lab.ShortId}.route_localnet").Trim());
        }

        Serve("web", 80);
        Answers();
        InHost("ip", "link", "del", "br-" + lab.ShortId);
        Assert.NotEmpty(Controller.Health.Repair());
        Answers();
        InHost("ip", "link", "del", "br-" + lab.ShortId);
        Attach(lab, "late");
        Answers();
        var path = Controller.Sandboxes.Get("web").Namespace;
        Machine.Run("umount", path);
        Machine.Run("rm", path);
        Assert.NotEmpty(Controller.Health.Repair());
        Serve("web", 80);
        Answers();
        Assert.Empty(Controller.Health.Repair());
    }

    [KernelTheory("nft", "ip", "sysctl")]
    [InlineData("0")]
    [InlineData("1")]
    public void A_bridge_of_somebody_elses_is_given_back_as_it_was(string before)
    {
        InHost("ip", "link", "add", "foreign0", "type", "bridge");
        InHost("sysctl", "-qw", $"net.ipv4.conf.foreign0.route_localnet={before}");
        string Now() => InHost("sysctl", "-n", "net.ipv4.conf.foreign0.route_localnet").Trim();
        var lab = CreateNetwork(change: spec => spec with { Options = new Dictionary<string, string> { ["name"] = "foreign0" } });
        var web = Attach(lab, "web");
        Serve("web", 80);
        Publish(web, "8080:80");
        Assert.Equal("1", Now());
        Assert.Equal("web 10.1.0.1", Ask(null, new IPEndPoint(IPAddress.Loopback, 8080)));
        Controller.Networks.Remove(lab, force: true);
        Assert.Equal(before, Now());
        InHost("ip", "link", "del", "foreign0");
    }

    [KernelFact("nft")]
    public void Another_process_sees_ports_and_takes_them_back()
    {
        CreateNetwork();
        using (var probe = Probe.Start("attach", TestHost.Name, "lab", "web", "8080:80", "81"))
        {
            Assert.StartsWith("10.1.0.2", probe.ReadLine(), StringComparison.Ordinal);
            Assert.Equal(4, Controller.Ports.List().Count);
            Serve("web", 80);
            Assert.Equal("web 10.1.0.1", Ask(null, new IPEndPoint(IPAddress.Loopback, 8080)));
            foreach (var port in Controller.Ports.List()) Controller.Ports.Unpublish(port);
            Assert.Null(Ask(null, new IPEndPoint(IPAddress.Loopback, 8080), timeout: Service.Briefly));
            Assert.Equal(0, probe.Finish().ExitCode);
        }
        Assert.Empty(Elements("port4"));
        Publish(Controller.Endpoints.Get("web"), "8080:80");
    }
}
