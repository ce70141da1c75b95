using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace CNet.Subscriptions;

/// <summary>
/// A watch whose events become events of a PowerShell session, in their order. It ends with its subscriber, with the session, and with the module. A session that
/// does not take its events is waited for: what happens meanwhile is an overrun of the watch, and told when the session goes on.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Its thread disposes of the watcher when it ends; the source of the cancellation, which others may still use, holds nothing.")]
internal sealed class EventSubscription
{
    /// <summary>How many events wait in a session at most, and after how many of them that is looked at.</summary>
    private const int Limit = 8192, Step = 256;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly ConcurrentDictionary<EventSubscription, PSEventManager> Live = new();

    private readonly PSEventManager _session;
    private readonly PSEventSubscriber _subscriber;
    private readonly NetworkEventSource _source;
    private readonly PSEventSubscriber? _counter;
    private readonly PSObject? _data;
    private readonly EventWatcher _watcher;
    private readonly Runspace? _runspace;
    private readonly CancellationTokenSource _end = new();
    private long _raised, _handled;
    private int _isEnded;

    private EventSubscription(PSEventManager session, PSEventSubscriber subscriber, NetworkEventSource source, PSObject? data, EventWatcher watcher)
    {
        (_session, _subscriber, _source, _data, _watcher, _runspace) = (session, subscriber, source, data, watcher, Runspace.DefaultRunspace);
        // Actions are done one after the other: when this one is done, those before it are.
        if (subscriber.Action is not null)
            _counter = session.SubscribeEvent(null, null, CounterOf(subscriber.SourceIdentifier), null, ScriptBlock.Create("$Sender.Invoke()"), supportEvent: true, forwardEvent: false);
        _source.Ended = End;
        if (_runspace is not null) _runspace.StateChanged += OnRunspaceChanged;
        Live[this] = session;
        new Thread(Run, 256 * 1024) { IsBackground = true, Name = "CNet subscriber" }.UnsafeStart();
    }

    /// <summary>Begins to raise the events of a watch, which belongs to the subscription from now on.</summary>
    internal static void Begin(PSEventManager session, PSEventSubscriber subscriber, NetworkEventSource source, PSObject? data, EventWatcher watcher) =>
        _ = new EventSubscription(session, subscriber, source, data, watcher);

    /// <summary>Ends the subscriptions of a session, or of all.</summary>
    internal static void EndAll(PSEventManager? session)
    {
        foreach (var (subscription, owner) in Live)
            if (session is null || owner == session) subscription._session.UnsubscribeEvent(subscription._subscriber);
    }

    private static string CounterOf(string sourceIdentifier) => $"{sourceIdentifier}.CNet.Counter";

    private void OnRunspaceChanged(object? sender, RunspaceStateEventArgs e)
    {
        if (e.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken) End();
    }

    /// <summary>Ends the watch; its thread leaves nothing behind. It is not waited for: it may wait for what the caller holds.</summary>
    private void End()
    {
        if (Interlocked.Exchange(ref _isEnded, 1) != 0) return;
        Live.TryRemove(this, out _);
        _source.Ended = null;
        if (_runspace is not null) _runspace.StateChanged -= OnRunspaceChanged;
        if (_counter is not null) _session.UnsubscribeEvent(_counter);
        _end.Cancel();
    }

    [SuppressMessage("Design", "CA1031", Justification = "The session may be gone; nobody is left to be told.")]
    private void Run()
    {
        try
        {
            while (_watcher.Take(null, _end.Token) is { } occurrence)
            {
                Raise(occurrence);
                if (++_raised % Step == 0) AwaitSession();
            }
        }
        catch (CNetException ended)
        {
            Raise(new NetworkEvent { Time = DateTimeOffset.Now, Type = EventType.Watch, Action = EventAction.Failed, Name = "", Detail = ended.Message });
        }
        catch (Exception)
        {
            // It is over.
        }
        _watcher.Dispose();
    }

    /// <summary>On this thread, not on whatever thread of the pool is free: that is what keeps the order.</summary>
    private void Raise(NetworkEvent occurrence)
    {
        if (!_end.IsCancellationRequested)
            _session.GenerateEvent(_subscriber.SourceIdentifier, _source, [new NetworkEventArgs(occurrence)], _data, processInCurrentThread: true, waitForCompletionInCurrentThread: false);
    }

    /// <summary>Waits while too many events wait in the session.</summary>
    private void AwaitSession()
    {
        if (_counter is not null)
        {
            var raised = _raised;
            _session.GenerateEvent(_counter.SourceIdentifier, (Action)(() => Volatile.Write(ref _handled, raised)), [], null, processInCurrentThread: true, waitForCompletionInCurrentThread: false);
        }
        while ((_counter is not null ? _raised - Volatile.Read(ref _handled) : Waiting()) >= Limit && !_end.Token.WaitHandle.WaitOne(Pause)) { }
    }

    private int Waiting()
    {
        lock (_session.ReceivedEvents.SyncRoot) return _session.ReceivedEvents.Count(waiting => waiting.SourceIdentifier == _subscriber.SourceIdentifier);
    }
}
