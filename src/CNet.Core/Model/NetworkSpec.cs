using System.Net;

namespace CNet;

/// <summary>A network to be made.</summary>
public sealed record NetworkSpec
{
    /// <summary>The name: 1 to 255 printable characters, unique on its Host.</summary>
    public required string Name { get; init; }

    /// <summary>The driver.</summary>
    public string Driver { get; init; } = "bridge";

    /// <summary>The subnets; a family without one gets a default one.</summary>
    public IReadOnlyList<SubnetSpec> Subnets { get; init; } = [];

    /// <summary>False for a network without IPv4.</summary>
    public bool EnableIPv4 { get; init; } = true;

    /// <summary>True for a network with IPv6; an IPv6 subnet implies it.</summary>
    public bool EnableIPv6 { get; init; }

    /// <summary>True for a network without a way out of the Host.</summary>
    public bool Internal { get; init; }

    /// <summary>Where addresses come from: "default", or "null" for none.</summary>
    public string IpamDriver { get; init; } = "default";

    /// <summary>Options of the IPAM driver, by their full keys or the last part of them.</summary>
    public IReadOnlyDictionary<string, string> IpamOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>True for a configuration that other networks are made from: it has no endpoints, and its subnets are given to nobody.</summary>
    public bool ConfigOnly { get; init; }

    /// <summary>The configuration, by name or id, that families, subnets, options and routes are taken from; then none of them can be given.</summary>
    public string? ConfigFrom { get; init; }

    /// <summary>Options of the driver, by their full keys or the last part of them.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The name servers of sandboxes on it that have none of their own; none for the Host's.</summary>
    public IReadOnlyList<IPAddress> DnsServers { get; init; } = [];

    /// <summary>Static routes that every endpoint brings into its sandbox, by destination; null as gateway for one on the link itself.</summary>
    public IReadOnlyDictionary<Cidr, IPAddress?> Routes { get; init; } = new Dictionary<Cidr, IPAddress?>();
}

/// <summary>An endpoint to be added.</summary>
public sealed record EndpointSpec
{
    /// <summary>The name, unique in its network.</summary>
    public required string Name { get; init; }

    /// <summary>The addresses: at most one of each family; a family without one gets a free one.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>Addresses of the link alone, beside the others: of 169.254.0.0/16 or fe80::/64.</summary>
    public IReadOnlyList<IPAddress> LinkLocalAddresses { get; init; } = [];

    /// <summary>The MAC address; null for the one that belongs to the IPv4 address, 02:42 and its four bytes, or a random one where there is none.</summary>
    public MacAddress? MacAddress { get; init; }

    /// <summary>The name of the interface in every sandbox it joins; null for the lowest free ethN.</summary>
    public string? InterfaceName { get; init; }

    /// <summary>Further names on its network, besides its own and its sandbox's; several endpoints may share one.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Names that its sandbox alone knows others of the network by.</summary>
    public IReadOnlyList<EndpointLink> Links { get; init; } = [];

    /// <summary>Ports to publish with it, as one thing.</summary>
    public IReadOnlyCollection<PortSpec> Ports { get; init; } = [];

    /// <summary>How much its sandbox may send by it in a second; no limit where it is not given.</summary>
    public Rate EgressRate { get; init; }

    /// <summary>How much its sandbox may receive by it in a second; no limit where it is not given.</summary>
    public Rate IngressRate { get; init; }

    /// <summary>Kernel parameters of the interface, with IFNAME in place of its name: "net.ipv4.conf.IFNAME.log_martians".</summary>
    public IReadOnlyDictionary<string, string> Sysctls { get; init; } = new Dictionary<string, string>();

    /// <summary>Options of the driver, by their full keys or the last part of them.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Static routes it brings into its sandbox, by destination; null as gateway for one on the link itself.</summary>
    public IReadOnlyDictionary<Cidr, IPAddress?> Routes { get; init; } = new Dictionary<Cidr, IPAddress?>();
}

/// <summary>A sandbox to be made: of a namespace of its own, unless one of the other three is said.</summary>
public sealed record SandboxSpec
{
    /// <summary>The name, unique on its Host.</summary>
    public required string Name { get; init; }

    /// <summary>Adopts an existing namespace: a name, or the path of its file.</summary>
    public string? Namespace { get; init; }

    /// <summary>Adopts the namespace of a process, such as the first one of any container.</summary>
    public int? ProcessId { get; init; }

    /// <summary>Takes the Host's own namespace.</summary>
    public bool UseHostNamespace { get; init; }

    /// <summary>The host name that programs see, with or without a domain; null for the Host's, and the sandbox's name in its hosts file.</summary>
    public string? Hostname { get; init; }

    /// <summary>Name servers in place of its networks' and the Host's; they are reached from inside the sandbox.</summary>
    public IReadOnlyList<IPAddress> DnsServers { get; init; } = [];

    /// <summary>Domains that names are looked for in, in place of the Host's; "." for none.</summary>
    public IReadOnlyList<string> DnsSearch { get; init; } = [];

    /// <summary>Options of the resolver, such as "ndots:2", in place of the Host's.</summary>
    public IReadOnlyList<string> DnsOptions { get; init; } = [];

    /// <summary>Lines of its hosts file.</summary>
    public IReadOnlyList<HostEntry> HostEntries { get; init; } = [];

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Kernel parameters below net. to be set in a namespace of its own, such as "net.ipv4.ip_forward".</summary>
    public IReadOnlyDictionary<string, string> Sysctls { get; init; } = new Dictionary<string, string>();
}

/// <summary>How an endpoint joins.</summary>
public sealed record JoinSpec
{
    /// <summary>The name of the interface in this sandbox; null for the endpoint's own choice, or else the lowest free ethN.</summary>
    public string? InterfaceName { get; init; }

    /// <summary>The endpoint with the highest priority among those that offer a default gateway gets it.</summary>
    public int Priority { get; init; }

    /// <summary>True to make this endpoint the default gateway: a priority above all others of the sandbox.</summary>
    public bool DefaultGateway { get; init; }
}
