using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using CNet.Lifecycle;
using CNet.State;
using CNet.Toolkit;

namespace CNet.Watching;

/// <summary>
/// What CNet has on record, as it comes and goes, whoever writes it. A record that was written is read and compared with what was known: what came and
/// went in one moment is no event.
/// </summary>
internal sealed class RecordWatch(Controller controller, EventOutlet outlet, Owners owners, Func<string, string?> namespaceOf)
{
    private readonly Dictionary<string, Network> _networks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Endpoint> _endpoints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Sandbox> _sandboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PortMapping> _ports = new(StringComparer.Ordinal);
    private IStateStore? _followed;
    private long _lasting, _boot;
    private bool _isSilent;

    /// <summary>False where the files that are followed were removed, or closed.</summary>
    internal bool IsCurrent => controller.HasCurrentState && ReferenceEquals(_followed, controller.Lasting);

    /// <summary>Learns what is on record, without a word.</summary>
    internal void Learn()
    {
        Begin();
        _isSilent = true;
        List();
        _isSilent = false;
    }

    /// <summary>Tells all that is known.</summary>
    internal void TellAll(EventAction action)
    {
        foreach (var network in _networks.Values.Order()) Tell(action, network);
        foreach (var sandbox in _sandboxes.Values.Order()) Tell(action, sandbox);
        foreach (var endpoint in _endpoints.Values.Order()) Tell(action, endpoint);
        foreach (var port in _ports.Values.Order()) Tell(action, port);
    }

    /// <summary>Compares all that is on record with what was known; where nothing is on record any more, all is gone.</summary>
    internal void LearnAnew()
    {
        if (controller.HasState)
        {
            Begin();
            List();
            return;
        }
        TellAll(EventAction.Removed);
        _networks.Clear();
        _endpoints.Clear();
        _sandboxes.Clear();
        _ports.Clear();
    }

    /// <summary>Follows what is written from what was learnt on.</summary>
    internal async Task FollowAsync(WatchLoop loop, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var both = new[]
        {
            FollowAsync(() => controller.Lasting, Keys.Endpoints, StateStoreExtensions.EndOf(Keys.Ports), _lasting, loop, either.Token),
            FollowAsync(() => controller.Boot, Keys.Devices, StateStoreExtensions.EndOf(Keys.Sandboxes), _boot, loop, either.Token),
        };
        await Task.WhenAny(both).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(both).ConfigureAwait(false);
    }

    private async Task FollowAsync(Func<IStateStore> store, string from, string to, long after, WatchLoop loop, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await foreach (var change in store().Watch(from, to, after, cancellation).ConfigureAwait(false))
                {
                    if (!change.IsProgress) await loop.PostAsync(() => Refresh(change.Key), cancellation).ConfigureAwait(false);
                    after = change.Version;
                }
            }
            catch (CNetException behind) when (behind.Code == CNetError.StateConflict)
            {
                after = store().Revision;
                await loop.PostAsync(List, cancellation).ConfigureAwait(false);
            }
        }
    }

    private void Begin() => (_followed, _lasting, _boot) = (controller.Lasting, controller.Lasting.Revision, controller.Boot.Revision);

    /// <summary>Compares all that is on record with what was known.</summary>
    private void List()
    {
        var state = controller.Read();
        foreach (var key in _ports.Keys.Select(Keys.Port).Concat(state.Lasting.KeysOf(Keys.Ports)).Distinct().ToList()) Refresh(state, key);
        foreach (var key in _networks.Keys.Select(Keys.Network).Concat(state.Lasting.KeysOf(Keys.Networks)).Distinct().ToList()) Refresh(state, key);
        foreach (var key in _sandboxes.Keys.Select(Keys.Sandbox).Concat(state.Boot.KeysOf(Keys.Sandboxes)).Distinct().ToList()) Refresh(state, key);
        foreach (var key in _endpoints.Keys.Select(Keys.Endpoint).Concat(state.Lasting.KeysOf(Keys.Endpoints)).Distinct().ToList()) Refresh(state, key);
    }

    /// <summary>Compares one record with what was known; where all are gone that is seen elsewhere, and nothing is made anew here.</summary>
    private void Refresh(string key)
    {
        if (IsCurrent) Refresh(controller.Read(), key);
    }

    /// <summary>Compares one record with what was known.</summary>
    private void Refresh(StagedState state, string key)
    {
        if (IdIn(key, Keys.Networks) is { } network) Refresh(_networks, network, Read(state.Lasting, key, StateJson.Default.NetworkRecord) is { } record ? controller.Networks.Snapshot(state, record) : null, Tell);
        else if (IdIn(key, Keys.Endpoints) is { } endpoint) RefreshEndpoint(state, endpoint);
        else if (IdIn(key, Keys.JoinedEndpoints) is { } joined) RefreshEndpoint(state, joined);
        else if (IdIn(key, Keys.Devices) is { } bridge) owners.RefreshBridge(state, bridge);
        else if (IdIn(key, Keys.Ports) is { } port) Refresh(_ports, port, Read(state.Lasting, key, StateJson.Default.PortRecord) is { } record ? controller.Ports.Snapshot(state, record) : null, Tell);
        else if (IdIn(key, Keys.Sandboxes) is { } sandbox)
        {
            var now = Read(state.Boot, key, StateJson.Default.SandboxRecord) is { } record ? Sandboxes.Snapshot(state, record) : null;
            // Endpoints leave a sandbox before it is gone.
            if (now is null)
                foreach (var left in _endpoints.Values.Where(known => known.SandboxId == sandbox).ToList()) RefreshEndpoint(state, left.Id);
            owners.Refresh(state, sandbox);
            Refresh(_sandboxes, sandbox, now, Tell);
        }
    }

    private void RefreshEndpoint(StagedState state, string id)
    {
        var now = Read(state.Lasting, Keys.Endpoint(id), StateJson.Default.EndpointRecord) is { } record && state.Lasting.Find(Keys.Network(record.NetworkId), StateJson.Default.NetworkRecord) is not null
            ? Endpoints.Snapshot(state, record) : null;
        var former = _endpoints.GetValueOrDefault(id);
        if (former?.SandboxId == now?.SandboxId)
        {
            Refresh(_endpoints, id, now, Tell);
            return;
        }
        // The sandbox it is about is told first, so that it is known whose namespace it is.
        if (now?.SandboxId is { } sandbox && !_sandboxes.ContainsKey(sandbox)) Refresh(state, Keys.Sandbox(sandbox));
        if (former?.SandboxId is not null) Tell(EventAction.Left, former);
        if (now is null)
        {
            _endpoints.Remove(id);
            Tell(EventAction.Removed, former!);
            return;
        }
        _endpoints[id] = now;
        if (former is null) Tell(EventAction.Added, now);
        if (now.SandboxId is not null) Tell(EventAction.Joined, now);
        // Its ports lead elsewhere now.
        foreach (var port in _ports.Values.Where(port => port.EndpointId == id).ToList()) Refresh(state, Keys.Port(port.Id));
    }

    private static void Refresh<T>(Dictionary<string, T> known, string id, T? now, Action<EventAction, T, T?> tell) where T : class
    {
        var former = known.GetValueOrDefault(id);
        if (now is not null) known[id] = now;
        else known.Remove(id);
        if (former is null && now is not null) tell(EventAction.Added, now, null);
        else if (former is not null && now is null) tell(EventAction.Removed, former, null);
        else if (former is not null && now is not null) tell(EventAction.Changed, now, former);
    }

    private void Tell(EventAction action, Network network, Network? former = null) =>
        Tell(EventType.Network, action, network.Name, network, former, $"{network.Driver} {string.Join(", ", network.Subnet)}");

    private void Tell(EventAction action, Sandbox sandbox, Sandbox? former = null) =>
        Tell(EventType.Sandbox, action, sandbox.Name, sandbox, former, $"{sandbox.Origin}", sandbox.Name, sandbox.Namespace);

    private void Tell(EventAction action, Endpoint endpoint, Endpoint? former = null) =>
        Tell(EventType.Endpoint, action, $"{endpoint.Network}/{endpoint.Name}", endpoint, former,
            string.Join(' ', new[] { endpoint.IPv4Address?.ToString(), endpoint.IPv6Address?.ToString(), endpoint.InterfaceName is { } link ? $"dev {link}" : null }.Where(word => word is not null)),
            endpoint.Sandbox, PlaceOf(endpoint.SandboxId), endpoint.InterfaceName);

    private void Tell(EventAction action, PortMapping port, PortMapping? former = null) =>
        Tell(EventType.Port, action, $"{port}", port, former, $"{port.Network}/{port.Endpoint}", port.Sandbox, PlaceOf(port.SandboxId));

    private void Tell<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(EventType type, EventAction action, string name, T now, T? former, string detail, string? sandbox = null, string? path = null, string? link = null) where T : class
    {
        if (_isSilent) return;
        var changes = former is null ? [] : Differences.Between(former, now);
        if (action == EventAction.Changed && changes.Count == 0) return;
        outlet.Tell(new NetworkEvent
        {
            Time = DateTimeOffset.Now,
            Type = type,
            Action = action,
            Name = name,
            InterfaceName = link,
            Namespace = path is null ? null : namespaceOf(path),
            Sandbox = sandbox,
            Object = now,
            Previous = former,
            Changes = changes.AsReadOnly(),
            Detail = changes.Count > 0 ? string.Join(", ", changes) : detail,
        });
    }

    private string? PlaceOf(string? sandboxId) => sandboxId is null ? null : _sandboxes.GetValueOrDefault(sandboxId)?.Namespace;

    private static string? IdIn(string key, string prefix) => key.StartsWith(prefix, StringComparison.Ordinal) ? key[prefix.Length..] : null;

    private static T? Read<T>(StateTransaction state, string key, JsonTypeInfo<T> type) where T : class => state.Find(key, type);
}
