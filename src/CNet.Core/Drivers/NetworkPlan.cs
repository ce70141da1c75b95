using CNet.Lifecycle;

namespace CNet;

/// <summary>A network that is to be made, while the driver may still refuse it or fill in what the user left open.</summary>
public sealed class NetworkPlan
{
    private readonly string _driver;

    internal NetworkPlan(Operation operation, string driver, string id, string name, Dictionary<string, string> options)
    {
        Operation = operation;
        _driver = driver;
        Id = id;
        Name = name;
        Options = options;
    }

    /// <summary>The id: 64 hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The driver's options, by full keys, checked.</summary>
    public IReadOnlyDictionary<string, string> Options { get; }

    /// <summary>True where the network has no way out of the Host.</summary>
    public bool IsInternal { get; internal init; }

    /// <summary>True where IPv4 is wanted.</summary>
    public bool EnableIPv4 { get; internal init; }

    /// <summary>True where IPv6 is wanted.</summary>
    public bool EnableIPv6 { get; internal init; }

    /// <summary>True where IPAM deals in addresses.</summary>
    public bool HasAddresses { get; internal init; }

    /// <summary>The subnets asked for; a family without one gets a default one. A driver may add one.</summary>
    public List<SubnetSpec> Subnets { get; } = [];

    /// <summary>False where the driver wants no IPv4 address reserved as gateway unless the user names it.</summary>
    public bool ReserveIPv4Gateway { get; set; } = true;

    /// <summary>False where the driver wants no IPv6 address reserved as gateway unless the user names it.</summary>
    public bool ReserveIPv6Gateway { get; set; } = true;

    /// <summary>The Host it is to be made on.</summary>
    public Host Host => Operation.Host;

    /// <summary>The driver's networks that exist on this Host.</summary>
    public IReadOnlyList<NetworkContext> Siblings => NetworkContext.Of(Operation, _driver, Id);

    /// <summary>What the driver wants on record with the network, to find it again in every later call.</summary>
    public Dictionary<string, string> Data { get; } = new(StringComparer.Ordinal);

    internal Operation Operation { get; }
}
