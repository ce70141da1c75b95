using System.Net;

namespace CNet;

/// <summary>A subnet asked for.</summary>
public sealed record SubnetSpec
{
    /// <summary>The subnet. "0.0.0.0/26" and "::/80" ask for any default one of that size.</summary>
    public required Cidr Subnet { get; init; }

    /// <summary>The part that addresses are chosen from; null for all of it.</summary>
    public Cidr? Range { get; init; }

    /// <summary>The gateway; null for the first address that is free.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>Addresses kept for others, by a name each.</summary>
    public IReadOnlyDictionary<string, IPAddress> Auxiliary { get; init; } = new Dictionary<string, IPAddress>();

    /// <summary>True where any default subnet of the size will do.</summary>
    internal bool IsSizeOnly => Subnet.First.IsUnspecified && Subnet.PrefixLength > 0;
}
