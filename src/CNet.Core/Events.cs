namespace CNet;

/// <summary>What happens on a Host: in its kernel, in that of any namespace, and to its networks.</summary>
public sealed class Events
{
    private readonly Controller _controller;

    internal Events(Controller controller) => _controller = controller;

    /// <summary>
    /// Watches from now on, until it is disposed of. When this returns all is subscribed to: whatever happens next is an event.
    /// Equivalent to: <c>ip monitor</c>, <c>ip netns monitor</c>
    /// </summary>
    /// <param name="spec">Which events are wanted.</param>
    /// <param name="cancellation">Gives up beginning.</param>
    /// <exception cref="CNetException"><see cref="CNetError.NamespaceNotFound"/>, <see cref="CNetError.PermissionDenied"/>.</exception>
    public EventWatcher Watch(EventSpec? spec = null, CancellationToken cancellation = default) => new(_controller, spec ?? new EventSpec(), cancellation);
}
