using System.Net;

namespace CNet;

/// <summary>Whether an interface passes traffic.</summary>
public enum InterfaceState
{
    /// <summary>It is down.</summary>
    Down,

    /// <summary>It is up, and the other end or the cable is there.</summary>
    Up,

    /// <summary>It is up, and the other end is not: iproute2 writes NO-CARRIER.</summary>
    NoCarrier,
}

/// <summary>A network interface as it was when it was read.</summary>
public sealed class Interface : IComparable<Interface>, IComparable
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The index, unique in its namespace.</summary>
    public required int Index { get; init; }

    /// <summary>What it is: "veth", "bridge", "tap", "loopback", or "ethernet" where the kernel says no more.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether it passes traffic.</summary>
    public required InterfaceState State { get; init; }

    /// <summary>The MAC address, or none.</summary>
    public required MacAddress MacAddress { get; init; }

    /// <summary>The MTU in bytes.</summary>
    public required int Mtu { get; init; }

    /// <summary>The bridge or other interface it is a port of, or null.</summary>
    public string? Master { get; init; }

    /// <summary>What that is: "bridge", "vrf", or null.</summary>
    public string? MasterKind { get; init; }

    /// <summary>The index of its other end or its parent, in that one's namespace; null where it has none.</summary>
    public int? PeerIndex { get; init; }

    /// <summary>The name of its other end or its parent; null where that is in another namespace and was not looked for, or could not be found.</summary>
    public string? PeerName { get; init; }

    /// <summary>The namespace of <see cref="PeerName"/>; null for the Host's own.</summary>
    public string? PeerNamespace { get; init; }

    /// <summary>The sandbox of <see cref="PeerName"/>, or null.</summary>
    public string? PeerSandbox { get; init; }

    /// <summary>The name of the interface it is made upon; null for the ends of pairs, and where that is not known.</summary>
    public string? Parent => InterfaceKinds.IsPair(Kind) ? null : PeerName;

    /// <summary>The text that says what it is for, or null.</summary>
    public string? Alias { get; init; }

    /// <summary>The number of its group.</summary>
    public int Group { get; init; }

    /// <summary>How many packets may wait to leave by it.</summary>
    public int TxQueueLength { get; init; }

    /// <summary>Of macvlan and ipvlan: how it goes about its parent.</summary>
    public InterfaceMode? Mode { get; init; }

    /// <summary>Of vlan and vxlan: the number of the VLAN or of the network. It is not named Id, by which a pipeline would take it for a process.</summary>
    public int? KindId { get; init; }

    /// <summary>Of vxlan: the address it is sent from, or null.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>Of vxlan: the address of the other side, or the multicast group, or null.</summary>
    public IPAddress? RemoteAddress { get; init; }

    /// <summary>Of vxlan: the UDP port.</summary>
    public int? Port { get; init; }

    /// <summary>Of vrf: the number of the routing table.</summary>
    public int? Table { get; init; }

    /// <summary>Of a port of a bridge: whether it is kept from reaching other isolated ports.</summary>
    public bool Isolated { get; init; }

    /// <summary>Of a port of a bridge: whether the bridge sends a frame back to the port it came from.</summary>
    public bool Hairpin { get; init; }

    /// <summary>The addresses.</summary>
    public required IReadOnlyList<InterfaceAddress> Address { get; init; }

    /// <summary>The namespace it is in; null for the Host's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>The name of the sandbox it is in, or null.</summary>
    public string? Sandbox { get; init; }

    /// <summary>The endpoint it belongs to as "network/endpoint", or null.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The network whose bridge it is, or null.</summary>
    public string? Network { get; init; }

    /// <summary>True for what -WhatIf shows: the interface as it would be.</summary>
    public bool IsPreview { get; internal init; }

    /// <summary>Orders by index.</summary>
    public int CompareTo(Interface? other) => Index.CompareTo(other?.Index);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as Interface);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
