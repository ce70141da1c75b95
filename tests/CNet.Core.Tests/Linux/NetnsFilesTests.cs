using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Linux;

/// <summary>What "ip netns exec" mounts of /etc/netns, and CNet puts there: on a machine's own Host, where /run and /etc are private.</summary>
public sealed class NetnsFilesTests : IDisposable
{
    private readonly PrivateRun? _run = Machine.IsRoot && Machine.Has("unshare") && Machine.Has("nsenter") ? new PrivateRun() : null;

    public void Dispose() => _run?.Dispose();

    private PrivateRun Run => _run!;

    [KernelFact("ip", "unshare", "nsenter")]
    public void Programs_of_ip_netns_see_the_files_of_a_sandbox_from_its_first_join_to_its_end()
    {
        Run.Files("join", "lab", "web");
        Assert.Contains("10.1.0.2\tweb", Run.Run("ip", "netns", "exec", "web", "cat", "/etc/hosts"));
        Assert.Contains("nameserver 127.0.0.11", Run.Run("ip", "netns", "exec", "web", "cat", "/etc/resolv.conf"));
        Assert.Contains("10.1.0.2\tweb", Run.Files("exec", "web", "cat", "/etc/hosts"));
        Assert.Contains("10.1.0.2\tweb", Run.CNet("exec", "web", "cat", "/etc/hosts"));
        Run.Files("leave", "web");
        Assert.Empty(Run.Run("sh", "-c", "ls -d /etc/netns /run/cnet/files/* 2>/dev/null || true"));
    }

    [KernelFact("ip", "unshare", "nsenter")]
    public void What_others_put_there_stays_and_is_what_they_see()
    {
        Run.Run("sh", "-c", "mkdir -p /etc/netns/web && echo 10.9.9.9 theirs > /etc/netns/web/hosts");
        Assert.Contains(Run.Files("join", "lab", "web"), line => line.Contains("is not CNet's and stays", StringComparison.Ordinal));
        Assert.Equal(["10.9.9.9 theirs"], Run.Run("ip", "netns", "exec", "web", "cat", "/etc/hosts"));
        Assert.Equal(["10.9.9.9 theirs"], Run.CNet("exec", "web", "cat", "/etc/hosts"));
        Assert.Contains("10.1.0.2\tweb", Run.Files("exec", "web", "cat", "/etc/hosts"));
        Run.Files("leave", "web");
        Assert.Equal(["web"], Run.Run("ls", "/etc/netns"));
    }

    [KernelFact("ip", "unshare", "nsenter")]
    public void A_namespace_that_was_adopted_has_them_under_its_own_name()
    {
        Run.Run("ip", "netns", "add", "theirs");
        Run.Files("join", "lab", "web", "theirs");
        Assert.Contains("10.1.0.2\tweb", Run.Run("ip", "netns", "exec", "theirs", "cat", "/etc/hosts"));
        Run.Files("remove", "web");
        Assert.Equal(["theirs"], Run.Run("ip", "netns", "list").Select(line => line.Split(' ')[0]));
        Assert.Empty(Run.Run("sh", "-c", "ls /etc/netns 2>/dev/null || true"));
    }

    [KernelFact("ip", "unshare", "nsenter")]
    public void What_another_boot_left_is_swept()
    {
        Run.Run("sh", "-c", $"mkdir /etc/netns && ln -s /run/cnet/files/{new string('a', 64)}/etc /etc/netns/old && ln -s /nowhere /etc/netns/theirs");
        Run.Files("join", "lab", "web");
        Assert.Equal(["theirs", "web"], Run.Run("ls", "/etc/netns"));
    }
}
