using System.Text.Json.Serialization.Metadata;
using CNet.Ipam;
using CNet.State;

namespace CNet.Tests.Support;

/// <summary>What is on record of a Host, read straight from its files; and what contradicts itself there.</summary>
internal sealed class RecordedState
{
    private const string BitmapPrefix = "bitmap/local/", PoolPrefix = "pool/local/", HintPrefix = "pool-hint/";
    private const int NodeBits = 4096;
    private static readonly string[] Known =
    [
        Keys.Host, Keys.Networks, Keys.NetworkNames, Keys.Endpoints, Keys.EndpointNames, PoolPrefix, HintPrefix, BitmapPrefix, Keys.Ports, Keys.EndpointPorts, Keys.LastPort, Keys.NameRecords,
        Keys.Boot, Keys.Sandboxes, Keys.SandboxNames, Keys.JoinedEndpoints, Keys.Devices, "forwarding/4", "forwarding/6",
    ];

    private readonly Dictionary<string, Document> _lasting, _boot;

    private RecordedState(Dictionary<string, Document> lasting, Dictionary<string, Document> boot)
    {
        (_lasting, _boot) = (lasting, boot);
        Networks = All(lasting, Keys.Networks, StateJson.Default.NetworkRecord);
        Endpoints = All(lasting, Keys.Endpoints, StateJson.Default.EndpointRecord);
        Ports = All(lasting, Keys.Ports, StateJson.Default.PortRecord);
        Sandboxes = All(boot, Keys.Sandboxes, StateJson.Default.SandboxRecord);
        Joined = All(boot, Keys.JoinedEndpoints, StateJson.Default.JoinedRecord);
        Devices = All(boot, Keys.Devices, StateJson.Default.DeviceRecord);
        Forwarding4 = boot.GetValueOrDefault("forwarding/4")?.As(StateJson.Default.ForwardingRecord);
        Forwarding6 = boot.GetValueOrDefault("forwarding/6")?.As(StateJson.Default.ForwardingRecord);
    }

    internal Dictionary<string, NetworkRecord> Networks { get; }

    internal Dictionary<string, EndpointRecord> Endpoints { get; }

    internal Dictionary<string, PortRecord> Ports { get; }

    /// <summary>The ports that endpoints are said to have.</summary>
    internal IEnumerable<string> EndpointPorts => _lasting.Keys.Where(key => key.StartsWith(Keys.EndpointPorts, StringComparison.Ordinal)).Select(key => key[Keys.EndpointPorts.Length..]);

    internal Dictionary<string, SandboxRecord> Sandboxes { get; }

    internal Dictionary<string, JoinedRecord> Joined { get; }

    internal Dictionary<string, DeviceRecord> Devices { get; }

    internal ForwardingRecord? Forwarding4 { get; }

    internal ForwardingRecord? Forwarding6 { get; }

    /// <summary>The keys of all records; where default subnets and ports are searched from is no record of anything.</summary>
    internal IEnumerable<string> KeysOfAll => _lasting.Keys.Concat(_boot.Keys).Where(key => !key.StartsWith(HintPrefix, StringComparison.Ordinal) && key != Keys.LastPort).Order(StringComparer.Ordinal);

    internal static RecordedState Read(Host host) => new(ReadStore(host.StateDirectory), ReadStore(host.RunDirectory));

    /// <summary>What contradicts itself.</summary>
    internal IEnumerable<string> Problems() => [.. UnknownKeys(), .. NetworkProblems(), .. EndpointProblems(), .. PoolProblems(), .. SandboxProblems(), .. DeviceProblems(), .. GivenNameProblems(), .. PortInvariants.Problems(this)];

    private static Dictionary<string, Document> ReadStore(string directory)
    {
        using var store = new SqliteStore(Path.Combine(directory, "state.db"));
        return store.Range(" ", "~").ToDictionary(document => document.Key, StringComparer.Ordinal);
    }

    private static Dictionary<string, T> All<T>(Dictionary<string, Document> store, string prefix, JsonTypeInfo<T> type) where T : class =>
        store.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value.As(type), StringComparer.Ordinal);

    private IEnumerable<string> UnknownKeys() => KeysOfAll.Where(key => !Known.Any(known => key.StartsWith(known, StringComparison.Ordinal))).Select(key => $"nobody knows the record {key}");

    private IEnumerable<string> NetworkProblems()
    {
        foreach (var problem in Names("network", All(_lasting, Keys.NetworkNames, StateJson.Default.TextRecord), Networks.ToDictionary(pair => pair.Value.Name, pair => pair.Key))) yield return problem;
        foreach (var (id, network) in Networks)
            if (network.Id != id) yield return $"the network {id} says it is {network.Id}";
    }

    private IEnumerable<string> EndpointProblems()
    {
        var names = All(_lasting, Keys.EndpointNames, StateJson.Default.TextRecord);
        foreach (var problem in Names("endpoint", names, Endpoints.ToDictionary(pair => $"{pair.Value.NetworkId}/{pair.Value.Name}", pair => pair.Key))) yield return problem;
        foreach (var (id, endpoint) in Endpoints)
        {
            if (endpoint.Id != id) yield return $"the endpoint {id} says it is {endpoint.Id}";
            if (!Networks.ContainsKey(endpoint.NetworkId)) yield return $"the endpoint {endpoint.Name} is of a network without a record";
        }
        foreach (var twice in Endpoints.Values.GroupBy(endpoint => endpoint.Mac).Where(group => group.Count() > 1)) yield return $"several endpoints have the MAC address {twice.Key}";
        var addresses = Endpoints.Values.SelectMany(endpoint => new[] { endpoint.IPv4, endpoint.IPv6 }).OfType<Ip>();
        foreach (var twice in addresses.GroupBy(address => address).Where(group => group.Count() > 1)) yield return $"several endpoints have the address {twice.Key}";
    }

    private static IEnumerable<string> Names(string what, Dictionary<string, TextRecord> names, Dictionary<string, string> ids)
    {
        foreach (var (name, id) in names)
            if (ids.GetValueOrDefault(name) != id.Value) yield return $"the name of the {what} {name} leads to no record";
        foreach (var name in ids.Keys.Except(names.Keys)) yield return $"the {what} {name} has no record of its name";
    }

    private IEnumerable<string> GivenNameProblems()
    {
        foreach (var name in All(_lasting, Keys.NameRecords, StateJson.Default.NameRecord).Values)
        {
            if (!Networks.ContainsKey(name.NetworkId)) yield return $"the name {name.Name} was given on a network without a record";
            if (name.Addresses.Count + name.Services.Count == 0) yield return $"the name {name.Name} leads to nothing";
        }
    }

    private IEnumerable<string> PoolProblems()
    {
        var given = All(_lasting, PoolPrefix, StateJson.Default.PoolDocument).Values.Select(pool => $"{pool.Subnet} of {pool.Owner.Replace("'", "", StringComparison.Ordinal)}");
        var used = Networks.Values.SelectMany(network => network.Pools.Select(pool => $"{pool.Subnet} of network {network.Name}"));
        foreach (var problem in Differences("pool", given, used)) yield return problem;
        var taken = All(_lasting, BitmapPrefix, StateJson.Default.BitmapDocument).GroupBy(pair => pair.Key.Split('/')[0]).ToDictionary(group => group.Key, group => group.ToList());
        foreach (var network in Networks.Values)
            foreach (var pool in network.Pools)
            {
                var nodes = taken.Remove(BitmapOf(pool.Subnet), out var found) ? found : [];
                foreach (var problem in Differences($"taken address of {network.Name}", TakenOf(pool.Subnet, nodes), UsedOf(network, pool))) yield return problem;
                foreach (var problem in InnerProblems(network.Name, nodes)) yield return problem;
            }
        foreach (var bitmap in taken.Keys) yield return $"the bitmap {bitmap} is of no network's subnet";
    }

    private static string BitmapOf(Cidr subnet) => $"{subnet.First.Bits:x}-{(subnet.IsIPv6 ? 6 : 4)}-{subnet.PrefixLength}";

    private static IEnumerable<string> TakenOf(Cidr subnet, List<KeyValuePair<string, BitmapDocument>> nodes) => nodes.Where(node => node.Value.Level == 0)
        .SelectMany(node => Positions(node.Value).Select(position => subnet.At(node.Value.Index * NodeBits + (UInt128)position).ToString()));

    /// <summary>A bit of an inner node says that the node below is full.</summary>
    private static IEnumerable<string> InnerProblems(string network, List<KeyValuePair<string, BitmapDocument>> nodes)
    {
        var full = nodes.Where(node => Positions(node.Value).Count() == NodeBits).Select(node => (node.Value.Level, node.Value.Index)).ToHashSet();
        foreach (var node in nodes.Where(node => node.Value.Level > 0))
            foreach (var position in Positions(node.Value))
                if (!full.Contains((node.Value.Level - 1, node.Value.Index * NodeBits + (UInt128)position))) yield return $"the bitmap of {network} says that a node is full which is not";
    }

    private static IEnumerable<int> Positions(BitmapDocument node)
    {
        var words = node.ToWords();
        return Enumerable.Range(0, NodeBits).Where(position => (words[position / 64] >> position % 64 & 1) != 0);
    }

    /// <summary>The addresses somebody has: the subnet itself, the gateway, those kept for others, and the endpoints.</summary>
    private IEnumerable<string> UsedOf(NetworkRecord network, PoolRecord pool)
    {
        var used = pool.Auxiliary.Values.ToList();
        if (pool.Gateway is { } gateway) used.Add(gateway);
        if (pool.Subnet.HostBits > 1) used.Add(pool.Subnet.First);
        if (pool.Subnet is { HostBits: > 1, IsIPv6: false }) used.Add(pool.Subnet.Last);
        used.AddRange(Endpoints.Values.Where(endpoint => endpoint.NetworkId == network.Id).SelectMany(endpoint => new[] { endpoint.IPv4, endpoint.IPv6 }).OfType<Ip>().Where(pool.Subnet.Contains));
        return used.Select(address => address.ToString());
    }

    private IEnumerable<string> SandboxProblems()
    {
        foreach (var problem in Names("sandbox", All(_boot, Keys.SandboxNames, StateJson.Default.TextRecord), Sandboxes.ToDictionary(pair => pair.Value.Name, pair => pair.Key))) yield return problem;
        foreach (var (id, sandbox) in Sandboxes)
        {
            if (sandbox.Id != id) yield return $"the sandbox {id} says it is {sandbox.Id}";
            if (sandbox.MadeByJoin && sandbox.Joins.Count == 0) yield return $"the sandbox {sandbox.Name} was made by a join and outlives its last endpoint";
            foreach (var join in sandbox.Joins)
                if (Endpoints.GetValueOrDefault(join.EndpointId)?.NetworkId != join.NetworkId) yield return $"an endpoint of the sandbox {sandbox.Name} has no record";
        }
        var places = Sandboxes.Values.SelectMany(sandbox => sandbox.Joins.Select(join => $"{join.EndpointId} in {sandbox.Id} {sandbox.Name}"));
        foreach (var problem in Differences("joined endpoint", Joined.Select(pair => $"{pair.Key} in {pair.Value.SandboxId} {pair.Value.SandboxName}"), places)) yield return problem;
    }

    private IEnumerable<string> DeviceProblems()
    {
        foreach (var id in Devices.Keys.Except(Networks.Keys)) yield return $"the device of {id} is of no network";
        if (Forwarding4 is not null && !Devices.Values.Any(device => device.Forwards4)) yield return "IPv4 forwarding is on record, and no network needs it";
        if (Forwarding6 is not null && !Devices.Values.Any(device => device.Forwards6)) yield return "IPv6 forwarding is on record, and no network needs it";
    }

    /// <summary>What is there and should not be, and what should be there and is not; each as often as it differs.</summary>
    internal static IEnumerable<string> Differences(string what, IEnumerable<string> there, IEnumerable<string> expected)
    {
        var balance = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in there) balance[item] = balance.GetValueOrDefault(item) + 1;
        foreach (var item in expected) balance[item] = balance.GetValueOrDefault(item) - 1;
        foreach (var (item, count) in balance)
            if (count != 0) yield return $"{what} {(count > 0 ? "too many" : "missing")}: {item}";
    }
}
