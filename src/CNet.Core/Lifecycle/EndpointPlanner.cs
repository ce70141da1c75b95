using CNet.State;

namespace CNet.Lifecycle;

/// <summary>Refuses everything that speaks against an endpoint before anything is made, and gives it its addresses.</summary>
internal static class EndpointPlanner
{
    private const string InterfaceNameOption = "ifname";

    internal static EndpointRecord Plan(Operation operation, NetworkRecord network, EndpointSpec spec)
    {
        ObjectName.Demand(spec.Name, "endpoint");
        NetworkConfiguration.RefuseUse(network);
        if (operation.Lasting.Get(Keys.EndpointName(network.Id, spec.Name), StateJson.Default.TextRecord) is { Value: var existing })
            throw new CNetException(CNetError.EndpointExists, $"The endpoint '{spec.Name}' exists in network '{network.Name}'.", spec.Name,
                operation.Boot.Get(Keys.Joined(existing), StateJson.Default.JoinedRecord) is null
                    ? $"It is free: Join-CNetSandbox -Endpoint {network.Name}/{spec.Name} joins it. Or choose another name, or remove it first."
                    : "Choose another name, or remove that endpoint first.");
        var driver = operation.Drivers.Get(network.Driver).Description;
        IEnumerable<KeyValuePair<string, string>> options = spec.Options;
        if (spec.InterfaceName is { } name) options = options.Append(new(InterfaceNameOption, name));
        if (spec.Sysctls.Count > 0) options = options.Append(new(EndpointSysctls.Option, string.Join(',', spec.Sysctls.Select(parameter => $"{parameter.Key}={parameter.Value}"))));
        foreach (var address in spec.Addresses) Allocation.Demand(network, address);
        if (driver.IsExclusive && (spec.MacAddress is not null || spec.InterfaceName is not null || spec.LinkLocalAddresses.Count > 0))
            throw new CNetException(CNetError.DriverUnsupported, $"An endpoint of network '{network.Name}' has no interface, so it has no {(spec.MacAddress is not null ? "MAC address" : spec.InterfaceName is not null ? "name of one" : "link-local address")} either.",
                spec.MacAddress?.ToString() ?? spec.InterfaceName ?? spec.LinkLocalAddresses[0].ToString(), $"Leave it out: the driver {driver.Name} makes no interfaces.");
        if (spec.MacAddress is { IsAssignable: false } mac)
            throw new CNetException(CNetError.MacAddressInvalid, $"The MAC address {(mac.IsNone ? "00:00:00:00:00:00" : mac)} cannot be an interface's.", mac, "The first byte must be even, and not all may be zero.");
        if (spec.MacAddress is { } given && EndpointWith(operation, network, given) is { } holder)
            throw new CNetException(CNetError.AddressInUse, $"The MAC address {given} is held by endpoint '{holder.Name}' on network '{network.Name}'.", given, "Choose another one, or leave it out.");
        EndpointRates.Demand(operation, network, spec.EgressRate, spec.IngressRate);
        var links = NameSettings.Links(network, driver, spec);
        network = LegacyLinks.Note(operation, network, links);
        var record = new EndpointRecord
        {
            Id = ObjectId.New(),
            Name = spec.Name,
            NetworkId = network.Id,
            IsIPv4Chosen = spec.Addresses.Any(address => !Ip.From(address).IsIPv6),
            IsIPv6Chosen = spec.Addresses.Any(address => Ip.From(address).IsIPv6),
            HasReusedAddress = network.AddressesReused,
            Created = DateTimeOffset.UtcNow,
            Options = driver.Normalize(DriverOptionTarget.Endpoint, options),
            Labels = new(spec.Labels, StringComparer.Ordinal),
            Routes = StaticRoutes.Check(spec.Routes, network.Pools.Select(pool => pool.Subnet)),
            LinkLocal = LinkLocal(operation, network, spec),
            Aliases = NameSettings.Aliases(network, driver, spec),
            Links = links,
            EgressRate = spec.EgressRate,
            IngressRate = spec.IngressRate,
        };
        var hasIPv6 = !EndpointSysctls.DisablesIPv6(record, spec.Addresses.Concat(spec.LinkLocalAddresses));
        record = record with { IPv4 = Allocate(operation, network, spec, isIPv6: false), IPv6 = hasIPv6 ? Allocate(operation, network, spec, isIPv6: true) : null };
        return driver.IsExclusive ? record : record with { Mac = spec.MacAddress is { } chosen ? Note(operation, network, record, chosen) : MacOf(operation, network, record) };
    }

    /// <summary>True where neighbours that remember an endpoint's addresses would be wrong about whoever has them next.</summary>
    internal static bool IsRememberedWrongly(EndpointRecord endpoint) => endpoint.IPv6 is not null || endpoint.IPv4 is { } address && endpoint.Mac != MacAddress.Of(address);

    /// <summary>The MAC address that belongs to the endpoint's IPv4 address, unless the user gave it to another endpoint.</summary>
    private static MacAddress MacOf(Operation operation, NetworkRecord network, EndpointRecord endpoint)
    {
        if (endpoint.IPv4 is not { } address) return MacAddress.Random();
        var own = MacAddress.Of(address);
        return network.HasGivenMacs && EndpointWith(operation, network, own) is not null ? MacAddress.Random() : own;
    }

    /// <summary>Puts on record that MAC addresses of this network's addresses have been given to others.</summary>
    private static MacAddress Note(Operation operation, NetworkRecord network, EndpointRecord endpoint, MacAddress mac)
    {
        if (!network.HasGivenMacs && mac.Owner is { } owner && !Equals(owner, endpoint.IPv4) && network.Pools.Exists(pool => pool.Subnet.Contains(owner)))
            operation.Lasting.Put(Keys.Network(network.Id), network with { HasGivenMacs = true }, StateJson.Default.NetworkRecord);
        return mac;
    }

    private static EndpointRecord? EndpointWith(Operation operation, NetworkRecord network, MacAddress mac) => Networks.EndpointsOf(operation.State, network).Find(endpoint => endpoint.Mac == mac);

    private static List<Ip> LinkLocal(Operation operation, NetworkRecord network, EndpointSpec spec)
    {
        if (spec.LinkLocalAddresses.Count == 0) return [];
        var others = Networks.EndpointsOf(operation.State, network);
        foreach (var address in spec.LinkLocalAddresses)
        {
            var ip = Ip.From(address);
            if (!ip.IsLinkLocal)
                throw new CNetException(CNetError.AddressInvalid, $"'{address}' is not a link-local address.", address, "Those of 169.254.0.0/16 and fe80::/64 are.");
            if (network.Pools.Exists(pool => pool.Subnet.Contains(ip)))
                throw new CNetException(CNetError.AddressInvalid, $"The address {address} is one of network '{network.Name}'.", address, "Give it with -IPAddress.");
            if (others.Find(other => other.LinkLocal.Contains(ip)) is { } holder)
                throw new CNetException(CNetError.AddressInUse, $"The address {address} is held by endpoint '{holder.Name}' on network '{network.Name}'.", address, "Choose another address, or remove its holder first.");
        }
        return [.. spec.LinkLocalAddresses.Select(Ip.From).Distinct()];
    }

    private static Ip? Allocate(Operation operation, NetworkRecord network, EndpointSpec spec, bool isIPv6)
    {
        var wanted = spec.Addresses.Where(address => Ip.From(address).IsIPv6 == isIPv6).ToList();
        if (wanted.Count > 1)
            throw new CNetException(CNetError.AddressInvalid, $"The endpoint '{spec.Name}' can have one {(isIPv6 ? "IPv6" : "IPv4")} address, not {wanted.Count}.", spec.Name, "Give one of each family at most.");
        return wanted.Count == 1 ? Allocation.Take(operation, network, wanted[0]) : Allocation.TakeAny(operation, network, isIPv6);
    }
}
