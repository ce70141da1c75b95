using System.Net;
using CNet.State;

namespace CNet;

/// <summary>A network as it was when it was read.</summary>
public sealed class Network : IEquatable<Network>, IComparable<Network>, IComparable
{
    internal Network(NetworkRecord record, NetworkScope scope, int endpointCount, string? interfaceName, Preview? preview)
    {
        Record = record;
        Scope = scope;
        EndpointCount = endpointCount;
        InterfaceName = interfaceName;
        Preview = preview;
    }

    /// <summary>The name.</summary>
    public string Name => Record.Name;

    /// <summary>The id: 64 hexadecimal digits.</summary>
    public string Id => Record.Id;

    /// <summary>The first twelve digits of the id.</summary>
    public string ShortId => ObjectId.Shorten(Record.Id);

    /// <summary>The driver.</summary>
    public string Driver => Record.Driver;

    /// <summary>How far it reaches.</summary>
    public NetworkScope Scope { get; }

    /// <summary>The subnets, IPv4 first.</summary>
    public IReadOnlyList<Cidr> Subnet => Pools.Select(pool => pool.Subnet).ToReadOnly();

    /// <summary>The gateways, IPv4 first.</summary>
    public IReadOnlyList<IPAddress> Gateway => Pools.Where(pool => pool.Gateway is not null).Select(pool => pool.Gateway!).ToReadOnly();

    /// <summary>The subnets with all that belongs to each, IPv4 first.</summary>
    public IReadOnlyList<NetworkPool> Pools => Record.Pools.OrderBy(pool => pool.Subnet.IsIPv6).Select(pool => new NetworkPool(pool)).ToReadOnly();

    /// <summary>True where it has IPv4.</summary>
    public bool EnableIPv4 => Record.EnableIPv4;

    /// <summary>True where it has IPv6.</summary>
    public bool EnableIPv6 => Record.EnableIPv6;

    /// <summary>True where it has no way out of the Host.</summary>
    public bool Internal => Record.Internal;

    /// <summary>True for a network of a swarm that containers may join by themselves, as Docker has them: never so far, and every sandbox may join every network.</summary>
    public bool Attachable { get; }

    /// <summary>True for none, host and bridge, which always exist.</summary>
    public bool Predefined => Record.Predefined;

    /// <summary>How many endpoints it has.</summary>
    public int EndpointCount { get; }

    /// <summary>Its interface on the Host, such as its bridge; null where it has none, or none yet.</summary>
    public string? InterfaceName { get; }

    /// <summary>Where its addresses come from.</summary>
    public string IpamDriver => Record.IpamDriver;

    /// <summary>Options of where its addresses come from, by their full keys.</summary>
    public IReadOnlyDictionary<string, string> IpamOptions => Record.IpamOptions;

    /// <summary>True for a configuration that other networks are made from.</summary>
    public bool ConfigOnly => Record.ConfigOnly;

    /// <summary>The name of the configuration it was made from, or null.</summary>
    public string? ConfigFrom => Record.ConfigFrom;

    /// <summary>Options of the driver, by their full keys.</summary>
    public IReadOnlyDictionary<string, string> Options => Record.Options;

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels => Record.Labels;

    /// <summary>The name servers of sandboxes on it that have none of their own; none for the Host's.</summary>
    public IReadOnlyList<IPAddress> DnsServer => Record.DnsServers.Select(server => server.ToIPAddress()).ToReadOnly();

    /// <summary>Static routes that every endpoint brings into its sandbox.</summary>
    public IReadOnlyList<StaticRoute> Routes => StaticRoute.Of(Record.Routes);

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created => Record.Created;

    /// <summary>True for what -WhatIf shows: the network as it would be.</summary>
    public bool IsPreview => Preview is not null;

    internal NetworkRecord Record { get; }

    internal Preview? Preview { get; }

    /// <inheritdoc/>
    public bool Equals(Network? other) => other?.Id == Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Network);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    /// <summary>Orders by name, then by id.</summary>
    public int CompareTo(Network? other) => NaturalOrder.Compare(Name, other?.Name) is var order and not 0 ? order : string.CompareOrdinal(Id, other?.Id);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as Network);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>A subnet of a network, with all that belongs to it.</summary>
public sealed class NetworkPool
{
    internal NetworkPool(PoolRecord record)
    {
        Subnet = record.Subnet;
        Range = record.Range;
        Gateway = record.Gateway?.ToIPAddress();
        Auxiliary = record.Auxiliary.ToDictionary(pair => pair.Key, pair => pair.Value.ToIPAddress());
    }

    /// <summary>The subnet.</summary>
    public Cidr Subnet { get; }

    /// <summary>The part that addresses are chosen from; null for all of it.</summary>
    public Cidr? Range { get; }

    /// <summary>The gateway, or null.</summary>
    public IPAddress? Gateway { get; }

    /// <summary>Addresses kept for others, by the name of each.</summary>
    public IReadOnlyDictionary<string, IPAddress> Auxiliary { get; }

    /// <summary>The subnet.</summary>
    public override string ToString() => Subnet.ToString();
}

/// <summary>A static route.</summary>
/// <param name="Destination">Where it leads.</param>
/// <param name="Gateway">By whom; null where the destination is on the link itself.</param>
public sealed record StaticRoute(Cidr Destination, IPAddress? Gateway)
{
    internal static IReadOnlyList<StaticRoute> Of(IEnumerable<RouteRecord> routes) =>
        routes.Select(route => new StaticRoute(route.Destination, route.Gateway?.ToIPAddress())).ToReadOnly();

    /// <summary>The route as "10.9.0.0/16 via 10.1.0.254".</summary>
    public override string ToString() => Gateway is null ? Destination.ToString() : $"{Destination} via {Gateway}";
}
