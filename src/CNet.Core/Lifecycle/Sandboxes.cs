using System.Net.Sockets;
using CNet.Agents;
using CNet.Lifecycle;
using CNet.Linux.Interop;
using CNet.State;

namespace CNet;

/// <summary>The sandboxes of a Host.</summary>
public sealed class Sandboxes
{
    private readonly Controller _controller;

    internal Sandboxes(Controller controller) => _controller = controller;

    /// <summary>Makes a sandbox. It stays until it is removed, with or without endpoints.</summary>
    /// <param name="spec">The sandbox.</param>
    /// <param name="preview">Does nothing, and returns the sandbox as it would be.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="CNetException">Whatever speaks against it; then nothing is left of it.</exception>
    public Sandbox Create(SandboxSpec spec, Preview? preview = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        using var operation = _controller.Begin($"create sandbox {spec.Name}", preview, cancellation);
        SandboxCreation.Refuse(operation, spec.Name, spec);
        using var created = operation.IsPreview ? SandboxCreation.Foresee(operation, spec) : SandboxCreation.Create(operation, spec, SandboxCreation.Describe(operation, spec, madeByJoin: false));
        if (operation.IsPreview) return Snapshot(operation.State, created.Record, preview);
        operation.Complete();
        return Snapshot(operation.State, created.Record);
    }

    /// <summary>A sandbox by its id, its name or the beginning of its id.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.SandboxNotFound"/> or <see cref="CNetError.NameAmbiguous"/>.</exception>
    public Sandbox Get(string nameOrId)
    {
        var state = _controller.Read();
        return Snapshot(state, Lookup.Sandbox(state, nameOrId));
    }

    /// <summary>A sandbox by its id, its name or the beginning of its id; null where there is none.</summary>
    public Sandbox? Find(string nameOrId)
    {
        var state = _controller.Read();
        return Lookup.TrySandbox(state, nameOrId) is { } record ? Snapshot(state, record) : null;
    }

    /// <summary>All sandboxes, in the natural order of their names.</summary>
    public IReadOnlyList<Sandbox> List()
    {
        var state = _controller.Read();
        return [.. state.Boot.List(Keys.Sandboxes, StateJson.Default.SandboxRecord).Select(record => Snapshot(state, record)).Order()];
    }

    /// <summary>Joins an endpoint to a sandbox.</summary>
    /// <param name="endpoint">The endpoint; a preview of one makes this a preview.</param>
    /// <param name="sandbox">The sandbox's name, id or beginning of its id.</param>
    /// <param name="spec">How it joins.</param>
    /// <param name="create">True to make the sandbox where it does not exist; then it goes with its last endpoint.</param>
    /// <param name="preview">Does nothing, and returns the endpoint as it would be.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The endpoint, joined.</returns>
    /// <exception cref="CNetException">Whatever speaks against it; then nothing has changed.</exception>
    public Endpoint Join(Endpoint endpoint, string sandbox, JoinSpec? spec = null, bool create = true, Preview? preview = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        preview = endpoint.Preview ?? preview;
        using var operation = _controller.Begin($"join endpoint {endpoint.Name}", preview, cancellation);
        var record = Lookup.Endpoint(operation.State, endpoint.Id);
        var network = Lookup.Network(operation.State, record.NetworkId);
        var existing = create ? Lookup.TrySandbox(operation.State, sandbox) : Lookup.Sandbox(operation.State, sandbox);
        var wanted = new SandboxSpec { Name = sandbox, UseHostNamespace = operation.Drivers.Get(network.Driver).Description.UsesHostNamespace };
        if (existing is null) SandboxCreation.Refuse(operation, sandbox, wanted);
        var target = existing ?? SandboxCreation.Foresee(operation, wanted, madeByJoin: true).Record;
        Joining.Refuse(operation, network, record, target);
        if (operation.IsPreview)
        {
            operation.Boot.Put(Keys.Joined(record.Id), new JoinedRecord(target.Id, target.Name), StateJson.Default.JoinedRecord);
            return Endpoints.Snapshot(operation.State, record, preview);
        }
        using var created = existing is null ? SandboxCreation.Create(operation, wanted, target) : null;
        var entered = Joining.Join(operation, network, record, existing ?? created!.Record, created?.Session, spec ?? new JoinSpec());
        var joined = Endpoints.Snapshot(operation.State, record);
        operation.Complete();
        if (Discovery.ResolverConfiguration.HasNames(network, entered.Joins[^1])) AgentLauncher.StartWhereWanted(_controller);
        return joined;
    }

    /// <summary>Takes an endpoint out of its sandbox; it keeps its addresses.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="sandbox">The sandbox it is expected to be joined to; null for whichever it is.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="CNetException"><see cref="CNetError.EndpointNotJoined"/>.</exception>
    public void Leave(Endpoint endpoint, Sandbox? sandbox = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        using var operation = _controller.Begin($"disconnect endpoint {endpoint.Name}", cancellation);
        var joined = Joined(operation.State, endpoint, sandbox);
        Leaving.Leave(operation, operation.Boot.Get(Keys.Sandbox(joined.SandboxId), StateJson.Default.SandboxRecord), endpoint.Id);
    }

    /// <summary>Refuses what <see cref="Leave"/> would refuse, and does nothing.</summary>
    public void RefuseLeaving(Endpoint endpoint, Sandbox? sandbox = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (!endpoint.IsPreview) Joined(_controller.Read(), endpoint, sandbox);
    }

    /// <summary>Removes a sandbox; one that is gone already is no error. Its endpoints leave it, and are kept.</summary>
    /// <param name="sandbox">The sandbox.</param>
    /// <param name="force">Ends the processes that CNet started in it; without it processes keep an own sandbox from being removed.</param>
    /// <param name="removeEndpoints">Removes its endpoints too.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="CNetException"><see cref="CNetError.SandboxInUse"/>, naming the processes.</exception>
    public void Remove(Sandbox sandbox, bool force = false, bool removeEndpoints = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        using var operation = _controller.Begin($"remove sandbox {sandbox.Name}", cancellation);
        if (operation.Boot.Get(Keys.Sandbox(sandbox.Id), StateJson.Default.SandboxRecord) is { } record) SandboxRemoval.Remove(operation, record, force, removeEndpoints);
    }

    /// <summary>
    /// Opens a socket inside a sandbox. It belongs to the sandbox's namespace for life, and any thread may use it: to connect, listen and send
    /// there as a program of the sandbox's would.
    /// </summary>
    /// <param name="sandbox">The sandbox.</param>
    /// <param name="family">IPv4 or IPv6.</param>
    /// <param name="type">Stream, datagram or raw.</param>
    /// <param name="protocol">The protocol.</param>
    /// <exception cref="CNetException"><see cref="CNetError.NamespaceNotFound"/> where the namespace is gone.</exception>
    public Socket OpenSocket(Sandbox sandbox, AddressFamily family, SocketType type, ProtocolType protocol)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        var record = Lookup.Sandbox(_controller.Read(), sandbox.Id);
        using var space = SandboxNamespace.OpenVerified(record);
        using var fd = space.OpenSocket(family == AddressFamily.InterNetworkV6 ? Constants.AF_INET6 : Constants.AF_INET, (int)type, (int)protocol);
        return new Socket(new SafeSocketHandle(fd.Release(), ownsHandle: true));
    }

    /// <summary>Refuses what <see cref="Remove"/> would refuse, and does nothing.</summary>
    public void RefuseRemoval(Sandbox sandbox, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        if (!sandbox.IsPreview && _controller.Read().Boot.Get(Keys.Sandbox(sandbox.Id), StateJson.Default.SandboxRecord) is { } record) SandboxRemoval.RefuseInUse(record, force);
    }

    /// <summary>What an endpoint is joined to; refuses where that is nothing, or another sandbox than expected.</summary>
    private static JoinedRecord Joined(StagedState state, Endpoint endpoint, Sandbox? sandbox)
    {
        var joined = state.Boot.Get(Keys.Joined(endpoint.Id), StateJson.Default.JoinedRecord)
            ?? throw new CNetException(CNetError.EndpointNotJoined, $"The endpoint '{endpoint.Name}' is not joined to a sandbox.", endpoint.Name, "Join-CNetSandbox joins it.");
        if (sandbox is not null && sandbox.Id != joined.SandboxId)
            throw new CNetException(CNetError.EndpointNotJoined, $"The endpoint '{endpoint.Name}' is joined to sandbox '{joined.SandboxName}', not to '{sandbox.Name}'.", endpoint.Name,
                "Name the sandbox it is joined to.");
        return joined;
    }

    internal static Sandbox Snapshot(StagedState state, SandboxRecord record, Preview? preview = null)
    {
        var endpoints = record.Joins.Select(join => state.Lasting.Find(Keys.Endpoint(join.EndpointId), StateJson.Default.EndpointRecord) is { } endpoint ? $"{join.NetworkName}/{endpoint.Name}" : join.EndpointId);
        return new Sandbox(record, preview is not null || SandboxNamespace.Exists(record) ? SandboxState.Ready : SandboxState.Gone, endpoints.ToReadOnly(), preview);
    }
}
