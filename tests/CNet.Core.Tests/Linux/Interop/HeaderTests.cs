using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using CNet.Linux.Interop;
using CNet.Netlink.Wire;
using CNet.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace CNet.Tests.Linux.Interop;

/// <summary>The C compiler's opinion of every structure and constant that CNet takes from the system's headers.</summary>
public sealed partial class HeaderTests(ITestOutputHelper output)
{
    private const BindingFlags AnyField = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly string[] Headers =
    [
        "stddef.h", "dirent.h", "fcntl.h", "sched.h", "errno.h", "netinet/in.h", "netinet/tcp.h", "poll.h", "signal.h", "spawn.h", "sys/socket.h", "sys/stat.h", "sys/vfs.h", "sys/wait.h", "sys/file.h", "sys/mman.h", "sys/mount.h",
        "sys/inotify.h", "termios.h", "unistd.h", "sys/epoll.h", "sys/eventfd.h", "sys/resource.h", "sys/syscall.h", "linux/magic.h", "linux/nsfs.h", "linux/if.h", "linux/netlink.h", "linux/rtnetlink.h", "linux/if_link.h", "linux/if_tun.h", "linux/if_addr.h", "linux/neighbour.h", "linux/veth.h", "linux/fib_rules.h",
        "linux/filter.h", "linux/netfilter.h", "linux/netfilter_ipv4.h", "linux/netfilter/nfnetlink.h", "linux/netfilter/nf_tables.h", "linux/netfilter/nf_conntrack_common.h",
        "linux/netfilter/nfnetlink_conntrack.h", "linux/sock_diag.h", "linux/inet_diag.h",
        "linux/pkt_sched.h", "linux/pkt_cls.h", "linux/tc_act/tc_mirred.h",
    ];

    private static readonly Type[] Structures =
    [
        typeof(nlmsghdr), typeof(nlattr), typeof(rtgenmsg), typeof(ifinfomsg), typeof(ifaddrmsg), typeof(rtmsg), typeof(ndmsg), typeof(nda_cacheinfo), typeof(fib_rule_hdr), typeof(ifla_bridge_id), typeof(ifa_cacheinfo), typeof(rtnexthop), typeof(rtnl_link_stats64),
        typeof(tcmsg), typeof(tc_ratespec), typeof(tc_tbf_qopt), typeof(tc_u32_sel), typeof(tc_u32_key), typeof(tc_mirred),
        typeof(nfgenmsg), typeof(sock_filter), typeof(sock_fprog), typeof(StatxTimestamp), typeof(Statx), typeof(StatFs), typeof(Dirent), typeof(FileRange), typeof(PollFd), typeof(SockAddrNetlink),
        typeof(SockAddrIn), typeof(SockAddrIn6), typeof(Linger), typeof(RLimit), typeof(IoVector), typeof(MessageHeader), typeof(ManyMessages), typeof(ControlHeader), typeof(PacketInfo6), typeof(Termios), typeof(inet_diag_sockid), typeof(inet_diag_req_v2), typeof(inet_diag_msg),
    ];

    private static readonly Type[] ConstantClasses = [typeof(NetlinkConstants), typeof(RouteConstants), typeof(RuleConstants), typeof(BridgeConstants), typeof(NftablesConstants), typeof(ConntrackConstants), typeof(DiagConstants), typeof(TrafficConstants), typeof(Constants)];

    /// <summary>What C calls by another name, because of .NET's conventions or of its own.</summary>
    private static readonly Dictionary<string, string> CNames = new()
    {
        ["StatxTimestamp"] = "statx_timestamp",
        ["Statx"] = "statx",
        ["StatFs"] = "statfs",
        ["Dirent"] = "dirent",
        ["FileRange"] = "flock",
        ["PollFd"] = "pollfd",
        ["SockAddrNetlink"] = "sockaddr_nl",
        ["SockAddrIn"] = "sockaddr_in",
        ["SockAddrIn6"] = "sockaddr_in6",
        ["Linger"] = "linger",
        ["RLimit"] = "rlimit",
        ["IoVector"] = "iovec",
        ["MessageHeader"] = "msghdr",
        ["ManyMessages"] = "mmsghdr",
        ["ControlHeader"] = "cmsghdr",
        ["PacketInfo6"] = "in6_pktinfo",
        ["Termios"] = "termios",
        ["ifi_pad"] = "__ifi_pad",
        ["spare0"] = "__spare0",
        ["reserved"] = "__reserved",
        ["ESTABLISHED_OR_RELATED"] = "NF_CT_STATE_BIT(IP_CT_ESTABLISHED) | NF_CT_STATE_BIT(IP_CT_RELATED)",
    };

    /// <summary>Structures of which only the beginning is read.</summary>
    private static readonly Type[] Beginnings = [typeof(rtnl_link_stats64)];

    /// <summary>Constants that no header has: of programs (nft prints what they say), or of the kernel's inside (it does what they say).</summary>
    private static readonly string[] WithoutHeader = ["TYPE_IFNAME", "TYPE_BITS", "FILTER_IP_DST", "FILTER_PROTO_NUM", "FILTER_PROTO_DST_PORT", "TCP_BOUND_INACTIVE"];

    [CCompilerFact]
    public void Structures_lie_in_memory_as_in_C()
    {
        var assertions = Structures.SelectMany(Layout).ToList();
        Assert.Empty(Compile(assertions, out var missing));
        Assert.Empty(missing);
    }

    [Fact]
    public void No_structure_is_forgotten()
    {
        var all = typeof(Controller).Assembly.GetTypes().Where(type => type is { IsValueType: true, IsNested: false, Namespace: "CNet.Netlink.Wire" or "CNet.Linux.Interop" });
        Assert.Equal(all.Select(type => type.Name).Order(StringComparer.Ordinal), Structures.Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    [CCompilerFact]
    public void Constants_have_the_values_of_the_headers()
    {
        var assertions = ConstantClasses.SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic))
            .Where(field => field.IsLiteral && !WithoutHeader.Contains(field.Name)).Select(Constant).ToList();
        Assert.True(assertions.Count > 200, "The constants were not found.");
        Assert.Empty(Compile(assertions, out var missing));
        foreach (var name in missing) output.WriteLine($"Not in this system's headers: {name}");
        Assert.True(missing.Count < assertions.Count / 10, "Most constants are not in the headers: the includes are wrong.");
    }

    private static IEnumerable<string> Layout(Type type)
    {
        var name = $"struct {CName(type.Name)}";
        var size = Marshal.SizeOf(type);
        yield return Beginnings.Contains(type) ? $"sizeof({name}) >= {size}" : $"sizeof({name}) == {size}";
        foreach (var field in type.GetFields(AnyField))
        {
            yield return $"offsetof({name}, {CName(field.Name)}) == {Marshal.OffsetOf(type, field.Name)}";
            yield return $"sizeof((({name} *)0)->{CName(field.Name)}) == {(field.FieldType.IsPointer ? nint.Size : Marshal.SizeOf(field.FieldType))}";
        }
    }

    private static string Constant(FieldInfo field)
    {
        var cast = Type.GetTypeCode(field.FieldType) switch
        {
            TypeCode.Byte => "(unsigned char)",
            TypeCode.UInt16 => "(unsigned short)",
            TypeCode.Int16 => "(short)",
            TypeCode.UInt32 => "(unsigned int)",
            TypeCode.Int32 => "(int)",
            TypeCode.UInt64 => "(unsigned long)",
            _ => "(long)",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{cast}({CName(field.Name)}) == {cast}{field.GetRawConstantValue()}");
    }

    private static string CName(string name) => CNames.GetValueOrDefault(name, name);

    /// <summary>What the compiler objects to, apart from names that older headers do not have.</summary>
    private static List<string> Compile(List<string> assertions, out List<string> missing)
    {
        using var directory = new TemporaryDirectory();
        var source = directory.File("check.c");
        missing = [];
        while (true)
        {
            var absent = missing;
            var lines = Headers.Select(header => $"#include <{header}>")
                .Concat(assertions.Where(assertion => !absent.Any(name => assertion.Contains($"({name})", StringComparison.Ordinal))).Select(assertion => $"_Static_assert({assertion}, \"{assertion}\");"));
            File.WriteAllLines(source, lines.Prepend("#define _GNU_SOURCE"));
            var (exitCode, _, error) = Machine.TryRun("gcc", "-std=gnu11", "-fsyntax-only", "-fmax-errors=0", source);
            if (exitCode == 0) return [];
            var undeclared = Undeclared().Matches(error).Select(match => match.Groups[1].Value).Except(missing).ToList();
            if (undeclared.Count == 0) return [.. error.Split('\n').Where(line => line.Contains("error:", StringComparison.Ordinal))];
            missing.AddRange(undeclared);
        }
    }

    [GeneratedRegex("error: .(\\w+). undeclared")]
    private static partial Regex Undeclared();
}
