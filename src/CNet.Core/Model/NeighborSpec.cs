using System.Net;

namespace CNet;

/// <summary>A neighbour that the kernel is to know.</summary>
public sealed record NeighborSpec
{
    /// <summary>Its address.</summary>
    public required IPAddress IPAddress { get; init; }

    /// <summary>The interface by which it is reached.</summary>
    public required string InterfaceName { get; init; }

    /// <summary>Its MAC address; none for an address that this machine answers for.</summary>
    public MacAddress MacAddress { get; init; }

    /// <summary>How sure the kernel is to be of it.</summary>
    public NeighborState State { get; init; } = NeighborState.Permanent;

    /// <summary>True where this machine is to answer for the address.</summary>
    public bool IsProxy { get; init; }
}
