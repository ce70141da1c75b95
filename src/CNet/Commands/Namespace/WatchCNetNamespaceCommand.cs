using System.Management.Automation;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>
/// Watch-CNetNamespace emits the names of network namespaces that come and go, and the ids by which the Host knows namespaces.
/// Equivalent to: <c>ip netns monitor</c>, <c>ip monitor nsid</c>
/// </summary>
[Cmdlet(VerbsCommon.Watch, "CNetNamespace")]
[OutputType(typeof(NetworkEvent))]
public sealed class WatchCNetNamespaceCommand : CNetCommand
{
    /// <summary>What is there first.</summary>
    [Parameter(HelpMessage = "Begins with what is there, with the action Present.")]
    public SwitchParameter IncludeInitialState { get; set; }

    /// <summary>How long it watches.</summary>
    [Parameter(HelpMessage = "How long it watches; until Ctrl+C where it is not given.")]
    [DurationArgument]
    public DurationValue? Timeout { get; set; }

    /// <summary>How many events.</summary>
    [Parameter(HelpMessage = "Ends after so many events.")]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = int.MaxValue;

    private protected override void Execute()
    {
        using var watcher = Controller.Events.Watch(new EventSpec { Types = [EventType.Namespace, EventType.NamespaceId], IncludeInitialState = IncludeInitialState }, Cancellation);
        EventCommand.Write(this, watcher, Timeout, Count, Cancellation);
    }
}
