using System.Net;
using System.Net.Sockets;
using CNet.Linux;
using CNet.Linux.Interop;
using Xunit;

namespace CNet.Tests.Support;

/// <summary>A machine next to a test's Host: a namespace of its own on a cable to the Host, which is its way to everywhere.</summary>
internal sealed class Outside : IDisposable
{
    internal const string HostAddress = "192.0.2.1", Address = "192.0.2.2", HostAddress6 = "2001:db8::1", Address6 = "2001:db8::2";
    private readonly Host _outside = Hosts.Create();
    private readonly Host _host;

    /// <summary>The namespace of the machine.</summary>
    internal string NamespacePath => _outside.NamespacePath!;

    internal Outside(Host host, string cable = "wan")
    {
        _host = host;
        InHost("ip", "link", "add", cable, "type", "veth", "peer", "name", "lan", "netns", _outside.NamespacePath!);
        // Link-local addresses of our own: the kernel would spend a second on looking for duplicates of its own.
        InHost("ip", "link", "set", cable, "addrgenmode", "none");
        Run("ip", "link", "set", "lan", "addrgenmode", "none");
        InHost("ip", "-6", "addr", "add", "fe80::1/64", "dev", cable, "nodad");
        Run("ip", "-6", "addr", "add", "fe80::2/64", "dev", "lan", "nodad");
        InHost("ip", "addr", "add", $"{HostAddress}/24", "dev", cable);
        InHost("ip", "-6", "addr", "add", $"{HostAddress6}/64", "dev", cable, "nodad");
        InHost("ip", "link", "set", cable, "up");
        Run("ip", "addr", "add", $"{Address}/24", "dev", "lan");
        Run("ip", "-6", "addr", "add", $"{Address6}/64", "dev", "lan", "nodad");
        Run("ip", "link", "set", "lan", "up");
        AwaitAnswer(_host.NamespacePath!, Address);
        AwaitAnswer(_host.NamespacePath!, Address6);
    }

    /// <summary>
    /// Waits until an address answers. A cable's carrier and its neighbours are not what is tested: the kernel tells IPv6 of a carrier later than
    /// IPv4, and much later where many interfaces come and go.
    /// </summary>
    internal static void AwaitAnswer(string namespacePath, string address)
    {
        var said = "";
        Assert.True(SpinWait.SpinUntil(() =>
        {
            var (exitCode, output, error) = Machine.TryRun("nsenter", $"--net={namespacePath}", "ping", "-c", "1", "-W", "1", address);
            said = output + error;
            return exitCode == 0;
        }, TimeSpan.FromSeconds(30)), said);
    }

    /// <summary>Makes the Host the way to a subnet, as an attacker on the same wire would.</summary>
    internal void RouteByHost(string subnet) => Run("ip", "route", "add", subnet, "via", subnet.Contains(':', StringComparison.Ordinal) ? HostAddress6 : HostAddress);

    internal string Run(string program, params string[] arguments) => Machine.Run("nsenter", [$"--net={_outside.NamespacePath}", program, .. arguments]);

    internal NetworkNamespace OpenNamespace() => NetworkNamespace.Open(_outside.NamespacePath!);

    internal bool Pings(string address) => Machine.TryRun("nsenter", $"--net={_outside.NamespacePath}", "ping", "-c", "1", "-W", "1", address).ExitCode == 0;

    /// <summary>Asks a service from here; null where nothing answers.</summary>
    internal string? Ask(IPEndPoint service, TransportProtocol protocol = TransportProtocol.Tcp, int timeout = Service.Patience) => Service.Ask(_outside.NamespacePath!, service, protocol, timeout);

    /// <summary>Listens for TCP connections, on any port.</summary>
    internal Socket Listen(IPAddress address)
    {
        using var space = OpenNamespace();
        using var fd = space.OpenSocket(address.AddressFamily == AddressFamily.InterNetworkV6 ? Constants.AF_INET6 : Constants.AF_INET, Constants.SOCK_STREAM, 0);
        var socket = new Socket(new SafeSocketHandle(fd.Release(), ownsHandle: true));
        socket.Bind(new IPEndPoint(address, 0));
        socket.Listen();
        return socket;
    }

    public void Dispose() => Hosts.Remove(_outside, force: true);

    private void InHost(string program, params string[] arguments) => Machine.Run("nsenter", [$"--net={_host.NamespacePath}", program, .. arguments]);
}
