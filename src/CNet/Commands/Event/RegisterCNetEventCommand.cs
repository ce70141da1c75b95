using System.Management.Automation;
using CNet.Subscriptions;

namespace CNet.Commands;

/// <summary>Register-CNetEvent has events of networks raised as events of the PowerShell session: for an action, or for Get-Event and Wait-Event.</summary>
[Cmdlet(VerbsLifecycle.Register, "CNetEvent", DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(PSEventJob))]
public sealed class RegisterCNetEventCommand : EventCommand
{
    /// <summary>The name of the subscription.</summary>
    [Parameter(HelpMessage = "The name of the subscription, by which Get-Event and Unregister-Event know it; one of its own where it is not given.")]
    [ValidateNotNullOrEmpty]
    public string SourceIdentifier { get; set; } = Guid.NewGuid().ToString();

    /// <summary>What is done with each event.</summary>
    [Parameter(HelpMessage = "What is done with each event: $EventArgs.NewEvent is the event. Where it is not given events wait for Get-Event.")]
    [ValidateNotNull]
    public ScriptBlock? Action { get; set; }

    /// <summary>What comes with each event.</summary>
    [Parameter(HelpMessage = "What comes with each event, as $Event.MessageData.")]
    public PSObject? MessageData { get; set; }

    /// <summary>After how many events it ends.</summary>
    [Parameter(HelpMessage = "Ends the subscription after so many events.")]
    [ValidateRange(1, int.MaxValue)]
    public int MaxTriggerCount { get; set; }

    /// <summary>Hides the subscription.</summary>
    [Parameter(HelpMessage = "Hides the subscription from Get-EventSubscriber; -Force shows it.")]
    public SwitchParameter SupportEvent { get; set; }

    /// <summary>Sends the events to the session that is connected with this one.</summary>
    [Parameter(HelpMessage = "Sends the events to the session that has this one as its remote session.")]
    public SwitchParameter Forward { get; set; }

    private protected override void Work(EventSpec spec)
    {
        if (Events.GetEventSubscribers(SourceIdentifier).Any())
            throw new CNetException(CNetError.SubscriptionExists, $"A subscription '{SourceIdentifier}' exists.", SourceIdentifier, $"Choose another -SourceIdentifier, or Unregister-Event {SourceIdentifier}.");
        var watcher = Controller.Events.Watch(spec, Cancellation);
        var source = new NetworkEventSource();
        PSEventSubscriber subscriber;
        try
        {
            subscriber = Events.SubscribeEvent(source, NetworkEventSource.EventName, SourceIdentifier, MessageData, Action, SupportEvent, Forward, MaxTriggerCount);
        }
        catch
        {
            watcher.Dispose();
            throw;
        }
        EventSubscription.Begin(Events, subscriber, source, MessageData, watcher);
        if (subscriber.Action is { } job) WriteObject(job);
    }
}
