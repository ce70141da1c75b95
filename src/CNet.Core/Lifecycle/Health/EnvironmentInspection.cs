using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using CNet.Firewall;
using CNet.Linux;
using CNet.Linux.Interop;
using CNet.Netlink.Route;
using static CNet.Linux.Interop.Constants;

namespace CNet.Lifecycle;

/// <summary>Looks at what CNet finds on a Host, and what will hurt: privileges, the kernel's features, libraries, and who else has a say in what is forwarded.</summary>
internal static class EnvironmentInspection
{
    private const string Library = "libsqlite3.so.0", LibraryPackage = "Install it: apt-get install libsqlite3-0 (Debian, Ubuntu), dnf install sqlite-libs (Fedora), apk add sqlite-libs (Alpine).";
    private const int CapNetAdmin = 12, CapSysAdmin = 21;
    private static readonly Version OldestKernel = new(5, 14);

    internal static List<HostCheck> Inspect(Controller controller)
    {
        var checks = new List<HostCheck> { Privileges(controller.Host), Kernel(), Libraries() };
        var mayEnter = checks[0].Status == HostCheckStatus.Ok;
        Try(checks, controller.Host, "KernelIPv6", () => IPv6(checks));
        if (mayEnter) Try(checks, controller.Host, "KernelFeatures", () => Features(checks, controller.Host));
        else checks.Add(new HostCheck("KernelFeatures", HostCheckStatus.Warning, controller.Host.Name, "Whether the kernel has bridges, pairs of interfaces and nftables is seen by root only.", Privilege.Remedy));
        Try(checks, controller.Host, "Others", () => Others(checks, controller, mayEnter));
        return checks;
    }

    private static HostCheck Privileges(Host host)
    {
        if (LibC.geteuid() != 0) return new HostCheck("Privilege", HostCheckStatus.Failed, host.Name, "This process is not root: it can look at what the kernel shows everybody, and change nothing.", Privilege.Remedy);
        var capabilities = Capabilities();
        var missing = new[] { (CapNetAdmin, "CAP_NET_ADMIN"), (CapSysAdmin, "CAP_SYS_ADMIN") }.Where(pair => (capabilities >> pair.Item1 & 1) == 0).Select(pair => pair.Item2).ToList();
        return missing.Count == 0
            ? new HostCheck("Privilege", HostCheckStatus.Ok, host.Name, "This process is root, with CAP_NET_ADMIN and CAP_SYS_ADMIN.")
            : new HostCheck("Privilege", HostCheckStatus.Failed, host.Name, $"This process is root without {string.Join(" and ", missing)}.", Privilege.Remedy);
    }

    private static ulong Capabilities()
    {
        const string effective = "CapEff:";
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(text => text.StartsWith(effective, StringComparison.Ordinal));
        return line is null ? 0 : ulong.Parse(line.AsSpan(effective.Length).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    private static HostCheck Kernel()
    {
        var release = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        var numbers = new string([.. release.TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]).Trim('.');
        var isKnown = Version.TryParse(numbers, out var version);
        return isKnown && version < OldestKernel
            ? new HostCheck("Kernel", HostCheckStatus.Failed, release, $"This is Linux {release}.", $"CNet needs Linux {OldestKernel} or later.")
            : new HostCheck("Kernel", isKnown ? HostCheckStatus.Ok : HostCheckStatus.Warning, release, $"This is Linux {release}.");
    }

    private static HostCheck Libraries()
    {
        if (!NativeLibrary.TryLoad(Library, out var handle)) return new HostCheck("Library", HostCheckStatus.Failed, Library, $"The library {Library} is missing on this machine.", LibraryPackage);
        NativeLibrary.Free(handle);
        return new HostCheck("Library", HostCheckStatus.Ok, Library, $"The library {Library} is there.");
    }

    private static void IPv6(List<HostCheck> checks) => checks.Add(Directory.Exists("/proc/sys/net/ipv6")
        ? new HostCheck("KernelIPv6", HostCheckStatus.Ok, "IPv6", "The kernel runs with IPv6.")
        : new HostCheck("KernelIPv6", HostCheckStatus.Warning, "IPv6", "The kernel runs without IPv6: networks can be IPv4 only.", "Boot without ipv6.disable=1."));

    /// <summary>Tries what CNet makes, in a namespace of its own that nobody sees and that is gone afterwards.</summary>
    private static void Features(List<HostCheck> checks, Host host)
    {
        // It is nothing that is done to the Host.
        using var silence = OperationLog.Listen(null);
        using var session = NetworkNamespace.Create();
        var batch = new Netlink.MessageBuffer();
        foreach (var (name, kind, link) in new (string, string, LinkKind)[] { ("KernelBridge", "bridges", new BridgeKind(MulticastSnooping: false)), ("KernelVeth", "pairs of Ethernet interfaces", new VethKind("other", default, -1, 0)) })
        {
            batch.Clear();
            batch.AddLink("probe-" + link.Name, link);
            checks.Add(session.Route.TryExecute(batch) is { } failure
                ? new HostCheck(name, HostCheckStatus.Failed, host.Name, $"The kernel makes no {kind}: {Marshal.GetPInvokeErrorMessage(failure.Errno)}.", $"modprobe {link.Name}")
                : new HostCheck(name, HostCheckStatus.Ok, host.Name, $"The kernel makes {kind}."));
        }
        checks.Add(Rules(session.Namespace, host));
    }

    private static HostCheck Rules(NetworkNamespace ns, Host host)
    {
        try
        {
            using var socket = new Netlink.NetlinkSocket(ns.OpenSocket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER));
            HostFirewall.Try(socket);
            return new HostCheck("KernelNftables", HostCheckStatus.Ok, host.Name, "The kernel takes the rules that CNet writes.");
        }
        catch (CNetException refused)
        {
            return new HostCheck("KernelNftables", HostCheckStatus.Failed, host.Name, $"The kernel does not take the rules that CNet writes: {refused.Message}", "modprobe -a nf_tables nft_ct nft_masq nft_nat nft_chain_nat");
        }
    }

    /// <summary>Rules and settings of others that reach what CNet makes.</summary>
    private static void Others(List<HostCheck> checks, Controller controller, bool mayEnter)
    {
        using var space = controller.OpenNamespace();
        if (mayEnter)
        {
            using var socket = new Netlink.NetlinkSocket(space.OpenSocket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER));
            ForeignFirewalls.Inspect(checks, controller, socket);
        }
        if (Read(space, "/proc/thread-self/net/ip_tables_names")?.Split('\n').Contains("filter") == true)
            checks.Add(new HostCheck("ForeignFirewall", HostCheckStatus.Warning, "iptables-legacy", "There are rules of the older iptables, into which CNet cannot look: their chain FORWARD may drop what networks send.",
                "Look: iptables-legacy -S FORWARD"));
        BridgeNetfilter(checks, space);
        Connections(checks, space);
        if (Read(space, "/proc/sys/net/ipv4/ip_forward") is { } forwards)
            checks.Add(new HostCheck("IPForward", HostCheckStatus.Ok, "IPv4", forwards == "1" ? "IPv4 forwarding is on." : "IPv4 forwarding is off; a network that needs it turns it on, unless Set-CNetHost forbids it."));
    }

    private static void BridgeNetfilter(List<HostCheck> checks, NetworkNamespace space)
    {
        foreach (var (file, family) in new[] { ("bridge-nf-call-iptables", "IPv4"), ("bridge-nf-call-ip6tables", "IPv6") })
            if (Read(space, $"/proc/sys/net/bridge/{file}") == "1")
                checks.Add(new HostCheck("BridgeNetfilter", HostCheckStatus.Warning, file, $"What passes a bridge goes through the Host's {family} rules, too: slower, and others' rules apply between sandboxes of one network.",
                    $"Where nothing needs it (Docker and Kubernetes may): sysctl -w net.bridge.{file}=0"));
    }

    private static void Connections(List<HostCheck> checks, NetworkNamespace space)
    {
        const int almost = 90;
        if (!long.TryParse(Read(space, "/proc/sys/net/netfilter/nf_conntrack_max"), CultureInfo.InvariantCulture, out var limit) || limit == 0
            || !long.TryParse(Read(space, "/proc/sys/net/netfilter/nf_conntrack_count"), CultureInfo.InvariantCulture, out var used)) return;
        checks.Add(used * 100 >= limit * almost
            ? new HostCheck("Conntrack", HostCheckStatus.Warning, "nf_conntrack", $"{used} of {limit} connections are tracked: new ones will be dropped.", "Raise the limit: sysctl -w net.netfilter.nf_conntrack_max=…")
            : new HostCheck("Conntrack", HostCheckStatus.Ok, "nf_conntrack", $"{used} of {limit} connections are tracked."));
    }

    /// <summary>A file as the namespace sees it; null where it is not there, or not for everybody.</summary>
    private static unsafe string? Read(NetworkNamespace space, string path)
    {
        try
        {
            using var file = space.TryOpenFile(path, O_RDONLY);
            if (file is null) return null;
            Span<byte> bytes = stackalloc byte[256];
            fixed (byte* pointer = bytes)
            {
                var length = LibC.read(file.Number, pointer, bytes.Length);
                return length < 0 ? null : Encoding.UTF8.GetString(bytes[..(int)length]).TrimEnd('\n');
            }
        }
        catch (CNetException)
        {
            return null;
        }
    }

    /// <summary>What cannot be looked at is a finding, and does not keep the rest from being looked at.</summary>
    private static void Try(List<HostCheck> checks, Host host, string name, Action look)
    {
        try
        {
            look();
        }
        catch (CNetException refused)
        {
            checks.Add(new HostCheck(name, HostCheckStatus.Warning, host.Name, $"It cannot be looked at: {refused.Message}", refused.Hint));
        }
    }
}
