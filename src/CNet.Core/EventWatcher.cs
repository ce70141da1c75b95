using System.Runtime.ExceptionServices;
using CNet.Watching;

namespace CNet;

/// <summary>
/// A watch: gives the events of a Host one by one, in the order in which CNet heard of them. Whoever has applied all of them knows what is there, also where
/// more happened than could be taken. It lives until it is disposed of; no thread, socket or file of it is left then.
/// </summary>
public sealed class EventWatcher : IDisposable
{
    private readonly WatchedHost _host;
    private int _isDisposed;

    internal EventWatcher(Controller controller, EventSpec spec, CancellationToken cancellation) => _host = new WatchedHost(controller, spec, cancellation);

    /// <summary>Waits for the next event and takes it.</summary>
    /// <param name="timeout">How long it waits; null for ever.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The event; null where none came in time.</returns>
    /// <exception cref="CNetException">Whatever has ended the watch: <see cref="CNetError.HostNotFound"/> where the Host was removed.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public NetworkEvent? Take(TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        var occurrence = _host.Outlet.Take(timeout, cancellation);
        if (occurrence is null && _host.Outlet.IsCompleted && _host.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
        return occurrence;
    }

    /// <summary>Ends the watch.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0) _host.Dispose();
    }
}
