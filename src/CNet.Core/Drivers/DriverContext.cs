using System.Net;
using CNet.Lifecycle;
using CNet.Linux;
using CNet.State;

namespace CNet;

/// <summary>What every call of a driver comes with.</summary>
public abstract class DriverContext
{
    private protected DriverContext(Operation operation) => Operation = operation;

    /// <summary>The Host the call is about: the network namespace to work in, and directories.</summary>
    public Host Host => Operation.Host;

    /// <summary>Cancelled when the user gives up waiting.</summary>
    public CancellationToken Cancellation => Operation.Cancellation;

    internal Operation Operation { get; }

    internal HostKernel Kernel => Operation.Kernel;

    /// <summary>Registers what undoes the step just taken; all of them run, last first, where the operation fails later.</summary>
    public void OnFailure(Action undo) => Operation.OnFailure(undo);
}

/// <summary>A network that a driver is called about.</summary>
public sealed class NetworkContext : DriverContext
{
    internal NetworkContext(Operation operation, NetworkRecord record) : base(operation) => Record = record;

    /// <summary>The id: 64 hexadecimal digits.</summary>
    public string Id => Record.Id;

    /// <summary>The name.</summary>
    public string Name => Record.Name;

    /// <summary>True where the network has no way out of the Host.</summary>
    public bool IsInternal => Record.Internal;

    /// <summary>The subnets: at most one of each family for most drivers.</summary>
    public IReadOnlyList<Cidr> Subnets => [.. Record.Pools.Select(pool => pool.Subnet)];

    /// <summary>The driver's other networks on this Host, such as those that share a parent.</summary>
    public IReadOnlyList<NetworkContext> Siblings => Of(Operation, Record.Driver, Id);

    internal NetworkRecord Record { get; }

    /// <summary>
    /// Puts on record the name of an interface that is about to be made on the Host for the network: where this process is killed before the
    /// network itself is on record, the next change removes the interface.
    /// </summary>
    public void IntendInterface(string name) => Operation.Intend(intent => intent with { NetworkId = Id, NetworkInterface = name });

    /// <summary>The networks of a driver, without one.</summary>
    internal static IReadOnlyList<NetworkContext> Of(Operation operation, string driver, string except) =>
        [.. operation.Lasting.List(Keys.Networks, StateJson.Default.NetworkRecord)
            .Where(record => record.Driver == driver && record.Id != except).Select(record => new NetworkContext(operation, record))];

    /// <summary>The value of an option by its full key, or null where none was given.</summary>
    public string? Option(string name) => Record.Options.GetValueOrDefault(name);

    /// <summary>What the driver put on record when it validated the plan.</summary>
    public IReadOnlyDictionary<string, string> Data => Record.DriverData;

    /// <summary>The gateway of a family, or null.</summary>
    public IPAddress? Gateway(bool isIPv6) => Record.Gateway(isIPv6)?.ToIPAddress();

    internal bool Flag(DriverOption option) => (Option(option.Name) ?? option.Default) == "true";
}

/// <summary>An endpoint that a driver is called about.</summary>
public sealed class EndpointContext : DriverContext
{
    internal EndpointContext(NetworkContext network, EndpointRecord record) : base(network.Operation)
    {
        Network = network;
        Record = record;
    }

    /// <summary>Its network.</summary>
    public NetworkContext Network { get; }

    /// <summary>The id: 64 hexadecimal digits.</summary>
    public string Id => Record.Id;

    /// <summary>The name.</summary>
    public string Name => Record.Name;

    /// <summary>The MAC address. A driver may set it while it creates the endpoint, where the user gave none.</summary>
    public MacAddress MacAddress
    {
        get => Record.Mac;
        set => Record = !IsMacAddressFixed ? Record with { Mac = value }
            : throw new CNetException(CNetError.MacAddressInvalid, $"The endpoint '{Name}' has the MAC address {Record.Mac}, which its driver cannot change to {value}.", value);
    }

    /// <summary>The IPv4 address, or null.</summary>
    public IPAddress? IPAddress => Record.IPv4?.ToIPAddress();

    /// <summary>The IPv6 address, or null.</summary>
    public IPAddress? IPv6Address => Record.IPv6?.ToIPAddress();

    internal EndpointRecord Record { get; private set; }

    /// <summary>
    /// Puts on record the name of an interface that is about to be made on the Host for the endpoint: where this process is killed before the
    /// endpoint is on record as joined, the next change removes the interface.
    /// </summary>
    public void IntendInterface(string name) => Operation.Intend(intent => intent with { EndpointId = Id, HostInterface = name });

    /// <summary>False only while the endpoint is created and the user gave no MAC address.</summary>
    internal bool IsMacAddressFixed { get; init; } = true;

    /// <summary>The value of an option by its full key, or null where none was given.</summary>
    public string? Option(string name) => Record.Options.GetValueOrDefault(name);
}
