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
        foreach (var address in spec.Addresses) Allocation.Demand(network, address);
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

    private static Ip? Allocate(Operation operation, NetworkRecord network, EndpointSpec spec, bool isIPv6)
    {
        var wanted = spec.Addresses.Where(address => Ip.From(address).IsIPv6 == isIPv6).ToList();
        if (wanted.Count > 1)
            throw new CNetException(CNetError.AddressInvalid, $"The endpoint '{spec.Name}' can have one {(isIPv6 ? "IPv6" : "IPv4")} address, not {wanted.Count}.", spec.Name, "Give one of each family at most.");
        return wanted.Count == 1 ? Allocation.Take(operation, network, wanted[0]) : Allocation.TakeAny(operation, network, isIPv6);
    }
}
