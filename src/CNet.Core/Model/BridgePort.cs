namespace CNet;

/// <summary>What a port of a bridge does with frames, by the spanning tree.</summary>
public enum BridgePortState
{
    /// <summary>Nothing: its interface is down, or its other end is not there.</summary>
    Disabled,

    /// <summary>It listens to other bridges.</summary>
    Listening,

    /// <summary>It learns who is there.</summary>
    Learning,

    /// <summary>It passes frames on.</summary>
    Forwarding,

    /// <summary>It would close a ring, and waits until it is needed.</summary>
    Blocking,
}

/// <summary>A port of a bridge, as it was when it was read.</summary>
public sealed class BridgePort : IComparable<BridgePort>, IComparable
{
    /// <summary>The interface.</summary>
    public required string Name { get; init; }

    /// <summary>The index of the interface, unique in its namespace.</summary>
    public required int Index { get; init; }

    /// <summary>The bridge.</summary>
    public required string Bridge { get; init; }

    /// <summary>Its number at the bridge.</summary>
    public required int Number { get; init; }

    /// <summary>What it does with frames.</summary>
    public required BridgePortState State { get; init; }

    /// <summary>What a way through it costs.</summary>
    public long PathCost { get; init; }

    /// <summary>Its priority: of ways that cost the same that of the lowest is used.</summary>
    public int Priority { get; init; }

    /// <summary>True where it reaches no other isolated port.</summary>
    public bool IsIsolated { get; init; }

    /// <summary>True where frames go back to where they came from.</summary>
    public bool IsHairpin { get; init; }

    /// <summary>True where it takes no part in the spanning tree of whoever is behind it.</summary>
    public bool IsGuarded { get; init; }

    /// <summary>True where the bridge learns who is behind it.</summary>
    public bool Learning { get; init; }

    /// <summary>The MAC addresses behind it, learned or said; not its own.</summary>
    public required IReadOnlyList<MacAddress> LearnedMacAddress { get; init; }

    /// <summary>The endpoint behind it as "network/endpoint", or null.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The name of the sandbox behind it, or null.</summary>
    public string? Sandbox { get; init; }

    /// <summary>Orders by number.</summary>
    public int CompareTo(BridgePort? other) => Number.CompareTo(other?.Number);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as BridgePort);

    /// <summary>The interface.</summary>
    public override string ToString() => Name;
}
