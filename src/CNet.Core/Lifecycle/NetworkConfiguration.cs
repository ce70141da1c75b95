using System.Net;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>
/// Configurations: networks that only keep what others are made from. Their subnets are given to nobody, and their options are checked by the
/// driver of the network that is made.
/// </summary>
internal static class NetworkConfiguration
{
    private const string NoDriver = "null";

    /// <summary>The record of a configuration.</summary>
    internal static NetworkRecord Keep(NetworkSpec spec)
    {
        if (spec.ConfigFrom is not null) throw Invalid(spec.Name, $"The configuration '{spec.Name}' cannot be made from another one.", "Leave -ConfigFrom out.");
        if (spec.Internal) throw Invalid(spec.Name, $"The configuration '{spec.Name}' cannot be internal.", "Give -Internal with the network that is made from it.");
        foreach (var subnet in spec.Subnets) NetworkPlanner.Check(subnet);
        var routes = StaticRoutes.Check(spec.Routes, spec.Subnets.Select(subnet => subnet.Subnet));
        return new NetworkRecord
        {
            Id = ObjectId.New(),
            Name = spec.Name,
            Driver = NoDriver,
            Created = DateTimeOffset.UtcNow,
            ConfigOnly = true,
            EnableIPv4 = spec.EnableIPv4,
            EnableIPv6 = spec.EnableIPv6,
            IpamDriver = spec.IpamDriver,
            IpamOptions = new(spec.IpamOptions, StringComparer.Ordinal),
            Pools = [.. spec.Subnets.Select(Keep)],
            Options = new(spec.Options, StringComparer.Ordinal),
            Labels = new(spec.Labels, StringComparer.Ordinal),
            DnsServers = NameSettings.Servers(spec.DnsServers),
            Routes = routes,
        };
    }

    /// <summary>The configuration that a network is to be made from; refuses what the network gives itself.</summary>
    internal static NetworkRecord Find(Operation operation, NetworkSpec spec)
    {
        var configuration = Lookup.Network(operation.State, spec.ConfigFrom!);
        if (!configuration.ConfigOnly)
            throw new CNetException(CNetError.ConfigurationInvalid, $"The network '{configuration.Name}' is no configuration.", spec.ConfigFrom, "New-CNetNetwork -ConfigOnly makes one.");
        if (spec.Subnets.Count > 0 || spec.Options.Count > 0 || spec.IpamOptions.Count > 0 || spec.Routes.Count > 0 || spec.EnableIPv6 || !spec.EnableIPv4 || spec.IpamDriver != new NetworkSpec { Name = "" }.IpamDriver)
            throw Invalid(spec.Name, $"The network '{spec.Name}' takes its families, subnets, options and routes from the configuration '{configuration.Name}', so it cannot have its own.",
                "Leave them out, or make it without -ConfigFrom.");
        return configuration;
    }

    /// <summary>What a network is to be, with what its configuration says. Labels and name servers of its own go before those of the configuration.</summary>
    internal static NetworkSpec Apply(NetworkRecord configuration, NetworkSpec spec) => spec with
    {
        Subnets = [.. configuration.Pools.Select(Use)],
        EnableIPv4 = configuration.EnableIPv4,
        EnableIPv6 = configuration.EnableIPv6,
        IpamDriver = configuration.IpamDriver,
        IpamOptions = configuration.IpamOptions,
        Options = configuration.Options,
        Labels = configuration.Labels.Where(label => !spec.Labels.ContainsKey(label.Key)).Concat(spec.Labels).ToDictionary(StringComparer.Ordinal),
        DnsServers = spec.DnsServers.Count > 0 ? spec.DnsServers : [.. configuration.DnsServers.Select(server => server.ToIPAddress())],
        Routes = configuration.Routes.ToDictionary(route => route.Destination, route => route.Gateway?.ToIPAddress()),
    };

    /// <summary>Refuses a configuration where a network is meant.</summary>
    internal static void RefuseUse(NetworkRecord network)
    {
        if (network.ConfigOnly)
            throw Invalid(network.Name, $"'{network.Name}' is a configuration only, so it has neither endpoints nor addresses.", $"Make a network from it: New-CNetNetwork NAME -ConfigFrom {network.Name}.");
    }

    /// <summary>Refuses to remove a configuration that a network was made from.</summary>
    internal static void RefuseInUse(StagedState state, NetworkRecord configuration)
    {
        if (configuration.ConfigOnly && state.Lasting.List(Keys.Networks, StateJson.Default.NetworkRecord).Find(network => network.ConfigFrom == configuration.Name) is { } user)
            throw new CNetException(CNetError.NetworkInUse, $"The configuration '{configuration.Name}' is used by network '{user.Name}'.", configuration.Name, "Remove that network first.");
    }

    private static PoolRecord Keep(SubnetSpec subnet) => new()
    {
        Subnet = subnet.Subnet,
        Range = subnet.Range,
        Gateway = subnet.Gateway is null ? null : Ip.From(subnet.Gateway),
        Auxiliary = subnet.Auxiliary.ToDictionary(pair => pair.Key, pair => Ip.From(pair.Value), StringComparer.Ordinal),
    };

    private static SubnetSpec Use(PoolRecord pool) => new()
    {
        Subnet = pool.Subnet,
        Range = pool.Range,
        Gateway = pool.Gateway?.ToIPAddress(),
        Auxiliary = pool.Auxiliary.ToDictionary<KeyValuePair<string, Ip>, string, IPAddress>(pair => pair.Key, pair => pair.Value.ToIPAddress(), StringComparer.Ordinal),
    };

    private static CNetException Invalid(string name, string message, string hint) => new(CNetError.ConfigurationInvalid, message, name, hint);
}
