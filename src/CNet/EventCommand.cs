using System.Management.Automation;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>What cmdlets share that watch: which events.</summary>
public abstract class EventCommand : NamespaceCommand
{
    private const string OfAll = "All";
    private List<string>? _namespaces;
    private bool _isHost;

    /// <summary>What the events are about.</summary>
    [Parameter(Position = 0, HelpMessage = "What the events are about; everything where it is not given. Events about the watch itself always come.")]
    [ValidateNotNull]
    public EventType[]? Type { get; set; }

    /// <summary>All namespaces.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfAll, HelpMessage = "Events of the Host's own namespace, of all named ones and of all sandboxes, also of those that come later.")]
    public SwitchParameter All { get; set; }

    /// <summary>What is there first.</summary>
    [Parameter(HelpMessage = "Begins with what is there, with the action Present.")]
    public SwitchParameter IncludeInitialState { get; set; }

    private protected sealed override void Work(string? ns)
    {
        if (ns is null) _isHost = true;
        else (_namespaces ??= []).Add(ns);
    }

    private protected sealed override void Complete()
    {
        if (_isHost && _namespaces is not null)
            throw new CNetException(CNetError.NameAmbiguous, "The Host's own namespace and others cannot be watched together.", null, "Watch them one by one, or -All.");
        // Sandboxes or namespaces were meant, and none of them is there.
        if (_namespaces is null && !_isHost && (Sandbox is not null || Namespace is not null || MyInvocation.ExpectingInput)) return;
        Work(new EventSpec { Types = Type, Namespaces = _namespaces, All = All, IncludeInitialState = IncludeInitialState });
    }

    /// <summary>Works once all namespaces are known.</summary>
    private protected abstract void Work(EventSpec spec);

    /// <summary>Writes events as they come, until there are enough of them or the time is over.</summary>
    internal static void Write(Cmdlet cmdlet, EventWatcher watcher, DurationValue? timeout, int count, CancellationToken cancellation)
    {
        var end = timeout is null ? long.MaxValue : Environment.TickCount64 + (long)timeout.Value.TotalMilliseconds;
        for (var written = 0; written < count; written++)
        {
            var rest = timeout is null ? default(TimeSpan?) : TimeSpan.FromMilliseconds(Math.Max(0, end - Environment.TickCount64));
            if (watcher.Take(rest, cancellation) is not { } occurrence) return;
            cmdlet.WriteObject(occurrence);
        }
    }
}
