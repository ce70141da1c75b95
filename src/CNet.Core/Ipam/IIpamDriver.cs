using CNet.State;

namespace CNet.Ipam;

/// <summary>What a subnet is asked for.</summary>
/// <param name="IsIPv6">The family.</param>
/// <param name="Subnet">The very subnet, or null for one of the default ones.</param>
/// <param name="Size">The prefix length of a default one; null for the usual size.</param>
/// <param name="Owner">Whose it will be, for messages: "network lab".</param>
internal sealed record PoolRequest(bool IsIPv6, Cidr? Subnet, int? Size, string Owner)
{
    /// <summary>The network that it will be a subnet of; null for a pool of its own.</summary>
    internal string? NetworkId { get; init; }

    /// <summary>For a pool of its own: its name.</summary>
    internal string? Name { get; init; }

    /// <summary>For a pool of its own: the part that addresses are chosen from.</summary>
    internal Cidr? Range { get; init; }

    /// <summary>For a pool of its own: addresses that are never given out.</summary>
    internal IReadOnlyList<Ip> Reserved { get; init; } = [];
}

/// <summary>What an IPAM driver works with during one operation.</summary>
internal sealed class IpamContext(StateTransaction state, Func<IReadOnlyList<PoolSettingRecord>> defaultPools, Func<IReadOnlyList<Cidr>> occupied)
{
    private IReadOnlyList<PoolSettingRecord>? _defaultPools;
    private IReadOnlyList<Cidr>? _occupied;

    /// <summary>A context for looking only.</summary>
    internal static IpamContext ForReading(StateTransaction state) => new(state, () => [], () => []);

    /// <summary>Where what is given out is recorded, in the same transaction as the objects that get it.</summary>
    internal StateTransaction State => state;

    /// <summary>Where default subnets are cut from.</summary>
    internal IReadOnlyList<PoolSettingRecord> DefaultPools => _defaultPools ??= defaultPools();

    /// <summary>What the Host uses already: its routes and its name servers. A default subnet keeps clear of them.</summary>
    internal IReadOnlyList<Cidr> Occupied => _occupied ??= occupied();
}

/// <summary>Gives out subnets, and addresses of them.</summary>
internal interface IIpamDriver
{
    /// <summary>The name networks choose it by, and the options it takes.</summary>
    DriverDescription Description { get; }

    /// <summary>Gives out a subnet; null where the driver does not deal in addresses.</summary>
    Cidr? RequestPool(IpamContext context, PoolRequest request);

    /// <summary>Takes a subnet back, with all addresses of it.</summary>
    void ReleasePool(IpamContext context, Cidr subnet);

    /// <summary>Gives out an address.</summary>
    /// <param name="context">The operation.</param>
    /// <param name="subnet">A subnet that was given out.</param>
    /// <param name="range">The part of it to choose from; null for all of it.</param>
    /// <param name="preferred">The very address, anywhere in the subnet; null to choose a free one.</param>
    /// <param name="serial">Chooses the one after that chosen last, round and round, instead of the lowest free one.</param>
    Ip RequestAddress(IpamContext context, Cidr subnet, Cidr? range, Ip? preferred, bool serial = false);

    /// <summary>How many addresses of a subnet are taken, those that nobody can have among them; and how many of its range are free.</summary>
    (UInt128 Used, UInt128 Free) Count(IpamContext context, Cidr subnet, Cidr? range);

    /// <summary>Takes an address back; one that is free already is no error.</summary>
    void ReleaseAddress(IpamContext context, Cidr subnet, Ip address);
}
