using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Linux;

/// <summary>"ip netns" and CNet name the namespaces of a machine in the same place, and each works with what the other made. Where /run is private.</summary>
public sealed class IpNetnsTests : IDisposable
{
    private readonly PrivateRun? _run = Machine.IsRoot && Machine.Has("unshare") && Machine.Has("nsenter") ? new PrivateRun() : null;

    public void Dispose() => _run?.Dispose();

    private PrivateRun Run => _run!;

    [KernelFact("ip", "unshare", "nsenter")]
    public void What_CNet_made_is_a_namespace_for_ip_netns()
    {
        Run.CNet("add", "ours");
        Assert.Equal(["ours"], Run.Run("ip", "netns", "list"));
        Assert.Equal(["lo"], Run.Run("ip", "netns", "exec", "ours", "ls", "/sys/class/net"));
        using var inside = Run.Settle("ip", "netns", "exec", "ours");
        Assert.Equal(["ours"], Run.Run("ip", "netns", "identify", inside.Id));
        Assert.Equal([inside.Id], Run.Run("ip", "netns", "pids", "ours"));
        Run.Run("ip", "-n", "ours", "link", "add", "br0", "type", "bridge");
        Assert.Equal(["br0", "lo"], Run.CNet("exec", "ours", "ls", "/sys/class/net"));
    }

    [KernelFact("ip", "unshare", "nsenter")]
    public void What_ip_netns_made_is_a_namespace_for_CNet()
    {
        Run.Run("ip", "netns", "add", "theirs");
        Assert.Equal(["theirs"], Run.CNet("list"));
        Assert.Equal("NamespaceExists", Run.Refused("add", "theirs"));
        Run.Run("ip", "-n", "theirs", "link", "add", "br0", "type", "bridge");
        Assert.Equal(["br0", "lo"], Run.CNet("exec", "theirs", "ls", "/sys/class/net"));
        using var inside = Run.Settle("ip", "netns", "exec", "theirs");
        Assert.Equal(["theirs"], Run.CNet("identify", inside.Id));
        Assert.Equal([inside.Id], Run.CNet("pids", "theirs"));
    }

    [KernelFact("ip", "unshare", "nsenter")]
    public void Either_removes_what_the_other_made()
    {
        Run.CNet("add", "ours");
        Run.Run("ip", "netns", "add", "theirs");
        Run.Run("ip", "netns", "del", "ours");
        Assert.Equal(["theirs"], Run.CNet("list"));
        Assert.Equal("NamespaceNotFound", Run.Refused("del", "ours"));
        Run.CNet("del", "theirs");
        Assert.Empty(Run.Run("ip", "netns", "list"));
        Assert.Empty(Run.Run("ls", "/run/netns"));
        Assert.DoesNotContain(Run.Mounts, mount => mount.Contains("/run/netns/", StringComparison.Ordinal));
        // The names are free for either.
        Run.Run("ip", "netns", "add", "ours");
        Run.CNet("add", "theirs");
        Assert.Equal(["ours", "theirs"], Run.CNet("list"));
    }

    [KernelFact("ip", "unshare", "nsenter")]
    public void Either_names_the_namespace_of_a_process()
    {
        using var container = Run.Settle("unshare", "--net");
        Assert.Empty(Run.Run("ip", "netns", "identify", container.Id));
        Run.CNet("add", "ours", container.Id);
        Assert.Equal(["ours"], Run.Run("ip", "netns", "identify", container.Id));
        Run.Run("ip", "netns", "attach", "theirs", container.Id);
        Assert.Equal(["ours", "theirs"], Run.CNet("list"));
        Assert.Equal([container.Id], Run.CNet("pids", "theirs"));
        Run.CNet("del", "ours");
        Assert.Equal(["theirs"], Run.CNet("identify", container.Id));
    }

    [KernelFact("ip", "unshare", "nsenter")]
    public void The_directory_is_the_same_shared_mount_whoever_makes_it()
    {
        Run.CNet("add", "a");
        Run.Run("ip", "netns", "add", "b");
        var ours = Directories(Run);
        using var other = new PrivateRun();
        other.Run("ip", "netns", "add", "b");
        other.CNet("add", "a");
        Assert.Equal(Directories(other), ours);
        Assert.Equal(["755"], Run.Run("stat", "-c", "%a", "/run/netns"));
        Assert.Equal(Run.Run("stat", "-c", "%a", "/run/netns"), other.Run("stat", "-c", "%a", "/run/netns"));
        Assert.Equal(Run.Run("stat", "-c", "%a %F", "/run/netns/a"), Run.Run("stat", "-c", "%a %F", "/run/netns/b"));
    }

    /// <summary>The mounts on the directory itself: what is mounted, and how it propagates, without the numbers.</summary>
    private static string[] Directories(PrivateRun run) =>
    [
        .. run.Mounts.Select(mount => mount.Split(' ')).Where(fields => fields[4] == "/run/netns").Select(fields => $"{fields[3]} {fields[6].Split(':')[0]}"),
    ];
}
