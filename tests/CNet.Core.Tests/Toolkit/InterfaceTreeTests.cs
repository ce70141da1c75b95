using CNet.Toolkit;
using Xunit;

namespace CNet.Tests.Toolkit;

public sealed class InterfaceTreeTests
{
    [Fact]
    public void BridgesHavePorts_AndPortsTheirOtherEnds() => Shows(
        [
            Link("lo", 1, kind: "loopback", addresses: "127.0.0.1/8"),
            Link("br0", 2, kind: "bridge", network: "lab", addresses: "10.0.0.1/24, fe80::1/64"),
            Link("veth1", 3, master: "br0", peer: "eth0", peerNs: "web", state: InterfaceState.Down),
            Link("eth0", 2, ns: "web", sandbox: "web", peer: "veth1", endpoint: "lab/web", addresses: "10.0.0.2/24"),
        ],
        """
        the Host
        └─ br0  bridge  10.0.0.1/24  network lab
           └─ veth1 ── eth0 in sandbox web  10.0.0.2/24  lab/web  down
        """);

    [Fact]
    public void APairIsShownOnce_AtTheEndThatHangsOnABridge() => Shows(
        [
            Link("veth1", 2, ns: "a", peer: "veth2", peerNs: "b"),
            Link("br0", 2, kind: "bridge", ns: "b"),
            Link("veth2", 3, ns: "b", master: "br0", peer: "veth1", peerNs: "a"),
            Link("veth3", 4, ns: "b", peer: "veth4", peerNs: "b"),
            Link("veth4", 5, ns: "b", peer: "veth3", peerNs: "b"),
        ],
        """
        namespace b
        ├─ br0  bridge
        │  └─ veth2 ── veth1 in a
        └─ veth3 ── veth4
        """);

    [Fact]
    public void WhatIsMadeOnAnInterface_StandsUnderIt_WhereverItIs() => Shows(
        [
            Link("eth0", 2, kind: "ethernet"),
            Link("mac0", 3, kind: "macvlan", ns: "web", sandbox: "web", peer: "eth0"),
            Link("mac1", 3, kind: "macvlan", peer: "eth0"),
            Link("lost", 4, kind: "macvlan", ns: "a", peerIndex: 9),
        ],
        """
        the Host
        └─ eth0
           ├─ mac0 in sandbox web  macvlan
           └─ mac1  macvlan
        namespace a
        └─ lost  macvlan
        """);

    [Fact]
    public void ACircleIsShown_Once() => Shows(
        [
            Link("br0", 2, kind: "bridge", master: "mac0"),
            Link("mac0", 3, kind: "macvlan", peer: "br0"),
        ],
        """
        the Host
        └─ br0  bridge
           └─ mac0  macvlan
        """);

    [Fact]
    public void AnEmptyNamespaceIsShown_AndThoseWithoutANameComeLast() => Shows(
        [
            Link("lo", 1, kind: "loopback", ns: "/proc/1/ns/net"),
            Link("lo", 1, kind: "loopback", ns: "ns10"),
            Link("lo", 1, kind: "loopback", ns: "ns9", addresses: "10.0.0.9/32"),
        ],
        """
        namespace ns9
        └─ lo  loopback  10.0.0.9/32
        namespace ns10
        namespace /proc/1/ns/net
        """);

    [Fact]
    public void WhatIsWantedBringsWhatItHangsOn_AndWhatHangsOnIt() => Shows(
        [
            Link("br0", 2, kind: "bridge"),
            Link("veth1", 3, master: "br0"),
            Link("mac1", 4, kind: "macvlan", peer: "veth1"),
            Link("veth2", 5, master: "br0"),
            Link("br1", 6, kind: "bridge"),
        ],
        """
        the Host
        └─ br0  bridge
           └─ veth1
              └─ mac1  macvlan
        """,
        node => node.Interface?.Name == "veth1");

    private static Interface Link(string name, int index, string kind = "veth", string? ns = null, string? sandbox = null, string? master = null, string? peer = null, string? peerNs = null,
        int? peerIndex = null, string addresses = "", string? network = null, string? endpoint = null, InterfaceState state = InterfaceState.Up) => new()
        {
            Name = name,
            Index = index,
            Kind = kind,
            Namespace = ns,
            Sandbox = sandbox,
            Master = master,
            PeerName = peer,
            PeerNamespace = peerNs,
            PeerIndex = peerIndex,
            Address = [.. addresses.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(InterfaceAddress.Parse)],
            Network = network,
            Endpoint = endpoint,
            State = state,
            MacAddress = default,
            Mtu = 1500,
        };

    private static void Shows(Interface[] links, string tree, Func<TreeNode, bool>? isWanted = null) =>
        Assert.Equal(tree.Split('\n'), InterfaceTree.Of(links, "the Host", isWanted ?? (_ => true)).Select(node => node.Line));
}
