using System.Net;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>Gives out addresses of a network's pools.</summary>
internal static class Allocation
{
    /// <summary>Refuses an address that is in no pool of the network.</summary>
    internal static void Demand(NetworkRecord network, IPAddress address)
    {
        var ip = Ip.From(address);
        if (ip.IsIPv4Mapped)
            throw new CNetException(CNetError.AddressInvalid, $"'{address}' is an IPv4 address in IPv6 clothes.", address, $"Write {address.MapToIPv4()}.");
        if (!network.Pools.Any(pool => pool.Subnet.Contains(ip)))
            throw new CNetException(CNetError.AddressOutsideSubnet, $"No subnet of network '{network.Name}' contains the address {address}.", address,
                network.Pools.Count == 0 ? "The network has no subnets." : $"Its subnets are {string.Join(", ", network.Pools.Select(pool => pool.Subnet))}.");
    }

    /// <summary>A free address of a family: of the first pool that has one. Null where the network has no pool of the family.</summary>
    internal static Ip? TakeAny(Operation operation, NetworkRecord network, bool isIPv6)
    {
        var pools = network.Pools.Where(pool => pool.Subnet.IsIPv6 == isIPv6).ToList();
        var ipam = operation.Drivers.Ipam(network.IpamDriver);
        foreach (var pool in pools)
        {
            try
            {
                return ipam.RequestAddress(operation.Ipam, pool.Subnet, pool.Range, null, network.IsSerial);
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

    /// <summary>The very address.</summary>
    internal static Ip Take(Operation operation, NetworkRecord network, IPAddress address)
    {
        Demand(network, address);
        var ip = Ip.From(address);
        return Take(operation, network.Pools.First(pool => pool.Subnet.Contains(ip)).Subnet, network.IpamDriver, ip);
    }

    /// <summary>The very address of a pool; where it is taken, the error names its holder.</summary>
    internal static Ip Take(Operation operation, Cidr pool, string ipamDriver, Ip address)
    {
        try
        {
            return operation.Drivers.Ipam(ipamDriver).RequestAddress(operation.Ipam, pool, null, address);
        }
        catch (CNetException taken) when (taken.Code == CNetError.AddressInUse && AddressHolders.Find(operation.State, pool, address) is { } holder)
        {
            throw new CNetException(taken.Code, $"The address {address} is held by {holder.Holder}.", address.ToIPAddress(), "Choose another address, or remove its holder first.", taken);
        }
    }
}
