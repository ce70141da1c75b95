using System.Net;

namespace CNet;

/// <summary>A route as it was when it was read.</summary>
public sealed class Route : IComparable<Route>, IComparable
{
    /// <summary>Where it leads; 0.0.0.0/0 and ::/0 are the default routes.</summary>
    public required Cidr DestinationPrefix { get; init; }

    /// <summary>By whom; null where the destination is on the link itself. Of several hops the first.</summary>
    public IPAddress? NextHop { get; init; }

    /// <summary>By which interface, or null. Of several hops that of the first.</summary>
    public string? InterfaceName { get; init; }

    /// <summary>All hops: one of most routes, several of those that spread packets over them, none of those that lead nowhere.</summary>
    public IReadOnlyList<RouteHop> Hops { get; init; } = [];

    /// <summary>Its metric: of several routes the lowest is used.</summary>
    public required long RouteMetric { get; init; }

    /// <summary>What happens to packets: "unicast", "blackhole", "unreachable", "local" and others of the kernel's.</summary>
    public required string Type { get; init; }

    /// <summary>Who made it: "kernel", "boot", "static", "ra" and others, or a number.</summary>
    public required string Protocol { get; init; }

    /// <summary>The table: 254 is the main one.</summary>
    public required long Table { get; init; }

    /// <summary>How far away the destination is: "global", "link" or "host". Of IPv6 always "global".</summary>
    public string Scope { get; init; } = "global";

    /// <summary>The source address it prefers, or null.</summary>
    public IPAddress? PreferredSource { get; init; }

    /// <summary>The MTU of packets that take it, in bytes; null where it is the interface's.</summary>
    public int? Mtu { get; init; }

    /// <summary>The namespace it is in; null for the Host's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>The name of the sandbox it is in, or null.</summary>
    public string? Sandbox { get; init; }

    /// <summary>True for what -WhatIf shows: the route as it would be.</summary>
    public bool IsPreview { get; init; }

    /// <summary>Orders by destination, then metric.</summary>
    public int CompareTo(Route? other) => other is null ? 1
        : DestinationPrefix.CompareTo(other.DestinationPrefix) is var order and not 0 ? order : RouteMetric.CompareTo(other.RouteMetric);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as Route);

    /// <summary>The route as iproute2 writes it.</summary>
    public override string ToString() =>
        $"{(Type == "unicast" ? "" : $"{Type} ")}{(DestinationPrefix.PrefixLength == 0 ? "default" : DestinationPrefix.ToString())}{(Hops.Count > 1 ? string.Concat(Hops.Select(hop => $" nexthop {hop}")) : $"{(NextHop is null ? "" : $" via {NextHop}")}{(InterfaceName is null ? "" : $" dev {InterfaceName}")}")}";
}
