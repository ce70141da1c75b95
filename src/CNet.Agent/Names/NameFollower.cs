using CNet.Discovery;
using CNet.Lifecycle;
using CNet.Linux;
using CNet.State;

namespace CNet.Agents.Names;

/// <summary>
/// Follows the records of sandboxes, endpoints, networks and names, whoever writes them, and the Host's own resolver, and tells the name server.
/// Everything is known before the first sandbox is served, so that no name that exists is ever denied.
/// </summary>
internal sealed class NameFollower(Controller controller, NameServer server)
{
    /// <summary>How often is looked for what no record tells of: namespaces that are gone or free again, and the Host's own file.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _records = new(StringComparer.Ordinal);
    private readonly Milestones _lasting = new(), _boot = new();
    private HostResolver _host = HostResolver.Of(controller.Host);

    /// <summary>Lists all there is; from there on the task follows what changes.</summary>
    internal Task Begin(CancellationToken cancellation)
    {
        var (lasting, boot) = (controller.Lasting.Revision, controller.Boot.Revision);
        List();
        _lasting.Reach(lasting);
        _boot.Reach(boot);
        return Task.WhenAll(
            FollowAsync(() => controller.Lasting, Keys.NameRecords, StateStoreExtensions.EndOf(Keys.Networks), _lasting, cancellation),
            FollowAsync(() => controller.Boot, Keys.Sandboxes, StateStoreExtensions.EndOf(Keys.Sandboxes), _boot, cancellation),
            KeepAsync(cancellation));
    }

    /// <summary>Waits until the name server was told of all that was written up to these revisions; false where it is not in time.</summary>
    internal bool Await(long lasting, long boot, TimeSpan time) => Task.WaitAll([_lasting.Reached(lasting), _boot.Reached(boot)], time);

    private async Task FollowAsync(Func<IStateStore> store, string from, string to, Milestones milestones, CancellationToken cancellation)
    {
        for (var after = milestones.Last; ;)
        {
            try
            {
                await foreach (var change in store().Watch(from, to, after, cancellation).ConfigureAwait(false))
                {
                    if (change.IsProgress) milestones.Reach(change.Version);
                    else Apply(change);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (CNetException behind) when (behind.Code == CNetError.StateConflict)
            {
                after = store().Revision;
                List();
                milestones.Reach(after);
            }
            catch (CNetException gone) when (gone.Code == CNetError.HostNotFound)
            {
                // The agent ends as soon as it sees it.
                return;
            }
        }
    }

    /// <summary>What nobody tells of.</summary>
    private async Task KeepAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false)) Keep();
        }
        catch (OperationCanceledException)
        {
            // The agent ends.
        }
    }

    private void List()
    {
        lock (_gate)
        {
            var state = controller.Read();
            var records = state.Lasting.List(Keys.NameRecords, StateJson.Default.NameRecord);
            foreach (var gone in _records.Except(records.Select(NameReading.OwnerOf)).ToList()) Forget(gone, NetworkOf(gone));
            foreach (var record in records) Put(state, record);
            var sandboxes = state.Boot.List(Keys.Sandboxes, StateJson.Default.SandboxRecord);
            foreach (var gone in _known.Keys.Except(sandboxes.Select(sandbox => sandbox.Id)).ToList()) Forget(gone);
            // All names first: whoever is served may ask for any of them.
            foreach (var sandbox in sandboxes) Learn(state, sandbox);
            foreach (var known in _known.Values.ToList()) Serve(known);
        }
    }

    private void Apply(DocumentChange change)
    {
        lock (_gate)
        {
            var state = controller.Read();
            if (change.Key.StartsWith(Keys.Sandboxes, StringComparison.Ordinal)) Refresh(state, change.Key[Keys.Sandboxes.Length..]);
            else if (change.Key.StartsWith(Keys.Endpoints, StringComparison.Ordinal)) RefreshWhere(state, known => known.EndpointIds.Contains(change.Key[Keys.Endpoints.Length..]));
            else if (change.Key.StartsWith(Keys.Networks, StringComparison.Ordinal)) RefreshWhere(state, known => known.Names.Places.Any(place => place.NetworkId == change.Key[Keys.Networks.Length..]));
            else if (change.Key.StartsWith(Keys.NameRecords, StringComparison.Ordinal)) ApplyRecord(state, change.Key);
        }
    }

    private void ApplyRecord(StagedState state, string key)
    {
        if (state.Lasting.Find(key, StateJson.Default.NameRecord) is { } record) Put(state, record);
        else Forget(key, NetworkOf(key));
    }

    private static string NetworkOf(string key) => key[Keys.NameRecords.Length..].Split('/')[0];

    private void Forget(string record, string networkId)
    {
        _records.Remove(record);
        server.Loop.Post(() => server.Remove(networkId, record));
    }

    private void Put(StagedState state, NameRecord record)
    {
        if (state.Lasting.Find(Keys.Network(record.NetworkId), StateJson.Default.NetworkRecord) is not { } network) return;
        var owner = NameReading.Record(record);
        _records.Add(owner.Id);
        server.Loop.Post(() => server.Put(network.Id, network.Name, owner));
    }

    private void RefreshWhere(StagedState state, Predicate<Known> isMeant)
    {
        foreach (var known in _known.Values.Where(known => isMeant(known)).ToList()) Refresh(state, known.Id);
    }

    private void Refresh(StagedState state, string sandboxId)
    {
        if (state.Boot.Find(Keys.Sandbox(sandboxId), StateJson.Default.SandboxRecord) is not { } sandbox) Forget(sandboxId);
        else Serve(Learn(state, sandbox));
    }

    /// <summary>Has the server know what a sandbox sees and is called.</summary>
    private Known Learn(StagedState state, SandboxRecord sandbox)
    {
        var names = NameReading.Names(state, sandbox, _host);
        var former = _known.GetValueOrDefault(sandbox.Id);
        var known = new Known(sandbox with { Sysctls = [], Labels = [] }, names) { Sockets = former?.Sockets, Inode = former?.Inode, Refusal = former?.Refusal };
        _known[sandbox.Id] = known;
        server.Loop.Post(() => server.Put(names, null));
        return known;
    }

    /// <summary>Has a sandbox served that is on a network with names, and one that is on none no longer.</summary>
    private void Serve(Known known)
    {
        if (known.Names.Places.Count == 0)
        {
            if (known.Sockets is null) return;
            Close(known);
            Restore(known.Sandbox);
        }
        else if (known.Sockets is null && Open(known) is { } sockets)
        {
            (known.Sockets, known.Inode, known.Refusal) = (sockets, sockets.Space.Inode, null);
            server.Loop.Post(() => server.Put(known.Names, sockets));
        }
    }

    private void Close(Known known)
    {
        known.Sockets = null;
        server.Loop.Post(() => server.Close(known.Id));
    }

    private void Forget(string sandboxId)
    {
        if (!_known.Remove(sandboxId, out var known)) return;
        server.Loop.Post(() => server.Remove(sandboxId));
        if (known.Sockets is not null) Restore(known.Sandbox);
    }

    /// <summary>Leaves a namespace that lives on as it was.</summary>
    private static void Restore(SandboxRecord sandbox)
    {
        try
        {
            using var space = SandboxNamespace.OpenVerified(sandbox);
            NameRules.Remove(space);
        }
        catch (CNetException)
        {
            // It is gone, as that of most sandboxes.
        }
    }

    /// <summary>The sockets in a sandbox; null where its namespace is gone, or does not take them: it is tried again.</summary>
    private static NameSockets? Open(Known known)
    {
        NetworkNamespace? space = null;
        try
        {
            space = SandboxNamespace.OpenVerified(known.Sandbox);
            return NameSockets.Open(space);
        }
        catch (CNetException refused)
        {
            // Where the namespace is gone, the records will tell.
            if (refused.Code != CNetError.NamespaceNotFound && known.Refusal != refused.Message) AgentLog.Write($"The sandbox '{known.Sandbox.Name}' has no name server: {refused.Message}");
            known.Refusal = refused.Message;
            space?.Dispose();
            return null;
        }
    }

    /// <summary>Leads a sandbox here again whose rules somebody took away.</summary>
    private void Lead(Known known, NameSockets sockets)
    {
        try
        {
            // First: what happens from here on counts again.
            server.Loop.Post(() => server.Follow(known.Id));
            sockets.Lead();
            AgentLog.Write($"Somebody has removed the rules that lead to the name server in the sandbox '{known.Sandbox.Name}'; they were written anew.");
        }
        catch (CNetException refused)
        {
            AgentLog.Write($"The rules that lead to the name server in the sandbox '{known.Sandbox.Name}' are gone: {refused.Message}");
            Close(known);
        }
    }

    private void Keep()
    {
        lock (_gate)
        {
            try
            {
                var host = HostResolver.Of(controller.Host);
                if (!host.IsSameAs(_host))
                {
                    _host = host;
                    RefreshWhere(controller.Read(), _ => true);
                }
                // Sockets keep a namespace alive that somebody has deleted.
                foreach (var known in _known.Values.Where(known => known.Sockets is not null && NetworkNamespace.TryInodeOf(known.Sandbox.Path) != known.Inode)) Close(known);
                foreach (var known in _known.Values.Where(known => known.Sockets is null)) Serve(known);
                for (var misled = server.Misled.Count; misled > 0 && server.Misled.TryDequeue(out var id); misled--)
                    if (_known.GetValueOrDefault(id) is { Sockets: { } sockets } known) Lead(known, sockets);
            }
            catch (CNetException gone)
            {
                // The Host, or its state: then the agent ends.
                AgentLog.Write(gone.Message);
            }
        }
    }

    /// <summary>A sandbox, with what was told of it.</summary>
    private sealed class Known(SandboxRecord sandbox, SandboxNames names)
    {
        internal string Id => Sandbox.Id;

        internal SandboxRecord Sandbox { get; } = sandbox;

        internal SandboxNames Names { get; } = names;

        /// <summary>Its endpoints.</summary>
        internal HashSet<string> EndpointIds { get; } = [.. sandbox.Joins.Select(join => join.EndpointId)];

        /// <summary>By what it is served; null where it is not.</summary>
        internal NameSockets? Sockets { get; set; }

        /// <summary>The namespace in which it is served.</summary>
        internal NamespaceInode? Inode { get; set; }

        /// <summary>Why it is not, as it was said already.</summary>
        internal string? Refusal { get; set; }
    }
}
