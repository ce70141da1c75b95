using CNet.Linux;
using CNet.Toolkit;

namespace CNet.Watching;

/// <summary>All that a watch looks at: namespaces, their names, and what is on record.</summary>
internal sealed class WatchedHost : IDisposable
{
    private static readonly EventType[] OfKernel = [EventType.Link, EventType.Address, EventType.Route, EventType.Rule, EventType.Neighbor, EventType.NamespaceId];
    private static readonly EventType[] OfRecords = [EventType.Network, EventType.Endpoint, EventType.Sandbox, EventType.Port];

    private readonly Controller _controller;
    private readonly EventSpec _spec;
    private readonly CancellationTokenSource _end = new();
    private readonly WatchLoop _loop;
    private readonly Owners _owners;
    private readonly Dictionary<string, WatchedNamespace> _places = new(StringComparer.Ordinal);
    private readonly NameWatch? _names;
    private readonly RecordWatch? _records;
    private CancellationTokenSource? _pursuit;
    private Task _following = Task.CompletedTask;

    /// <summary>True while the Host has no records at all.</summary>
    private bool _isOffRecord;

    internal WatchedHost(Controller controller, EventSpec spec, CancellationToken cancellation)
    {
        (_controller, _spec) = (controller, spec);
        var selected = spec.Namespaces?.Select(NameOf).ToHashSet(StringComparer.Ordinal);
        Outlet = new EventOutlet(spec, _end.Token) { Selected = selected };
        _loop = new WatchLoop(Run, _end.Token);
        _owners = Owners.ReadToKeep(controller);
        try
        {
            _names = new NameWatch(controller.NamedNamespaces) { Came = Came, Gone = Gone, Lost = () => TellOfWatch(EventAction.Overrun, null, "names of namespaces came and went unseen") };
            _loop.Add(_names);
            _loop.Add(_names.Mounts);
            _records = LearnRecords();
            if (Outlet.WantsAny(OfKernel)) Open(selected, cancellation);
            if (_records is not null || _places.Keys.Any(IsFile)) _loop.Tick = Keep;
        }
        catch
        {
            Dispose();
            throw;
        }
        Pursue();
        _loop.Start();
    }

    /// <summary>Where the events go.</summary>
    internal EventOutlet Outlet { get; }

    /// <summary>Why the watch has ended by itself, or null.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>Ends the watch, and waits until nothing of it is left.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _loop.Wake();
        _loop.Join();
        _following.Wait();
        foreach (var place in _places.Values) place.Dispose();
        _names?.Dispose();
        _pursuit?.Dispose();
        _loop.Dispose();
        Outlet.Dispose();
        _end.Dispose();
    }

    /// <summary>The loop's thread: first what is there, then what happens.</summary>
    private void Run() => Guard(() =>
    {
        if (_spec.IncludeInitialState)
        {
            foreach (var (name, inode) in _names!.Names.OrderBy(pair => pair.Key, NaturalOrder.Comparer)) TellName(EventAction.Present, name, inode);
            foreach (var place in _places.Values.ToList()) place.TellAll(EventAction.Present);
            _records?.TellAll(EventAction.Present);
        }
        _loop.Run();
    });

    /// <summary>Whatever goes wrong ends the watch, and is told to whoever takes its events.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "It is thrown again where the events are taken.")]
    private void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Nobody wants any more.
        }
        catch (Exception failure)
        {
            Failure = failure;
        }
        _pursuit?.Cancel();
        Outlet.Complete();
    }

    /// <summary>What is on record; null where that is not wanted, or not for this user to see.</summary>
    private RecordWatch? LearnRecords()
    {
        var records = new RecordWatch(_controller, Outlet, _owners, NameOf);
        try
        {
            records.Learn();
            return records;
        }
        catch (CNetException refused) when (refused.Code is CNetError.PermissionDenied or CNetError.LibraryMissing && (_spec.Types is null || !Outlet.WantsAny(OfRecords)))
        {
            return null;
        }
    }

    /// <summary>Opens the namespaces that are there and wanted.</summary>
    private void Open(HashSet<string>? selected, CancellationToken cancellation)
    {
        foreach (var name in selected ?? [])
        {
            cancellation.ThrowIfCancellationRequested();
            Watch(name);
        }
        if (selected is not null) return;
        Watch("");
        if (!_spec.All) return;
        foreach (var name in _names!.Names.Keys.Concat(_owners.Sandboxes.Select(sandbox => NameOf(sandbox.Path))).Distinct().Order(NaturalOrder.Comparer))
        {
            cancellation.ThrowIfCancellationRequested();
            TryWatch(name);
        }
    }

    /// <summary>Watches a namespace, and learns what is in it. What is gone meanwhile, or cannot be opened, is told.</summary>
    private WatchedNamespace? TryWatch(string name)
    {
        try
        {
            return Watch(name);
        }
        catch (CNetException gone) when (gone.Code == CNetError.NamespaceNotFound)
        {
            return null;
        }
        catch (CNetException refused)
        {
            TellOfWatch(EventAction.Failed, name, refused.Message);
            return null;
        }
    }

    /// <summary>Watches a namespace; null where it is watched already, under another name.</summary>
    private WatchedNamespace? Watch(string name)
    {
        var ns = name.Length == 0 ? null : name;
        var path = ns is null ? null : Namespaces.PathOf(_controller.NamedNamespaces, ns);
        using var space = _controller.Namespaces.Open(ns);
        if (_places.Values.Any(known => known.Inode == space.Inode)) return null;
        var place = new WatchedNamespace(_controller, ns, path ?? "", space, Outlet, () => _owners.Of(ns, path));
        _places[name] = place;
        _loop.Add(place);
        place.Learn();
        return place;
    }

    private void Close(string name)
    {
        if (!_places.Remove(name, out var place)) return;
        // Closed first: as long as its sockets are open it lives.
        _loop.Remove(place);
        place.Dispose();
        place.TellAll(EventAction.Removed);
    }

    private void Came(string name, NamespaceInode inode)
    {
        TellName(EventAction.Added, name, inode);
        if (Outlet.WantsAny(OfKernel) && (_spec.All || Outlet.Selected?.Contains(name) == true)) TryWatch(name)?.TellAll(EventAction.Added);
    }

    private void Gone(string name, NamespaceInode inode)
    {
        var isWatched = _places.ContainsKey(name);
        Close(name);
        TellName(EventAction.Removed, name, inode);
        // It may have another name.
        if (isWatched && _spec.All && _names!.Names.FirstOrDefault(other => other.Value == inode).Key is { } other) TryWatch(other)?.TellAll(EventAction.Added);
    }

    /// <summary>Once a second, what nobody tells of: files elsewhere that are no namespaces any more, and records of which the files were removed.</summary>
    private void Keep()
    {
        if (_controller.Host.NamespacePath is { } own && NetworkNamespace.TryInodeOf(own) is null)
            throw new CNetException(CNetError.HostNotFound, $"The Host '{_controller.Host}' was removed.", _controller.Host, $"New-CNetHost {_controller.Host} makes one of that name.");
        foreach (var (file, place) in _places.Where(place => IsFile(place.Key)).ToList())
            if (NetworkNamespace.TryInodeOf(place.Path) != place.Inode)
            {
                Close(file);
                TellName(EventAction.Removed, file, place.Inode);
            }
        if (_records is null || (_isOffRecord ? !_controller.HasState : _records.IsCurrent && !_following.IsCompleted)) return;
        _pursuit?.Cancel();
        _following.Wait();
        _isOffRecord = !_controller.HasState;
        _records.LearnAnew();
        Pursue();
    }

    /// <summary>Follows the records, in threads of others.</summary>
    private void Pursue()
    {
        if (_records is null || _isOffRecord) return;
        _pursuit?.Dispose();
        _pursuit = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        var cancellation = _pursuit.Token;
        using (ExecutionContext.SuppressFlow()) _following = Task.Run(() => FollowAsync(cancellation), CancellationToken.None);
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "The watch goes on with what is looked at once a second, and ends where that fails too.")]
    private async Task FollowAsync(CancellationToken cancellation)
    {
        try
        {
            await _records!.FollowAsync(_loop, cancellation).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Cancelled; or the state was closed or removed under its feet.
        }
    }

    /// <summary>What events call a namespace that is given by its name or by its file.</summary>
    private string NameOf(string locator) => _controller.NamedNamespaces.NameOf(locator) ?? locator;

    /// <summary>True for a namespace that is no named one: its end nobody tells of.</summary>
    private static bool IsFile(string name) => name.Length > 0 && !Namespaces.IsName(name);

    private void TellName(EventAction action, string name, NamespaceInode inode)
    {
        if (!Outlet.Wants(EventType.Namespace)) return;
        var ns = _controller.Namespaces.Describe(name, inode, _owners);
        Outlet.Tell(new NetworkEvent
        {
            Time = DateTimeOffset.Now,
            Type = EventType.Namespace,
            Action = action,
            Name = name,
            Namespace = name,
            Sandbox = ns.Sandbox,
            Object = ns,
            Detail = ns.Path,
        });
    }

    private void TellOfWatch(EventAction action, string? ns, string detail) =>
        Outlet.Tell(new NetworkEvent { Time = DateTimeOffset.Now, Type = EventType.Watch, Action = action, Name = ns ?? "", Namespace = ns, Detail = detail });
}
