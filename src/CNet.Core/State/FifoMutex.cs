namespace CNet.State;

/// <summary>A mutex that is had in the order of asking, with a time limit and cancellation; between the threads of one process.</summary>
internal sealed class FifoMutex
{
    private readonly Lock _gate = new();
    private readonly LinkedList<ManualResetEventSlim> _waiting = new();
    private bool _taken;

    /// <summary>Waits for the mutex; false where the time is up.</summary>
    internal bool Enter(TimeSpan timeout, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        LinkedListNode<ManualResetEventSlim> node;
        lock (_gate)
        {
            if (!_taken)
            {
                _taken = true;
                return true;
            }
            node = _waiting.AddLast(new ManualResetEventSlim(false));
        }
        try
        {
            return node.Value.Wait(timeout, cancellation) || !Abandon(node);
        }
        catch (OperationCanceledException)
        {
            // Granted in the very moment of the cancellation: pass it on.
            if (!Abandon(node)) Exit();
            throw;
        }
        finally
        {
            node.Value.Dispose();
        }
    }

    internal void Exit()
    {
        lock (_gate)
        {
            if (_waiting.First is { } next)
            {
                _waiting.RemoveFirst();
                next.Value.Set();
            }
            else
                _taken = false;
        }
    }

    /// <summary>Leaves the queue; false where the mutex was granted in between.</summary>
    private bool Abandon(LinkedListNode<ManualResetEventSlim> node)
    {
        lock (_gate)
        {
            if (node.List is null) return false;
            _waiting.Remove(node);
            return true;
        }
    }
}
