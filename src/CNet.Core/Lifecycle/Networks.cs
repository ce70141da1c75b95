using System.Net;
using CNet.Ipam;
using CNet.Lifecycle;
using CNet.State;

namespace CNet;

/// <summary>The networks of a Host.</summary>
public sealed class Networks
{
    private readonly Controller _controller;

    internal Networks(Controller controller) => _controller = controller;

    /// <summary>Makes a network. Equivalent to: <c>docker network create NAME</c></summary>
    /// <param name="spec">The network.</param>
    /// <param name="preview">Does nothing, and returns the network as it would be.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="CNetException">Whatever speaks against it; then nothing is left of it.</exception>
    public Network Create(NetworkSpec spec, Preview? preview = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        using var operation = _controller.Begin($"create network {spec.Name}", preview, cancellation);
        var record = NetworkPlanner.Plan(operation, spec);
        operation.Lasting.Create(Keys.Network(record.Id), record, StateJson.Default.NetworkRecord);
        operation.Lasting.Create(Keys.NetworkName(record.Name), new TextRecord(record.Id), StateJson.Default.TextRecord);
        if (operation.IsPreview) return Snapshot(operation.State, record, preview);
        operation.Call(record.Driver, driver => driver.CreateNetwork(new NetworkContext(operation, record)));
        var made = Snapshot(operation.State, record);
        operation.Complete();
        return made;
    }

    /// <summary>A network by its id, its name or the beginning of its id.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.NetworkNotFound"/> or <see cref="CNetError.NameAmbiguous"/>.</exception>
    public Network Get(string nameOrId)
    {
        var state = _controller.Read();
        return Snapshot(state, Lookup.Network(state, nameOrId));
    }

    /// <summary>A network by its id, its name or the beginning of its id; null where there is none.</summary>
    public Network? Find(string nameOrId)
    {
        var state = _controller.Read();
        return Lookup.TryNetwork(state, nameOrId) is { } record ? Snapshot(state, record) : null;
    }

    /// <summary>All networks, in the natural order of their names.</summary>
    public IReadOnlyList<Network> List()
    {
        var state = _controller.Read();
        return [.. state.Lasting.List(Keys.Networks, StateJson.Default.NetworkRecord).Select(record => Snapshot(state, record)).Order()];
    }

    /// <summary>Changes what can be changed of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="labels">The labels it has from now on; null leaves them.</param>
    /// <param name="mtu">The MTU of its device and of all interfaces on it, in bytes; null leaves it.</param>
    /// <param name="dnsServers">The name servers of sandboxes on it that have none of their own, from now on; none for the Host's, null leaves them.</param>
    /// <param name="preview">Does nothing, and returns the network as it would be.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Network Update(Network network, IReadOnlyDictionary<string, string>? labels = null, int? mtu = null, IReadOnlyList<IPAddress>? dnsServers = null, Preview? preview = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        preview = network.Preview ?? preview;
        using var operation = _controller.Begin($"change network {network.Name}", preview, cancellation);
        var record = Lookup.Network(operation.State, network.Id);
        if (labels is not null) record = record with { Labels = new(labels, StringComparer.Ordinal) };
        if (mtu is { } bytes) record = NetworkMtu.Change(operation, record, bytes);
        if (dnsServers is not null) record = NameSettings.Apply(operation, record, dnsServers);
        operation.Lasting.Put(Keys.Network(record.Id), record, StateJson.Default.NetworkRecord);
        if (operation.IsPreview) return Snapshot(operation.State, record, preview);
        if (dnsServers is not null) SandboxFiles.Follow(operation, record);
        operation.Complete();
        return Snapshot(operation.State, record);
    }

    /// <summary>Removes a network; one that is gone already is no error. Equivalent to: <c>docker network rm NAME</c></summary>
    /// <param name="network">The network.</param>
    /// <param name="force">Removes its endpoints too, joined or not, and takes back addresses that were requested of it; without it they keep it from being removed.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="CNetException"><see cref="CNetError.NetworkInUse"/>, naming the endpoints; <see cref="CNetError.NetworkPredefined"/>.</exception>
    public void Remove(Network network, bool force = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        RefuseRemoval(network, force);
        using var operation = _controller.Begin($"remove network {network.Name}", cancellation);
        if (operation.Lasting.Get(Keys.Network(network.Id), StateJson.Default.NetworkRecord) is not { } record) return;
        var endpoints = EndpointsOf(operation.State, record);
        NetworkConfiguration.RefuseInUse(operation.State, record);
        if (!force) RefuseInUse(operation.State, record, endpoints);
        foreach (var endpoint in endpoints) EndpointRemoval.Remove(operation, record, endpoint, force: true);
        Delete(operation, record);
    }

    /// <summary>Refuses what <see cref="Remove"/> would refuse, and does nothing.</summary>
    public void RefuseRemoval(Network network, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Predefined)
            throw new CNetException(CNetError.NetworkPredefined, $"The network '{network.Name}' is predefined and cannot be removed.", network.Name, "none, host and bridge always exist.");
        if (network.IsPreview) return;
        var state = _controller.Read();
        NetworkConfiguration.RefuseInUse(state, network.Record);
        if (force) return;
        RefuseInUse(state, network.Record, EndpointsOf(state, network.Record));
    }

    internal static List<EndpointRecord> EndpointsOf(StagedState state, NetworkRecord network) =>
        [.. state.Lasting.List(Keys.EndpointNamesOf(network.Id), StateJson.Default.TextRecord)
            .Select(id => state.Lasting.Find(Keys.Endpoint(id.Value), StateJson.Default.EndpointRecord)).OfType<EndpointRecord>()];

    internal Network Snapshot(StagedState state, NetworkRecord record, Preview? preview = null) =>
        new(record, _controller.Drivers.Find(record.Driver)?.Description.Scope ?? NetworkScope.Local, state.Lasting.Count(Keys.EndpointNamesOf(record.Id)),
            state.Boot.Find(Keys.Device(record.Id), StateJson.Default.DeviceRecord)?.Interface, preview);

    /// <summary>What a bridge of somebody else's was given, and is to lose.</summary>
    private static void IntendToGiveBack(Operation operation, NetworkRecord record, DeviceRecord device)
    {
        var added = record.Pools.Where(pool => pool.Gateway is { } gateway && device.AddedAddresses.Contains(gateway.ToString()));
        operation.Intend(intent => intent with
        {
            AdoptedInterface = device.Interface,
            AddedAddresses = added.ToDictionary(pool => pool.Gateway!.Value.ToString(), pool => pool.Subnet.PrefixLength),
            LoopbackInterfaces = device.RoutesLoopback ? [device.Interface] : [],
        });
    }

    /// <summary>The records go first: what is killed after that is swept by the intent, which the driver puts on record.</summary>
    internal static void Delete(Operation operation, NetworkRecord record)
    {
        var device = operation.Boot.Get(Keys.Device(record.Id), StateJson.Default.DeviceRecord);
        operation.Intend(intent => intent with { NetworkId = record.Id, NetworkInterface = device is { Owned: true } ? device.Interface : null, Firewall = device?.Firewall });
        if (device is { Owned: false }) IntendToGiveBack(operation, record, device);
        foreach (var pool in record.ConfigOnly ? [] : record.Pools) operation.Drivers.Ipam(record.IpamDriver).ReleasePool(operation.Ipam, pool.Subnet);
        operation.Lasting.Delete(Keys.Network(record.Id));
        operation.Lasting.Delete(Keys.NetworkName(record.Name));
        NameRecords.RemoveAll(operation, record);
        operation.Commit();
        operation.Call(record.Driver, driver => driver.DeleteNetwork(new NetworkContext(operation, record)));
        operation.Complete();
    }

    private static void RefuseInUse(StagedState state, NetworkRecord record, List<EndpointRecord> endpoints)
    {
        const int shown = 5;
        if (endpoints.Count > 0)
        {
            var names = string.Join(", ", endpoints.Take(shown).Select(endpoint => endpoint.Name)) + (endpoints.Count > shown ? $" and {endpoints.Count - shown} more" : "");
            throw new CNetException(CNetError.NetworkInUse, $"The network '{record.Name}' has {endpoints.Count} endpoint{(endpoints.Count == 1 ? "" : "s")}: {names}.", record.Name,
                "Remove them first, or use -Force.");
        }
        if (record.ConfigOnly) return;
        var leases = record.Pools.SelectMany(pool => Leases.In(state.Lasting, pool.Subnet)).ToList();
        if (leases.Count > 0)
            throw new CNetException(CNetError.NetworkInUse, $"Of the network '{record.Name}' {leases.Count} address{(leases.Count == 1 ? " is" : "es are")} leased: {AddressPools.Describe(leases)}.",
                record.Name, "Remove-CNetAddress takes them back; or use -Force.");
    }
}
