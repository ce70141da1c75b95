namespace CNet;

/// <summary>Which events are wanted.</summary>
public sealed record EventSpec
{
    /// <summary>What they are about; null for everything. Those of <see cref="EventType.Watch"/> always come.</summary>
    public IReadOnlyCollection<EventType>? Types { get; init; }

    /// <summary>
    /// The namespaces: names, paths or "pid:4711"; then other events are only those of these namespaces and of the sandboxes that have them. Null for the
    /// Host's own, and for all that is not about one namespace.
    /// </summary>
    public IReadOnlyCollection<string>? Namespaces { get; init; }

    /// <summary>The Host's own namespace, all named ones and those of all sandboxes, also those that come while it watches.</summary>
    public bool All { get; init; }

    /// <summary>Begins with what is there, as <see cref="EventAction.Present"/>.</summary>
    public bool IncludeInitialState { get; init; }

    /// <summary>How many events wait for whoever takes them. Where there are more the kernel keeps them, and where it cannot they are an <see cref="EventAction.Overrun"/>.</summary>
    internal int Capacity { get; init; } = 1024;

    /// <summary>How much the kernel keeps for each namespace, in bytes.</summary>
    internal int BufferSize { get; init; } = 4 * 1024 * 1024;

    internal bool Wants(EventType type) => Types is null || Types.Contains(type);
}
