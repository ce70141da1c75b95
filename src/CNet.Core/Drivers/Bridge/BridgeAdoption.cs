using CNet.Linux;
using CNet.Netlink.Route;
using static CNet.Linux.Interop.Constants;

namespace CNet;

/// <summary>Networks on a bridge that somebody else made: it keeps its addresses, and stays when the network goes.</summary>
internal static class BridgeAdoption
{
    /// <summary>
    /// Refuses an interface that is not a bridge. Fits the plan to a bridge that has addresses: a family without a subnet takes the
    /// bridge's, and the bridge's own address is the gateway.
    /// </summary>
    internal static void Adopt(NetworkPlan plan, string bridge)
    {
        if (Find(plan.Operation.Kernel, bridge) is not { } link) return;
        foreach (var address in AddressesOf(plan.Operation.Kernel, link.Index)) Fit(plan, bridge, address);
    }

    /// <summary>The bridge of a name, or null where there is no such interface.</summary>
    internal static LinkInfo? Find(HostKernel kernel, string bridge)
    {
        if (kernel.FindLink(bridge) is not { } link) return null;
        return link.Kind == "bridge"
            ? link
            : throw new CNetException(CNetError.InterfaceExists, $"The interface '{bridge}' exists and is not a bridge.", bridge, "Choose another bridge name.");
    }

    internal static List<AddressInfo> AddressesOf(HostKernel kernel, int link)
    {
        kernel.Batch.Clear();
        kernel.Batch.DumpAddresses(link);
        return [.. kernel.Route.Dump(kernel.Batch, AddressInfo.Parse).Where(address => address.LinkIndex == link)];
    }

    /// <summary>Takes the addresses off a bridge again that it was given; those that are gone, or the bridge with them, are no error.</summary>
    internal static void TakeBack(HostKernel kernel, int link, IEnumerable<(Ip Address, int PrefixLength)> addresses)
    {
        foreach (var (address, prefixLength) in addresses)
        {
            kernel.Batch.Clear();
            kernel.Batch.DeleteAddress(link, address, prefixLength);
            if (kernel.Route.TryExecute(kernel.Batch) is { } failure && failure.Errno is not (EADDRNOTAVAIL or ENODEV)) throw kernel.Route.ToException(kernel.Batch, failure);
        }
    }

    private static void Fit(NetworkPlan plan, string bridge, AddressInfo address)
    {
        var isIPv6 = address.Address.IsIPv6;
        if (address.Address.IsLinkLocal || !(isIPv6 ? plan.EnableIPv6 : plan.EnableIPv4)) return;
        if (BridgeOptions.IsIsolated(plan.Options, isIPv6))
            throw new CNetException(CNetError.NetworkConflict, $"The bridge '{bridge}' has the address {address.Address}, which that of an isolated network must not have.", bridge,
                "Choose another bridge, or take its address away.");
        var index = plan.Subnets.FindIndex(subnet => subnet.Subnet.IsIPv6 == isIPv6);
        if (index < 0)
            plan.Subnets.Add(new SubnetSpec { Subnet = address.Subnet, Gateway = address.Address.ToIPAddress() });
        else if (plan.Subnets[index].Subnet.Contains(address.Address))
        {
            var wanted = plan.Subnets[index].Gateway;
            if (wanted is not null && !Ip.From(wanted).Equals(address.Address))
                throw new CNetException(CNetError.NetworkConflict, $"The bridge '{bridge}' has the address {address.Address}, which is not the gateway {wanted}.", bridge,
                    "Leave the gateway out to use the bridge's address.");
            plan.Subnets[index] = plan.Subnets[index] with { Gateway = address.Address.ToIPAddress() };
        }
    }
}
