namespace CNet.Subscriptions;

/// <summary>What the action of a subscription gets as $EventArgs, and a queued event as SourceEventArgs.</summary>
/// <param name="newEvent">The event.</param>
public sealed class NetworkEventArgs(NetworkEvent newEvent) : EventArgs
{
    /// <summary>The event.</summary>
    public NetworkEvent NewEvent { get; } = newEvent;
}
