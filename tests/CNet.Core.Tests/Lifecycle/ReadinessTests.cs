using System.Net;
using System.Net.Sockets;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Lifecycle;

/// <summary>What a change has made is usable when it returns, though namespaces with links come and go. Asked by UDP: what gets lost is not sent again.</summary>
public sealed class ReadinessTests : HostTest
{
    private const int Port = 80, Rounds = 100, Patience = 2000;

    [KernelFact("ip", "unshare")]
    public void The_IPv6_address_of_an_endpoint_answers_the_first_packet_when_its_join_returns()
    {
        foreach (var name in new[] { "web", "peer" }) Controller.Sandboxes.Create(new SandboxSpec { Name = name });
        using var service = Service.Start(PathOf("web"), "web", Port, TransportProtocol.Udp);
        var lab = CreateNetwork(change: spec => spec with { EnableIPv6 = true });
        Attach(lab, "peer");
        var web = Attach(lab, "web");
        using var churn = new LinkChurn();
        for (var round = 0; round < Rounds; round++)
        {
            Controller.Sandboxes.Leave(web);
            web = Controller.Sandboxes.Join(web, "web");
            foreach (var from in new[] { "peer", "web" }) Answers(PathOf(from), web.IPv6Address!, round);
        }
    }

    [KernelFact("ip", "unshare")]
    public void The_IPv6_address_of_a_bridge_answers_the_first_packet_when_its_network_is_made()
    {
        using var service = Service.Start(TestHost.NamespacePath!, "host", Port, TransportProtocol.Udp);
        using var churn = new LinkChurn();
        for (var round = 0; round < Rounds; round++)
        {
            var lab = CreateNetwork(change: spec => spec with { EnableIPv6 = true });
            Answers(TestHost.NamespacePath!, lab.Gateway.Single(address => address.AddressFamily == AddressFamily.InterNetworkV6), round);
            Controller.Networks.Remove(lab);
        }
    }

    private static void Answers(string from, IPAddress address, int round) =>
        Assert.True(Service.Ask(from, new IPEndPoint(address, Port), TransportProtocol.Udp, Patience) is not null, $"{address} did not answer in round {round}.");

    private string PathOf(string sandbox) => Path.Combine(TestHost.NamespaceDirectory, sandbox);
}
