using System.Net;

namespace CNet.Tests.Support;

/// <summary>A machine behind another one, which is its router: its packets reach the Host by that one, under its own address.</summary>
internal sealed class Behind : IDisposable
{
    internal const string Address = "198.51.100.2", Address6 = "2001:db8:1::2";
    private const string RouterAddress = "198.51.100.1", RouterAddress6 = "2001:db8:1::1";
    private readonly Host _behind = Hosts.Create();

    internal Behind(Host host, Outside router)
    {
        router.Run("ip", "link", "add", "far", "type", "veth", "peer", "name", "near", "netns", _behind.NamespacePath!);
        // The kernel would spend a second on looking for duplicates of link-local addresses of its own.
        router.Run("ip", "link", "set", "far", "addrgenmode", "none");
        Run("ip", "link", "set", "near", "addrgenmode", "none");
        router.Run("ip", "-6", "addr", "add", "fe80::1/64", "dev", "far", "nodad");
        Run("ip", "-6", "addr", "add", "fe80::2/64", "dev", "near", "nodad");
        router.Run("ip", "addr", "add", $"{RouterAddress}/24", "dev", "far");
        router.Run("ip", "-6", "addr", "add", $"{RouterAddress6}/64", "dev", "far", "nodad");
        router.Run("ip", "link", "set", "far", "up");
        router.Run("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        Run("ip", "addr", "add", $"{Address}/24", "dev", "near");
        Run("ip", "-6", "addr", "add", $"{Address6}/64", "dev", "near", "nodad");
        Run("ip", "link", "set", "near", "up");
        Run("ip", "route", "add", "default", "via", RouterAddress);
        Run("ip", "-6", "route", "add", "default", "via", RouterAddress6);
        Machine.Run("nsenter", $"--net={host.NamespacePath}", "ip", "route", "add", "198.51.100.0/24", "via", Outside.Address);
        Machine.Run("nsenter", $"--net={host.NamespacePath}", "ip", "-6", "route", "add", "2001:db8:1::/64", "via", Outside.Address6);
        Outside.AwaitAnswer(NamespacePath, Outside.HostAddress);
        Outside.AwaitAnswer(NamespacePath, Outside.HostAddress6);
    }

    internal string NamespacePath => _behind.NamespacePath!;

    internal string Run(string program, params string[] arguments) => Machine.Run("nsenter", [$"--net={_behind.NamespacePath}", program, .. arguments]);

    /// <summary>Asks a service from here; null where nothing answers.</summary>
    internal string? Ask(IPEndPoint service, TransportProtocol protocol = TransportProtocol.Tcp, int timeout = Service.Patience) => Service.Ask(NamespacePath, service, protocol, timeout);

    public void Dispose() => Hosts.Remove(_behind, force: true);
}
