using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Firewall;

/// <summary>Forwarding is turned on where a network needs it, guarded, and put back.</summary>
public sealed class ForwardingTests : HostTest
{
    private readonly List<Outside> _outside = [];

    protected override void CleanUp() => _outside.ForEach(machine => machine.Dispose());

    [KernelFact("ip", "sysctl")]
    [Trait("Case", "76")]
    public void It_is_turned_on_for_the_first_network_and_off_after_the_last()
    {
        Assert.Equal("0", Forwarding());
        var inside = CreateNetwork("inside", "10.9.0.0/24", spec => spec with { Internal = true });
        Assert.Equal("0", Forwarding());
        var one = CreateNetwork("one", "10.1.0.0/24");
        var two = CreateNetwork("two", "10.2.0.0/24");
        Assert.Equal("1", Forwarding());
        Controller.Networks.Remove(one);
        Assert.Equal("1", Forwarding());
        Controller.Networks.Remove(two);
        Assert.Equal("0", Forwarding());
        Controller.Networks.Remove(inside);
    }

    [KernelFact("ip", "sysctl")]
    [Trait("Case", "76")]
    public void Where_it_is_on_nothing_is_touched()
    {
        InHost("sysctl", "-qw", "net.ipv4.ip_forward=1");
        Controller.Networks.Remove(CreateNetwork());
        Assert.Equal("1", Forwarding());
    }

    [KernelFact("ip", "ping")]
    [Trait("Case", "76")]
    public void The_Host_does_not_become_a_router_between_interfaces_it_had()
    {
        var left = new Outside(TestHost, "left");
        _outside.Add(left);
        // A second machine on another wire, with addresses of its own.
        InHost("ip", "link", "add", "right", "type", "veth", "peer", "name", "far", "netns", Far.NamespacePath!);
        InHost("ip", "addr", "add", "198.51.100.1/24", "dev", "right");
        InHost("ip", "link", "set", "right", "up");
        InFar("ip", "addr", "add", "198.51.100.2/24", "dev", "far");
        InFar("ip", "link", "set", "far", "up");
        InFar("ip", "route", "add", "default", "via", "198.51.100.1");
        left.RouteByHost("198.51.100.0/24");
        Assert.False(left.Pings("198.51.100.2"));

        var lab = CreateNetwork();
        Attach(lab, "web");
        Assert.Equal("1", Forwarding());
        Assert.False(left.Pings("198.51.100.2"));
        Assert.True(Pings("web", "198.51.100.2"));
        Assert.True(Pings("web", Outside.Address));
        Controller.Networks.Remove(lab, force: true);
        Assert.Equal("0", Forwarding());
        Hosts.Remove(Far, force: true);
    }

    [KernelFact("ip", "sysctl")]
    public void It_stays_on_guarded_where_interfaces_came_that_may_rely_on_it()
    {
        _outside.Add(new Outside(TestHost));
        var lab = CreateNetwork();
        InHost("ip", "link", "add", "late", "type", "bridge");
        var warnings = new List<string>();
        using (OperationLog.Listen(null, warnings.Add)) Controller.Networks.Remove(lab);
        Assert.Contains(warnings, warning => warning.Contains("late", StringComparison.Ordinal));
        Assert.Equal("1", Forwarding());
        Assert.Contains("\"wan\"", InHost("nft", "list", "table", "inet", "cnet"), StringComparison.Ordinal);
        InHost("ip", "link", "del", "late");
        Controller.Networks.Remove(CreateNetwork());
        Assert.Equal("0", Forwarding());
        Assert.Empty(InHost("nft", "list", "ruleset"));
    }

    [KernelFact("ip", "sysctl")]
    public void For_IPv6_router_advertisements_go_on_being_heard()
    {
        _outside.Add(new Outside(TestHost));
        var lab = CreateNetwork(change: spec => spec with { EnableIPv6 = true });
        Assert.Equal("1", InHost("sysctl", "-n", "net.ipv6.conf.all.forwarding").Trim());
        Assert.Equal("2", InHost("sysctl", "-n", "net.ipv6.conf.wan.accept_ra").Trim());
        Controller.Networks.Remove(lab);
        Assert.Equal("0", InHost("sysctl", "-n", "net.ipv6.conf.all.forwarding").Trim());
        Assert.Equal("1", InHost("sysctl", "-n", "net.ipv6.conf.wan.accept_ra").Trim());
    }

    [KernelFact("sysctl")]
    [Trait("Case", "76")]
    public void Where_it_is_forbidden_a_network_that_needs_it_is_refused()
    {
        Controller.Settings.Set(forwarding: ForwardingMode.Forbid);
        var error = Fails(CNetError.ForwardingForbidden, () => CreateNetwork());
        Assert.Contains("Set-CNetHost", error.Hint, StringComparison.Ordinal);
        CreateNetwork("inside", "10.9.0.0/24", spec => spec with { Internal = true });
        InHost("sysctl", "-qw", "net.ipv4.ip_forward=1");
        CreateNetwork();
        Assert.Equal("1", Forwarding());
    }

    private Host? _far;

    private Host Far => _far ??= Hosts.Create();

    private void InFar(string program, params string[] arguments) => Machine.Run("nsenter", [$"--net={Far.NamespacePath}", program, .. arguments]);

    private string Forwarding() => InHost("sysctl", "-n", "net.ipv4.ip_forward").Trim();
}
