using System.Net;

namespace CNet;

/// <summary>An interface to be made. What is null is left to the kernel.</summary>
public sealed record InterfaceSpec
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The kind: one of <see cref="InterfaceKinds.Names"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The MTU in bytes; of a pair, of both ends.</summary>
    public int? Mtu { get; init; }

    /// <summary>The MAC address.</summary>
    public MacAddress? MacAddress { get; init; }

    /// <summary>The number of its group.</summary>
    public int? Group { get; init; }

    /// <summary>A text that says what it is for.</summary>
    public string? Alias { get; init; }

    /// <summary>How many packets may wait to leave by it.</summary>
    public int? TxQueueLength { get; init; }

    /// <summary>The bridge or VRF it becomes a part of.</summary>
    public string? Master { get; init; }

    /// <summary>Its addresses.</summary>
    public IReadOnlyList<InterfaceAddress> Addresses { get; init; } = [];

    /// <summary>Whether it comes up; of a pair, both ends.</summary>
    public bool Enable { get; init; }

    /// <summary>Of veth: the name of the other end.</summary>
    public string? Peer { get; init; }

    /// <summary>Of veth: the namespace of the other end, as a name, a path or "pid:4711"; null for that of the interface.</summary>
    public string? PeerNamespace { get; init; }

    /// <summary>Of veth: the MAC address of the other end.</summary>
    public MacAddress? PeerMacAddress { get; init; }

    /// <summary>Of macvlan, ipvlan, vlan and vxlan: the interface it is made upon.</summary>
    public string? Parent { get; init; }

    /// <summary>Of macvlan and ipvlan: how it goes about it.</summary>
    public InterfaceMode? Mode { get; init; }

    /// <summary>Of vlan and vxlan: the number of the VLAN or of the network.</summary>
    public int? Id { get; init; }

    /// <summary>Of vxlan: the address it is sent from.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>Of vxlan: the address of the other side, or a multicast group.</summary>
    public IPAddress? RemoteAddress { get; init; }

    /// <summary>Of vxlan: the UDP port; 4789 where it is not given.</summary>
    public int? Port { get; init; }

    /// <summary>Of vxlan: does not learn from what arrives where a MAC address is.</summary>
    public bool NoLearning { get; init; }

    /// <summary>Of tun and tap: the user who may open it, by name or number.</summary>
    public string? User { get; init; }

    /// <summary>Of vrf: the number of the routing table.</summary>
    public int? Table { get; init; }

    /// <summary>Of bridge: takes part in the spanning tree protocol.</summary>
    public bool Stp { get; init; }

    /// <summary>Of bridge: keeps VLANs apart.</summary>
    public bool VlanFiltering { get; init; }

    /// <summary>Of bridge: how long it remembers where a MAC address is.</summary>
    public TimeSpan? AgeingTime { get; init; }
}
