using System.Net;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Toolkit;

/// <summary>Interfaces as CNet makes them, looked at with iproute2.</summary>
public sealed class InterfaceCreationTests : InterfaceTest
{
    [KernelFact("ip")]
    public void A_pair_is_made_with_all_that_is_said_of_it()
    {
        Controller.Namespaces.Create("blue");
        Make("br0", "bridge");
        var made = MakePair("v0", "eth7", null, "blue", spec => spec with
        {
            Mtu = 1400,
            MacAddress = MacAddress.Parse("02:00:00:00:00:01"),
            PeerMacAddress = MacAddress.Parse("02:00:00:00:00:02"),
            Group = 7,
            Alias = "to blue",
            TxQueueLength = 77,
            Master = "br0",
            Addresses = [InterfaceAddress.Parse("10.9.0.1/24"), InterfaceAddress.Parse("fd09::1/64")],
            Enable = true,
        });
        var link = Link("v0");
        Assert.Equal("1400 02:00:00:00:00:01 7 to blue 77 br0 UP", $"{link.GetProperty("mtu")} {link.GetProperty("address")} {link.GetProperty("group")} {link.GetProperty("ifalias")} {link.GetProperty("txqlen")} {link.GetProperty("master")} {link.GetProperty("operstate")}");
        Assert.Equal(["10.9.0.1/24", "fd09::1/64"], link.GetProperty("addr_info").EnumerateArray().Where(address => address.GetProperty("scope").GetString() == "global").Select(address => $"{address.GetProperty("local")}/{address.GetProperty("prefixlen")}"));
        var peer = Link("eth7", "blue");
        Assert.Equal("1400 02:00:00:00:00:02 UP", $"{peer.GetProperty("mtu")} {peer.GetProperty("address")} {peer.GetProperty("operstate")}");
        Assert.Equal(("eth7", "blue", peer.GetProperty("ifindex").GetInt32(), InterfaceState.Up), (made.PeerName, made.PeerNamespace, made.PeerIndex, made.State));
        Assert.Equal((1400, 7, "to blue", 77, "br0", "bridge"), (made.Mtu, made.Group, made.Alias, made.TxQueueLength, made.Master, made.MasterKind));
    }

    [KernelFact("ip")]
    public void A_pair_is_made_in_one_namespace_or_in_two_others()
    {
        Controller.Namespaces.Create("blue");
        Controller.Namespaces.Create("red");
        var here = MakePair("a", "b");
        Assert.Equal(("b", null), (here.PeerName, here.PeerNamespace));
        var inside = MakePair("a", "b", "blue", "red");
        Assert.Equal(("blue", "b", "red"), (inside.Namespace, inside.PeerName, inside.PeerNamespace));
        Assert.Contains("a", Names("blue"));
        Assert.Contains("b", Names("red"));
        Assert.DoesNotContain("b", Names("blue"));
    }

    [KernelFact("ip")]
    public void Each_kind_that_this_kernel_has_is_made_as_iproute2_shows_it()
    {
        MakePair("p0", "p1");
        Make("br0", "bridge", change: spec => spec with { AgeingTime = TimeSpan.FromSeconds(30), Stp = true });
        Assert.Equal("3000 1", $"{Data("br0").GetProperty("ageing_time")} {Data("br0").GetProperty("stp_state")}");
        foreach (var mode in new[] { InterfaceMode.Private, InterfaceMode.Vepa, InterfaceMode.Bridge, InterfaceMode.Source })
        {
            var made = Make($"mv{(int)mode}", "macvlan", change: spec => spec with { Parent = "p0", Mode = mode });
            Assert.Equal(mode.ToString(), Data(made.Name).GetProperty("mode").GetString(), ignoreCase: true);
            Assert.Equal((mode, "p0"), (made.Mode, made.Parent));
        }
        var carried = Make("vx0", "vxlan", change: spec => spec with { Id = 42, Parent = "p1", LocalAddress = IPAddress.Parse("10.1.0.1"), RemoteAddress = IPAddress.Parse("10.1.0.2"), NoLearning = true });
        var data = Data("vx0");
        Assert.Equal("42 10.1.0.2 10.1.0.1 p1 4789 False", $"{data.GetProperty("id")} {data.GetProperty("remote")} {data.GetProperty("local")} {data.GetProperty("link")} {data.GetProperty("port")} {data.GetProperty("learning")}");
        Assert.Equal((42, "p1", "10.1.0.1", "10.1.0.2", 4789), (carried.KindId, carried.Parent, carried.LocalAddress?.ToString(), carried.RemoteAddress?.ToString(), carried.Port));
        Assert.Equal("::", Make("vx1", "vxlan", change: spec => spec with { Id = 43, LocalAddress = IPAddress.Parse("fd00::1"), RemoteAddress = IPAddress.Parse("fd00::2"), Port = 8472 }) is { Port: 8472 } six ? $"{six.LocalAddress}"[4..6] : "");
        Make("ifb7", "ifb");
        Assert.Equal("ifb", Link("ifb7").GetProperty("linkinfo").GetProperty("info_kind").GetString());
    }

    [KernelFact("ip")]
    public void Tun_and_tap_are_made_in_their_namespace_and_stay()
    {
        Controller.Namespaces.Create("blue");
        var tun = Make("t0", "tun", "blue", spec => spec with { User = "65534", Mtu = 1380, Group = 5, Addresses = [InterfaceAddress.Parse("10.8.0.1/24")], Enable = true });
        var tap = Make("t1", "tap", "blue", spec => spec with { MacAddress = MacAddress.Parse("02:00:00:00:00:09") });
        Assert.Equal(("tun", "tap", 1380, 5), (tun.Kind, tap.Kind, tun.Mtu, tun.Group));
        Assert.Equal("tun True nobody", $"{Data("t0", "blue").GetProperty("type")} {Data("t0", "blue").GetProperty("persist")} {UserOf("t0")}");
        Assert.Equal("tap", Data("t1", "blue").GetProperty("type").GetString());
        Assert.Equal("02:00:00:00:00:09", Link("t1", "blue").GetProperty("address").GetString());
        Assert.DoesNotContain("t0", Names());
        Fails(CNetError.InterfaceExists, () => Make("t0", "tap", "blue"));
        Fails(CNetError.OptionInvalid, () => Make("t2", "tap", "blue", spec => spec with { User = "nobody-of-that-name" }));
        Controller.Interfaces.Remove([tun, tap]);
        Assert.Equal(["lo"], Names("blue"));

        string UserOf(string name) => Data(name, "blue").GetProperty("user").GetString()!;
    }

    [KernelTheory]
    [InlineData("dummy", "modprobe dummy")]
    [InlineData("vlan", "modprobe 8021q")]
    [InlineData("ipvlan", "modprobe ipvlan")]
    [InlineData("vrf", "modprobe vrf")]
    [InlineData("wireguard", "modprobe wireguard")]
    public void A_kind_that_the_kernel_lacks_is_said_to_be_missing(string kind, string hint)
    {
        MakePair("p0", "p1");
        var error = Record.Exception(() => Make("x0", kind, change: spec => kind switch
        {
            "vlan" => spec with { Parent = "p0", Id = 5 },
            "ipvlan" => spec with { Parent = "p0", Mode = InterfaceMode.L2 },
            "vrf" => spec with { Table = 10 },
            _ => spec,
        }));
        // Where the kernel has it, it is made.
        if (error is null) Assert.Equal(kind, Controller.Interfaces.Get("x0").Kind);
        else Assert.Equal((CNetError.KernelFeatureMissing, hint), error is CNetException { Code: var code, Hint: var said } ? (code, said) : default);
    }

    [KernelFact("ip")]
    public void Where_a_later_step_fails_nothing_is_left()
    {
        MakePair("old", "other");
        Make("t9", "tun");
        var before = Names();
        // A tun interface has no Ethernet, which a bridge wants; an address of multicast is nobody's; no link has an MTU of 4 GiB.
        Make("br0", "bridge");
        Assert.ThrowsAny<CNetException>(() => Make("t0", "tun", change: spec => spec with { Master = "br0" }));
        Assert.ThrowsAny<CNetException>(() => MakePair("v0", "v1", change: spec => spec with { Addresses = [InterfaceAddress.Parse("ff02::1/64")] }));
        Assert.ThrowsAny<CNetException>(() => MakePair("v0", "v1", change: spec => spec with { Mtu = int.MaxValue }));
        Assert.Equal([.. before, "br0"], Names());
    }

    [KernelFact]
    public void What_cannot_be_is_refused_before_anything_is_done()
    {
        Controller.Namespaces.Create("blue");
        MakePair("v0", "v1");
        MakePair("w0", "eth0", null, "blue");
        var before = Controller.Interfaces.List().Count;
        Assert.Contains("'v0' is there", Fails(CNetError.InterfaceExists, () => Make("v0", "bridge")).Message, StringComparison.Ordinal);
        Assert.Contains("'eth0' is there already in blue", Fails(CNetError.InterfaceExists, () => MakePair("x0", "eth0", null, "blue")).Message, StringComparison.Ordinal);
        Fails(CNetError.NameInvalid, () => MakePair("x0", "x0"));
        Fails(CNetError.NameInvalid, () => Make("a name of more than", "bridge"));
        Fails(CNetError.InterfaceNotFound, () => Make("x0", "macvlan", change: spec => spec with { Parent = "nope" }));
        Fails(CNetError.InterfaceNotFound, () => Make("x0", "bridge", change: spec => spec with { Master = "nope" }));
        Fails(CNetError.NamespaceNotFound, () => Make("x0", "bridge", "nope"));
        Fails(CNetError.NamespaceNotFound, () => MakePair("x0", "x1", null, "nope"));
        Assert.Contains("vlan or vxlan", Fails(CNetError.OptionUnknown, () => MakePair("x0", "x1", change: spec => spec with { Id = 5 })).Message, StringComparison.Ordinal);
        Assert.Contains("ipvlan or macvlan or vlan or vxlan", Fails(CNetError.OptionUnknown, () => Make("x0", "bridge", change: spec => spec with { Parent = "v0" })).Message, StringComparison.Ordinal);
        Fails(CNetError.OptionInvalid, () => Make("x0", "veth"));
        Fails(CNetError.OptionInvalid, () => Make("x0", "token-ring"));
        Fails(CNetError.OptionInvalid, () => Make("x0", "macvlan", change: spec => spec with { Parent = "v0", Mode = InterfaceMode.L3 }));
        Fails(CNetError.OptionInvalid, () => Make("x0", "vlan", change: spec => spec with { Parent = "v0", Id = 4095 }));
        Fails(CNetError.OptionInvalid, () => Make("x0", "vxlan", change: spec => spec with { Id = 1 << 24 }));
        Fails(CNetError.AddressInvalid, () => Make("x0", "vxlan", change: spec => spec with { Id = 1, LocalAddress = IPAddress.Loopback, RemoteAddress = IPAddress.IPv6Loopback }));
        Assert.Equal(before, Controller.Interfaces.List().Count);
    }

    [KernelFact]
    public void A_preview_makes_nothing()
    {
        Controller.Namespaces.Create("blue");
        var foreseen = Controller.Interfaces.Create(new InterfaceSpec { Name = "v0", Kind = "veth", Peer = "eth0", PeerNamespace = "blue", Enable = true }, null, preview: new Preview());
        Assert.Equal(("v0", "eth0", "blue", InterfaceState.Up, true), (foreseen.Name, foreseen.PeerName, foreseen.PeerNamespace, foreseen.State, foreseen.IsPreview));
        Assert.Equal(["lo"], Controller.Interfaces.List().Select(link => link.Name));
    }
}
