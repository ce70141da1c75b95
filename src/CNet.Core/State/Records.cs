using System.Text.Json.Serialization;

namespace CNet.State;

/// <summary>A record that says itself under which key it belongs: one that lies under another was not written by CNet.</summary>
internal interface IKeyedRecord
{
    /// <summary>True where the record can lie under a key, and has nothing in it that no record has.</summary>
    bool BelongsUnder(string key);
}

// A member that is not in the document arrives as null where it can only be set at the beginning: it takes its default then.

/// <summary>A network as it is kept: in the lasting store, under network/ID, and by network-name/NAME.</summary>
internal sealed record NetworkRecord : IKeyedRecord
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Driver { get; init; }
    public DateTimeOffset Created { get; init; }
    public bool EnableIPv4 { get; init; }
    public bool EnableIPv6 { get; init; }
    public bool Internal { get; init; }
    public bool Predefined { get; init; }
    public string IpamDriver { get; init => field = value ?? "default"; } = "default";
    public Dictionary<string, string> IpamOptions { get; init => field = value ?? []; } = [];
    public List<PoolRecord> Pools { get; init => field = value ?? []; } = [];
    public Dictionary<string, string> Options { get; init => field = value ?? []; } = [];
    public Dictionary<string, string> Labels { get; init => field = value ?? []; } = [];
    public List<RouteRecord> Routes { get; init => field = value ?? []; } = [];
    public List<Ip> DnsServers { get; init => field = value ?? []; } = [];

    /// <summary>True once an endpoint was removed whose addresses neighbours may remember with a MAC address that their next holder does not have.</summary>
    public bool AddressesReused { get; init; }

    /// <summary>True once an endpoint was given the MAC address that belongs to another address of the network.</summary>
    public bool HasGivenMacs { get; init; }

    /// <summary>True once an endpoint of the default network was linked to another one.</summary>
    public bool HasLinks { get; init; }

    /// <summary>True for a configuration that other networks are made from: its subnets are given to nobody.</summary>
    public bool ConfigOnly { get; init; }

    /// <summary>The name of the configuration that it was made from, which stays as long as it does.</summary>
    public string? ConfigFrom { get; init; }

    /// <summary>What the driver put on record.</summary>
    public Dictionary<string, string> DriverData { get; init => field = value ?? []; } = [];

    internal bool IsSerial => IpamOptions.GetValueOrDefault(Ipam.DefaultIpamDriver.Serial.Name) == "true";

    internal PoolRecord? Pool(bool isIPv6) => Pools.FirstOrDefault(pool => pool.Subnet.IsIPv6 == isIPv6);

    internal Ip? Gateway(bool isIPv6) => Pool(isIPv6)?.Gateway;

    public bool BelongsUnder(string key) => ObjectId.IsWhole(Id) && key == Keys.Network(Id) && !Pools.Contains(null!) && !Routes.Contains(null!);
}

/// <summary>A subnet of a network.</summary>
internal sealed record PoolRecord
{
    public required Cidr Subnet { get; init; }

    /// <summary>The part of the subnet that addresses are chosen from.</summary>
    public Cidr? Range { get; init; }

    /// <summary>The address of the network's gateway, if it has one.</summary>
    public Ip? Gateway { get; init; }

    /// <summary>Addresses kept for others, by the name the user gave each.</summary>
    public Dictionary<string, Ip> Auxiliary { get; init => field = value ?? []; } = [];
}

/// <summary>A static route that endpoints bring into their sandbox.</summary>
/// <param name="Destination">Where it leads.</param>
/// <param name="Gateway">By whom; null where the destination is on the link itself.</param>
internal sealed record RouteRecord([property: JsonRequired, JsonIgnore(Condition = JsonIgnoreCondition.Never)] Cidr Destination, Ip? Gateway);

/// <summary>An endpoint as it is kept: in the lasting store, under endpoint/ID, and by endpoint-name/NETWORK/NAME.</summary>
internal sealed record EndpointRecord : IKeyedRecord
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string NetworkId { get; init; }
    public DateTimeOffset Created { get; init; }
    public MacAddress Mac { get; init; }
    public Ip? IPv4 { get; init; }
    public Ip? IPv6 { get; init; }

    /// <summary>Its addresses of the network's pools: one, both, or none.</summary>
    internal IEnumerable<Ip> Addresses
    {
        get
        {
            if (IPv4 is { } ipv4) yield return ipv4;
            if (IPv6 is { } ipv6) yield return ipv6;
        }
    }

    /// <summary>Whether the user chose its addresses, per family.</summary>
    public bool IsIPv4Chosen { get; init; }
    public bool IsIPv6Chosen { get; init; }

    /// <summary>True until its first join, where another endpoint may have had its addresses: neighbours may know them with that one's MAC address.</summary>
    public bool HasReusedAddress { get; init; }

    /// <summary>How much it may send and receive in a second.</summary>
    public Rate EgressRate { get; init; }
    public Rate IngressRate { get; init; }

    /// <summary>Addresses of the link alone, beside those of the network's pools.</summary>
    public List<Ip> LinkLocal { get; init => field = value ?? []; } = [];
    public Dictionary<string, string> Options { get; init => field = value ?? []; } = [];
    public Dictionary<string, string> Labels { get; init => field = value ?? []; } = [];
    public List<RouteRecord> Routes { get; init => field = value ?? []; } = [];

    /// <summary>Further names on its network, and names that its sandbox alone knows others by.</summary>
    public List<string> Aliases { get; init => field = value ?? []; } = [];
    public List<LinkRecord> Links { get; init => field = value ?? []; } = [];

    /// <summary>True where ports of it are published.</summary>
    public bool HasPorts { get; init; }

    public bool BelongsUnder(string key) => ObjectId.IsWhole(Id) && key == Keys.Endpoint(Id) && !Routes.Contains(null!) && !Aliases.Contains(null!) && !Links.Contains(null!);
}

/// <summary>A name that one sandbox alone knows another by.</summary>
/// <param name="Target">The other's name.</param>
/// <param name="Alias">The name that it is known by.</param>
internal sealed record LinkRecord([property: JsonRequired] string Target, [property: JsonRequired] string Alias);

/// <summary>A line of a sandbox's hosts file.</summary>
/// <param name="Name">The name.</param>
/// <param name="Address">The address; null for those by which the default network reaches the Host.</param>
internal sealed record HostEntryRecord([property: JsonRequired] string Name, Ip? Address);

/// <summary>What a sandbox's namespace is.</summary>
internal enum SandboxKind
{
    /// <summary>Made by CNet, under the Host's directory of named namespaces.</summary>
    Own,

    /// <summary>A file that was there: a named namespace, or any path.</summary>
    File,

    /// <summary>That of a process.</summary>
    Process,

    /// <summary>The Host's own.</summary>
    Host,
}

/// <summary>A sandbox as it is kept: in the store of this boot, under sandbox/ID, and by sandbox-name/NAME.</summary>
internal sealed record SandboxRecord : IKeyedRecord
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public DateTimeOffset Created { get; init; }
    public SandboxKind Kind { get; init; }

    /// <summary>The file of the namespace.</summary>
    public required string Path { get; init; }

    /// <summary>The kernel's cookie of the namespace: inodes are used again, cookies are not.</summary>
    public ulong Cookie { get; init; }
    public int ProcessId { get; init; }
    public ulong ProcessStart { get; init; }

    /// <summary>True where Join made it: then it goes with its last endpoint.</summary>
    public bool MadeByJoin { get; init; }

    /// <summary>The kernel parameters it was given, to give them again to a namespace that has to be made anew.</summary>
    public Dictionary<string, string> Sysctls { get; init => field = value ?? []; } = [];
    public Dictionary<string, string> Labels { get; init => field = value ?? []; } = [];

    /// <summary>The host name that was chosen, with or without a domain.</summary>
    public string? Hostname { get; init; }

    /// <summary>What its files are to say in place of what the Host's say.</summary>
    public List<Ip> DnsServers { get; init => field = value ?? []; } = [];
    public List<string> DnsSearch { get; init => field = value ?? []; } = [];
    public List<string> DnsOptions { get; init => field = value ?? []; } = [];
    public List<HostEntryRecord> HostEntries { get; init => field = value ?? []; } = [];

    /// <summary>True once it has files of its own, which follow its endpoints.</summary>
    public bool HasFiles { get; init; }

    /// <summary>Its endpoints in the order they joined.</summary>
    public List<JoinRecord> Joins { get; init => field = value ?? []; } = [];

    public bool BelongsUnder(string key) => ObjectId.IsWhole(Id) && key == Keys.Sandbox(Id) && !Joins.Contains(null!) && !DnsSearch.Contains(null!) && !DnsOptions.Contains(null!) && !HostEntries.Contains(null!);
}

/// <summary>An endpoint's place in a sandbox.</summary>
internal sealed record JoinRecord
{
    public required string EndpointId { get; init; }
    public required string NetworkId { get; init; }

    /// <summary>For the order of gateways, which prefers the lower name.</summary>
    public required string NetworkName { get; init; }

    /// <summary>The interface in the sandbox; null for drivers that bring none.</summary>
    public string? Interface { get; init; }
    public int InterfaceIndex { get; init; }

    /// <summary>The Host's end of it, where it has one.</summary>
    public string? HostInterface { get; init; }
    public int HostInterfaceIndex { get; init; }
    public int Priority { get; init; }
    public bool Internal { get; init; }

    /// <summary>True where ports of the endpoint are published.</summary>
    public bool HasPorts { get; init; }

    /// <summary>The static routes its driver brought.</summary>
    public List<RouteRecord> Routes { get; init => field = value ?? []; } = [];

    /// <summary>What the endpoint offers as default route, per family.</summary>
    public Ip? Gateway4 { get; init; }
    public Ip? Gateway6 { get; init; }

    /// <summary>Whether it offers a default route without a gateway, per family.</summary>
    public bool OnLink4 { get; init; }
    public bool OnLink6 { get; init; }

    /// <summary>True where the sandbox's default route of that family goes by this endpoint.</summary>
    public bool IsGateway4 { get; init; }
    public bool IsGateway6 { get; init; }

    internal Ip? Gateway(bool isIPv6) => isIPv6 ? Gateway6 : Gateway4;

    internal bool Offers(bool isIPv6) => isIPv6 ? Gateway6 is not null || OnLink6 : Gateway4 is not null || OnLink4;

    internal bool IsGateway(bool isIPv6) => isIPv6 ? IsGateway6 : IsGateway4;
}

/// <summary>Where an endpoint is joined: in the store of this boot, under joined/ENDPOINT.</summary>
internal sealed record JoinedRecord([property: JsonRequired] string SandboxId, [property: JsonRequired] string SandboxName);

/// <summary>A network whose device and rules are in the kernel: in the store of this boot, under device/NETWORK.</summary>
internal sealed record DeviceRecord : IKeyedRecord
{
    public required string NetworkId { get; init; }
    public required string Interface { get; init; }
    public int InterfaceIndex { get; init; }

    /// <summary>Its MAC address; none where it may change, of an interface that was there before.</summary>
    public MacAddress Mac { get; init; }

    /// <summary>False where the interface was there before, and stays when the network goes.</summary>
    public bool Owned { get; init; }

    /// <summary>The addresses that CNet gave an interface which was there before.</summary>
    public List<string> AddedAddresses { get; init => field = value ?? []; } = [];

    /// <summary>Whether the network has a way out by routing, per family.</summary>
    public bool Forwards4 { get; init; }
    public bool Forwards6 { get; init; }

    /// <summary>True where the bridge takes part in routing the Host's loopback addresses, because a port that is published there leads to it.</summary>
    public bool RoutesLoopback { get; init; }

    /// <summary>What the Host's firewall does for the network; null where nothing.</summary>
    public FirewallRecord? Firewall { get; init; }

    public bool BelongsUnder(string key) => key == Keys.Device(NetworkId);
}

/// <summary>What the Host's firewall does for one network.</summary>
/// <param name="Interface">Its bridge.</param>
/// <param name="AllowInside">Whether its endpoints reach each other.</param>
/// <param name="Internal">Whether it has no way out.</param>
/// <param name="Masquerade4">Whether it goes out under the address of the interface that it leaves by.</param>
/// <param name="Masquerade6">The same for IPv6.</param>
/// <param name="Host4">The address that it goes out under instead, where one was chosen.</param>
/// <param name="Host6">The same for IPv6.</param>
/// <param name="Mode4">How it and the world reach each other.</param>
/// <param name="Mode6">The same for IPv6.</param>
internal sealed record FirewallRecord([property: JsonRequired] string Interface, bool AllowInside, bool Internal, bool Masquerade4, bool Masquerade6, Ip? Host4 = null, Ip? Host6 = null,
    GatewayMode Mode4 = GatewayMode.Nat, GatewayMode Mode6 = GatewayMode.Nat)
{
    /// <summary>The Host's interfaces from which its open ports are reached directly.</summary>
    public List<string> Trusted { get; init => field = value ?? []; } = [];
}

/// <summary>What CNet changed about forwarding on this Host, per family: in the store of this boot, under forwarding/4 or /6.</summary>
internal sealed record ForwardingRecord
{
    /// <summary>The interfaces that existed when forwarding was turned on: nothing that comes in by a guarded one goes out by another of them.</summary>
    public required List<string> Existing { get; init; }

    /// <summary>Those of them that did not forward before.</summary>
    public required List<string> Guarded { get; init; }

    /// <summary>Their indexes, to see what came later.</summary>
    public required List<int> Indexes { get; init; }

    /// <summary>Interfaces whose accept_ra was 1 and became 2, so that router advertisements go on working.</summary>
    public List<string> AcceptRouterAdvertisements { get; init => field = value ?? []; } = [];
}

/// <summary>A name that somebody gave on a network: in the lasting store, under dns/NETWORK/NAME, in lower case.</summary>
internal sealed record NameRecord : IKeyedRecord
{
    public required string NetworkId { get; init; }

    /// <summary>The name, as it was given.</summary>
    public required string Name { get; init; }
    public List<Ip> Addresses { get; init => field = value ?? []; } = [];
    public List<ServiceRecord> Services { get; init => field = value ?? []; } = [];

    public bool BelongsUnder(string key) => ObjectId.IsWhole(NetworkId) && key == Keys.NameRecord(NetworkId, Name) && !Services.Contains(null!);
}

/// <summary>A place of a service (SRV).</summary>
/// <param name="Priority">The lowest is tried first.</param>
/// <param name="Weight">How often it is chosen among those of its priority.</param>
/// <param name="Port">The port.</param>
/// <param name="Target">The name of who has it.</param>
internal sealed record ServiceRecord(ushort Priority, ushort Weight, ushort Port, [property: JsonRequired] string Target);

/// <summary>The settings of a Host: in the lasting store, under host.</summary>
internal sealed record HostSettingsRecord
{
    public List<PoolSettingRecord>? DefaultPools { get; init; }
    public Cidr? DefaultSubnet { get; init; }
    public ForwardingMode Forwarding { get; init; }
    public AgentStart AgentStart { get; init; }
}

/// <summary>A range that default subnets of a size are cut from.</summary>
internal sealed record PoolSettingRecord([property: JsonRequired, JsonIgnore(Condition = JsonIgnoreCondition.Never)] Cidr Base, [property: JsonRequired, JsonIgnore(Condition = JsonIgnoreCondition.Never)] int Size);

/// <summary>A value on its own.</summary>
internal sealed record TextRecord([property: JsonRequired] string Value);

/// <summary>
/// What an operation is about to make or to remove in the kernel, kept with the lock while it is under way. Records decide: what an
/// intent names and no record owns is swept by whoever finds it after a kill.
/// </summary>
internal sealed record Intent
{
    public string? NetworkId { get; init; }

    /// <summary>The device of the network, where CNet makes it.</summary>
    public string? NetworkInterface { get; init; }

    /// <summary>The device of the network, where it was there before, and the addresses that it is given.</summary>
    public string? AdoptedInterface { get; init; }
    public Dictionary<string, int> AddedAddresses { get; init => field = value ?? []; } = [];
    public FirewallRecord? Firewall { get; init; }

    /// <summary>What is about to be changed about forwarding, per family.</summary>
    public ForwardingRecord? Forwarding4 { get; init; }
    public ForwardingRecord? Forwarding6 { get; init; }
    public string? EndpointId { get; init; }

    /// <summary>The Host's end of the endpoint.</summary>
    public string? HostInterface { get; init; }

    /// <summary>True where the rates of an endpoint that is joined are about to be changed.</summary>
    public bool ChangesRates { get; init; }
    public string? SandboxId { get; init; }

    /// <summary>The file of the sandbox's namespace, where CNet makes it.</summary>
    public string? SandboxPath { get; init; }

    /// <summary>The bridges that are about to take part in routing the Host's loopback addresses, or to end that.</summary>
    public List<string> LoopbackInterfaces { get; init => field = value ?? []; } = [];

    /// <summary>The sandboxes whose files are about to be written or removed.</summary>
    public List<string> FilesOf { get; init => field = value ?? []; } = [];

    /// <summary>The sandbox whose ports are about to be opened or closed in the firewall.</summary>
    public string? PortsOf { get; init; }
}

/// <summary>A record that could not be used, as it was found: in the store it lay in, under quarantine/KEY@VERSION. Nothing reads it but people.</summary>
/// <param name="Key">The key it lay under.</param>
/// <param name="Reason">What was wrong with it.</param>
/// <param name="Moved">When it was moved.</param>
/// <param name="Text">What it said.</param>
internal sealed record QuarantineRecord([property: JsonRequired] string Key, string Reason, DateTimeOffset Moved, [property: JsonRequired] string Text);
