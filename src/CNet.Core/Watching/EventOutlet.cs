using System.Collections.Concurrent;

namespace CNet.Watching;

/// <summary>
/// Where the events of a watch go: a queue of limited length to whoever takes them. While it is full nobody reads what the kernel tells; the kernel keeps
/// some of it, and what it cannot keep is an overrun: nothing grows without bound, and nothing is lost without a word.
/// </summary>
internal sealed class EventOutlet(EventSpec spec, CancellationToken end) : IDisposable
{
    private readonly BlockingCollection<NetworkEvent> _queue = new(spec.Capacity);
    private long _count;

    /// <summary>How much the kernel keeps for each namespace.</summary>
    internal int BufferSize => spec.BufferSize;

    /// <summary>The namespaces whose events alone are wanted, also of what CNet has on record; null for all.</summary>
    internal IReadOnlySet<string>? Selected { get; init; }

    internal bool Wants(EventType type) => spec.Wants(type);

    internal bool WantsAny(params ReadOnlySpan<EventType> types)
    {
        foreach (var type in types)
            if (Wants(type)) return true;
        return false;
    }

    /// <summary>Hands an event over; waits while the queue is full.</summary>
    internal void Tell(NetworkEvent occurrence)
    {
        if (occurrence.Type != EventType.Watch && !Wants(occurrence.Type)) return;
        if (Selected is not null && (occurrence.Namespace is null || !Selected.Contains(occurrence.Namespace))) return;
        occurrence.Number = ++_count;
        _queue.Add(occurrence, end);
    }

    /// <summary>No more will come.</summary>
    internal void Complete() => _queue.CompleteAdding();

    /// <summary>Takes an event; null where none comes in time, or none will.</summary>
    internal NetworkEvent? Take(TimeSpan? timeout, CancellationToken cancellation) =>
        _queue.TryTake(out var occurrence, timeout is { } time ? (int)Math.Min(time.TotalMilliseconds, int.MaxValue) : Timeout.Infinite, cancellation) ? occurrence : null;

    internal bool IsCompleted => _queue.IsCompleted;

    public void Dispose() => _queue.Dispose();
}
