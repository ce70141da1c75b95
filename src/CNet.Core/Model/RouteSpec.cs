using System.Net;

namespace CNet;

/// <summary>A route that is to be.</summary>
public sealed record RouteSpec
{
    /// <summary>Where it leads; 0.0.0.0/0 and ::/0 for everywhere.</summary>
    public required Cidr DestinationPrefix { get; init; }

    /// <summary>The hops: one, several to spread packets over, or none for a route that leads nowhere.</summary>
    public IReadOnlyList<RouteHop> Hops { get; init; } = [];

    /// <summary>Its metric: of several routes to one destination the lowest is used. Null for the kernel's choice.</summary>
    public long? RouteMetric { get; init; }

    /// <summary>What happens to packets: "unicast", "blackhole", "unreachable", "prohibit", "throw", "local" and others of the kernel's.</summary>
    public string Type { get; init; } = "unicast";

    /// <summary>The table: "main", "local", "default", or a number; null for the one that is usual for its type.</summary>
    public string? Table { get; init; }

    /// <summary>The source address it prefers, or null.</summary>
    public IPAddress? PreferredSource { get; init; }

    /// <summary>Who made it: "boot", "static" and others, or a number.</summary>
    public string Protocol { get; init; } = "boot";

    /// <summary>How far away the destination is: "global", "link", "host"; null for what is usual. IPv4 only.</summary>
    public string? Scope { get; init; }

    /// <summary>The MTU of packets that take it, in bytes; null for the interface's.</summary>
    public int? Mtu { get; init; }
}
