using CNet.Lifecycle;
using CNet.State;

namespace CNet.Toolkit;

/// <summary>Whose the namespaces and the interfaces in them are, read once for as many of them as are looked at.</summary>
internal sealed class Owners
{
    private readonly Dictionary<string, SandboxRecord> _sandboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, string>> _inside = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _outside = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _bridges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SandboxRecord> _taken = new(StringComparer.Ordinal);
    private (Stores Stores, long Boot, long Lasting)? _state;

    private Owners()
    {
    }

    /// <summary>The owners as they are now. Sandboxes are root's to know; whoever may not read them sees namespaces and interfaces without them.</summary>
    internal static Owners Read(Controller controller)
    {
        try
        {
            // The revisions first: what is written meanwhile is read again the next time.
            var stores = controller.Stores;
            var now = (stores, stores.Boot.Revision, stores.Lasting.Revision);
            if (controller.LastOwners is { } last && last._state == now) return last;
            var owners = new Owners { _state = now };
            owners.Take(stores.Stage());
            return controller.LastOwners = owners;
        }
        catch (CNetException refused) when (IsTolerable(refused))
        {
            // What can be seen without is shown.
            return new Owners();
        }
    }

    /// <summary>The owners as they are now, for somebody alone who keeps them up to date.</summary>
    internal static Owners ReadToKeep(Controller controller)
    {
        var owners = new Owners();
        try
        {
            owners.Take(controller.Read());
        }
        catch (CNetException refused) when (IsTolerable(refused))
        {
            // As above.
        }
        return owners;
    }

    /// <summary>The sandbox whose namespace a file is, or null.</summary>
    internal string? SandboxAt(string path) => _sandboxes.GetValueOrDefault(path)?.Name;

    /// <summary>The sandboxes, but for those of the Host's own namespace.</summary>
    internal IEnumerable<SandboxRecord> Sandboxes => _sandboxes.Values;

    /// <summary>The owner of what is in a namespace.</summary>
    /// <param name="ns">What the namespace is called: null for the Host's own.</param>
    /// <param name="path">Its file; null for the Host's own.</param>
    internal Owner Of(string? ns, string? path) => path is null ? new Owner(null, null, _outside) { Bridges = _bridges } : new Owner(ns, SandboxAt(path), _inside.GetValueOrDefault(path));

    /// <summary>Brings what is known of one sandbox up to date.</summary>
    internal void Refresh(StagedState state, string sandboxId)
    {
        if (_taken.Remove(sandboxId, out var former)) Forget(former);
        if (state.Boot.Find(Keys.Sandbox(sandboxId), StateJson.Default.SandboxRecord) is { } sandbox) Take(state, sandbox);
    }

    /// <summary>Brings what is known of the bridge of a network up to date.</summary>
    internal void RefreshBridge(StagedState state, string networkId)
    {
        if (state.Boot.Find(Keys.Device(networkId), StateJson.Default.DeviceRecord) is { } device) Take(state, device);
    }

    private static bool IsTolerable(CNetException refused) => refused.Code is CNetError.PermissionDenied or CNetError.LibraryMissing or CNetError.HostNotFound;

    private void Take(StagedState state)
    {
        foreach (var sandbox in state.Boot.List(Keys.Sandboxes, StateJson.Default.SandboxRecord)) Take(state, sandbox);
        foreach (var device in state.Boot.List(Keys.Devices, StateJson.Default.DeviceRecord)) Take(state, device);
    }

    private void Take(StagedState state, DeviceRecord device)
    {
        if (state.Lasting.Find(Keys.Network(device.NetworkId), StateJson.Default.NetworkRecord) is { } network) _bridges[device.Interface] = network.Name;
    }

    private void Forget(SandboxRecord sandbox)
    {
        if (_sandboxes.GetValueOrDefault(sandbox.Path)?.Id == sandbox.Id) _sandboxes.Remove(sandbox.Path);
        foreach (var join in sandbox.Joins)
        {
            if (join.HostInterface is { } outside) _outside.Remove(outside);
            _outside.Remove(BridgeRates.DeviceOf(join.EndpointId));
            if (join.Interface is { } inside && _inside.TryGetValue(sandbox.Path, out var links)) links.Remove(inside);
        }
    }

    private void Take(StagedState state, SandboxRecord sandbox)
    {
        _taken[sandbox.Id] = sandbox;
        var isHost = sandbox.Kind == SandboxKind.Host;
        if (!isHost) _sandboxes.TryAdd(sandbox.Path, sandbox);
        foreach (var join in sandbox.Joins)
        {
            if (state.Lasting.Find(Keys.Endpoint(join.EndpointId), StateJson.Default.EndpointRecord) is not { } endpoint) continue;
            var name = $"{join.NetworkName}/{endpoint.Name}";
            if (join.HostInterface is { } outside) _outside[outside] = name;
            if (!endpoint.EgressRate.IsUnlimited) _outside[BridgeRates.DeviceOf(endpoint.Id)] = name;
            if (isHost || join.Interface is not { } inside) continue;
            if (!_inside.TryGetValue(sandbox.Path, out var links)) _inside[sandbox.Path] = links = new(StringComparer.Ordinal);
            links[inside] = name;
        }
    }
}

/// <summary>The owner of what is in one namespace.</summary>
/// <param name="Namespace">What the namespace is called: null for the Host's own.</param>
/// <param name="Sandbox">The sandbox that has it, or null.</param>
/// <param name="Endpoints">The endpoints by their interfaces, or null where there are none.</param>
internal sealed record Owner(string? Namespace, string? Sandbox, IReadOnlyDictionary<string, string>? Endpoints)
{
    /// <summary>The networks by their bridges, or null where there are none.</summary>
    internal IReadOnlyDictionary<string, string>? Bridges { get; init; }

    /// <summary>The network whose bridge an interface is, or null.</summary>
    internal string? NetworkOf(string link) => Bridges?.GetValueOrDefault(link);

    /// <summary>The endpoint of an interface as "network/endpoint", or null.</summary>
    internal string? EndpointOf(string link) => Endpoints?.GetValueOrDefault(link);
}
