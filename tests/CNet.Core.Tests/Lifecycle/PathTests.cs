using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Lifecycle;

/// <summary>The whole path: network, endpoints, sandboxes, packets, and everything away again.</summary>
public sealed class PathTests : HostTest
{
    [KernelFact("ip", "nft", "ping")]
    public void Two_sandboxes_reach_each_other_and_nothing_is_left_behind()
    {
        var links = InHost("ip", "-o", "link");
        var lab = CreateNetwork();
        var web = Attach(lab, "web");
        var db = Attach(lab, "db");
        Assert.Equal("10.1.0.2", web.IPAddress!.ToString());
        Assert.Equal("10.1.0.3", db.IPAddress!.ToString());
        Assert.True(Pings("web", "10.1.0.3"));
        Assert.True(Pings("db", "10.1.0.2"));
        Assert.True(Pings("web", "10.1.0.1"));
        foreach (var sandbox in Controller.Sandboxes.List()) Controller.Sandboxes.Remove(sandbox);
        Controller.Networks.Remove(lab, force: true);
        Assert.Equal(links, InHost("ip", "-o", "link"));
        Assert.Empty(InHost("nft", "list", "ruleset"));
        Assert.Empty(Directory.EnumerateFiles(TestHost.NamespaceDirectory));
        Assert.Equal("0", InHost("sysctl", "-n", "net.ipv4.ip_forward").Trim());
    }
}
