using CNet.Ipam;
using CNet.Lifecycle;
using CNet.State;

namespace CNet;

/// <summary>The address pools of a Host: the subnets of its networks, and pools of their own, of which others than endpoints get addresses.</summary>
public sealed class AddressPools
{
    /// <summary>The IPAM driver of pools of their own.</summary>
    internal const string Driver = "default";
    private const int Shown = 5;
    private readonly Controller _controller;

    internal AddressPools(Controller controller) => _controller = controller;

    /// <summary>Makes a pool of its own. No network gets a subnet that overlaps with it.</summary>
    /// <param name="spec">The pool.</param>
    /// <param name="preview">Does nothing, and returns the pool as it would be.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="CNetException"><see cref="CNetError.SubnetOverlap"/>, naming whose the other subnet is, and whatever else speaks against it.</exception>
    public AddressPool Create(AddressPoolSpec spec, Preview? preview = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        using var operation = _controller.Begin($"create address pool {spec.Prefix}", preview, cancellation);
        Refuse(operation, spec);
        var isSizeOnly = new SubnetSpec { Subnet = spec.Prefix }.IsSizeOnly;
        var request = new PoolRequest(spec.Prefix.IsIPv6, isSizeOnly ? null : spec.Prefix, isSizeOnly ? spec.Prefix.PrefixLength : null, spec.Name is null ? "an address pool" : $"address pool '{spec.Name}'")
        {
            Name = spec.Name,
            Range = spec.Range,
            Reserved = [.. spec.Reserved.Select(Ip.From).Distinct()],
        };
        var prefix = operation.Drivers.Ipam(Driver).RequestPool(operation.Ipam, request)!.Value;
        if (spec.Name is { } name) operation.Lasting.Create(Keys.PoolName(name), new TextRecord(prefix.ToString()), StateJson.Default.TextRecord);
        var made = Snapshot(operation.State, DefaultIpamDriver.Pool(operation.Lasting, prefix)!, preview);
        if (!operation.IsPreview) operation.Complete();
        return made;
    }

    /// <summary>A pool by its prefix, such as "10.1.0.0/24", or its name.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.PoolNotFound"/>.</exception>
    public AddressPool Get(string prefixOrName) => Find(prefixOrName) ?? throw NotFound(prefixOrName);

    /// <summary>The pool that an address is of.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.PoolNotFound"/> where it is gone meanwhile.</exception>
    public AddressPool Get(AddressLease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        var state = lease.Preview?.State ?? _controller.Read();
        return DefaultIpamDriver.Pool(state.Lasting, lease.Pool) is { } document ? Snapshot(state, document, lease.Preview) : throw NotFound(lease.Pool.ToString());
    }

    /// <summary>A pool by its prefix or its name; null where there is none.</summary>
    public AddressPool? Find(string prefixOrName)
    {
        if (string.IsNullOrWhiteSpace(prefixOrName)) throw new CNetException(CNetError.NameInvalid, "The name of the address pool is empty.", prefixOrName, "Give a prefix or a name.");
        var state = _controller.Read();
        var text = state.Lasting.Get(Keys.PoolName(prefixOrName), StateJson.Default.TextRecord)?.Value ?? prefixOrName;
        return Cidr.TryParse(text, out var prefix) && DefaultIpamDriver.Pool(state.Lasting, prefix) is { } document ? Snapshot(state, document) : null;
    }

    /// <summary>All pools, IPv4 first, by prefix.</summary>
    public IReadOnlyList<AddressPool> List()
    {
        var state = _controller.Read();
        return [.. DefaultIpamDriver.Pools(state.Lasting).Select(document => Snapshot(state, document))];
    }

    /// <summary>The pools of a network, IPv4 first.</summary>
    public IReadOnlyList<AddressPool> List(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var state = network.Preview?.State ?? _controller.Read();
        return [.. network.Pools.Select(pool => DefaultIpamDriver.Pool(state.Lasting, pool.Subnet)).Where(document => document?.NetworkId == network.Id).Select(document => Snapshot(state, document!, network.Preview))];
    }

    /// <summary>Removes a pool of its own; one that is gone already is no error.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="force">Takes back the addresses that were requested of it; without it they keep it from being removed.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="CNetException"><see cref="CNetError.PoolInUse"/>, naming the addresses or the network.</exception>
    public void Remove(AddressPool pool, bool force = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pool);
        using var operation = _controller.Begin($"remove address pool {pool.Prefix}", cancellation);
        if (DefaultIpamDriver.Pool(operation.Lasting, pool.Prefix) is not { } document || !pool.Equals(Snapshot(operation.State, document))) return;
        Refuse(operation.State, pool, force);
        operation.Drivers.Ipam(Driver).ReleasePool(operation.Ipam, pool.Prefix);
        if (document.Name is { } name) operation.Lasting.Delete(Keys.PoolName(name));
        operation.Complete();
    }

    /// <summary>Refuses what <see cref="Remove"/> would refuse, and does nothing.</summary>
    public void RefuseRemoval(AddressPool pool, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(pool);
        if (!pool.IsPreview) Refuse(_controller.Read(), pool, force);
    }

    /// <summary>Names addresses that were requested, for messages: "10.1.0.9 (printer), 10.1.0.10".</summary>
    internal static string Describe(List<LeaseDocument> leases) =>
        string.Join(", ", leases.Take(Shown).Select(lease => lease.Name is null ? lease.Address.ToString() : $"{lease.Address} ({lease.Name})"))
        + (leases.Count > Shown ? $" and {leases.Count - Shown} more" : "");

    private static CNetException NotFound(string prefixOrName) =>
        new(CNetError.PoolNotFound, $"The address pool '{prefixOrName}' does not exist.", prefixOrName, "Get-CNetAddressPool lists the address pools.");

    private AddressPool Snapshot(StagedState state, PoolDocument document, Preview? preview = null)
    {
        var network = document.NetworkId is { } id ? state.Lasting.Get(Keys.Network(id), StateJson.Default.NetworkRecord) : null;
        var range = network is null ? document.Range : network.Pools.Find(pool => pool.Subnet == document.Subnet)?.Range;
        var count = _controller.Drivers.Ipam(network?.IpamDriver ?? Driver).Count(IpamContext.ForReading(state.Lasting), document.Subnet, range);
        return new AddressPool(document, network?.Name, range, count, preview);
    }

    private static void Refuse(Operation operation, AddressPoolSpec spec)
    {
        if (spec.Name is not null) ObjectName.Demand(spec.Name, "address pool");
        NetworkPlanner.Check(new SubnetSpec { Subnet = spec.Prefix, Range = spec.Range });
        foreach (var address in spec.Reserved)
            if (!spec.Prefix.Contains(address))
                throw new CNetException(CNetError.AddressOutsideSubnet, $"The address {address} does not lie in the pool {spec.Prefix}.", address, $"Choose an address within {spec.Prefix}.");
        if (spec.Name is { } name && operation.Lasting.Get(Keys.PoolName(name), StateJson.Default.TextRecord) is { } other)
            throw new CNetException(CNetError.PoolExists, $"The address pool '{name}' exists: {other.Value}.", name, "Choose another name, or remove that pool first.");
    }

    private static void Refuse(StagedState state, AddressPool pool, bool force)
    {
        if (pool.NetworkId is { } id)
            throw new CNetException(CNetError.PoolInUse, $"The pool {pool.Prefix} belongs to network '{pool.Network}'.", pool.Prefix,
                state.Lasting.Get(Keys.Network(id), StateJson.Default.NetworkRecord) is { Predefined: true }
                    ? "That network always exists: Set-CNetHost -DefaultSubnet gives it another subnet."
                    : "It goes with its network: Remove-CNetNetwork.");
        if (force || Leases.In(state.Lasting, pool.Prefix) is not { Count: > 0 } leases) return;
        throw new CNetException(CNetError.PoolInUse, $"Of the pool {pool.Prefix} {leases.Count} address{(leases.Count == 1 ? " is" : "es are")} leased: {Describe(leases)}.", pool.Prefix,
            "Remove-CNetAddress takes them back; or use -Force.");
    }
}
