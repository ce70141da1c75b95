using System.Net;
using System.Net.Sockets;
using CNet.Agents;
using CNet.Linux;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Agents;

/// <summary>A test with an agent of its own, which must be gone when the test is over.</summary>
public abstract class AgentTest : HostTest
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private readonly HashSet<int> _agents = [];

    private protected NetworkNamespace Space { get; private set; }

    protected AgentTest() => Space = Controller.OpenNamespace();

    protected override void CleanUp()
    {
        if (AgentProcess.Find(TestHost) is { } left) _agents.Add(left.ProcessId);
        Controller.Agent.Stop();
        Space.Dispose();
        foreach (var pid in _agents) Await(() => ProcessTable.EnvironmentOf(pid, AgentRuntime.FileVariable) is null);
    }

    private protected Agent StartAgent()
    {
        var agent = Controller.Agent.Start();
        Assert.Equal(AgentState.Running, agent.State);
        _agents.Add(agent.ProcessId!.Value);
        return agent;
    }

    private protected static PortSpec Port(string text) => PortSpec.Parse(text);

    private protected IReadOnlyList<PortMapping> Publish(Endpoint endpoint, params string[] ports) => Controller.Ports.Publish(endpoint, [.. ports.Select(Port)]);

    private protected static void Await(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Deadline), "It did not come in time.");

    /// <summary>True where a program of the Host cannot have a port.</summary>
    private protected bool IsTaken(string address, int port, TransportProtocol protocol = TransportProtocol.Tcp)
    {
        using var probe = new PortProbe(Space);
        Assert.True(Ip.TryParse(address, out var ip));
        return probe.Try(protocol, ip, port) == PortProbeResult.Taken;
    }

    private protected bool IsHeld(int port, TransportProtocol protocol = TransportProtocol.Tcp) => IsTaken("0.0.0.0", port, protocol) && IsTaken("::", port, protocol);

    /// <summary>A service in a sandbox that sends back what it gets.</summary>
    private protected EchoService Echo(string sandbox, int port, TransportProtocol protocol = TransportProtocol.Tcp, bool isIPv6 = false)
    {
        using var space = NetworkNamespace.Open(Path.Combine(TestHost.NamespaceDirectory, sandbox));
        return new EchoService(HostSockets.Bind(space, protocol, isIPv6 ? "::" : "0.0.0.0", port), protocol);
    }

    /// <summary>A client of the Host itself.</summary>
    private protected Socket Client(string address, TransportProtocol protocol = TransportProtocol.Tcp) => Client(Space, address, protocol);

    private protected static Socket Client(NetworkNamespace space, string address, TransportProtocol protocol = TransportProtocol.Tcp)
    {
        var socket = HostSockets.Open(space, protocol, IPAddress.Parse(address).AddressFamily);
        socket.ReceiveTimeout = socket.SendTimeout = 10_000;
        return socket;
    }

    private protected static string Exchange(Socket socket, string text)
    {
        socket.Send(System.Text.Encoding.UTF8.GetBytes(text));
        var answer = new byte[text.Length];
        for (var length = 0; length < answer.Length;)
        {
            var received = socket.Receive(answer.AsSpan(length));
            if (received == 0) break;
            length += received;
        }
        return System.Text.Encoding.UTF8.GetString(answer);
    }

    private protected string ExchangeWith(string address, int port, string text, TransportProtocol protocol = TransportProtocol.Tcp)
    {
        using var client = Client(address, protocol);
        client.Connect(IPAddress.Parse(address), port);
        return Exchange(client, text);
    }
}
