using System.Globalization;
using System.Net;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>Refuses names, name servers and what else the files of a sandbox cannot say, and brings the rest into records.</summary>
internal static class NameSettings
{
    /// <summary>How long the kernel lets a host name and a domain be.</summary>
    private const int MaxKernelName = 64;
    private const int MaxNdots = 15;
    private const string NoSearch = ".", Ndots = "ndots";

    /// <summary>Puts the names of a sandbox on its record.</summary>
    internal static SandboxRecord Apply(SandboxRecord sandbox, SandboxSpec spec) => sandbox with
    {
        Hostname = spec.Hostname,
        DnsServers = Servers(spec.DnsServers),
        DnsSearch = [.. spec.DnsSearch],
        DnsOptions = [.. spec.DnsOptions],
        HostEntries = [.. spec.HostEntries.Select(entry => new HostEntryRecord(entry.Name, entry.Address is null ? null : Ip.From(entry.Address)))],
    };

    /// <summary>Refuses what a sandbox cannot have.</summary>
    internal static void Demand(SandboxSpec spec)
    {
        if (spec.Hostname is { } name)
        {
            DomainName.Demand(name, "a host name");
            // The name before the first dot is a label, and never too long.
            if (name.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 && name.Length - dot - 1 > MaxKernelName)
                throw new CNetException(CNetError.NameInvalid, $"'{name}' cannot be a host name: its domain is too long.", name, $"The kernel takes {MaxKernelName} characters.");
        }
        Servers(spec.DnsServers);
        foreach (var domain in spec.DnsSearch)
            if (domain != NoSearch) DomainName.Demand(domain is { Length: > 1 } && domain.EndsWith('.') ? domain[..^1] : domain, "a domain to search in");
        foreach (var option in spec.DnsOptions) DemandOption(option);
        foreach (var entry in spec.HostEntries)
        {
            DomainName.Demand(entry.Name, "a name of the hosts file");
            if (entry.Address is { } address && Ip.From(address) is { IsUnicast: false })
                throw new CNetException(CNetError.AddressInvalid, $"'{address}' is nobody's address, so it cannot be that of '{entry.Name}'.", address, $"Write {entry.Name}:10.1.0.9, or {entry.Name}:{HostEntry.HostGateway} for the Host.");
        }
    }

    /// <summary>Gives a network other name servers.</summary>
    internal static NetworkRecord Apply(Operation operation, NetworkRecord network, IReadOnlyList<IPAddress> servers)
    {
        if (servers.Count > 0 && operation.Drivers.Get(network.Driver).Description.IsExclusive)
            throw new CNetException(CNetError.DriverUnsupported, $"An endpoint of network '{network.Name}' has no interface, so nobody would ask its name servers.", network.Name, "Give them to the sandbox: New-CNetSandbox -DnsServer.");
        return network with { DnsServers = Servers(servers) };
    }

    /// <summary>Name servers as records have them.</summary>
    internal static List<Ip> Servers(IEnumerable<IPAddress> servers)
    {
        var addresses = servers.Select(Ip.From).Distinct().ToList();
        foreach (var address in addresses.Where(address => !address.IsUnicast))
            throw new CNetException(CNetError.AddressInvalid, $"'{address}' cannot be the address of a name server.", address.ToIPAddress(), "Write an address such as 9.9.9.9 or 2620:fe::fe.");
        return addresses;
    }

    /// <summary>The aliases of an endpoint, each once whatever its case.</summary>
    internal static List<string> Aliases(NetworkRecord network, DriverDescription driver, EndpointSpec spec)
    {
        if (spec.Aliases.Count == 0) return [];
        foreach (var alias in spec.Aliases) DomainName.Demand(alias, "an alias");
        if (driver.IsExclusive || network.Predefined)
            throw new CNetException(CNetError.NetworkPredefined, $"The network '{network.Name}' knows no names, so an endpoint of it cannot have the alias '{spec.Aliases[0]}'.", spec.Aliases[0],
                "Aliases are for networks that were made with New-CNetNetwork.");
        return [.. spec.Aliases.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The links of an endpoint, the last one of each alias.</summary>
    internal static List<LinkRecord> Links(NetworkRecord network, DriverDescription driver, EndpointSpec spec)
    {
        if (spec.Links.Count == 0) return [];
        foreach (var link in spec.Links)
        {
            ObjectName.Demand(link.Target, "sandbox");
            DomainName.Demand(link.Alias, "the alias of a link");
        }
        if (driver.IsExclusive)
            throw new CNetException(CNetError.DriverUnsupported, $"An endpoint of network '{network.Name}' has no interface, so it cannot be linked to '{spec.Links[0].Target}'.", spec.Links[0].Target,
                $"Leave it out: the driver {driver.Name} makes no interfaces.");
        return [.. spec.Links.Reverse().DistinctBy(link => link.Alias, StringComparer.OrdinalIgnoreCase).Reverse().Select(link => new LinkRecord(link.Target, link.Alias))];
    }

    /// <summary>An option is a word; of the one that CNet itself goes by also the number must be right.</summary>
    private static void DemandOption(string option)
    {
        if (string.IsNullOrEmpty(option) || option.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '#' or ';'))
            throw new CNetException(CNetError.OptionInvalid, $"'{DomainName.Printable(option)}' is not an option of the resolver.", option, "Write one word for each, such as ndots:2 or rotate; see resolv.conf(5).");
        if (option.Split(':') is [Ndots, ..] and var parts && !(parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var dots) && dots <= MaxNdots))
            throw new CNetException(CNetError.OptionInvalid, $"'{option}' is no number of dots.", option, $"Write ndots:0 to ndots:{MaxNdots}.");
    }
}
