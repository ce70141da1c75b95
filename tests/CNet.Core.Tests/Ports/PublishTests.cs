using System.Net;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Ports;

/// <summary>Ports that are published, taken back, in the way of each other, and moved about.</summary>
public sealed class PublishTests : HostTest
{
    private readonly List<IDisposable> _things = [];

    protected override void CleanUp()
    {
        foreach (var thing in _things) thing.Dispose();
    }

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
        Assert.Null(outside.Ask(new IPEndPoint(IPAddress.Parse(Outside.HostAddress), 80), protocol));
    }

    private void Serve(string sandbox, int port, TransportProtocol protocol = TransportProtocol.Tcp) => _things.Add(Service.Start(Path.Combine(TestHost.NamespaceDirectory, sandbox), sandbox, port, protocol));

    private string? Ask(string? sandbox, IPEndPoint service, TransportProtocol protocol = TransportProtocol.Tcp) =>
        Service.Ask(sandbox is null ? TestHost.NamespacePath! : Path.Combine(TestHost.NamespaceDirectory, sandbox), service, protocol);

    private IReadOnlyList<PortMapping> Publish(Endpoint endpoint, params string[] specs) => Controller.Ports.Publish(endpoint, [.. specs.Select(PortSpec.Parse)]);
}
