using System.Net;

namespace CNet;

/// <summary>How sure the kernel is of a neighbour.</summary>
public enum NeighborState
{
    /// <summary>Nothing is known of it: an address that this machine answers for.</summary>
    None = 0,

    /// <summary>It is being asked for.</summary>
    Incomplete = 1,

    /// <summary>It answered a short while ago.</summary>
    Reachable = 2,

    /// <summary>It answered a while ago, and is used all the same.</summary>
    Stale = 4,

    /// <summary>It is used, and will be asked soon.</summary>
    Delay = 8,

    /// <summary>It is being asked whether it is still there.</summary>
    Probe = 16,

    /// <summary>It did not answer.</summary>
    Failed = 32,

    /// <summary>It need not be asked for.</summary>
    NoArp = 64,

    /// <summary>Somebody said who it is, for good.</summary>
    Permanent = 128,
}

/// <summary>A neighbour on a link, by ARP or by neighbour discovery, as it was when it was read.</summary>
public sealed class Neighbor : IComparable<Neighbor>, IComparable
{
    /// <summary>Its address.</summary>
    public required IPAddress IPAddress { get; init; }

    /// <summary>Its MAC address; none where it is not known.</summary>
    public MacAddress MacAddress { get; init; }

    /// <summary>The interface by which it is reached.</summary>
    public required string InterfaceName { get; init; }

    /// <summary>The index of the interface, unique in its namespace.</summary>
    public int InterfaceIndex { get; init; }

    /// <summary>How sure the kernel is of it.</summary>
    public required NeighborState State { get; init; }

    /// <summary>True where it said that it is a router.</summary>
    public bool IsRouter { get; init; }

    /// <summary>True where this machine answers for the address in its place.</summary>
    public bool IsProxy { get; init; }

    /// <summary>True where a program told the kernel of it, as CNet does of its endpoints.</summary>
    public bool IsExternLearned { get; init; }

    /// <summary>How long ago it was confirmed; null where the kernel does not tell.</summary>
    public TimeSpan? Confirmed { get; init; }

    /// <summary>How long ago it was used; null where the kernel does not tell.</summary>
    public TimeSpan? Used { get; init; }

    /// <summary>How long ago it changed; null where the kernel does not tell.</summary>
    public TimeSpan? Updated { get; init; }

    /// <summary>The namespace it is in; null for the Host's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>The name of the sandbox it is in, or null.</summary>
    public string? Sandbox { get; init; }

    /// <summary>True for what -WhatIf shows: the neighbour as it would be.</summary>
    public bool IsPreview { get; init; }

    /// <summary>Orders by address, then by interface.</summary>
    public int CompareTo(Neighbor? other) => other is null ? 1 : Ip.From(IPAddress).CompareTo(Ip.From(other.IPAddress)) is var order and not 0 ? order : InterfaceIndex.CompareTo(other.InterfaceIndex);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as Neighbor);

    /// <summary>The neighbour as iproute2 writes it.</summary>
    public override string ToString() => IsProxy ? $"{IPAddress} dev {InterfaceName} proxy" : $"{IPAddress} dev {InterfaceName}{(MacAddress.IsNone ? "" : $" lladdr {MacAddress}")}";
}
