using System.Net;
using System.Net.Sockets;
using CNet.Linux;
using CNet.Netlink;
using CNet.Netlink.Conntrack;
using CNet.Tests.Support;
using Xunit;
using static CNet.Linux.Interop.Constants;

namespace CNet.Tests.Netlink.Conntrack;

/// <summary>Real flows that go on through a translation that is no more, until they are forgotten.</summary>
public sealed class ConnectionTrackingTests : HostTest
{
    private readonly NetworkNamespace _space;
    private readonly NetlinkSocket _netfilter;
    private readonly ConnectionTracking _tracking;
    private readonly List<Socket> _sockets = [];

    public ConnectionTrackingTests()
    {
        _space = NetworkNamespace.Open(TestHost.NamespacePath!);
        _netfilter = new NetlinkSocket(_space.OpenSocket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER));
        _tracking = new ConnectionTracking(_netfilter);
        InHost("ip", "link", "set", "lo", "up");
        InHost("ip", "addr", "add", "192.0.2.1/32", "dev", "lo");
        InHost("ip", "-6", "addr", "add", "2001:db8::1/128", "dev", "lo", "nodad");
        // An address of IPv6 is usable when the kernel comes to it.
        Outside.AwaitAnswer(TestHost.NamespacePath!, "2001:db8::1");
    }

    protected override void CleanUp()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _netfilter.Dispose();
        _space.Dispose();
    }

    [KernelTheory("ip", "nft")]
    [InlineData("192.0.2.1", "127.0.0.1", "ip to 127.0.0.1")]
    [InlineData("2001:db8::1", "::1", "ip6 to [::1]")]
    public void A_flow_goes_on_to_where_it_went_until_it_is_forgotten(string published, string real, string translation)
    {
        var (first, second) = (Receiver(real, 5301), Receiver(real, 5302));
        var client = Client(published, 40000);
        Publish(translation, 53, 5301);
        Assert.Same(first, Reached(client, published, 53, first, second));
        Publish(translation, 53, 5302);
        Assert.Same(first, Reached(client, published, 53, first, second));
        Assert.Equal(1, _tracking.Flush(TransportProtocol.Udp, [(null, 53, 53)]));
        Assert.Same(second, Reached(client, published, 53, first, second));
    }

    [KernelFact("ip", "nft", "conntrack")]
    public void What_the_tool_lists_is_listed()
    {
        Publish("ip to 127.0.0.1", 53, 5301);
        var receiver = Receiver("127.0.0.1", 5301);
        Reached(Client("192.0.2.1", 40000), "192.0.2.1", 53, receiver);
        var found = Assert.Single(_tracking.List(TransportProtocol.Udp, [(Address("192.0.2.1"), 53, 53)]));
        Assert.Equal(new ConnectionTuple(Address("192.0.2.1"), 40000, Address("192.0.2.1"), 53), found.Original);
        Assert.Equal(new ConnectionTuple(Address("127.0.0.1"), 5301, Address("192.0.2.1"), 40000), found.Reply);
        Assert.Contains($"id={found.Id}", InHost("conntrack", "-L", "-p", "udp", "--orig-port-dst", "53", "-o", "id"), StringComparison.Ordinal);
    }

    [KernelTheory("ip", "nft")]
    [InlineData("", "")]
    [InlineData("*:53-53", "4:53 6:53")]
    [InlineData("*:53-55", "4:53 4:54 4:55 6:53 6:54 6:55")]
    [InlineData("*:53-53 *:55-60", "4:53 4:55 6:53 6:55")]
    [InlineData("192.0.2.1:53-53", "4:53")]
    [InlineData("192.0.2.1:54-55 2001:db8::1:53-53", "4:54 4:55 6:53")]
    [InlineData("0.0.0.0:53-53", "4:53")]
    [InlineData("::1:53-53", "")]
    [InlineData(":::53-54", "6:53 6:54")]
    [InlineData("2001:db8::1:53-53", "6:53")]
    [InlineData("2001:db8::9:53-53", "")]
    [InlineData("192.0.2.9:1-65535", "")]
    [InlineData("*:56-65535 *:1-52", "")]
    public void Only_what_was_asked_for_is_forgotten(string destinations, string forgotten)
    {
        Track();
        var flows = Flows();
        Assert.Equal("4:53 4:54 4:55 6:53 6:54 6:55", flows);
        var asked = destinations.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Destination).ToList();
        Assert.Equal(0, _tracking.Flush(TransportProtocol.Tcp, asked));
        Assert.Equal(flows, Flows());
        Assert.Equal(forgotten, Text(_tracking.List(TransportProtocol.Udp, asked)));
        Assert.Equal(forgotten.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, _tracking.Flush(TransportProtocol.Udp, asked));
        Assert.Equal(flows.Split(' ').Except(forgotten.Split(' ')), Flows().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [KernelFact("ip", "nft")]
    public void The_kernel_filters_what_it_can_and_is_asked_for_everything_where_it_refuses()
    {
        Track();
        Assert.Equal("4:54", Text(_tracking.Read(new ConnectionFilter(false, TransportProtocol.Udp, null, 54))));
        Assert.Equal("6:54", Text(_tracking.Read(new ConnectionFilter(true, TransportProtocol.Udp, null, 54))));
        Assert.Equal("4:54", Text(_tracking.Read(new ConnectionFilter(false, TransportProtocol.Udp, Address("192.0.2.1"), 54))));
        Assert.Equal("", Text(_tracking.Read(new ConnectionFilter(false, TransportProtocol.Udp, Address("192.0.2.2"), 54))));
        Assert.Equal("6:53 6:54 6:55", Text(_tracking.Read(new ConnectionFilter(true, TransportProtocol.Udp, Address("2001:db8::1")))));
        Assert.Equal("", Text(_tracking.Read(new ConnectionFilter(true, TransportProtocol.Tcp, Address("2001:db8::1")))));
        // A port without a protocol is a filter that no kernel takes.
        var refused = new ConnectionFilter(false, null, null, 54);
        var batch = new MessageBuffer { Protocol = NetlinkProtocol.Netfilter };
        batch.DumpConnections(refused);
        Assert.Equal(EINVAL, Assert.Throws<NetlinkException>(() => _netfilter.Dump(batch, ConnectionInfo.Parse)).Errno);
        Assert.Equal("4:53 4:54 4:55", Text(_tracking.Read(refused)));
    }

    [KernelTheory("ip", "nft")]
    [InlineData("ct zone set 7")]
    [InlineData("ct original zone set 7")]
    public void A_flow_in_a_zone_is_found_and_forgotten(string zone)
    {
        Nft("add table ip zones; add chain ip zones output { type filter hook output priority -300; }");
        Nft($"add rule ip zones output udp dport 53 {zone}");
        Track();
        Assert.Equal(2, _tracking.Flush(TransportProtocol.Udp, [(null, 53, 53)]));
        Assert.Equal("4:54 4:55 6:54 6:55", Flows());
    }

    [KernelFact("ip", "nft")]
    public void A_flow_that_ended_meanwhile_is_as_good_as_forgotten_and_one_that_took_its_place_stays()
    {
        Track();
        var old = _tracking.List(TransportProtocol.Udp, [(Address("192.0.2.1"), 53, 53)]).Single();
        var other = _tracking.List(TransportProtocol.Udp, [(Address("192.0.2.1"), 54, 54)]).Single();
        Assert.Equal(1, _tracking.Flush(TransportProtocol.Udp, [(Address("192.0.2.1"), 53, 53)]));
        Assert.Equal(0, _tracking.Flush(TransportProtocol.Udp, [(Address("192.0.2.1"), 53, 53)]));
        var batch = new MessageBuffer { Protocol = NetlinkProtocol.Netfilter };
        batch.DeleteConnection(old);
        batch.DeleteConnection(other with { Id = other.Id + 1 });
        batch.DeleteConnection(other);
        batch.DeleteConnection(old);
        Assert.Equal([new NetlinkFailure(0, ENOENT, null), new NetlinkFailure(1, ENOENT, null), new NetlinkFailure(3, ENOENT, null)], _netfilter.TryExecuteAll(batch));
        Assert.Equal("4:55 6:53 6:54 6:55", Flows());
    }

    [KernelFact("ip", "nft", "conntrack")]
    public void The_command_that_is_shown_forgets_the_same()
    {
        Track();
        var commands = new List<string>();
        using (OperationLog.Listen(commands.Add)) Assert.Equal(2, _tracking.Flush(TransportProtocol.Udp, [(null, 53, 53)]));
        Assert.Equal(2, commands.Count);
        Track();
        Assert.Equal("4:53 4:54 4:55 6:53 6:54 6:55", Flows());
        foreach (var command in commands) InHost("sh", "-c", command);
        Assert.Equal("4:54 4:55 6:54 6:55", Flows());
    }

    [KernelFact("ip", "nft")]
    public void Thousands_of_flows_are_forgotten()
    {
        const int count = 2500;
        TrackAll();
        var client = Client("192.0.2.1", 40000);
        for (var port = 1; port <= count; port++) client.SendTo([1], new IPEndPoint(IPAddress.Parse("192.0.2.1"), port));
        Assert.Equal(count, _tracking.List(TransportProtocol.Udp, [(null, 1, count)]).Count);
        Assert.Equal(count - 1, _tracking.Flush(TransportProtocol.Udp, [(null, 2, count)]));
        Assert.Equal("4:1", Flows());
    }

    /// <summary>A flow of each family to each of three ports, from one port.</summary>
    private void Track()
    {
        TrackAll();
        foreach (var address in new[] { "192.0.2.1", "2001:db8::1" })
        {
            using var client = HostSockets.Bind(_space, TransportProtocol.Udp, address, 40000);
            for (var port = 53; port <= 55; port++) client.SendTo([1], new IPEndPoint(IPAddress.Parse(address), port));
        }
    }

    /// <summary>Connections are tracked where a rule needs it; and what is refused by ICMP has ended at once, so that there must be somebody.</summary>
    private void TrackAll()
    {
        Nft("add table inet track; add chain inet track output { type filter hook output priority 0; }; flush chain inet track output");
        Nft("add rule inet track output ct state new accept; add rule inet track output icmp type destination-unreachable drop; add rule inet track output icmpv6 type destination-unreachable drop");
    }

    private void Publish(string translation, int port, int target)
    {
        Nft("add table inet publish; add chain inet publish output { type nat hook output priority -100; }; flush chain inet publish output");
        Nft($"add rule inet publish output udp dport {port} dnat {translation}:{target}");
    }

    private void Nft(string commands) => InHost("nft", commands);

    /// <summary>Sends, and says who got it: over the loopback interface it is there when the call returns.</summary>
    private static Socket? Reached(Socket client, string address, int port, params Socket[] receivers)
    {
        client.SendTo([1], new IPEndPoint(IPAddress.Parse(address), port));
        var reached = Array.Find(receivers, receiver => receiver.Poll(TimeSpan.Zero, SelectMode.SelectRead));
        reached?.Receive(new byte[1]);
        return reached;
    }

    private Socket Receiver(string address, int port) => Client(address, port);

    private Socket Client(string address, int port)
    {
        var socket = HostSockets.Bind(_space, TransportProtocol.Udp, address, port);
        _sockets.Add(socket);
        return socket;
    }

    private string Flows() => Text(_tracking.List(TransportProtocol.Udp, [(null, 1, ushort.MaxValue)]));

    private static string Text(List<ConnectionInfo> connections) => string.Join(' ', connections
        .Select(connection => $"{(connection.Original.Destination.IsIPv6 ? 6 : 4)}:{connection.Original.DestinationPort}").Order(StringComparer.Ordinal));

    private static (Ip? Address, int First, int Last) Destination(string text)
    {
        var colon = text.LastIndexOf(':');
        var ports = text[(colon + 1)..].Split('-').Select(port => int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return (text[..colon] == "*" ? null : Address(text[..colon]), ports[0], ports[1]);
    }

    private static Ip Address(string text) => Ip.From(IPAddress.Parse(text));
}
