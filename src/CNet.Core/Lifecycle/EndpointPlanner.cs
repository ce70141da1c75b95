using System.Net;
using CNet.Ipam;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>Refuses everything that speaks against an endpoint before anything is made, and gives it its addresses.</summary>
internal static class EndpointPlanner
{
    private const string InterfaceNameOption = "ifname";

    internal static EndpointRecord Plan(Operation operation, NetworkRecord network, EndpointSpec spec)
    {
        ObjectName.Demand(spec.Name, "endpoint");
        if (operation.Lasting.Get(Keys.EndpointName(network.Id, spec.Name), StateJson.Default.TextRecord) is { Value: var existing })
            throw new CNetException(CNetError.EndpointExists, $"The endpoint '{spec.Name}' exists in network '{network.Name}'.", spec.Name,
                operation.Boot.Get(Keys.Joined(existing), StateJson.Default.JoinedRecord) is null
                    ? $"It is free: Join-CNetSandbox -Endpoint {network.Name}/{spec.Name} joins it. Or choose another name, or remove it first."
                    : "Choose another name, or remove that endpoint first.");
        var driver = operation.Drivers.Get(network.Driver).Description;
        var options = spec.InterfaceName is { } name ? spec.Options.Append(new(InterfaceNameOption, name)) : spec.Options;
        foreach (var address in spec.Addresses) Check(network, Ip.From(address), address);
        if (driver.IsExclusive && (spec.MacAddress is not null || spec.InterfaceName is not null))
            throw new CNetException(CNetError.DriverUnsupported, $"An endpoint of network '{network.Name}' has no interface, so it has no {(spec.MacAddress is null ? "name of one" : "MAC address")} either.",
                spec.MacAddress?.ToString() ?? spec.InterfaceName, $"Leave it out: the driver {driver.Name} makes no interfaces.");
        if (spec.MacAddress is { IsAssignable: false } mac)
            throw new CNetException(CNetError.MacAddressInvalid, $"The MAC address {mac} cannot be an interface's.", mac, "The first byte must be even, and not all may be zero.");
        var record = new EndpointRecord
        {
            Id = ObjectId.New(),
            Name = spec.Name,
            NetworkId = network.Id,
            Created = DateTimeOffset.UtcNow,
            Options = driver.Normalize(DriverOptionTarget.Endpoint, options),
            Labels = new(spec.Labels, StringComparer.Ordinal),
            Routes = StaticRoutes.Check(spec.Routes, network.Pools.Select(pool => pool.Subnet)),
            Mac = driver.IsExclusive ? default : spec.MacAddress ?? MacAddress.Random(),
        };
        return record with { IPv4 = Allocate(operation, network, spec, isIPv6: false), IPv6 = Allocate(operation, network, spec, isIPv6: true) };
    }

    private static void Check(NetworkRecord network, Ip ip, IPAddress address)
    {
        if (ip.IsIPv4Mapped)
            throw new CNetException(CNetError.AddressInvalid, $"'{address}' is an IPv4 address in IPv6 clothes.", address, $"Write {address.MapToIPv4()}.");
        if (!network.Pools.Any(pool => pool.Subnet.Contains(ip)))
            throw new CNetException(CNetError.AddressOutsideSubnet, $"No subnet of network '{network.Name}' contains the address {address}.", address,
                network.Pools.Count == 0 ? "The network has no subnets." : $"Its subnets are {string.Join(", ", network.Pools.Select(pool => pool.Subnet))}.");
    }

    private static Ip? Allocate(Operation operation, NetworkRecord network, EndpointSpec spec, bool isIPv6)
    {
        var wanted = spec.Addresses.Where(address => Ip.From(address).IsIPv6 == isIPv6).ToList();
        if (wanted.Count > 1)
            throw new CNetException(CNetError.AddressInvalid, $"The endpoint '{spec.Name}' can have one {(isIPv6 ? "IPv6" : "IPv4")} address, not {wanted.Count}.", spec.Name, "Give one of each family at most.");
        var pools = network.Pools.Where(pool => pool.Subnet.IsIPv6 == isIPv6).ToList();
        if (pools.Count == 0) return null;
        var ipam = operation.Drivers.Ipam(network.IpamDriver);
        if (wanted.Count == 1) return AllocateStatic(operation, ipam, network, Ip.From(wanted[0]));
        foreach (var pool in pools)
        {
            try
            {
                return ipam.RequestAddress(operation.Ipam, pool.Subnet, pool.Range, null);
            }
            catch (CNetException full) when (full.Code == CNetError.PoolExhausted && pool != pools[^1])
            {
                // The next pool of the family may have one.
            }
            catch (CNetException full) when (full.Code == CNetError.PoolExhausted)
            {
                throw new CNetException(full.Code, $"No {(isIPv6 ? "IPv6" : "IPv4")} address of network '{network.Name}' is free: {full.Message}", network.Name, full.Hint, full);
            }
        }
        return null;
    }

    private static Ip AllocateStatic(Operation operation, IIpamDriver ipam, NetworkRecord network, Ip address)
    {
        var pool = network.Pools.First(candidate => candidate.Subnet.Contains(address));
        try
        {
            return ipam.RequestAddress(operation.Ipam, pool.Subnet, null, address);
        }
        catch (CNetException taken) when (taken.Code == CNetError.AddressInUse && HolderOf(operation, network, pool, address) is { } holder)
        {
            throw new CNetException(taken.Code, $"The address {address} is held by {holder}.", address.ToIPAddress(), "Choose another address, or remove its holder first.", taken);
        }
    }

    private static string? HolderOf(Operation operation, NetworkRecord network, PoolRecord pool, Ip address)
    {
        if (address.Equals(pool.Gateway)) return $"the gateway of network '{network.Name}'";
        foreach (var (name, auxiliary) in pool.Auxiliary)
            if (auxiliary.Equals(address)) return $"the auxiliary address {name} of network '{network.Name}'";
        foreach (var endpoint in Networks.EndpointsOf(operation.State, network))
            if (address.Equals(endpoint.IPv4) || address.Equals(endpoint.IPv6)) return $"endpoint '{endpoint.Name}' on network '{network.Name}'";
        return null;
    }
}
