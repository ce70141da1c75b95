using CNet.Linux;
using CNet.Tests.Support;
using CNet.Toolkit;
using Xunit;

namespace CNet.Tests.Toolkit;

/// <summary>Interfaces that are changed, renamed, moved and removed, CNet's and those of iproute2.</summary>
public sealed class InterfaceChangeTests : InterfaceTest
{
    [KernelFact("ip")]
    public void What_iproute2_made_is_changed_and_removed()
    {
        Ip(null, "link add br0 type bridge");
        Ip(null, "link add v0 type veth peer name v1");
        var changed = Controller.Interfaces.Set(Controller.Interfaces.Get("v0"), new InterfaceChange
        {
            Mtu = 1300,
            MacAddress = MacAddress.Parse("02:00:00:00:00:05"),
            Group = 5,
            Alias = "lab uplink",
            TxQueueLength = 50,
            Master = "br0",
            Up = true,
            Isolated = true,
            Hairpin = true,
        });
        var link = Link("v0");
        Assert.Equal("1300 02:00:00:00:00:05 5 lab uplink 50 br0", $"{link.GetProperty("mtu")} {link.GetProperty("address")} {link.GetProperty("group")} {link.GetProperty("ifalias")} {link.GetProperty("txqlen")} {link.GetProperty("master")}");
        var port = link.GetProperty("linkinfo").GetProperty("info_slave_data");
        Assert.Equal("True True", $"{port.GetProperty("isolated")} {port.GetProperty("hairpin")}");
        Assert.Equal((1300, 5, "lab uplink", 50, "br0", true, true, InterfaceState.NoCarrier), (changed.Mtu, changed.Group, changed.Alias, changed.TxQueueLength, changed.Master, changed.Isolated, changed.Hairpin, changed.State));
        changed = Controller.Interfaces.Set(changed, new InterfaceChange { Alias = "", Master = "", Up = false });
        Assert.Equal((null, null, InterfaceState.Down), (changed.Alias, changed.Master, changed.State));
        Controller.Interfaces.Remove([changed, Controller.Interfaces.Get("br0")]);
        Assert.Equal(["lo"], Names());
        // Gone is gone.
        Controller.Interfaces.Remove([changed]);
    }

    [KernelFact]
    public void Where_a_part_of_a_change_fails_all_stays_as_it_was()
    {
        var link = MakePair("v0", "v1", change: spec => spec with { Group = 3, Alias = "mine", Mtu = 1400 });
        Assert.ThrowsAny<CNetException>(() => Controller.Interfaces.Set(link, new InterfaceChange { Group = 4, Alias = "yours", Mtu = 1300, Master = "v1" }));
        Assert.ThrowsAny<CNetException>(() => Controller.Interfaces.Set(link, new InterfaceChange { Group = 4, Mtu = int.MaxValue }));
        Fails(CNetError.OptionInvalid, () => Controller.Interfaces.Set(link, new InterfaceChange { Group = 4, Isolated = true }));
        Fails(CNetError.InterfaceNotFound, () => Controller.Interfaces.Set(link, new InterfaceChange { Group = 4, Master = "nope" }));
        Assert.Equivalent(link, Controller.Interfaces.Get("v0"));
    }

    [KernelFact]
    public void An_interface_that_took_the_name_is_another_one()
    {
        var old = MakePair("v0", "v1");
        Controller.Interfaces.Remove([old]);
        MakePair("v0", "v1");
        Fails(CNetError.InterfaceNotFound, () => Controller.Interfaces.Set(old, new InterfaceChange { Up = true }));
        Controller.Interfaces.Remove([old]);
        Assert.Equal(["lo", "v0", "v1"], Controller.Interfaces.List().Select(link => link.Name).Order(StringComparer.Ordinal));
    }

    [KernelFact("ip")]
    public void Many_are_removed_at_once_and_their_group_is_nobodys()
    {
        Ip(null, "link add br0 type bridge");
        for (var i = 0; i < 20; i++) MakePair($"a{i}", $"b{i}");
        Controller.Interfaces.Remove([.. Controller.Interfaces.List().Where(link => link.Name != "lo" && link.Name != "br0")]);
        Assert.Equal(["lo", "br0"], Names());
        Assert.Equal("default", Link("br0").GetProperty("group").GetString());
    }

    [KernelFact]
    public void What_the_kernel_keeps_is_not_removed_and_nothing_beside_it()
    {
        var link = MakePair("v0", "v1");
        Fails(CNetError.InterfaceFixed, () => Controller.Interfaces.Remove([link, Controller.Interfaces.Get("lo")]));
        Assert.Equal(link.Index, Controller.Interfaces.Get("v0").Index);
    }

    [KernelFact]
    public void What_belongs_to_endpoints_and_networks_is_left_alone_unless_forced()
    {
        var network = CreateNetwork();
        var endpoint = Attach(network, "web");
        var sandbox = Controller.Sandboxes.Get("web");
        var (bridge, outside, inside) = (Controller.Interfaces.Get(network.InterfaceName!), Controller.Interfaces.Get(endpoint.HostInterfaceName!), Controller.Interfaces.Get("eth0", sandbox.Namespace));
        Assert.Equal((network.Name, "lab/web", "lab/web"), (bridge.Network, outside.Endpoint, inside.Endpoint));
        foreach (var owned in new[] { bridge, outside, inside })
        {
            Assert.NotNull(Fails(CNetError.InterfaceInUse, () => Controller.Interfaces.Remove([owned])).Hint);
            Fails(CNetError.InterfaceInUse, () => Controller.Interfaces.Set(owned, new InterfaceChange { Mtu = 1400 }));
            Fails(CNetError.InterfaceInUse, () => Controller.Interfaces.Rename(owned, "other"));
            Fails(CNetError.InterfaceInUse, () => Controller.Interfaces.Move(owned, new InterfaceMove { Namespace = "pid:1" }));
        }
        Assert.Equal(1400, Controller.Interfaces.Set(outside, new InterfaceChange { Mtu = 1400 }, force: true).Mtu);
        Controller.Interfaces.Remove([outside], force: true);
        Assert.DoesNotContain(Controller.Interfaces.List(), link => link.Name == outside.Name);
    }

    [KernelFact("ip")]
    public void An_interface_is_renamed_while_it_is_up()
    {
        MakePair("v0", "v1", change: spec => spec with { Enable = true, Addresses = [InterfaceAddress.Parse("10.9.0.1/24")] });
        Ip(null, "addr add fd09::1/64 dev v0 nodad");
        Ip(null, "route add 10.20.0.0/16 via 10.9.0.2");
        var renamed = Controller.Interfaces.Rename(Controller.Interfaces.Get("v0"), "lan0");
        Assert.Equal(("lan0", InterfaceState.Up), (renamed.Name, renamed.State));
        Assert.Contains(Controller.Routes.List(), route => route is { InterfaceName: "lan0" } && route.DestinationPrefix.ToString() == "10.20.0.0/16");
        Assert.Equal(renamed.Index, Controller.Interfaces.Rename(renamed, "lan0").Index);
        Assert.Contains("'v1' is there", Fails(CNetError.InterfaceExists, () => Controller.Interfaces.Rename(renamed, "v1")).Message, StringComparison.Ordinal);
        Fails(CNetError.NameInvalid, () => Controller.Interfaces.Rename(renamed, "a/b"));
    }

    [KernelFact("ip")]
    public void Where_it_must_go_down_to_be_renamed_it_gets_back_what_that_costs_it()
    {
        MakePair("v0", "v1", change: spec => spec with { Enable = true, Addresses = [InterfaceAddress.Parse("10.9.0.1/24")] });
        Ip(null, "addr add fd09::1/64 dev v0 nodad");
        Ip(null, "addr add fd09::7/128 dev v0 nodad");
        foreach (var route in new[] { "10.20.0.0/16 via 10.9.0.2 metric 7", "10.30.0.0/16 dev v0 src 10.9.0.1 table 100", "10.40.0.0/16 via 10.20.0.1 dev v0 onlink mtu 1300" }) Ip(null, $"route add {route}");
        foreach (var route in new[] { "fd20::/64 via fd09::2", "fd30::/64 dev v0 src fd09::7 metric 50", "default via fd09::2 dev v0" }) Ip(null, $"-6 route add {route}");
        var before = Configuration("v0");
        using (var view = Viewpoint.Open(Controller, null)) InterfaceRenaming.RenameWhileDown(view, view.Link("v0"), "lan0");
        Assert.Equal(before, Configuration("lan0"));
        Assert.Equal(InterfaceState.Up, Controller.Interfaces.Get("lan0").State);
    }

    [KernelFact("ip")]
    public void Where_renaming_fails_it_is_up_again_with_all_it_had()
    {
        MakePair("v0", "v1", change: spec => spec with { Enable = true });
        Ip(null, "addr add fd09::1/64 dev v0 nodad");
        Ip(null, "-6 route add fd20::/64 via fd09::2");
        var before = Configuration("v0");
        using (var view = Viewpoint.Open(Controller, null)) Assert.ThrowsAny<CNetException>(() => InterfaceRenaming.RenameWhileDown(view, view.Link("v0"), "v1"));
        Assert.Equal(before, Configuration("v0"));
    }

    [KernelFact("ip")]
    public void An_interface_is_moved_by_name_path_and_process_and_back_to_the_Host()
    {
        Controller.Namespaces.Create("blue");
        Controller.Namespaces.Create("red");
        MakePair("v0", "v1", change: spec => spec with { Enable = true, Addresses = [InterfaceAddress.Parse("10.9.0.1/24")] });
        var moved = Controller.Interfaces.Move(Controller.Interfaces.Get("v0"), new InterfaceMove { Namespace = "blue", NewName = "eth0" });
        Assert.Equal(("eth0", "blue", InterfaceState.Down, 0), (moved.Name, moved.Namespace, moved.State, moved.Address.Count));
        Assert.Contains("eth0", Names("blue"));
        moved = Controller.Interfaces.Move(moved, new InterfaceMove { Namespace = Path.Combine(TestHost.NamespaceDirectory, "red"), Enable = true });
        Assert.Contains("UP", In("red", "ip", "-br", "link", "show", "eth0"), StringComparison.Ordinal);
        moved = Controller.Interfaces.Move(moved, new InterfaceMove());
        Assert.Equal(("eth0", null), (moved.Name, moved.Namespace));
        Assert.Contains("eth0", Names());
    }

    [KernelFact("ip")]
    public void What_it_had_comes_along_where_that_is_wanted()
    {
        Controller.Namespaces.Create("blue");
        // So that its index is another one there.
        for (var i = 0; i < 3; i++) MakePair($"x{i}", $"y{i}", "blue");
        MakePair("v0", "v1", change: spec => spec with { Enable = true, Addresses = [InterfaceAddress.Parse("10.9.0.1/24")] });
        Ip(null, "addr add fd09::1/64 dev v0 nodad");
        Ip(null, "route add 10.20.0.0/16 via 10.9.0.2");
        var before = Configuration("v0");
        var moved = Controller.Interfaces.Move(Controller.Interfaces.Get("v0"), new InterfaceMove { Namespace = "blue", NewName = "eth0", KeepConfiguration = true });
        Assert.Equal(InterfaceState.Up, moved.State);
        Assert.Equal(before, Configuration("eth0", "blue"));
    }

    [KernelFact("ip")]
    public void What_cannot_move_stays_and_says_why()
    {
        Controller.Namespaces.Create("blue");
        Ip(null, "link add br0 type bridge");
        MakePair("v0", "v1");
        MakePair("v0", "w1", "blue");
        Assert.Contains("cannot leave its namespace", Fails(CNetError.InterfaceFixed, () => Move("lo")).Message, StringComparison.Ordinal);
        Fails(CNetError.InterfaceFixed, () => Move("br0"));
        Assert.Contains("'v0' is there already in blue", Fails(CNetError.InterfaceExists, () => Move("v0")).Message, StringComparison.Ordinal);
        Fails(CNetError.NamespaceNotFound, () => Controller.Interfaces.Move(Controller.Interfaces.Get("v0"), new InterfaceMove { Namespace = "nope" }));
        Fails(CNetError.InterfaceExists, () => Controller.Interfaces.Move(Controller.Interfaces.Get("v0"), new InterfaceMove()));
        Assert.Equal("v0", Controller.Interfaces.Get("v0").Name);

        void Move(string name) => Controller.Interfaces.Move(Controller.Interfaces.Get(name), new InterfaceMove { Namespace = "blue" });
    }

    [KernelFact]
    public void The_kernel_itself_says_that_it_cannot_move_where_that_is_not_known_before()
    {
        // Kernels before 6.15 do not tell beforehand: the request is refused.
        Controller.Namespaces.Create("blue");
        using var view = Viewpoint.Open(Controller, null);
        using var blue = NetworkNamespace.Open(Path.Combine(TestHost.NamespaceDirectory, "blue"));
        var batch = new CNet.Netlink.MessageBuffer();
        CNet.Netlink.Route.LinkRequests.MoveLink(batch, NamespaceSession.LoopbackIndex, blue.Fd);
        Assert.Equal(CNet.Linux.Interop.Constants.EINVAL, view.Session.Route.TryExecute(batch)?.Errno);
    }

    /// <summary>The addresses of an interface and the routes by it, but for what says how old they are.</summary>
    private string Configuration(string name, string? ns = null)
    {
        // Link-local addresses and multicast come and go by themselves.
        var lines = new[] { "-o -4 addr show dev " + name, "-o -6 addr show scope global dev " + name, "-4 route show table all dev " + name, "-6 route show table all dev " + name }
            .SelectMany(command => (ns is null ? InHost("ip", command.Split(' ')) : In(ns, "ip", command.Split(' '))).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => System.Text.RegularExpressions.Regex.Replace(line, @"^\d+: |\\.*$| (tentative|nodad|linkdown)\b| proto kernel", "").Replace(name, "IT", StringComparison.Ordinal).Trim())
            .Where(line => !line.Contains("fe80:", StringComparison.Ordinal) && !line.StartsWith("multicast ", StringComparison.Ordinal) && !line.StartsWith("anycast ", StringComparison.Ordinal));
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }
}
