using System.Net;
using CNet.State;

namespace CNet;

/// <summary>Whether an endpoint is in use.</summary>
public enum EndpointState
{
    /// <summary>It has its addresses and is joined to no sandbox.</summary>
    Ready,

    /// <summary>It is joined to a sandbox.</summary>
    Joined,
}

/// <summary>An endpoint as it was when it was read: a place on a network, with addresses of its own, joined to a sandbox or not.</summary>
public sealed class Endpoint : IEquatable<Endpoint>, IComparable<Endpoint>, IComparable
{
    private readonly NetworkRecord _network;
    private readonly JoinedRecord? _joined;
    private readonly JoinRecord? _join;

    internal Endpoint(NetworkRecord network, EndpointRecord record, JoinedRecord? joined, JoinRecord? join, Preview? preview)
    {
        _network = network;
        Record = record;
        _joined = joined;
        _join = join;
        Preview = preview;
    }

    /// <summary>The name.</summary>
    public string Name => Record.Name;

    /// <summary>The id: 64 hexadecimal digits.</summary>
    public string Id => Record.Id;

    /// <summary>The first twelve digits of the id.</summary>
    public string ShortId => ObjectId.Shorten(Record.Id);

    /// <summary>The name of its network.</summary>
    public string Network => _network.Name;

    /// <summary>The id of its network.</summary>
    public string NetworkId => Record.NetworkId;

    /// <summary>The driver of its network.</summary>
    public string Driver => _network.Driver;

    /// <summary>The IPv4 address; the IPv6 one where it has no IPv4; null where it has neither.</summary>
    public IPAddress? IPAddress => (Record.IPv4 ?? Record.IPv6)?.ToIPAddress();

    /// <summary>The IPv4 address, or null.</summary>
    public IPAddress? IPv4Address => Record.IPv4?.ToIPAddress();

    /// <summary>The IPv6 address, or null.</summary>
    public IPAddress? IPv6Address => Record.IPv6?.ToIPAddress();

    /// <summary>Addresses of the link alone that were given to it, beside the others.</summary>
    public IReadOnlyList<IPAddress> LinkLocalAddress => Record.LinkLocal.Select(address => address.ToIPAddress()).ToReadOnly();

    /// <summary>The prefix length that belongs to <see cref="IPAddress"/>, or null.</summary>
    public int? PrefixLength => PrefixLengthOf(Record.IPv4 ?? Record.IPv6);

    /// <summary>The prefix length that belongs to <see cref="IPv6Address"/>, or null.</summary>
    public int? IPv6PrefixLength => PrefixLengthOf(Record.IPv6);

    /// <summary>The MAC address; none for drivers without an interface.</summary>
    public MacAddress MacAddress => Record.Mac;

    /// <summary>The IPv4 gateway it offers to its sandbox; known once it is joined.</summary>
    public IPAddress? Gateway => _join?.Gateway4?.ToIPAddress();

    /// <summary>The IPv6 gateway it offers to its sandbox; known once it is joined.</summary>
    public IPAddress? IPv6Gateway => _join?.Gateway6?.ToIPAddress();

    /// <summary>True where the sandbox's IPv4 default route goes by this endpoint.</summary>
    public bool IsDefaultGateway => _join?.IsGateway4 ?? false;

    /// <summary>True where the sandbox's IPv6 default route goes by this endpoint.</summary>
    public bool IsIPv6DefaultGateway => _join?.IsGateway6 ?? false;

    /// <summary>The priority with which it was joined.</summary>
    public int Priority => _join?.Priority ?? 0;

    /// <summary>The name of the sandbox it is joined to, or null.</summary>
    public string? Sandbox => _joined?.SandboxName;

    /// <summary>The id of the sandbox it is joined to, or null.</summary>
    public string? SandboxId => _joined?.SandboxId;

    /// <summary>The interface in the sandbox, or null.</summary>
    public string? InterfaceName => _join?.Interface;

    /// <summary>The Host's end of the interface, or null.</summary>
    public string? HostInterfaceName => _join?.HostInterface;

    /// <summary>Whether it is joined.</summary>
    public EndpointState State => _joined is null ? EndpointState.Ready : EndpointState.Joined;

    /// <summary>Further names on its network, besides its own and its sandbox's.</summary>
    public IReadOnlyList<string> Alias => Record.Aliases.ToReadOnly();

    /// <summary>Names that its sandbox alone knows others of the network by.</summary>
    public IReadOnlyList<EndpointLink> Link => Record.Links.Select(link => new EndpointLink(link.Target, link.Alias)).ToReadOnly();

    /// <summary>How much its sandbox may send by it in a second.</summary>
    public Rate EgressRate => Record.EgressRate;

    /// <summary>How much its sandbox may receive by it in a second.</summary>
    public Rate IngressRate => Record.IngressRate;

    /// <summary>Options of the driver, by their full keys.</summary>
    public IReadOnlyDictionary<string, string> Options => Record.Options;

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels => Record.Labels;

    /// <summary>Static routes it brings into its sandbox, besides those of its network.</summary>
    public IReadOnlyList<StaticRoute> Routes => StaticRoute.Of(Record.Routes);

    /// <summary>When it was added.</summary>
    public DateTimeOffset Created => Record.Created;

    /// <summary>True for what -WhatIf shows: the endpoint as it would be.</summary>
    public bool IsPreview => Preview is not null;

    internal EndpointRecord Record { get; }

    internal Preview? Preview { get; }

    /// <inheritdoc/>
    public bool Equals(Endpoint? other) => other?.Id == Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Endpoint);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    /// <summary>Orders by network, then by name, then by id.</summary>
    public int CompareTo(Endpoint? other)
    {
        var order = NaturalOrder.Compare(Network, other?.Network);
        if (order == 0) order = NaturalOrder.Compare(Name, other?.Name);
        return order != 0 ? order : string.CompareOrdinal(Id, other?.Id);
    }

    int IComparable.CompareTo(object? obj) => CompareTo(obj as Endpoint);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private int? PrefixLengthOf(Ip? address) => address is { } ip ? _network.Pools.Find(pool => pool.Subnet.Contains(ip))?.Subnet.PrefixLength : null;
}
