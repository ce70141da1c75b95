using System.Net;
using CNet.State;

namespace CNet;

/// <summary>What holds an address.</summary>
public enum AddressKind
{
    /// <summary>The gateway of a network.</summary>
    Gateway,

    /// <summary>An address that a network or a pool keeps for others.</summary>
    Auxiliary,

    /// <summary>An endpoint.</summary>
    Endpoint,

    /// <summary>Something else, for which it was requested.</summary>
    Requested,
}

/// <summary>An address that somebody holds, as it was when it was read.</summary>
public sealed class AddressLease : IEquatable<AddressLease>, IComparable<AddressLease>, IComparable
{
    internal AddressLease(Ip address, Cidr pool, AddressKind kind, NetworkRecord? network, string? name, string? id, DateTimeOffset? created, Preview? preview)
    {
        Ip = address;
        Pool = pool;
        Kind = kind;
        Network = network?.Name;
        NetworkId = network?.Id;
        Name = name;
        Id = id;
        Created = created;
        Preview = preview;
    }

    /// <summary>The address.</summary>
    public IPAddress IPAddress => Ip.ToIPAddress();

    /// <summary>The id of the lease that was requested, or of the endpoint: 64 hexadecimal digits; null for a gateway or an auxiliary address.</summary>
    public string? Id { get; }

    /// <summary>The length of its pool's prefix in bits.</summary>
    public int PrefixLength => Pool.PrefixLength;

    /// <summary>The pool it is of, by its prefix.</summary>
    public Cidr Pool { get; }

    /// <summary>The name of the pool's network; null for a pool of its own.</summary>
    public string? Network { get; }

    /// <summary>The id of the pool's network; null for a pool of its own.</summary>
    public string? NetworkId { get; }

    /// <summary>What holds it.</summary>
    public AddressKind Kind { get; }

    /// <summary>The name of the endpoint or of the auxiliary address, or the one it was requested with; null for a gateway.</summary>
    public string? Name { get; }

    /// <summary>The name of the endpoint that holds it; null where none does.</summary>
    public string? Endpoint => Kind == AddressKind.Endpoint ? Name : null;

    /// <summary>Since when it is held; null where that is not known.</summary>
    public DateTimeOffset? Created { get; }

    /// <summary>True for what -WhatIf shows: the address as it would be held.</summary>
    public bool IsPreview => Preview is not null;

    internal Ip Ip { get; }

    internal Preview? Preview { get; }

    /// <summary>Its holder for messages.</summary>
    internal string Holder => Kind switch
    {
        AddressKind.Gateway => $"the gateway of network '{Network}'",
        AddressKind.Auxiliary when Network is null => $"pool {Pool}, which keeps it for others",
        AddressKind.Auxiliary => $"the auxiliary address {Name} of network '{Network}'",
        AddressKind.Endpoint => $"endpoint '{Name}' on network '{Network}'",
        _ => Name is null ? "whoever requested it" : $"'{Name}', for which it was requested",
    };

    /// <inheritdoc/>
    public bool Equals(AddressLease? other) => other is not null && Ip.Equals(other.Ip) && Pool == other.Pool && Kind == other.Kind && Id == other.Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AddressLease);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Ip, Pool, Kind, Id);

    /// <summary>Orders by address, IPv4 first.</summary>
    public int CompareTo(AddressLease? other) => other is null ? 1 : Ip.CompareTo(other.Ip);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as AddressLease);

    /// <summary>The address.</summary>
    public override string ToString() => Ip.ToString();
}

/// <summary>An address asked for.</summary>
public sealed record AddressLeaseSpec
{
    /// <summary>The very address; null for the lowest one that is free.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>What it is for, as a name; null for no matter what.</summary>
    public string? Name { get; init; }

    /// <summary>Of a network with both families: true for an IPv6 address.</summary>
    public bool IPv6 { get; init; }
}
