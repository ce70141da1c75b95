using System.Net;

namespace CNet;

/// <summary>How a forwarding entry stays.</summary>
public enum ForwardingState
{
    /// <summary>It was learned from a frame, or said to be like that: it goes when nothing comes from there for a while.</summary>
    Dynamic,

    /// <summary>Somebody said it: it stays, and frames from elsewhere do not move it.</summary>
    Static,

    /// <summary>It is an address of the port itself, or of a tunnel's end: frames to it go no further.</summary>
    Permanent,
}

/// <summary>Where a bridge or a tunnel sends frames to a MAC address, as it was when it was read.</summary>
public sealed class ForwardingEntry : IComparable<ForwardingEntry>, IComparable
{
    /// <summary>The MAC address; all zeros for all that are not known.</summary>
    public required MacAddress MacAddress { get; init; }

    /// <summary>The port of the bridge, or the tunnel.</summary>
    public required string InterfaceName { get; init; }

    /// <summary>The index of the interface, unique in its namespace.</summary>
    public int InterfaceIndex { get; init; }

    /// <summary>The bridge whose entry it is, or null.</summary>
    public string? Bridge { get; init; }

    /// <summary>The VLAN; null for all.</summary>
    public int? Vlan { get; init; }

    /// <summary>The other end of the tunnel, or null.</summary>
    public IPAddress? Destination { get; init; }

    /// <summary>The port of the other end; null for the tunnel's.</summary>
    public int? Port { get; init; }

    /// <summary>The number of the network at the other end; null for the tunnel's.</summary>
    public long? Vni { get; init; }

    /// <summary>How it stays.</summary>
    public required ForwardingState State { get; init; }

    /// <summary>Whose table it is in and how, as bridge(8) calls it: "self", "master", "extern_learn", "offload", "sticky", "router".</summary>
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>How long ago a frame came from there; null where the kernel does not tell.</summary>
    public TimeSpan? Used { get; init; }

    /// <summary>How long ago it changed; null where the kernel does not tell.</summary>
    public TimeSpan? Updated { get; init; }

    /// <summary>The namespace it is in; null for the Host's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>The name of the sandbox it is in, or null.</summary>
    public string? Sandbox { get; init; }

    /// <summary>True for what -WhatIf shows: the entry as it would be.</summary>
    public bool IsPreview { get; init; }

    /// <summary>Orders by interface, then by MAC address.</summary>
    public int CompareTo(ForwardingEntry? other) => other is null ? 1 : InterfaceIndex != other.InterfaceIndex ? InterfaceIndex.CompareTo(other.InterfaceIndex) : MacAddress.CompareTo(other.MacAddress);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as ForwardingEntry);

    /// <summary>The entry as bridge(8) writes it.</summary>
    public override string ToString() => $"{MacAddress.ToFullString()} dev {InterfaceName}{(Vlan is { } vlan ? $" vlan {vlan}" : "")}{(Destination is null ? "" : $" dst {Destination}")}";
}
