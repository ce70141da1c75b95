namespace CNet.Subscriptions;

/// <summary>What a subscription of a PowerShell session subscribes to, as Get-EventSubscriber shows it.</summary>
public sealed class NetworkEventSource
{
    internal const string EventName = nameof(Arrived);

    internal NetworkEventSource()
    {
    }

    /// <summary>
    /// An event has come. The session is not told by this handler, which would hand the events to whatever threads are free, but by
    /// <see cref="EventSubscription"/>, in their order. Whoever takes the handler away ends the subscription.
    /// </summary>
    public event EventHandler<NetworkEventArgs> Arrived
    {
        add { }
        remove => Ended?.Invoke();
    }

    /// <summary>Called when the session does not want to be told any more.</summary>
    internal Action? Ended { get; set; }

    /// <summary>What it is.</summary>
    public override string ToString() => "Events of CNet";
}
