using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CNet.Linux;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Toolkit;

/// <summary>Sockets, as ss sees them.</summary>
public sealed class SocketsTests : ToolkitTest
{
    private readonly List<IDisposable> _open = [];

    public SocketsTests() => InBlue("ip addr add 10.9.0.1/24 dev v1");

    protected override void CleanUp() => _open.ForEach(socket => socket.Dispose());

    [KernelFact("ip", "ss")]
    public void Those_that_listen_are_listed_as_ss_lists_them()
    {
        Listen("127.0.0.1", 8080, 7);
        Listen("::", 8081, 128);
        Listen("10.9.0.1", 8082, 3);
        Open(SocketType.Dgram, "0.0.0.0", 5353);
        Open(SocketType.Dgram, "::1", 5354);
        Open(SocketType.Stream, "127.0.0.1", 8090);
        Eventually.Equal(BySs("ss -Hlntu -O"), () => ByCNet(all: false));
        Assert.Equal("Tcp Listen 127.0.0.1:8080 0 7\nTcp Listen 10.9.0.1:8082 0 3\nTcp Listen *:8081 0 128\nUdp Unconnected 0.0.0.0:5353 0 0\nUdp Unconnected [::1]:5354 0 0".Split('\n').Order(StringComparer.Ordinal), ByCNet(all: false).Split('\n'));
    }

    [KernelFact("ip", "ss")]
    public void Connections_are_listed_as_ss_lists_them()
    {
        var server = Listen("127.0.0.1", 8080, 7);
        var client = Open(SocketType.Stream, "127.0.0.1", 40001);
        client.Connect(IPAddress.Loopback, 8080);
        var taken = server.Accept();
        _open.Add(taken);
        client.Send([1, 2, 3]);
        // One that is closed by this side waits a minute for late packets.
        var other = Open(SocketType.Stream, "127.0.0.1", 40002);
        other.Connect(IPAddress.Loopback, 8080);
        using (var end = server.Accept())
        {
            other.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, end.Receive(new byte[1]));
            end.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, other.Receive(new byte[1]));
        }
        other.Dispose();
        Eventually.Equal(SocketState.TimeWait, () => Controller.Sockets.List(Blue, all: true).FirstOrDefault(socket => socket.LocalPort == 40002)?.State);
        Eventually.Equal(BySs("ss -Hantu -O"), () => ByCNet(all: true));
        var all = Controller.Sockets.List(Blue, all: true);
        Assert.Equal(3, all.Single(socket => socket.LocalPort == 8080 && socket.RemotePort == 40001).ReceiveQueue);
        Assert.Equal("tcp 127.0.0.1:40001 -> 127.0.0.1:8080", all.Single(socket => socket.LocalPort == 40001).ToString());
    }

    [KernelFact("ip", "ss")]
    public void The_interface_the_user_and_the_process_are_named()
    {
        var bound = Open(SocketType.Dgram, "0.0.0.0", 5353);
        bound.SetRawSocketOption(1, 25, "v1\0"u8);
        var socket = Assert.Single(Controller.Sockets.List(Blue));
        Assert.Equal((V1, 0, "root", Blue), (socket.InterfaceName, socket.UserId, socket.User, socket.Namespace));
        Assert.Empty(socket.ProcessId);
        var found = Assert.Single(Sockets.FindProcesses([socket]));
        Assert.Equal([Environment.ProcessId], found.ProcessId);
        Assert.Equal([ProcessTable.NameOf(Environment.ProcessId)!], found.ProcessName);
        Assert.Contains($"%v1:5353", InBlue("ss -Hlnu"), StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"ino:{socket.Inode}"), InBlue("ss -Hlnue"), StringComparison.Ordinal);
    }

    private Socket Listen(string address, int port, int backlog)
    {
        var socket = Open(SocketType.Stream, address, port);
        socket.Listen(backlog);
        return socket;
    }

    private Socket Open(SocketType type, string address, int port)
    {
        using var space = NetworkNamespace.Open(Path.Combine(TestHost.NamespaceDirectory, Blue));
        var ip = Address(address);
        var socket = new Socket(new SafeSocketHandle(space.OpenSocket(ip.AddressFamily == AddressFamily.InterNetworkV6 ? 10 : 2, (int)type, 0).Release(), ownsHandle: true));
        _open.Add(socket);
        socket.Bind(new IPEndPoint(ip, port));
        return socket;
    }

    private string ByCNet(bool all) => string.Join('\n', Controller.Sockets.List(Blue, all).Where(socket => socket.Protocol is TransportProtocol.Tcp or TransportProtocol.Udp && !(all && socket is { Protocol: TransportProtocol.Tcp, State: SocketState.Unconnected }))
        .Select(socket => $"{socket.Protocol} {socket.State} {End(socket)} {socket.ReceiveQueue} {socket.SendQueue}").Order(StringComparer.Ordinal));

    private static string End(SocketEntry socket) => socket is { LocalAddress: var address } && address.Equals(IPAddress.IPv6Any) && !socket.IsIPv6Only ? string.Create(CultureInfo.InvariantCulture, $"*:{socket.LocalPort}") : new IPEndPoint(socket.LocalAddress, socket.LocalPort).ToString();

    /// <summary>Lines of ss: protocol, state, queues, local end, remote end.</summary>
    private string BySs(string command) => string.Join('\n', InBlue(command).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(words => $"{(words[0] == "tcp" ? "Tcp" : "Udp")} {State(words[1])} {words[4].Replace("[::ffff:", "", StringComparison.Ordinal).Replace("]:", words[4].StartsWith("[::ffff:", StringComparison.Ordinal) ? ":" : "]:", StringComparison.Ordinal)} {words[2]} {words[3]}").Order(StringComparer.Ordinal));

    private static string State(string name) => name switch { "LISTEN" => "Listen", "UNCONN" => "Unconnected", "ESTAB" => "Established", "TIME-WAIT" => "TimeWait", "CLOSE-WAIT" => "CloseWait", "FIN-WAIT-2" => "FinWait2", _ => name };
}
