namespace CNet;

/// <summary>The options of the bridge driver, under Docker's keys.</summary>
internal static class BridgeOptions
{
    private const string Isolated = "isolated", Routed = "routed", NatUnprotected = "nat-unprotected";

    internal static readonly DriverOption BridgeName = new()
    {
        Name = "com.docker.network.bridge.name",
        Target = DriverOptionTarget.Network,
        Type = DriverOptionType.InterfaceName,
        Description = "The name of the bridge; br- and the first twelve digits of the id where it is not given. A bridge of that name that exists is used, and stays when the network goes.",
    };

    internal static readonly DriverOption Masquerade = new()
    {
        Name = "com.docker.network.bridge.enable_ip_masquerade",
        Target = DriverOptionTarget.Network,
        Type = DriverOptionType.Boolean,
        Default = "true",
        Values = ["true", "false"],
        Description = "Whether what leaves the Host goes under the Host's address. Without it others need a route to the subnet.",
    };

    internal static readonly DriverOption InterContainer = new()
    {
        Name = "com.docker.network.bridge.enable_icc",
        Target = DriverOptionTarget.Network,
        Type = DriverOptionType.Boolean,
        Default = "true",
        Values = ["true", "false"],
        Description = "Whether sandboxes on the network reach each other.",
    };

    internal static readonly DriverOption InhibitIPv4 = new()
    {
        Name = "com.docker.network.bridge.inhibit_ipv4",
        Target = DriverOptionTarget.Network,
        Type = DriverOptionType.Boolean,
        Default = "false",
        Values = ["true", "false"],
        Description = "Keeps the bridge without an IPv4 address: the gateway is another machine on the bridge.",
    };

    internal static readonly DriverOption GatewayMode4 = ModeOption("IPv4"), GatewayMode6 = ModeOption("IPv6");

    internal static readonly DriverOption Host4 = new()
    {
        Name = "com.docker.network.host_ipv4",
        Target = DriverOptionTarget.Network,
        Type = DriverOptionType.IPv4Address,
        Description = "The address of the Host under which what leaves it goes, in place of that of the interface it leaves by.",
    };

    internal static readonly DriverOption Host6 = new()
    {
        Name = "com.docker.network.host_ipv6",
        Target = DriverOptionTarget.Network,
        Type = DriverOptionType.IPv6Address,
        Description = "The same for IPv6.",
    };

    internal static readonly DriverOption Mtu = new()
    {
        Name = "com.docker.network.driver.mtu",
        Target = DriverOptionTarget.Network,
        Type = DriverOptionType.Integer,
        Default = "1500",
        Minimum = 68,
        Maximum = 65535,
        Description = "The MTU of the bridge and of all interfaces on it, in bytes. IPv6 needs 1280.",
    };

    internal static readonly DriverOption InterfacePrefix = new()
    {
        Name = "com.docker.network.container_iface_prefix",
        Target = DriverOptionTarget.Network,
        Type = DriverOptionType.InterfaceName,
        Default = "eth",
        Description = "How the names of interfaces in sandboxes begin; the lowest number that is free follows.",
    };

    internal static readonly DriverOption InterfaceName = new()
    {
        Name = "com.docker.network.endpoint.ifname",
        Target = DriverOptionTarget.Endpoint,
        Type = DriverOptionType.InterfaceName,
        Description = "The name of the interface in every sandbox the endpoint joins.",
    };

    internal static readonly DriverOption Sysctls = new()
    {
        Name = Lifecycle.EndpointSysctls.Option,
        Target = DriverOptionTarget.Endpoint,
        Type = DriverOptionType.Sysctls,
        Description = "Kernel parameters of the interface in every sandbox, with IFNAME in place of its name: net.ipv4.conf.IFNAME.log_martians=1; commas between several.",
    };

    internal static readonly DriverOption HostBinding4 = new()
    {
        Name = "com.docker.network.bridge.host_binding_ipv4",
        Target = DriverOptionTarget.Network,
        Type = DriverOptionType.IPv4Address,
        Description = "The address of the Host on which ports are published that name none; 0.0.0.0, as without it, for all addresses of both families.",
    };

    internal static readonly DriverOption TrustedInterfaces = new()
    {
        Name = "com.docker.network.bridge.trusted_host_interfaces",
        Target = DriverOptionTarget.Network,
        Type = DriverOptionType.InterfaceNames,
        Description = "Interfaces of the Host, with colons between them: what comes in by them reaches published ports at the endpoints' own addresses.",
    };

    internal static readonly IReadOnlyList<DriverOption> All = [BridgeName, Masquerade, InterContainer, InhibitIPv4, GatewayMode4, GatewayMode6, HostBinding4, TrustedInterfaces, Host4, Host6, Mtu, InterfacePrefix, InterfaceName, Sysctls];

    /// <summary>How the network and the world reach each other.</summary>
    internal static GatewayMode ModeOf(IReadOnlyDictionary<string, string> options, bool isIPv6) => options.GetValueOrDefault((isIPv6 ? GatewayMode6 : GatewayMode4).Name) switch
    {
        Isolated => GatewayMode.Isolated,
        Routed => GatewayMode.Routed,
        NatUnprotected => GatewayMode.NatUnprotected,
        _ => GatewayMode.Nat,
    };

    /// <summary>True where the bridge has no address of a family, because the network is isolated.</summary>
    internal static bool IsIsolated(IReadOnlyDictionary<string, string> options, bool isIPv6) => ModeOf(options, isIPv6) == GatewayMode.Isolated;

    /// <summary>True where the bridge has no address of a family for whatever reason.</summary>
    internal static bool HasNoAddress(IReadOnlyDictionary<string, string> options, bool isIPv6) => IsIsolated(options, isIPv6) || !isIPv6 && options.GetValueOrDefault(InhibitIPv4.Name) == "true";

    private static DriverOption ModeOption(string family) => new()
    {
        Name = $"com.docker.network.bridge.gateway_mode_{family.ToLowerInvariant()}",
        Target = DriverOptionTarget.Network,
        Type = DriverOptionType.Choice,
        Default = "nat",
        Values = ["nat", NatUnprotected, Routed, Isolated],
        Description = $"How {family} gets in and out. nat: out under the Host's address, in by published ports. nat-unprotected: besides, whoever has a route reaches everything. "
            + "routed: addresses stay as they are, whoever has a route reaches published ports and may ping. isolated: keeps the bridge of an internal network without an address, so that its sandboxes do not even reach the Host.",
    };
}
