using System.Net;

namespace CNet;

/// <summary>Where a bridge or a tunnel is to send frames to a MAC address.</summary>
public sealed record ForwardingEntrySpec
{
    /// <summary>The MAC address; of all zeros for all that are not known.</summary>
    public required MacAddress MacAddress { get; init; }

    /// <summary>The port of the bridge, or the tunnel.</summary>
    public required string InterfaceName { get; init; }

    /// <summary>How it stays.</summary>
    public ForwardingState State { get; init; } = ForwardingState.Static;

    /// <summary>True for the table of the interface itself, false for that of its bridge; null for the bridge's where it has one and no destination is given.</summary>
    public bool? IsSelf { get; init; }

    /// <summary>True where frames from elsewhere never move it.</summary>
    public bool IsSticky { get; init; }

    /// <summary>The VLAN; null for all.</summary>
    public int? Vlan { get; init; }

    /// <summary>The other end of the tunnel, or null.</summary>
    public IPAddress? Destination { get; init; }

    /// <summary>The port of the other end; null for the tunnel's.</summary>
    public int? Port { get; init; }

    /// <summary>The number of the network at the other end; null for the tunnel's.</summary>
    public long? Vni { get; init; }
}

/// <summary>What becomes of an entry that is there.</summary>
public enum ForwardingConflict
{
    /// <summary>It stays, and the new one is refused.</summary>
    Refuse,

    /// <summary>The new one takes its place.</summary>
    Replace,

    /// <summary>Both are used: a tunnel sends what is not known to several others.</summary>
    Append,
}
