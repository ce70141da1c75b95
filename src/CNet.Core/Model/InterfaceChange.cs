namespace CNet;

/// <summary>What is to be changed of an interface. What is null stays as it is.</summary>
public sealed record InterfaceChange
{
    /// <summary>The MTU in bytes.</summary>
    public int? Mtu { get; init; }

    /// <summary>The MAC address.</summary>
    public MacAddress? MacAddress { get; init; }

    /// <summary>The number of its group.</summary>
    public int? Group { get; init; }

    /// <summary>A text that says what it is for; an empty one takes it away.</summary>
    public string? Alias { get; init; }

    /// <summary>How many packets may wait to leave by it.</summary>
    public int? TxQueueLength { get; init; }

    /// <summary>The bridge or VRF it becomes a part of; an empty text takes it out of the one it is in.</summary>
    public string? Master { get; init; }

    /// <summary>Whether it is up.</summary>
    public bool? Up { get; init; }

    /// <summary>Of a port of a bridge: whether it is kept from reaching other isolated ports.</summary>
    public bool? Isolated { get; init; }

    /// <summary>Of a port of a bridge: whether the bridge sends a frame back to the port it came from.</summary>
    public bool? Hairpin { get; init; }
}
