using CNet.Lifecycle;
using CNet.State;

namespace CNet.Discovery;

/// <summary>All that resolves on a network, told from the records.</summary>
internal static class NetworkNames
{
    internal static IEnumerable<DnsRecord> Of(StagedState state, NetworkRecord network)
    {
        var records = new List<DnsRecord>();
        // An address has one name: that of its endpoint goes before what somebody added.
        var pointers = new Dictionary<Ip, DnsRecord>();
        foreach (var endpoint in Networks.EndpointsOf(state, network))
            if (SandboxOf(state, network, endpoint) is { } sandbox) Add(records, pointers, network, sandbox, endpoint);
        foreach (var added in state.Lasting.List(Keys.NameRecordsOf(network.Id), StateJson.Default.NameRecord))
        {
            records.AddRange(DnsRecord.Of(added, network));
            foreach (var address in added.Addresses) pointers.TryAdd(address, Pointer(network, address, added.Name, DnsRecordSource.Record, null, null));
        }
        return records.Concat(pointers.Values).Order();
    }

    private static SandboxRecord? SandboxOf(StagedState state, NetworkRecord network, EndpointRecord endpoint) =>
        state.Boot.Find(Keys.Joined(endpoint.Id), StateJson.Default.JoinedRecord) is { } joined && state.Boot.Find(Keys.Sandbox(joined.SandboxId), StateJson.Default.SandboxRecord) is { } sandbox
        && sandbox.Joins.Find(join => join.EndpointId == endpoint.Id) is { } join && ResolverConfiguration.HasNames(network, join) ? sandbox : null;

    private static void Add(List<DnsRecord> records, Dictionary<Ip, DnsRecord> pointers, NetworkRecord network, SandboxRecord sandbox, EndpointRecord endpoint)
    {
        var names = EndpointNames.Of(sandbox, endpoint);
        foreach (var address in endpoint.Addresses)
        {
            foreach (var name in names)
                records.Add(new DnsRecord(name.Text, DnsRecord.TypeOf(address), DnsData.Of(address), name.Source)
                {
                    TimeToLive = DnsRecord.Lasting,
                    Network = network.Name,
                    NetworkId = network.Id,
                    Endpoint = endpoint.Name,
                    Sandbox = sandbox.Name,
                });
            pointers.TryAdd(address, Pointer(network, address, names[0].Text, names[0].Source, endpoint, sandbox));
        }
    }

    private static DnsRecord Pointer(NetworkRecord network, Ip address, string name, DnsRecordSource source, EndpointRecord? endpoint, SandboxRecord? sandbox) =>
        new(DnsReverse.NameOf(address), DnsRecordType.PTR, DnsData.Of(DnsName.TryParse(network.Name, out _) ? $"{name}.{network.Name}" : name), source)
        {
            TimeToLive = DnsRecord.Lasting,
            Network = network.Name,
            NetworkId = network.Id,
            Endpoint = endpoint?.Name,
            Sandbox = sandbox?.Name,
        };
}
