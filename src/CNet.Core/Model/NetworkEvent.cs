namespace CNet;

/// <summary>What an event is about.</summary>
public enum EventType
{
    /// <summary>An interface. Equivalent to: <c>ip monitor link</c></summary>
    Link,

    /// <summary>An address of an interface. Equivalent to: <c>ip monitor address</c></summary>
    Address,

    /// <summary>A route, of whatever table. Equivalent to: <c>ip monitor route</c></summary>
    Route,

    /// <summary>A rule of policy routing. Equivalent to: <c>ip monitor rule</c></summary>
    Rule,

    /// <summary>A neighbour. Equivalent to: <c>ip monitor neigh</c></summary>
    Neighbor,

    /// <summary>A namespace with a name. Equivalent to: <c>ip netns monitor</c></summary>
    Namespace,

    /// <summary>An id by which the Host knows another namespace. Equivalent to: <c>ip monitor nsid</c></summary>
    NamespaceId,

    /// <summary>A network of CNet's.</summary>
    Network,

    /// <summary>An endpoint.</summary>
    Endpoint,

    /// <summary>A sandbox.</summary>
    Sandbox,

    /// <summary>A published port.</summary>
    Port,

    /// <summary>The watch itself: events were lost, and what is there was compared with what was known.</summary>
    Watch,
}

/// <summary>What happened.</summary>
public enum EventAction
{
    /// <summary>It was there when the watch began.</summary>
    Present,

    /// <summary>It has come.</summary>
    Added,

    /// <summary>It is another than before; <see cref="NetworkEvent.Changes"/> tells in what.</summary>
    Changed,

    /// <summary>It is gone. With a namespace goes all that is in it.</summary>
    Removed,

    /// <summary>An endpoint has joined a sandbox.</summary>
    Joined,

    /// <summary>An endpoint has left its sandbox.</summary>
    Left,

    /// <summary>More came than could be taken, and events were lost: those that follow tell what is different, until <see cref="Resynchronized"/>.</summary>
    Overrun,

    /// <summary>Whoever has applied all events knows again what is there.</summary>
    Resynchronized,

    /// <summary>Something cannot be watched, or not any more.</summary>
    Failed,
}

/// <summary>An event: something came, went or changed.</summary>
public sealed class NetworkEvent : IComparable<NetworkEvent>, IComparable
{
    /// <summary>Its number among the events of one watch, from 1: none is missing, and later ones have higher numbers.</summary>
    public long Number { get; internal set; }

    /// <summary>When CNet heard of it.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What it is about.</summary>
    public required EventType Type { get; init; }

    /// <summary>What happened.</summary>
    public required EventAction Action { get; init; }

    /// <summary>What it is about, in a word: the name of the interface, the address, the route.</summary>
    public required string Name { get; init; }

    /// <summary>The namespace it happened in, or that it is about; null for the Host's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>The name of the sandbox it happened in, or that it is about, or null.</summary>
    public string? Sandbox { get; init; }

    /// <summary>The name of the interface that it has to do with, or null.</summary>
    public string? InterfaceName { get; init; }

    /// <summary>What it is about as it is since then; where it is gone, as it was last.</summary>
    public object? Object { get; init; }

    /// <summary>What it is about as it was before; null unless it has changed.</summary>
    public object? Previous { get; init; }

    /// <summary>What is different since then.</summary>
    public IReadOnlyList<EventChange> Changes { get; init; } = [];

    /// <summary>The event in a few words.</summary>
    public required string Detail { get; init; }

    /// <summary>Orders by number.</summary>
    public int CompareTo(NetworkEvent? other) => Number.CompareTo(other?.Number ?? 0);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as NetworkEvent);

    /// <summary>The event as "Link Added eth0".</summary>
    public override string ToString() => $"{Type} {Action} {Name}";
}

/// <summary>A property that is different since an event.</summary>
/// <param name="Property">Its name.</param>
/// <param name="From">What it was.</param>
/// <param name="To">What it is.</param>
public sealed record EventChange(string Property, object? From, object? To)
{
    /// <summary>The change as "State: Down → Up".</summary>
    public override string ToString() => $"{Property}: {Text(From)} → {Text(To)}";

    private static string Text(object? value) => value switch
    {
        null => "none",
        System.Collections.IEnumerable list and not string => string.Join(", ", list.Cast<object?>()) is { Length: > 0 } text ? text : "none",
        _ => $"{value}" is { Length: > 0 } text ? text : "none",
    };
}
