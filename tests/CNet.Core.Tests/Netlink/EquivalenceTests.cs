using System.Globalization;
using System.Text.RegularExpressions;
using CNet.Netlink;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Netlink;

/// <summary>What iproute2 itself sends for the command that a request is described as: the same, attribute by attribute.</summary>
public sealed partial class EquivalenceTests : HostTest
{
    /// <summary>Two ways to say the same: what we send (left) is to the kernel what iproute2 sends (right).</summary>
    private static readonly Dictionary<string, (string Ours, string Theirs)[]> SameThing = new()
    {
        // A port by the kind of its master, or by the kind of its own side.
        ["set-isolated"] = [("link/18/4 = bridge", "link/18/1 = bridge_slave")],
        ["set-hairpin"] = [("link/18/4 = bridge", "link/18/1 = bridge_slave")],
        ["set-not-isolated"] = [("link/18/4 = bridge", "link/18/1 = bridge_slave")],
        // Flags of 8 bits in the head, or of 32 in an attribute; the scope of an IPv6 address is the kernel's business.
        ["add-address-v6"] = [("0a400000", "0a400200"), ("\n/8 = 02000000", "")],
        ["add-address-v6-linklocal"] = [("0a4000fd", "0a400200"), ("\n/8 = 02000000", "")],
        // No destination, or one of zeros.
        ["add-route-default-v6"] = [("\n/4", "\n/1 = 00000000000000000000000000000000\n/4")],
        // A deletion that also compares scope and type, or one that does not.
        ["delete-route-v4"] = [("fe00000100000000", "fe00ff0000000000")],
        ["delete-route-v6"] = [("fe00000100000000", "fe00000000000000")],
        ["delete-route-whole"] = [("fd0700000000", "ff0700000000")],
        // An IPv6 next hop is filled up to four bytes with zeros, or with whatever was there.
        ["add-route-hops-v4"] = [("000000010000", "000000010100")],
        ["delete-neighbor"] = [("0500000000000000", "0500000080000000")],
        // A rate with a table of times, which the kernel does not look at where the link layer is said, and the time of the burst, or without.
        ["replace-rate"] = [("0001000000000000d0121300", "03010000ffff0000d0121300"), ("2414020000000000", "24140200f90f0e00")],
        ["replace-rate-fraction"] = [("0001000000000000e0052d0b", "03010000ffff0000e0052d0b"), ("c87e9a0000000000", "c87e9a0024f40000")],
        ["replace-rate-wide"] = [("0001000000000000ffffffff", "03010000ffff0000ffffffff"), ("00bbeea000000000", "00bbeea0291a0b00")],
        // A mode and no flags, or flags of zero.
        ["add-ipvlan"] = [("link/18/2/1 = 0200", "link/18/2/1 = 0200\nlink/18/2/2 = 0000")],
        // A deletion that also compares the kind, or one that does not.
        ["delete-rate"] = [("\nqdisc/1 = 74626600", "")],
        // A static entry is one that needs no ARP; that it is also reachable says nothing more.
        ["replace-forwarding"] = [("40000400", "42000400")],
    };

    [KernelFact("ip", "bridge", "tc", "strace", "nsenter")]
    public void Iproute2_sends_the_same_for_the_command_that_is_shown()
    {
        var differences = new List<string>();
        foreach (var name in Requests.RtnetlinkNames)
        {
            var batch = Requests.Make(name);
            var command = RequestText.Describe(batch, 0, null);
            if (RequestText.DescribeChanges(batch, null).Count == 0 || name.EndsWith("-by-name", StringComparison.Ordinal)) continue;
            // What is restored has all that the kernel told, more than iproute2 can be told.
            if (name.StartsWith("restore-", StringComparison.Ordinal)) continue;
            MakeLinks();
            var ours = SameThing.GetValueOrDefault(name, []).Aggregate(AttributeTree.Of(batch.Written), (text, way) => text.Replace(way.Ours, way.Theirs, StringComparison.Ordinal));
            var theirs = Sent(command);
            if (ours != theirs) differences.Add($"{command}\n--- ours\n{ours}\n--- theirs\n{theirs}\n");
        }
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    /// <summary>The links and the namespace that the requests mean, whatever the command before has done to them.</summary>
    private void MakeLinks()
    {
        if (!Controller.Namespaces.Contains("web")) Controller.Namespaces.Create("web");
        if (Machine.TryRun("nsenter", $"--net={TestHost.NamespacePath}", "ip", "link", "show", "v1", "master", "br-lab").ExitCode == 0) return;
        Machine.TryRun("nsenter", $"--net={TestHost.NamespacePath}", "ip", "link", "del", "br-lab");
        Machine.TryRun("nsenter", $"--net={TestHost.NamespacePath}", "ip", "link", "del", "v2");
        InHost("ip", "link", "add", "br-lab", "index", "2", "type", "bridge");
        InHost("ip", "link", "add", "v1", "index", "5", "type", "veth", "peer", "name", "v2");
        InHost("ip", "link", "set", "v1", "master", "br-lab");
    }

    /// <summary>The last request that a command sends to change something, whether the kernel takes it or not.</summary>
    private string Sent(string command)
    {
        using var directory = new TemporaryDirectory();
        var trace = directory.File("trace");
        var arguments = command.Replace(" netns web", $" netns {TestHost.NamespacePath}", StringComparison.Ordinal).Split(' ').Select(word => word == "''" ? "" : word).ToArray();
        // "ip netns" looks names up in this machine's directory, in whose place the Host's is for it alone.
        string[] place = arguments[1] == "netns" ? ["unshare", "--mount", "--propagation", "private", "sh", "-c", $"mount -t tmpfs tmpfs /run && mkdir /run/netns && mount --rbind {TestHost.NamespaceDirectory} /run/netns && exec \"$@\"", "sh"] : [];
        Machine.TryRun("nsenter", [$"--net={TestHost.NamespacePath}", .. place, "strace", "-qq", "-e", "trace=sendto,sendmsg", "-e", "write=all", "-o", trace, .. arguments]);
        var messages = new List<byte[]>();
        var bytes = new List<byte>();
        foreach (var line in File.ReadLines(trace))
        {
            if (DumpLine().Match(line) is { Success: true } dump)
            {
                if (int.Parse(dump.Groups[1].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) == 0) bytes.Clear();
                bytes.AddRange(Convert.FromHexString(dump.Groups[2].Value.Replace(" ", "", StringComparison.Ordinal)));
                continue;
            }
            if (bytes.Count > 0) messages.Add([.. bytes]);
            bytes.Clear();
        }
        if (bytes.Count > 0) messages.Add([.. bytes]);
        return messages.FindLast(IsChange) is { } last ? AttributeTree.Of(last) : "nothing was sent";
    }

    private static bool IsChange(byte[] bytes)
    {
        foreach (var message in new MessageReader(bytes)) return (message.Header.nlmsg_type & 3) != 2;
        return false;
    }

    /// <summary>A line of strace's dump: the position and up to sixteen bytes.</summary>
    [GeneratedRegex(@"^ \| ([0-9a-f]+) ((?: {1,2}[0-9a-f]{2}){1,16})")]
    private static partial Regex DumpLine();
}
