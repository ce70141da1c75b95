namespace CNet;

/// <summary>A bridge with its ports, as it was when it was read.</summary>
public sealed class Bridge : IComparable<Bridge>, IComparable
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The index, unique in its namespace.</summary>
    public required int Index { get; init; }

    /// <summary>The MAC address.</summary>
    public required MacAddress MacAddress { get; init; }

    /// <summary>True where it is up.</summary>
    public bool IsUp { get; init; }

    /// <summary>The network whose bridge it is, or null.</summary>
    public string? Network { get; init; }

    /// <summary>The id by which other bridges know it: its priority and its MAC address.</summary>
    public required string BridgeId { get; init; }

    /// <summary>The id of the root of the spanning tree; its own where it is the root.</summary>
    public required string RootId { get; init; }

    /// <summary>The number of the port that leads to the root; 0 where it is the root.</summary>
    public int RootPort { get; init; }

    /// <summary>What the way to the root costs.</summary>
    public long RootPathCost { get; init; }

    /// <summary>Its priority: the bridge of the lowest becomes the root.</summary>
    public int Priority { get; init; }

    /// <summary>True where it takes part in the spanning tree protocol.</summary>
    public bool StpEnabled { get; init; }

    /// <summary>How long it remembers where a MAC address is.</summary>
    public TimeSpan AgeingTime { get; init; }

    /// <summary>How long a port listens, and how long it learns, before it forwards.</summary>
    public TimeSpan ForwardDelay { get; init; }

    /// <summary>How often the root says that it is there.</summary>
    public TimeSpan HelloTime { get; init; }

    /// <summary>How long it believes in a root that it does not hear.</summary>
    public TimeSpan MaxAge { get; init; }

    /// <summary>True where it keeps VLANs apart.</summary>
    public bool VlanFiltering { get; init; }

    /// <summary>True where it sends multicast only to ports that asked for it.</summary>
    public bool MulticastSnooping { get; init; }

    /// <summary>Its ports, by number.</summary>
    public required IReadOnlyList<BridgePort> Ports { get; init; }

    /// <summary>The namespace it is in; null for the Host's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>The name of the sandbox it is in, or null.</summary>
    public string? Sandbox { get; init; }

    /// <summary>True for what -WhatIf shows: the bridge as it would be.</summary>
    public bool IsPreview { get; init; }

    /// <summary>Orders by index.</summary>
    public int CompareTo(Bridge? other) => Index.CompareTo(other?.Index);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as Bridge);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
