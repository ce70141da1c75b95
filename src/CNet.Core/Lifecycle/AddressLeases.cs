using System.Net;
using CNet.Ipam;
using CNet.Lifecycle;
using CNet.State;

namespace CNet;

/// <summary>The addresses of a Host's pools that somebody holds: endpoints, gateways, and whatever else addresses were requested for.</summary>
public sealed class AddressLeases
{
    private readonly Controller _controller;

    internal AddressLeases(Controller controller) => _controller = controller;

    /// <summary>Requests an address of a pool for something that is no endpoint: it is given to nobody else until it is released.</summary>
    /// <param name="pool">The pool; a preview of one makes this a preview.</param>
    /// <param name="spec">The address; null for any.</param>
    /// <param name="preview">Does nothing, and returns the lease as it would be.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="CNetException"><see cref="CNetError.AddressInUse"/>, naming the holder; <see cref="CNetError.PoolExhausted"/>; <see cref="CNetError.AddressOutsideSubnet"/>.</exception>
    public AddressLease Request(AddressPool pool, AddressLeaseSpec? spec = null, Preview? preview = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pool);
        spec ??= new AddressLeaseSpec();
        preview = pool.Preview ?? preview;
        using var operation = Begin(spec, preview, cancellation);
        if (DefaultIpamDriver.Pool(operation.Lasting, pool.Prefix) is not { } document)
            throw new CNetException(CNetError.PoolNotFound, $"The address pool {pool.Prefix} does not exist.", pool.Prefix, "Get-CNetAddressPool lists the address pools.");
        var network = document.NetworkId is { } id ? Lookup.Network(operation.State, id) : null;
        var driver = network?.IpamDriver ?? AddressPools.Driver;
        var address = spec.Address is { } wanted
            ? Allocation.Take(operation, pool.Prefix, driver, Ip.From(wanted))
            : operation.Drivers.Ipam(driver).RequestAddress(operation.Ipam, pool.Prefix, pool.Range, null, network?.IsSerial ?? false);
        return Lease(operation, document.Subnet, network, address, spec.Name, preview);
    }

    /// <summary>Requests an address of a network for something that is no endpoint, such as a virtual machine on its bridge.</summary>
    /// <param name="network">The network; a preview of one makes this a preview.</param>
    /// <param name="spec">The address; null for any: an IPv4 one, where the network has IPv4.</param>
    /// <param name="preview">Does nothing, and returns the lease as it would be.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="CNetException"><see cref="CNetError.AddressInUse"/>, naming the holder; <see cref="CNetError.PoolExhausted"/>; <see cref="CNetError.AddressOutsideSubnet"/>.</exception>
    public AddressLease Request(Network network, AddressLeaseSpec? spec = null, Preview? preview = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        spec ??= new AddressLeaseSpec();
        preview = network.Preview ?? preview;
        using var operation = Begin(spec, preview, cancellation);
        var record = Lookup.Network(operation.State, network.Id);
        NetworkConfiguration.RefuseUse(record);
        var isIPv6 = spec.IPv6 || record.Pool(isIPv6: false) is null;
        var address = spec.Address is { } wanted ? Allocation.Take(operation, record, wanted) : Allocation.TakeAny(operation, record, isIPv6)
            ?? throw new CNetException(CNetError.PoolRequired, $"The network '{record.Name}' has no {(record.Pools.Count == 0 ? "" : isIPv6 ? "IPv6 " : "IPv4 ")}address pool.", record.Name, "Get-CNetAddressPool lists the address pools.");
        return Lease(operation, record.Pools.First(pool => pool.Subnet.Contains(address)).Subnet, record, address, spec.Name, preview);
    }

    /// <summary>Who holds an address.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.AddressNotFound"/> where nobody does.</exception>
    public AddressLease Get(IPAddress address) => Find(address) ?? throw (Ip.From(address).IsLinkLocal
        ? new CNetException(CNetError.AddressNotFound, $"The address {address} is one of the link alone, which comes from no pool.", address, "Get-CNetEndpoint shows those of endpoints as LinkLocalAddress.")
        : new CNetException(CNetError.AddressNotFound, $"Nobody holds the address {address}.", address, "Get-CNetAddress lists the addresses that are held."));

    /// <summary>Who holds an address; null where nobody does.</summary>
    public AddressLease? Find(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var state = _controller.Read();
        var ip = Ip.From(address);
        return DefaultIpamDriver.FindOverlap(state.Lasting, new Cidr(ip, ip.Width)) is { } pool ? AddressHolders.Find(state, pool.Subnet, ip) : null;
    }

    /// <summary>The addresses of all pools that somebody holds, IPv4 first.</summary>
    public IReadOnlyList<AddressLease> List()
    {
        var state = _controller.Read();
        return [.. DefaultIpamDriver.Pools(state.Lasting).SelectMany(pool => AddressHolders.In(state, pool))];
    }

    /// <summary>The addresses of a pool that somebody holds.</summary>
    public IReadOnlyList<AddressLease> List(AddressPool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return [.. AddressHolders.In(pool.Preview?.State ?? _controller.Read(), pool.Document, pool.Preview)];
    }

    /// <summary>Gives back an address that was requested; one that is given back already is no error.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="CNetException"><see cref="CNetError.AddressInUse"/> where an endpoint, a gateway or a pool holds it.</exception>
    public void Release(AddressLease lease, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        RefuseRelease(lease);
        using var operation = _controller.Begin($"release address {lease}", cancellation);
        if (Leases.Find(operation.Lasting, lease.Ip) is not { } document || document.Id != lease.Id) return;
        Leases.Delete(operation.Lasting, lease.Ip);
        var network = DefaultIpamDriver.Pool(operation.Lasting, document.Subnet)?.NetworkId is { } id ? Lookup.Network(operation.State, id) : null;
        operation.Drivers.Ipam(network?.IpamDriver ?? AddressPools.Driver).ReleaseAddress(operation.Ipam, document.Subnet, document.Address);
        operation.Complete();
    }

    /// <summary>Refuses what <see cref="Release"/> would refuse, and does nothing.</summary>
    public static void RefuseRelease(AddressLease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        if (lease.Kind != AddressKind.Requested)
            throw new CNetException(CNetError.AddressInUse, $"The address {lease} is held by {lease.Holder}.", lease.IPAddress,
                lease.Kind == AddressKind.Endpoint ? $"It goes with the endpoint: Remove-CNetEndpoint {lease.Network}/{lease.Endpoint}." : "It goes with the network or the pool.");
    }

    private Operation Begin(AddressLeaseSpec spec, Preview? preview, CancellationToken cancellation)
    {
        if (spec.Name is not null) ObjectName.Demand(spec.Name, "holder");
        return _controller.Begin("request an address", preview, cancellation);
    }

    private static AddressLease Lease(Operation operation, Cidr pool, NetworkRecord? network, Ip address, string? name, Preview? preview)
    {
        var document = new LeaseDocument(ObjectId.New(), address, pool, name, DateTimeOffset.UtcNow);
        Leases.Create(operation.Lasting, document);
        if (!operation.IsPreview) operation.Complete();
        return new AddressLease(address, pool, AddressKind.Requested, network, name, document.Id, document.Created, preview);
    }
}
