using CNet.Agents;
using CNet.Lifecycle;
using CNet.Ports;
using CNet.State;

namespace CNet;

/// <summary>The ports of endpoints that are published on a Host.</summary>
public sealed class PublishedPorts
{
    private readonly Controller _controller;

    internal PublishedPorts(Controller controller) => _controller = controller;

    /// <summary>
    /// Publishes ports of an endpoint: all of them, or none. They stay published whether it is joined or not, until they are taken back or the
    /// endpoint is removed.
    /// </summary>
    /// <param name="endpoint">The endpoint; a preview of one makes this a preview.</param>
    /// <param name="specs">The ports.</param>
    /// <param name="preview">Does nothing, and returns the ports as they would be.</param>
    /// <param name="progress">Is told on the calling thread how far it is.</param>
    /// <param name="cancellation">Gives up waiting, or looking for a free port.</param>
    /// <returns>One for each address of the Host, in the order of the specifications.</returns>
    /// <exception cref="CNetException"><see cref="CNetError.PortInUse"/>, naming the endpoint or the process that holds it; whatever else speaks against it. Then nothing is left of it.</exception>
    public IReadOnlyList<PortMapping> Publish(Endpoint endpoint, IReadOnlyCollection<PortSpec> specs, Preview? preview = null, Action<Progress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(specs);
        preview = endpoint.Preview ?? preview;
        if (specs.Count == 0) return [];
        List<PortMapping> published;
        using (var operation = _controller.Begin($"publish {string.Join(", ", specs.Take(3))}", preview, cancellation))
        {
            published = Publish(operation, Lookup.Endpoint(operation.State, endpoint.Id), specs, preview, progress);
            if (operation.IsPreview) return published;
            operation.Complete();
        }
        AgentLauncher.StartWhereWanted(_controller);
        return published;
    }

    /// <summary>The published ports of an endpoint, or of all, as "docker port" orders them.</summary>
    public IReadOnlyList<PortMapping> List(Endpoint? endpoint = null)
    {
        var state = _controller.Read();
        var records = endpoint is null ? PortTable.All(state.Lasting) : PortTable.Of(state.Lasting, endpoint.Id);
        return [.. Snapshots(state, records).Order()];
    }

    /// <summary>Takes a published port back; one that is not published any more is no error.</summary>
    public void Unpublish(PortMapping mapping, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        using var operation = _controller.Begin($"take back {mapping}", cancellation);
        if (operation.Lasting.Get(Keys.Port(mapping.Record.Suffix), StateJson.Default.PortRecord) is not { } record || record.EndpointId != mapping.EndpointId) return;
        PortPublication.Withdraw(operation, record);
        operation.Complete();
    }

    /// <summary>The published ports that a text means: a port of the Host as "8080", with a protocol and an address where it is to be narrower, or an id.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.PortNotFound"/>, <see cref="CNetError.PortInvalid"/>.</exception>
    public IReadOnlyList<PortMapping> Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var state = _controller.Read();
        var found = !PortTable.IsId(text) ? PortTable.Matching(state.Lasting, text) : state.Lasting.Get(Keys.Port(text), StateJson.Default.PortRecord) is { } port ? [port] : [];
        if (found.Count == 0) throw new CNetException(CNetError.PortNotFound, $"No port '{text}' of the Host is published.", text, "Get-CNetPort lists the ports that are published.");
        return [.. Snapshots(state, found).Order()];
    }

    /// <summary>The snapshot of a record; null where its endpoint cannot be read.</summary>
    internal PortMapping? Snapshot(StagedState state, PortRecord record) => Snapshots(state, [record]).FirstOrDefault();

    private List<PortMapping> Publish(Operation operation, EndpointRecord endpoint, IReadOnlyCollection<PortSpec> specs, Preview? preview, Action<Progress>? progress)
    {
        var records = PortPublication.Publish(operation, Lookup.Network(operation.State, endpoint.NetworkId), endpoint, specs, progress);
        return [.. Snapshots(operation.State, records, preview)];
    }

    /// <summary>The snapshots of records; a port whose endpoint cannot be read is named and left out.</summary>
    private IEnumerable<PortMapping> Snapshots(StagedState state, IEnumerable<PortRecord> records, Preview? preview = null)
    {
        var sandboxes = new Dictionary<string, SandboxPorts?>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            if (state.Lasting.Find(Keys.Endpoint(record.EndpointId), StateJson.Default.EndpointRecord) is not { } endpoint
                || state.Lasting.Find(Keys.Network(endpoint.NetworkId), StateJson.Default.NetworkRecord) is not { } network)
            {
                OperationLog.Warning($"A port was left out: its endpoint {ObjectId.Shorten(record.EndpointId)} has no record that can be read.");
                continue;
            }
            var joined = state.Boot.Find(Keys.Joined(endpoint.Id), StateJson.Default.JoinedRecord);
            if (joined is not null && !sandboxes.ContainsKey(joined.SandboxId))
                sandboxes[joined.SandboxId] = SandboxPorts.Of(state, _controller.Drivers, state.Boot.Find(Keys.Sandbox(joined.SandboxId), StateJson.Default.SandboxRecord));
            var ports = joined is null ? null : sandboxes[joined.SandboxId];
            var (path, target) = ports is null ? (PortPath.None, null)
                : record.IsDirect ? (PortPath.Direct, ports.DirectAddressOf(record))
                : ports.TargetOf(record) is { } kernel ? (PortPath.Kernel, kernel)
                : (PortPath.Agent, ports.ProxyTargetOf(record));
            yield return new PortMapping(record, network, endpoint, joined, target is null ? PortPath.None : path, target, preview);
        }
    }
}
