using System.Net;
using System.Net.Sockets;

namespace CNet.Binding;

/// <summary>Puts subnets together with the ranges, gateways and auxiliary addresses that belong to them, as Docker's command line does.</summary>
internal static class SubnetArguments
{
    internal static List<SubnetSpec> Combine(CidrValue[]? subnets, CidrValue[]? ranges, IPAddressValue[]? gateways, Dictionary<string, string> auxiliary)
    {
        var specs = (subnets ?? []).Select(subnet => new SubnetSpec { Subnet = subnet.Value }).ToList();
        foreach (var range in (ranges ?? []).Select(range => range.Value))
        {
            var index = IndexOf(specs, $"ip-range {range}", range, range.AddressFamily, CNetError.RangeInvalid, spec => spec.Subnet.Contains(range));
            if (specs[index].Range is { } other)
                throw new CNetException(CNetError.RangeInvalid, $"The subnet {specs[index].Subnet} cannot have two ip-ranges, {other} and {range}.", range, "Give one range for each subnet.");
            specs[index] = specs[index] with { Range = range };
        }
        foreach (var gateway in (gateways ?? []).Select(gateway => gateway.Value))
        {
            var index = IndexOf(specs, $"gateway {gateway}", gateway, gateway.AddressFamily, CNetError.GatewayOutsideSubnet, spec => spec.Subnet.Contains(gateway));
            if (specs[index].Gateway is { } other)
                throw new CNetException(CNetError.GatewayOutsideSubnet, $"The subnet {specs[index].Subnet} cannot have two gateways, {other} and {gateway}.", gateway, "Give one gateway for each subnet.");
            specs[index] = specs[index] with { Gateway = gateway };
        }
        foreach (var (name, text) in auxiliary)
        {
            var address = Addresses.Parse(text);
            var index = IndexOf(specs, $"auxiliary address {name}={address}", address, address.AddressFamily, CNetError.AddressOutsideSubnet, spec => spec.Subnet.Contains(address));
            specs[index] = specs[index] with { Auxiliary = new Dictionary<string, IPAddress>(specs[index].Auxiliary) { [name] = address } };
        }
        return specs;
    }

    private static int IndexOf(List<SubnetSpec> specs, string what, object target, AddressFamily family, CNetError code, Predicate<SubnetSpec> fits)
    {
        var index = specs.FindIndex(fits);
        if (index >= 0) return index;
        var candidates = specs.Where(spec => spec.Subnet.AddressFamily == family).ToList();
        throw candidates.Count == 0
            ? new CNetException(code, $"The {what} needs a subnet.", target, "Name the subnet with -Subnet.")
            : new CNetException(code, $"The {what} does not lie in {string.Join(" or ", candidates.Select(spec => spec.Subnet))}.", target, "Choose one within the subnet.");
    }
}
