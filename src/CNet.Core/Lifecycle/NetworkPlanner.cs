using System.Net;
using CNet.Ipam;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>Refuses everything that speaks against a network before anything is made, and gives it its subnets and gateways.</summary>
internal static class NetworkPlanner
{
    internal static NetworkRecord Plan(Operation operation, NetworkSpec spec)
    {
        RefuseName(operation, spec.Name);
        if (spec.ConfigOnly) return NetworkConfiguration.Keep(spec);
        var configuration = spec.ConfigFrom is null ? null : NetworkConfiguration.Find(operation, spec);
        if (configuration is not null) spec = NetworkConfiguration.Apply(configuration, spec);
        var driver = operation.Drivers.Get(spec.Driver);
        if (driver.Description.IsSingleton)
            throw new CNetException(CNetError.NetworkPredefined, $"Only one network of the driver {spec.Driver} is allowed, which is predefined.", spec.Driver, "Use the predefined one.");
        var ipam = operation.Drivers.Ipam(spec.IpamDriver);
        var plan = new NetworkPlan(operation, spec.Driver, ObjectId.New(), spec.Name, driver.Description.Normalize(DriverOptionTarget.Network, spec.Options))
        {
            IsInternal = spec.Internal,
            EnableIPv4 = spec.EnableIPv4,
            EnableIPv6 = spec.EnableIPv6 || spec.Subnets.Any(subnet => subnet.Subnet.IsIPv6),
            HasAddresses = ipam is not NullIpamDriver,
        };
        if (!plan.EnableIPv4 && !plan.EnableIPv6)
            throw new CNetException(CNetError.PoolRequired, $"The network '{spec.Name}' has neither IPv4 nor IPv6.", spec.Name, "Enable at least one of them.");
        plan.Subnets.AddRange(spec.Subnets.Where(subnet => subnet.Subnet.IsIPv6 || plan.EnableIPv4));
        foreach (var subnet in plan.Subnets) Check(subnet);
        operation.Call(spec.Driver, target => target.Validate(plan));
        var pools = Allocate(operation, ipam, plan);
        return new NetworkRecord
        {
            Id = plan.Id,
            Name = spec.Name,
            Driver = spec.Driver,
            Created = DateTimeOffset.UtcNow,
            EnableIPv4 = plan.EnableIPv4,
            EnableIPv6 = plan.EnableIPv6,
            Internal = spec.Internal,
            IpamDriver = spec.IpamDriver,
            IpamOptions = ipam.Description.Normalize(DriverOptionTarget.Ipam, spec.IpamOptions),
            ConfigFrom = configuration?.Name,
            Pools = pools,
            Options = new(plan.Options, StringComparer.Ordinal),
            DriverData = plan.Data,
            Labels = new(spec.Labels, StringComparer.Ordinal),
            DnsServers = NameSettings.Servers(spec.DnsServers),
            Routes = StaticRoutes.Check(spec.Routes, pools.Select(pool => pool.Subnet)),
        };
    }

    private static void RefuseName(Operation operation, string name)
    {
        ObjectName.DemandNetwork(name);
        if (FirstUse.IsReserved(name))
            throw new CNetException(CNetError.NetworkPredefined, $"The name '{name}' belongs to a predefined network.", name, "Choose another name.");
        if (operation.Lasting.Get(Keys.NetworkName(name), StateJson.Default.TextRecord) is not null)
            throw new CNetException(CNetError.NetworkExists, $"The network '{name}' exists.", name, "Choose another name, or remove that network first.");
    }

    private static List<PoolRecord> Allocate(Operation operation, IIpamDriver ipam, NetworkPlan plan)
    {
        var pools = new List<PoolRecord>();
        foreach (var isIPv6 in new[] { false, true })
        {
            if (!(isIPv6 ? plan.EnableIPv6 : plan.EnableIPv4)) continue;
            var wanted = plan.Subnets.Where(subnet => subnet.Subnet.IsIPv6 == isIPv6).Cast<SubnetSpec?>().DefaultIfEmpty(null);
            foreach (var subnet in wanted)
                if (Allocate(operation, ipam, plan, isIPv6, subnet) is { } pool) pools.Add(pool);
        }
        return pools;
    }

    private static PoolRecord? Allocate(Operation operation, IIpamDriver ipam, NetworkPlan plan, bool isIPv6, SubnetSpec? wanted)
    {
        var context = operation.Ipam;
        var request = new PoolRequest(isIPv6, wanted is { IsSizeOnly: false } ? wanted.Subnet : null, wanted is { IsSizeOnly: true } ? wanted.Subnet.PrefixLength : null, $"network '{plan.Name}'") { NetworkId = plan.Id };
        if (ipam.RequestPool(context, request) is not { } subnet) return null;
        var auxiliary = new Dictionary<string, Ip>(StringComparer.Ordinal);
        var gateway = wanted?.Gateway is { } address ? Reserve(ipam, context, subnet, address, "gateway") : default(Ip?);
        foreach (var (name, reserved) in wanted?.Auxiliary ?? new Dictionary<string, IPAddress>())
            auxiliary[name] = Reserve(ipam, context, subnet, reserved, $"auxiliary address {name}");
        if (gateway is null && (isIPv6 ? plan.ReserveIPv6Gateway : plan.ReserveIPv4Gateway)) gateway = ipam.RequestAddress(context, subnet, wanted?.Range, null);
        return new PoolRecord { Subnet = subnet, Range = wanted?.Range, Gateway = gateway, Auxiliary = auxiliary };
    }

    private static Ip Reserve(IIpamDriver ipam, IpamContext context, Cidr subnet, IPAddress address, string what)
    {
        try
        {
            return ipam.RequestAddress(context, subnet, null, Ip.From(address));
        }
        catch (CNetException taken) when (taken.Code == CNetError.AddressInUse)
        {
            throw new CNetException(taken.Code, $"The {what} cannot be {address}: {taken.Message}", address, "Choose another address of the subnet.", taken);
        }
    }

    /// <summary>Refuses a subnet that cannot be given out, and what does not fit into it.</summary>
    internal static void Check(SubnetSpec spec)
    {
        var subnet = spec.Subnet;
        if (subnet.First.IsIPv4Mapped)
            throw new CNetException(CNetError.SubnetInvalid, $"The subnet {subnet} is an IPv4 subnet in IPv6 clothes.", subnet, "Write it as IPv4.");
        if (subnet.PrefixLength == 0 || subnet.First.IsLoopback)
            throw new CNetException(CNetError.SubnetInvalid, $"The subnet {subnet} cannot be given out.", subnet, "Name a subnet such as 10.1.0.0/24; 0.0.0.0/26 asks for any default one of that size.");
        if (spec.IsSizeOnly && (spec.Range is not null || spec.Gateway is not null || spec.Auxiliary.Count > 0))
            throw new CNetException(CNetError.SubnetInvalid, $"A range, gateway or auxiliary address needs a subnet of its own, not {subnet}.", subnet, "Name the subnet.");
        if (spec.Range is { } range && !subnet.Contains(range))
            throw new CNetException(CNetError.RangeInvalid, $"The ip-range {range} does not lie in the subnet {subnet}.", range, $"Choose a range within {subnet}.");
        if (spec.Gateway is { } gateway && !subnet.Contains(gateway))
            throw new CNetException(CNetError.GatewayOutsideSubnet, $"The gateway {gateway} does not lie in the subnet {subnet}.", gateway, $"Choose a gateway within {subnet}.");
        foreach (var (name, address) in spec.Auxiliary)
            if (!subnet.Contains(address))
                throw new CNetException(CNetError.AddressOutsideSubnet, $"The auxiliary address {name}={address} does not lie in the subnet {subnet}.", address, $"Choose an address within {subnet}.");
    }
}
