namespace CNet;

/// <summary>What of a bridge is to be changed; null stays as it is.</summary>
public sealed record BridgeSettings
{
    /// <summary>Whether it takes part in the spanning tree protocol.</summary>
    public bool? StpEnabled { get; init; }

    /// <summary>How long it remembers where a MAC address is.</summary>
    public TimeSpan? AgeingTime { get; init; }

    /// <summary>How long a port listens, and how long it learns, before it forwards.</summary>
    public TimeSpan? ForwardDelay { get; init; }

    /// <summary>How often the root says that it is there.</summary>
    public TimeSpan? HelloTime { get; init; }

    /// <summary>How long it believes in a root that it does not hear.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Its priority, 0 to 65535: the bridge of the lowest becomes the root.</summary>
    public int? Priority { get; init; }

    /// <summary>Whether it keeps VLANs apart.</summary>
    public bool? VlanFiltering { get; init; }

    /// <summary>Whether it sends multicast only to ports that asked for it.</summary>
    public bool? MulticastSnooping { get; init; }
}
