using System.Net;
using System.Net.Sockets;
using CNet.Linux;
using CNet.Linux.Interop;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Linux;

/// <summary>Ports of a Host that are free, and that are not.</summary>
public sealed class PortProbeTests : HostTest
{
    private const int Port = 8080, ReuseAddress = 2, ReusePort = 15;
    private readonly NetworkNamespace _space;
    private readonly PortProbe _probe;

    public PortProbeTests()
    {
        _space = NetworkNamespace.Open(TestHost.NamespacePath!);
        _probe = new PortProbe(_space);
    }

    protected override void CleanUp()
    {
        _probe.Dispose();
        _space.Dispose();
    }

    [KernelTheory("ip")]
    [InlineData(TransportProtocol.Tcp)]
    [InlineData(TransportProtocol.Udp)]
    public void A_port_is_taken_as_long_as_a_socket_has_it(TransportProtocol protocol)
    {
        LoopbackUp();
        Assert.Equal(PortProbeResult.Free, _probe.Try(protocol, Address("127.0.0.1"), Port));
        using (Bind(protocol, "127.0.0.1")) Assert.Equal(PortProbeResult.Taken, _probe.Try(protocol, Address("127.0.0.1"), Port));
        Eventually.Equal(PortProbeResult.Free, () => _probe.Try(protocol, Address("127.0.0.1"), Port));
    }

    [KernelTheory("ip")]
    [InlineData(TransportProtocol.Tcp, "127.0.0.1", "127.0.0.1 0.0.0.0 all")]
    [InlineData(TransportProtocol.Tcp, "0.0.0.0", "127.0.0.1 127.0.0.2 0.0.0.0 all")]
    [InlineData(TransportProtocol.Tcp, "::1", "::1 :: all")]
    [InlineData(TransportProtocol.Tcp, "::", "::1 :: all")]
    [InlineData(TransportProtocol.Tcp, "all", "127.0.0.1 127.0.0.2 ::1 0.0.0.0 :: all")]
    [InlineData(TransportProtocol.Udp, "127.0.0.1", "127.0.0.1 0.0.0.0 all")]
    [InlineData(TransportProtocol.Udp, "0.0.0.0", "127.0.0.1 127.0.0.2 0.0.0.0 all")]
    [InlineData(TransportProtocol.Udp, "::1", "::1 :: all")]
    [InlineData(TransportProtocol.Udp, "::", "::1 :: all")]
    [InlineData(TransportProtocol.Udp, "all", "127.0.0.1 127.0.0.2 ::1 0.0.0.0 :: all")]
    public void Addresses_that_overlap_share_their_ports_and_others_do_not(TransportProtocol protocol, string held, string taken)
    {
        LoopbackUp();
        using var holder = Bind(protocol, held);
        Eventually.Equal(taken, () => string.Join(' ', new[] { "127.0.0.1", "127.0.0.2", "::1", "0.0.0.0", "::", "all" }.Where(address => Try(protocol, address) == PortProbeResult.Taken)));
        Eventually.Equal(PortProbeResult.Free, () => _probe.TryAll(protocol == TransportProtocol.Tcp ? TransportProtocol.Udp : TransportProtocol.Tcp, Port));
        Eventually.Equal(PortProbeResult.Free, () => _probe.TryAll(protocol, Port + 1));
    }

    [KernelTheory]
    [InlineData("192.0.2.77")]
    [InlineData("2001:db8::77")]
    [InlineData("fe80::77")]
    public void An_address_that_the_Host_does_not_have_is_missing(string address)
    {
        foreach (var protocol in new[] { TransportProtocol.Tcp, TransportProtocol.Udp }) Assert.Equal(PortProbeResult.AddressMissing, Try(protocol, address));
    }

    [KernelTheory]
    [InlineData(ReuseAddress)]
    [InlineData(ReusePort)]
    public void Whoever_would_share_a_port_holds_it_all_the_same(int sharing)
    {
        foreach (var protocol in new[] { TransportProtocol.Tcp, TransportProtocol.Udp })
        {
            using var holder = Bind(protocol, "0.0.0.0", socket => socket.SetRawSocketOption(Constants.SOL_SOCKET, sharing, BitConverter.GetBytes(1)));
            Assert.Equal(PortProbeResult.Taken, _probe.TryAll(protocol, Port));
        }
    }

    [KernelFact]
    public void Where_the_kernel_has_no_SCTP_its_ports_are_not_taken()
    {
        var expected = HasSctp() ? PortProbeResult.Free : PortProbeResult.Unsupported;
        Assert.Equal(expected, _probe.TryAll(TransportProtocol.Sctp, Port));
        Assert.Equal(expected, Try(TransportProtocol.Sctp, "0.0.0.0"));
        Assert.Equal(expected, Try(TransportProtocol.Sctp, "::"));
    }

    [KernelFact]
    public void Ports_of_another_Host_are_not_asked_for()
    {
        var other = Hosts.Create();
        try
        {
            using var space = NetworkNamespace.Open(other.NamespacePath!);
            using var probe = new PortProbe(space);
            using var holder = Bind(TransportProtocol.Tcp, "0.0.0.0");
            Assert.Equal((PortProbeResult.Taken, PortProbeResult.Free), (_probe.TryAll(TransportProtocol.Tcp, Port), probe.TryAll(TransportProtocol.Tcp, Port)));
        }
        finally
        {
            Hosts.Remove(other, force: true);
        }
    }

    [KernelTheory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65536)]
    public void What_is_no_port_is_not_asked_for(int port)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _probe.Try(TransportProtocol.Tcp, Address("0.0.0.0"), port));
        Assert.Throws<ArgumentOutOfRangeException>(() => _probe.TryAll(TransportProtocol.Tcp, port));
    }

    [KernelFact]
    public void Every_port_can_be_asked_for_and_no_socket_is_left()
    {
        // The controller's own, which has asked the kernel for its settings.
        const int own = 1;
        using var holder = Bind(TransportProtocol.Udp, "0.0.0.0");
        Assert.Equal(PortProbeResult.Taken, _probe.TryAll(TransportProtocol.Udp, Port));
        for (var port = 1; port <= ushort.MaxValue; port++)
            if (port != Port) Eventually.Equal(PortProbeResult.Free, () => _probe.TryAll(TransportProtocol.Udp, port));
        holder.Dispose();
        _probe.Dispose();
        // The kernel counts a socket until nobody can be looking at it any more.
        Eventually.Equal(own, SocketsUsed);
    }

    /// <summary>How many sockets the Host has, as its kernel counts them.</summary>
    private int SocketsUsed() => int.Parse(InHost("cat", "/proc/net/sockstat").Split('\n')[0].Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);

    private PortProbeResult Try(TransportProtocol protocol, string address) => address == "all" ? _probe.TryAll(protocol, Port) : _probe.Try(protocol, Address(address), Port);

    private Socket Bind(TransportProtocol protocol, string address, Action<Socket>? prepare = null) => HostSockets.Bind(_space, protocol, address, Port, prepare);

    private void LoopbackUp() => InHost("ip", "link", "set", "lo", "up");

    private static bool HasSctp()
    {
        using var home = NetworkNamespace.OpenHome();
        try
        {
            home.OpenSocket(Constants.AF_INET, Constants.SOCK_STREAM, 132).Dispose();
            return true;
        }
        catch (SystemCallException)
        {
            return false;
        }
    }

    private static Ip Address(string text) => Ip.From(IPAddress.Parse(text));
}
