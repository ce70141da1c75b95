using System.Net;
using System.Net.Sockets;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Ports;

/// <summary>
/// The Host's loopback addresses are its own business: nobody passes for the Host itself, though bridges take part in routing these addresses.
/// </summary>
public sealed class LoopbackTests : PortsTest
{
    /// <summary>How long what must get in, and what must not, is waited for, in milliseconds.</summary>
    private const int Allowed = 10_000, Refused = 200;

    [KernelFact("ip", "nft", "sysctl")]
    public void No_packet_that_says_it_is_from_127_0_0_1_gets_in_from_a_sandbox()
    {
        Build(TransportProtocol.Udp);
        var (gateway, liar) = (new IPEndPoint(IPAddress.Parse("10.1.0.1"), 5555), IPAddress.Parse("127.0.0.5"));
        using var spy = Spy(new IPEndPoint(IPAddress.Any, gateway.Port));
        In("peer", "sh", "-ec", "ip link set lo down; sysctl -qw net.ipv4.conf.all.route_localnet=1; ip addr add 127.0.0.5/32 dev eth0");
        Assert.False(Arrives(spy, PathOf("peer"), liar, gateway, Refused));
        // Else the kernel would see that the way back is another one.
        InHost("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=0", $"net.ipv4.conf.br-{Controller.Networks.Get("lab").ShortId}.rp_filter=0");
        InHost("nft", "flush", "chain", "inet", "cnet", "loopback");
        Assert.True(Arrives(spy, PathOf("peer"), liar, gateway, Allowed));
        Controller.Health.Repair();
        Assert.False(Arrives(spy, PathOf("peer"), liar, gateway, Refused));
    }

    [KernelFact("ip", "nft", "sysctl")]
    public void No_packet_for_127_0_0_1_gets_in_from_a_sandbox()
    {
        Build(TransportProtocol.Udp);
        var service = new IPEndPoint(IPAddress.Loopback, 5555);
        using var spy = Spy(service);
        In("peer", "sh", "-ec", SendLoopbackAway("10.1.0.1", "eth0"));
        Assert.False(Arrives(spy, PathOf("peer"), IPAddress.Any, service, Refused));
        InHost("nft", "flush", "chain", "inet", "cnet", "loopback");
        Assert.True(Arrives(spy, PathOf("peer"), IPAddress.Any, service, Allowed));
        Controller.Health.Repair();
        Assert.False(Arrives(spy, PathOf("peer"), IPAddress.Any, service, Refused));
    }

    [KernelFact("ip", "nft", "sysctl")]
    public void A_port_that_is_published_on_127_0_0_1_is_reached_by_no_other_machine_even_where_the_kernel_would_route_it()
    {
        Build(TransportProtocol.Udp);
        using var outside = new Outside(TestHost);
        Publish(Controller.Endpoints.Get("web"), "127.0.0.1:7001:81/udp");
        var published = new IPEndPoint(IPAddress.Loopback, 7001);
        using var spy = Spy(new IPEndPoint(IPAddress.Any, 81), "web");
        InHost("sysctl", "-qw", "net.ipv4.conf.wan.route_localnet=1");
        outside.Run("sh", "-ec", SendLoopbackAway(Outside.HostAddress, "lan"));
        Assert.True(Arrives(spy, PathOf(null), IPAddress.Any, published, Allowed));
        Assert.False(Arrives(spy, outside.NamespacePath, IPAddress.Any, published, Refused));
        // That nothing but the rule keeps it out.
        InHost("nft", "insert", "rule", "inet", "cnet", "prerouting", "jump", "publish");
        Assert.True(Arrives(spy, outside.NamespacePath, IPAddress.Any, published, Allowed));
    }

    /// <summary>Has a machine send to others what it would else send to itself.</summary>
    private static string SendLoopbackAway(string gateway, string link) =>
        $"ip route del local 127.0.0.0/8 dev lo table local; ip route del local 127.0.0.1 dev lo table local; ip route add 127.0.0.0/8 via {gateway} dev {link}; sysctl -qw net.ipv4.conf.{link}.route_localnet=1";

    private Socket Spy(IPEndPoint address, string? sandbox = null)
    {
        var spy = Service.Open(PathOf(sandbox), AddressFamily.InterNetwork, TransportProtocol.Udp);
        spy.Bind(address);
        return spy;
    }

    /// <summary>True where a datagram gets in: nobody has to answer it.</summary>
    private static bool Arrives(Socket spy, string from, IPAddress client, IPEndPoint target, int patience)
    {
        using var sender = Service.Open(from, AddressFamily.InterNetwork, TransportProtocol.Udp);
        sender.Bind(new IPEndPoint(client, 0));
        sender.SendTo("?"u8, target);
        if (!spy.Poll(TimeSpan.FromMilliseconds(patience), SelectMode.SelectRead)) return false;
        _ = spy.Receive(new byte[16]);
        return true;
    }

    private void Build(TransportProtocol protocol)
    {
        var lab = CreateNetwork();
        var web = Attach(lab, "web");
        Attach(lab, "peer");
        Serve("web", 80, protocol);
        InHost("ip", "link", "set", "lo", "up");
        Publish(web, $"127.0.0.1:7000:80/{protocol}");
    }
}
