using CNet.Agents;
using CNet.Lifecycle;
using CNet.Ports;
using CNet.State;

namespace CNet;

/// <summary>The endpoints of a Host's networks.</summary>
public sealed class Endpoints
{
    private readonly Controller _controller;

    internal Endpoints(Controller controller) => _controller = controller;

    /// <summary>Adds an endpoint to a network: it has its addresses from now on, joined or not.</summary>
    /// <param name="network">The network; a preview of one makes this a preview.</param>
    /// <param name="spec">The endpoint.</param>
    /// <param name="preview">Does nothing, and returns the endpoint as it would be.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="CNetException">Whatever speaks against it; then nothing is left of it.</exception>
    public Endpoint Add(Network network, EndpointSpec spec, Preview? preview = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(spec);
        preview = network.Preview ?? preview;
        using var operation = _controller.Begin($"add endpoint {spec.Name}", preview, cancellation);
        var parent = Lookup.Network(operation.State, network.Id);
        var record = EndpointPlanner.Plan(operation, parent, spec);
        if (!operation.IsPreview)
        {
            var context = new EndpointContext(new NetworkContext(operation, parent), record) { IsMacAddressFixed = spec.MacAddress is not null };
            operation.Call(parent.Driver, driver => driver.CreateEndpoint(context));
            record = context.Record;
        }
        operation.Lasting.Create(Keys.Endpoint(record.Id), record, StateJson.Default.EndpointRecord);
        operation.Lasting.Create(Keys.EndpointName(parent.Id, record.Name), new TextRecord(record.Id), StateJson.Default.TextRecord);
        if (spec.Ports.Count > 0) PortPublication.Publish(operation, parent, record, spec.Ports, null);
        if (operation.IsPreview) return new Endpoint(parent, record, null, null, preview);
        operation.Complete();
        if (spec.Ports.Count > 0) AgentLauncher.StartWhereWanted(_controller);
        return new Endpoint(parent, record, null, null, null);
    }

    /// <summary>An endpoint by its id, its name or the beginning of its id; of any network, also as "network/endpoint", where none is given.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.EndpointNotFound"/> or <see cref="CNetError.NameAmbiguous"/>.</exception>
    public Endpoint Get(string nameOrId, Network? network = null)
    {
        var state = _controller.Read();
        return Snapshot(state, Lookup.Endpoint(state, nameOrId, network?.Record));
    }

    /// <summary>An endpoint as <see cref="Get"/> finds it; null where there is none.</summary>
    public Endpoint? Find(string nameOrId, Network? network = null)
    {
        var state = _controller.Read();
        return Lookup.TryEndpoint(state, nameOrId, network?.Record) is { } record ? Snapshot(state, record) : null;
    }

    /// <summary>The endpoints of a network, or of all, by network and name.</summary>
    public IReadOnlyList<Endpoint> List(Network? network = null)
    {
        var state = _controller.Read();
        var records = network is null ? state.Lasting.List(Keys.Endpoints, StateJson.Default.EndpointRecord) : Networks.EndpointsOf(state, network.Record);
        return [.. Snapshots(state, records).Order()];
    }

    /// <summary>The endpoints of a sandbox, in the order they joined.</summary>
    public IReadOnlyList<Endpoint> List(Sandbox sandbox)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        var state = _controller.Read();
        var record = state.Boot.Get(Keys.Sandbox(sandbox.Id), StateJson.Default.SandboxRecord) ?? sandbox.Record;
        return [.. Snapshots(state, record.Joins.Select(join => state.Lasting.Find(Keys.Endpoint(join.EndpointId), StateJson.Default.EndpointRecord)).OfType<EndpointRecord>())];
    }

    /// <summary>Changes what can be changed of an endpoint, joined or not.</summary>
    /// <param name="endpoint">The endpoint; a preview of one makes this a preview.</param>
    /// <param name="egressRate">How much its sandbox may send by it in a second from now on; null leaves it.</param>
    /// <param name="ingressRate">How much its sandbox may receive by it in a second from now on; null leaves it.</param>
    /// <param name="preview">Does nothing, and returns the endpoint as it would be.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="CNetException">Whatever speaks against it; then nothing has changed.</exception>
    public Endpoint Update(Endpoint endpoint, Rate? egressRate = null, Rate? ingressRate = null, Preview? preview = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        preview = endpoint.Preview ?? preview;
        using var operation = _controller.Begin($"change endpoint {endpoint.Name}", preview, cancellation);
        var record = Lookup.Endpoint(operation.State, endpoint.Id);
        var changed = record with { EgressRate = egressRate ?? record.EgressRate, IngressRate = ingressRate ?? record.IngressRate };
        EndpointRates.Change(operation, Lookup.Network(operation.State, record.NetworkId), record, changed);
        operation.Lasting.Put(Keys.Endpoint(record.Id), changed, StateJson.Default.EndpointRecord);
        if (!operation.IsPreview) operation.Complete();
        return Snapshot(operation.State, changed, preview);
    }

    /// <summary>Removes an endpoint and frees its addresses; one that is gone already is no error.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="force">Takes it out of its sandbox first; without it a joined endpoint is refused.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="CNetException"><see cref="CNetError.EndpointJoined"/>.</exception>
    public void Remove(Endpoint endpoint, bool force = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        using var operation = _controller.Begin($"remove endpoint {endpoint.Name}", cancellation);
        if (operation.Lasting.Get(Keys.Endpoint(endpoint.Id), StateJson.Default.EndpointRecord) is not { } record) return;
        EndpointRemoval.Remove(operation, Lookup.Network(operation.State, record.NetworkId), record, force);
    }

    /// <summary>Refuses what <see cref="Remove"/> would refuse, and does nothing.</summary>
    public void RefuseRemoval(Endpoint endpoint, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (!force && !endpoint.IsPreview) EndpointRemoval.RefuseJoined(_controller.Read(), endpoint.Record);
    }

    /// <summary>The snapshot of a record.</summary>
    internal static Endpoint Snapshot(StagedState state, EndpointRecord record, Preview? preview = null)
    {
        var network = state.Lasting.Get(Keys.Network(record.NetworkId), StateJson.Default.NetworkRecord)
            ?? throw new CNetException(CNetError.StateCorrupt, $"The network of endpoint '{record.Name}' has no record.", record.Name, "Repair-CNetHost puts the endpoint into quarantine; docs/state.md tells how to get it back.");
        var joined = state.Boot.Find(Keys.Joined(record.Id), StateJson.Default.JoinedRecord);
        var sandbox = joined is null ? null : state.Boot.Find(Keys.Sandbox(joined.SandboxId), StateJson.Default.SandboxRecord);
        return new Endpoint(network, record, joined, sandbox?.Joins.Find(join => join.EndpointId == record.Id), preview);
    }

    /// <summary>The snapshots of records; an endpoint whose network cannot be read is named and left out.</summary>
    private static IEnumerable<Endpoint> Snapshots(StagedState state, IEnumerable<EndpointRecord> records)
    {
        foreach (var record in records)
            if (state.Lasting.Find(Keys.Network(record.NetworkId), StateJson.Default.NetworkRecord) is not null) yield return Snapshot(state, record);
            else OperationLog.Warning($"The endpoint '{record.Name}' was left out: its network has no record that can be read.");
    }
}
