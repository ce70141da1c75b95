using System.Management.Automation;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>
/// Watch-CNetEvent emits what happens on the Host, in sandboxes and in namespaces, and to networks, endpoints, sandboxes and ports, while it happens.
/// Equivalent to: <c>ip monitor</c>, <c>ip -all netns exec ip monitor</c>
/// </summary>
[Cmdlet(VerbsCommon.Watch, "CNetEvent", DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(NetworkEvent))]
public sealed class WatchCNetEventCommand : EventCommand
{
    /// <summary>How long it watches.</summary>
    [Parameter(HelpMessage = "How long it watches; until Ctrl+C where it is not given.")]
    [DurationArgument]
    public DurationValue? Timeout { get; set; }

    /// <summary>How many events.</summary>
    [Parameter(HelpMessage = "Ends after so many events.")]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = int.MaxValue;

    private protected override void Work(EventSpec spec)
    {
        using var watcher = Controller.Events.Watch(spec, Cancellation);
        Write(this, watcher, Timeout, Count, Cancellation);
    }
}
