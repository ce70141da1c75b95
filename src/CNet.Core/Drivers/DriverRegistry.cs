using System.Collections.Concurrent;
using CNet.Ipam;

namespace CNet;

/// <summary>The drivers a controller knows.</summary>
public sealed class DriverRegistry
{
    private readonly ConcurrentDictionary<string, INetworkDriver> _networkDrivers;
    private readonly Dictionary<string, IIpamDriver> _ipamDrivers;

    internal DriverRegistry()
    {
        INetworkDriver[] drivers = [new BridgeDriver(), InterfacelessDriver.Host, InterfacelessDriver.Null];
        _networkDrivers = new(drivers.Select(driver => KeyValuePair.Create(driver.Description.Name, driver)), StringComparer.Ordinal);
        IIpamDriver[] ipamDrivers = [new DefaultIpamDriver(), new NullIpamDriver()];
        _ipamDrivers = ipamDrivers.ToDictionary(driver => driver.Description.Name, StringComparer.Ordinal);
    }

    /// <summary>The descriptions of the network drivers, in the order of their names.</summary>
    public IReadOnlyList<DriverDescription> List() =>
        [.. _networkDrivers.Values.Select(driver => driver.Description).OrderBy(description => description.Name, StringComparer.Ordinal)];

    /// <summary>Makes a driver known to this process.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.DriverExists"/> where there is one of that name.</exception>
    public void Register(INetworkDriver driver)
    {
        ArgumentNullException.ThrowIfNull(driver);
        if (!_networkDrivers.TryAdd(driver.Description.Name, driver))
            throw new CNetException(CNetError.DriverExists, $"A driver '{driver.Description.Name}' exists.", driver.Description.Name, "Choose another name.");
    }

    /// <summary>The names of the IPAM drivers.</summary>
    public IReadOnlyList<string> IpamDrivers => [.. _ipamDrivers.Keys.Order(StringComparer.Ordinal)];

    /// <summary>A network driver by its name.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.DriverNotFound"/>, naming those there are.</exception>
    public INetworkDriver Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _networkDrivers.TryGetValue(name, out var driver) ? driver : throw Missing("driver", name, _networkDrivers.Keys);
    }

    /// <summary>The description of an IPAM driver.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.DriverNotFound"/>, naming those there are.</exception>
    public DriverDescription DescribeIpam(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Ipam(name).Description;
    }

    internal INetworkDriver? Find(string name) => _networkDrivers.GetValueOrDefault(name);

    internal IIpamDriver Ipam(string name) => _ipamDrivers.TryGetValue(name, out var driver) ? driver : throw Missing("IPAM driver", name, _ipamDrivers.Keys);

    private static CNetException Missing(string what, string name, IEnumerable<string> known) =>
        new(CNetError.DriverNotFound, $"The {what} '{name}' does not exist.", name, $"There are {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
}
