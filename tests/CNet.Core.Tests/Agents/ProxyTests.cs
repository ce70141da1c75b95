using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using CNet.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace CNet.Tests.Agents;

/// <summary>The agent passes on what the kernel does not translate: what comes by IPv6 from the Host itself, and for endpoints without IPv6.</summary>
public sealed class ProxyTests(ITestOutputHelper output) : AgentTest
{
    private const int Attempts = 10;

    [KernelTheory]
    [InlineData(TransportProtocol.Tcp, false)]
    [InlineData(TransportProtocol.Udp, false)]
    [InlineData(TransportProtocol.Tcp, true)]
    [InlineData(TransportProtocol.Udp, true)]
    public void The_loopback_address_of_IPv6_leads_to_the_endpoint(TransportProtocol protocol, bool isIPv6)
    {
        var web = Attach(CreateNetwork(change: spec => isIPv6 ? spec with { EnableIPv6 = true } : spec), "web");
        using var service = Echo("web", 80, protocol, isIPv6);
        Publish(web, $"8080:80/{protocol}");
        StartAgent();
        Assert.Equal("hello", ExchangeWith("::1", 8080, "hello", protocol));
        Assert.Equal("again", ExchangeWith("::1", 8080, "again", protocol));
    }

    [KernelTheory]
    [InlineData(TransportProtocol.Tcp)]
    [InlineData(TransportProtocol.Udp)]
    public void Another_machine_reaches_an_endpoint_without_IPv6_by_IPv6(TransportProtocol protocol)
    {
        using var outside = new Outside(TestHost);
        var web = Attach(CreateNetwork(), "web");
        using var service = Echo("web", 80, protocol);
        Publish(web, $"8080-8081:80-81/{protocol}");
        StartAgent();
        using var space = outside.OpenNamespace();
        foreach (var address in new[] { IPAddress.Parse(Outside.HostAddress6), LinkLocal(outside) })
        {
            using var client = Client(space, "::", protocol);
            client.Connect(address, 8080);
            Assert.Equal("hello", Exchange(client, "hello"));
        }
    }

    [KernelTheory("nft")]
    [InlineData(TransportProtocol.Tcp)]
    [InlineData(TransportProtocol.Udp)]
    public void It_leads_neither_out_of_internal_networks_nor_between_sandboxes_that_are_kept_apart(TransportProtocol protocol)
    {
        var web = Attach(CreateNetwork(), "web");
        using var service = Service.Start(PathOf("web"), "web", 80, protocol);
        Publish(web, $"8080:80/{protocol}", $"9000-9001:80-81/{protocol}");
        Attach(CreateNetwork("inner", "10.2.0.0/24", spec => spec with { Internal = true, EnableIPv6 = true }), "in");
        var apart = CreateNetwork("apart", "10.3.0.0/24", spec => spec with { EnableIPv6 = true, Options = new Dictionary<string, string> { ["enable_icc"] = "false" } });
        Publish(Attach(apart, "i1"), $"8090:80/{protocol}");
        using var neighbour = Service.Start(PathOf("i1"), "i1", 80, protocol);
        Attach(apart, "i2");
        Attach(CreateNetwork("open", "10.4.0.0/24", spec => spec with { EnableIPv6 = true }), "open");
        StartAgent();
        // Who may: the way is there.
        Assert.StartsWith("web ", Ask("open", "open", 8080), StringComparison.Ordinal);
        foreach (var (sandbox, network, port) in new[] { ("in", "inner", 8080), ("in", "inner", 9000), ("in", "inner", 8090), ("i2", "apart", 8090), ("i2", "apart", 8080) }) Assert.Null(Ask(sandbox, network, port, Service.Briefly));
        // Nothing but the rule keeps it in, which the agent soon writes anew: whoever asks must be sooner.
        Assert.Contains(Enumerable.Range(0, Attempts), _ =>
        {
            InHost("nft", "flush", "chain", "inet", "cnet", "agent");
            return Ask("in", "inner", 8080, Service.Briefly) is not null;
        });

        string PathOf(string sandbox) => Path.Combine(TestHost.NamespaceDirectory, sandbox);
        string? Ask(string sandbox, string network, int port, int timeout = Service.Patience) =>
            Service.Ask(PathOf(sandbox), new IPEndPoint(Controller.Networks.Get(network).Gateway.First(address => address.AddressFamily == AddressFamily.InterNetworkV6), port), protocol, timeout);
    }

    [KernelFact]
    public void Each_end_of_a_connection_is_passed_on_by_itself()
    {
        var web = Attach(CreateNetwork(), "web");
        using var service = Echo("web", 80);
        Publish(web, "8080:80");
        StartAgent();
        using var client = Client("::1");
        client.Connect(IPAddress.IPv6Loopback, 8080);
        client.Send("last words"u8);
        client.Shutdown(SocketShutdown.Send);
        var answer = new MemoryStream();
        var buffer = new byte[64];
        for (int length; (length = client.Receive(buffer)) > 0;) answer.Write(buffer, 0, length);
        Assert.Equal("last words"u8, answer.ToArray());
        Await(() => Controller.Agent.Get().Connections == 0);
    }

    [KernelFact]
    public void Much_is_passed_on_whole_and_no_faster_than_it_is_taken()
    {
        var web = Attach(CreateNetwork(), "web");
        using var service = Echo("web", 80);
        Publish(web, "8080:80");
        var before = StartAgent().MemoryBytes!.Value;
        using var client = Client("::1");
        client.ReceiveBufferSize = 64 * 1024;
        client.Connect(IPAddress.IPv6Loopback, 8080);
        const int most = 256 * 1024 * 1024;
        var data = new byte[most];
        Random.Shared.NextBytes(data);
        // Nothing is read until all buffers on the way are full.
        var sent = 0;
        while (client.Poll(TimeSpan.FromMilliseconds(500), SelectMode.SelectWrite) && sent < most) sent += client.Send(data, sent, Math.Min(64 * 1024, most - sent), SocketFlags.None);
        output.WriteLine($"{sent / 1024 / 1024} MB are on the way when nobody takes them");
        Assert.InRange(sent, 1, most - 1);
        Assert.InRange(Controller.Agent.Get().MemoryBytes!.Value, 0, before + 16 * 1024 * 1024);
        var watch = Stopwatch.StartNew();
        client.Shutdown(SocketShutdown.Send);
        var received = new byte[sent + 1];
        var length = 0;
        for (int read; (read = client.Receive(received.AsSpan(length))) > 0;) length += read;
        output.WriteLine($"the rest came in {watch.ElapsedMilliseconds} ms");
        Assert.True(received.AsSpan(0, length).SequenceEqual(data.AsSpan(0, sent)), "It was not passed on as it was.");
    }

    [KernelFact]
    public void Where_nobody_listens_the_client_is_reset()
    {
        var web = Attach(CreateNetwork(), "web");
        Publish(web, "8080:80");
        StartAgent();
        using var client = Client("::1");
        Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() =>
        {
            client.Connect(IPAddress.IPv6Loopback, 8080);
            Exchange(client, "hello");
        }).SocketErrorCode);
        Await(() => Controller.Agent.Get().Connections == 0);
    }

    [KernelFact]
    public void A_client_that_is_reset_resets_the_endpoint_s_side()
    {
        var web = Attach(CreateNetwork(), "web");
        using var service = Echo("web", 80);
        Publish(web, "8080:80");
        StartAgent();
        using (var client = Client("::1"))
        {
            client.Connect(IPAddress.IPv6Loopback, 8080);
            Assert.Equal("hello", Exchange(client, "hello"));
            Assert.Equal(1, Controller.Agent.Get().Connections);
            client.LingerState = new LingerOption(true, 0);
        }
        Await(() => Controller.Agent.Get().Connections == 0);
    }

    [KernelFact]
    public void Datagrams_follow_the_port_to_another_endpoint()
    {
        var lab = CreateNetwork();
        var web = Attach(lab, "web");
        using var service = Echo("web", 53, TransportProtocol.Udp);
        Publish(web, "5353:53/udp");
        StartAgent();
        using var client = Client("::1", TransportProtocol.Udp);
        client.Connect(IPAddress.IPv6Loopback, 5353);
        Assert.Equal("one", Exchange(client, "one"));
        Assert.Equal(1, Controller.Agent.Get().Connections);
        foreach (var port in Controller.Ports.List()) Controller.Ports.Unpublish(port);
        Await(() => Controller.Agent.Get() is { Connections: 0, HeldPorts: 0 });
        var next = Attach(lab, "next");
        using var other = Echo("next", 54, TransportProtocol.Udp);
        Publish(next, "5353:54/udp");
        Await(() => IsHeld(5353, TransportProtocol.Udp));
        Assert.Equal("two", Exchange(client, "two"));
    }

    [KernelFact]
    public void What_comes_back_after_a_datagram_to_nobody_does_no_harm()
    {
        var web = Attach(CreateNetwork(), "web");
        Publish(web, "5353:53/udp");
        StartAgent();
        using var client = Client("::1", TransportProtocol.Udp);
        client.Connect(IPAddress.IPv6Loopback, 5353);
        for (var i = 0; i < 10; i++) client.Send("anybody?"u8);
        Await(() => Controller.Agent.Get().Connections == 1);
        using var service = Echo("web", 53, TransportProtocol.Udp);
        Assert.Equal("hello", Exchange(client, "hello"));
    }

    [KernelFact]
    public void Clients_that_change_their_port_take_no_more_than_their_share()
    {
        var web = Attach(CreateNetwork(), "web");
        using var service = Echo("web", 53, TransportProtocol.Udp);
        Publish(web, "5353:53/udp");
        StartAgent();
        // More than is needed: the kernel may give a client the port of an earlier one.
        for (var i = 0; i < CNet.Agents.UdpProxy.MaxFlows + 500; i++) Assert.Equal("x", ExchangeWith("::1", 5353, "x", TransportProtocol.Udp));
        Assert.Equal(CNet.Agents.UdpProxy.MaxFlows, Controller.Agent.Get().Connections);
    }

    [KernelFact]
    public void A_thousand_connections_at_once()
    {
        const int count = 1000;
        var web = Attach(CreateNetwork(), "web");
        using var service = Echo("web", 80);
        Publish(web, "8080:80");
        StartAgent();
        var clients = new List<Socket>();
        try
        {
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < count; i++)
            {
                clients.Add(Client("::1"));
                clients[i].Connect(IPAddress.IPv6Loopback, 8080);
            }
            for (var i = 0; i < count; i++) Assert.Equal($"{i}", Exchange(clients[i], $"{i}"));
            var agent = Controller.Agent.Get();
            output.WriteLine($"1,000 connections in {watch.ElapsedMilliseconds} ms; {agent.MemoryBytes / 1024 / 1024} MB");
            Assert.Equal(count, agent.Connections);
            for (var i = count - 1; i >= 0; i--) Assert.Equal($"again {i}", Exchange(clients[i], $"again {i}"));
        }
        finally
        {
            foreach (var client in clients) client.Dispose();
        }
        Await(() => Controller.Agent.Get().Connections == 0);
        var one = Stopwatch.StartNew();
        for (var i = 0; i < count; i++) ExchangeWith("::1", 8080, "x");
        output.WriteLine($"one after the other: {count / one.Elapsed.TotalSeconds:F0} connections in a second");
    }

    /// <summary>The Host's address on the cable, as the other machine writes it.</summary>
    private static IPAddress LinkLocal(Outside outside) =>
        new(IPAddress.Parse("fe80::1").GetAddressBytes(), JsonDocument.Parse(outside.Run("ip", "-j", "link", "show", "lan")).RootElement[0].GetProperty("ifindex").GetInt64());
}
