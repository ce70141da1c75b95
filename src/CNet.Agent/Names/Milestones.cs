namespace CNet.Agents.Names;

/// <summary>How far something has come, for those who wait until it has come so far.</summary>
internal sealed class Milestones
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();

    /// <summary>The last one that was reached.</summary>
    internal long Last { get; private set; }

    /// <summary>It has come to a milestone.</summary>
    internal void Reach(long milestone)
    {
        lock (_gate)
        {
            Last = milestone;
            while (_waiting.TryPeek(out _, out var wanted) && wanted <= milestone) _waiting.Dequeue().SetResult();
        }
    }

    /// <summary>Ends when it has come to a milestone.</summary>
    internal Task Reached(long milestone)
    {
        lock (_gate)
        {
            if (milestone <= Last) return Task.CompletedTask;
            var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(waiting, milestone);
            return waiting.Task;
        }
    }
}
