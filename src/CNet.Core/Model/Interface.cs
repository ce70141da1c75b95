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

    /// <summary>What it is: "veth", "bridge", "loopback", or "ethernet" where the kernel says no more.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether it passes traffic.</summary>
    public required InterfaceState State { get; init; }

    /// <summary>The MAC address, or none.</summary>
    public required MacAddress MacAddress { get; init; }

    /// <summary>The MTU in bytes.</summary>
    public required int Mtu { get; init; }

    /// <summary>The bridge or other interface it is a port of, or null.</summary>
    public string? Master { get; init; }

    /// <summary>The index of its other end or its parent, or null.</summary>
    public int? PeerIndex { get; init; }

    /// <summary>The addresses.</summary>
    public required IReadOnlyList<InterfaceAddress> Address { get; init; }

    /// <summary>The namespace it is in; null for the Host's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>The name of the sandbox it is in, or null.</summary>
    public string? Sandbox { get; init; }

    /// <summary>The endpoint it belongs to as "network/endpoint", or null.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Orders by index.</summary>
    public int CompareTo(Interface? other) => Index.CompareTo(other?.Index);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as Interface);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>An address of an interface.</summary>
/// <param name="IPAddress">The address.</param>
/// <param name="PrefixLength">The length of its subnet's prefix in bits.</param>
public sealed record InterfaceAddress(IPAddress IPAddress, int PrefixLength)
{
    /// <summary>The address as "10.1.0.2/24".</summary>
    public override string ToString() => $"{IPAddress}/{PrefixLength}";
}
