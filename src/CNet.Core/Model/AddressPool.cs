using System.Net;
using System.Numerics;
using CNet.Ipam;

namespace CNet;

/// <summary>A pool of addresses as it was when it was read: a subnet of a network, or a pool of its own.</summary>
public sealed class AddressPool : IEquatable<AddressPool>, IComparable<AddressPool>, IComparable
{
    internal AddressPool(PoolDocument document, string? network, Cidr? range, (UInt128 Used, UInt128 Free) count, Preview? preview)
    {
        Document = document;
        Network = network;
        Range = range;
        Used = count.Used;
        Free = count.Free;
        Preview = preview;
    }

    /// <summary>The prefix, which tells it from all others.</summary>
    public Cidr Prefix => Document.Subnet;

    /// <summary>The name, where it is a pool of its own that has one.</summary>
    public string? Name => Document.Name;

    /// <summary>The name of the network that it is a subnet of; null for a pool of its own.</summary>
    public string? Network { get; }

    /// <summary>The id of the network that it is a subnet of; null for a pool of its own.</summary>
    public string? NetworkId => Document.NetworkId;

    /// <summary>The part that addresses are chosen from; null for all of it.</summary>
    public Cidr? Range { get; }

    /// <summary>For a pool of its own: addresses that are never given out.</summary>
    public IReadOnlyList<IPAddress> Reserved => (Document.Reserved ?? []).Select(address => address.ToIPAddress()).ToReadOnly();

    /// <summary>How many addresses the prefix has.</summary>
    public BigInteger Size => BigInteger.One << Prefix.HostBits;

    /// <summary>How many of them are taken, the network's own and the broadcast address among them.</summary>
    public BigInteger Used { get; }

    /// <summary>How many are free to be chosen: of the range, where there is one.</summary>
    public BigInteger Free { get; }

    /// <summary>True for what -WhatIf shows: the pool as it would be.</summary>
    public bool IsPreview => Preview is not null;

    internal PoolDocument Document { get; }

    internal Preview? Preview { get; }

    /// <inheritdoc/>
    public bool Equals(AddressPool? other) => other is not null && Prefix == other.Prefix && NetworkId == other.NetworkId && Name == other.Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AddressPool);

    /// <inheritdoc/>
    public override int GetHashCode() => Prefix.GetHashCode();

    /// <summary>Orders by prefix, IPv4 first.</summary>
    public int CompareTo(AddressPool? other) => other is null ? 1 : Prefix.CompareTo(other.Prefix);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as AddressPool);

    /// <summary>The prefix.</summary>
    public override string ToString() => Prefix.ToString();
}

/// <summary>A pool of its own to be made.</summary>
public sealed record AddressPoolSpec
{
    /// <summary>The prefix. "0.0.0.0/26" and "::/80" ask for any default one of that size.</summary>
    public required Cidr Prefix { get; init; }

    /// <summary>A name, unique among the pools of a Host; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>The part that addresses are chosen from; null for all of it.</summary>
    public Cidr? Range { get; init; }

    /// <summary>Addresses that are never given out.</summary>
    public IReadOnlyList<IPAddress> Reserved { get; init; } = [];
}
