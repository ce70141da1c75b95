namespace CNet;

/// <summary>
/// What went wrong. The member's name is the stable id of the error: scripts may rely on it for life.
/// </summary>
public enum CNetError
{
    /// <summary>No network has that id, name or id prefix.</summary>
    NetworkNotFound,

    /// <summary>No endpoint has that id, name or id prefix.</summary>
    EndpointNotFound,

    /// <summary>No sandbox has that id, name or id prefix.</summary>
    SandboxNotFound,

    /// <summary>No network namespace has that name or path, or belongs to that process.</summary>
    NamespaceNotFound,

    /// <summary>No driver has that name.</summary>
    DriverNotFound,

    /// <summary>No network interface has that name.</summary>
    InterfaceNotFound,

    /// <summary>No such route is there, or none leads to that address.</summary>
    RouteNotFound,

    /// <summary>No such rule is there.</summary>
    RuleNotFound,

    /// <summary>No such neighbour or forwarding entry is known.</summary>
    NeighborNotFound,

    /// <summary>No Host has that name.</summary>
    HostNotFound,

    /// <summary>A network of that name exists.</summary>
    NetworkExists,

    /// <summary>An endpoint of that name exists in the network.</summary>
    EndpointExists,

    /// <summary>A sandbox of that name exists.</summary>
    SandboxExists,

    /// <summary>A network namespace of that name exists.</summary>
    NamespaceExists,

    /// <summary>A Host of that name exists.</summary>
    HostExists,

    /// <summary>A driver of that name exists.</summary>
    DriverExists,

    /// <summary>An interface of that name exists where one was to be made.</summary>
    InterfaceExists,

    /// <summary>The interface, its address or its route belongs to an endpoint or a network; the hint names what changes it properly.</summary>
    InterfaceInUse,

    /// <summary>The kernel keeps the interface where it is: it cannot be removed, or not be moved into another namespace.</summary>
    InterfaceFixed,

    /// <summary>The same rule is there already.</summary>
    RuleExists,

    /// <summary>The neighbour or the forwarding entry is known already.</summary>
    NeighborExists,

    /// <summary>A subscription of that name exists in the session.</summary>
    SubscriptionExists,

    /// <summary>Two networks cannot live beside each other: the same bridge, or the same subnet.</summary>
    NetworkConflict,

    /// <summary>The name is empty, too long or has characters that are not allowed.</summary>
    NameInvalid,

    /// <summary>The id prefix fits more than one object.</summary>
    NameAmbiguous,

    /// <summary>Two lists that belong together have different lengths.</summary>
    CountMismatch,

    /// <summary>PowerShell took an argument that was meant for the program.</summary>
    ArgumentSwallowed,

    /// <summary>A configuration of networks is used as a network, or is given what does not belong to it.</summary>
    ConfigurationInvalid,

    /// <summary>The network is predefined: it can be neither made nor removed, and knows no aliases.</summary>
    NetworkPredefined,

    /// <summary>The network still has endpoints.</summary>
    NetworkInUse,

    /// <summary>The sandbox still holds processes.</summary>
    SandboxInUse,

    /// <summary>The namespace is in use by a sandbox or holds processes.</summary>
    NamespaceInUse,

    /// <summary>The namespace has another id already, or another namespace has that id.</summary>
    NamespaceIdInUse,

    /// <summary>The Host is in use.</summary>
    HostInUse,

    /// <summary>The endpoint is joined to a sandbox already.</summary>
    EndpointJoined,

    /// <summary>The endpoint is not joined to a sandbox, or not to this one.</summary>
    EndpointNotJoined,

    /// <summary>The sandbox cannot take this endpoint: its mode excludes the network's driver.</summary>
    SandboxModeConflict,

    /// <summary>The address is taken; the message names its holder.</summary>
    AddressInUse,

    /// <summary>The text is not an address of the family that is meant here.</summary>
    AddressInvalid,

    /// <summary>The text is not a MAC address that an interface can have.</summary>
    MacAddressInvalid,

    /// <summary>The text is not a duration.</summary>
    DurationInvalid,

    /// <summary>The text is not a rate, or no endpoint can be held to it.</summary>
    RateInvalid,

    /// <summary>The subnet overlaps with another pool.</summary>
    SubnetOverlap,

    /// <summary>The text is not a subnet, or the subnet cannot be used.</summary>
    SubnetInvalid,

    /// <summary>The ip-range does not fit its subnet.</summary>
    RangeInvalid,

    /// <summary>The gateway lies outside the subnet.</summary>
    GatewayOutsideSubnet,

    /// <summary>The address lies outside the network's subnets.</summary>
    AddressOutsideSubnet,

    /// <summary>No free address, no free subnet or no free port is left.</summary>
    PoolExhausted,

    /// <summary>No address pool has that prefix or name.</summary>
    PoolNotFound,

    /// <summary>An address pool of that name exists.</summary>
    PoolExists,

    /// <summary>The address pool belongs to a network, or addresses of it are leased.</summary>
    PoolInUse,

    /// <summary>Nobody holds that address, or the Host does not have it.</summary>
    AddressNotFound,

    /// <summary>The text is no port, no range of ports, or no port to be published.</summary>
    PortInvalid,

    /// <summary>Another endpoint has published the port, or a process of the Host has it open.</summary>
    PortInUse,

    /// <summary>Nobody has published that port.</summary>
    PortNotFound,

    /// <summary>The name leads there already.</summary>
    DnsRecordExists,

    /// <summary>Nobody has added that name to the network, or nothing of it resolves there.</summary>
    DnsRecordNotFound,

    /// <summary>The record follows from something else, such as an endpoint's name, and goes with that only.</summary>
    DnsRecordDerived,

    /// <summary>The name does not exist: a name server says so.</summary>
    NameNotFound,

    /// <summary>The name exists, and has nothing of the type that was asked for.</summary>
    NameTypeNotFound,

    /// <summary>No name server that could be reached could answer.</summary>
    NameServerFailed,

    /// <summary>The agent could not be started, or does not answer.</summary>
    AgentUnavailable,

    /// <summary>A network needs at least one of IPv4 and IPv6, with an address pool, for this driver.</summary>
    PoolRequired,

    /// <summary>A route or a rule is malformed or contradicts another.</summary>
    RouteInvalid,

    /// <summary>The route is there already, or its gateway cannot be reached.</summary>
    RouteConflict,

    /// <summary>The driver, or the kind of interface, does not know the option.</summary>
    OptionUnknown,

    /// <summary>The option's value is not valid.</summary>
    OptionInvalid,

    /// <summary>The driver failed in a way it does not explain.</summary>
    DriverFailed,

    /// <summary>The driver cannot do what was asked.</summary>
    DriverUnsupported,

    /// <summary>The kernel parameter is unknown or does not take the value.</summary>
    SysctlInvalid,

    /// <summary>The caller lacks the privilege.</summary>
    PermissionDenied,

    /// <summary>This kernel lacks a feature.</summary>
    KernelFeatureMissing,

    /// <summary>A shared library is missing on this machine.</summary>
    LibraryMissing,

    /// <summary>The kernel refused a netlink request; see <see cref="NetlinkException"/> for its errno.</summary>
    NetlinkFailed,

    /// <summary>A system call failed; see <see cref="SystemCallException"/> for its errno.</summary>
    SystemCallFailed,

    /// <summary>IP forwarding is off on this Host and CNet may not turn it on.</summary>
    ForwardingForbidden,

    /// <summary>A program ended with a non-zero exit code.</summary>
    CommandFailed,

    /// <summary>There is no such program.</summary>
    CommandNotFound,

    /// <summary>The file that a program is to read or write cannot be opened.</summary>
    PathInvalid,

    /// <summary>There is no such process.</summary>
    ProcessNotFound,

    /// <summary>CNet did not start the process, in no sandbox and no namespace.</summary>
    ProcessForeign,

    /// <summary>A program or an operation did not finish in the time it was given.</summary>
    Timeout,

    /// <summary>The Host's lock could not be had in time; the message names its holder.</summary>
    LockTimeout,

    /// <summary>A record of the state is damaged.</summary>
    StateCorrupt,

    /// <summary>Another process changed the record in between.</summary>
    StateConflict,

    /// <summary>The state was written by a newer CNet.</summary>
    SchemaTooNew,

    /// <summary>The operation was cancelled.</summary>
    Cancelled,
}
