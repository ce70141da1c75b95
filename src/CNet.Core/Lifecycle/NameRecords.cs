using CNet.State;

namespace CNet.Lifecycle;

/// <summary>The names that somebody gives on networks: one record for each, with all that it leads to.</summary>
internal static class NameRecords
{
    /// <summary>Adds to what a name has; what it has already is refused, or taken as it is.</summary>
    /// <returns>What was asked for.</returns>
    internal static NameRecord Add(Operation operation, NetworkRecord network, DnsRecordSpec spec, bool force)
    {
        RefuseWhereNobodyAsks(network);
        var name = Demand(spec.Name, "a name on a network");
        var wanted = new NameRecord { NetworkId = network.Id, Name = name, Addresses = [.. spec.Addresses.Select(Ip.From).Distinct()], Services = spec.Service is { } service ? [Check(service)] : [] };
        if (wanted.Addresses.Count + wanted.Services.Count == 0) throw new ArgumentException("A name leads to an address or a service at least.", nameof(spec));
        var key = Keys.NameRecord(network.Id, name);
        var known = operation.Lasting.Get(key, StateJson.Default.NameRecord) ?? wanted with { Addresses = [], Services = [] };
        if (!force) RefuseKnown(network, known, wanted);
        operation.Lasting.Put(key, known with
        {
            Addresses = [.. known.Addresses.Union(wanted.Addresses)],
            // One of the same place takes the new priority and weight.
            Services = [.. known.Services.Where(one => !wanted.Services.Exists(other => IsSamePlace(one, other))), .. wanted.Services],
        }, StateJson.Default.NameRecord);
        return wanted with { Name = known.Name };
    }

    /// <summary>Takes away what a name leads to; with the last of it the name goes.</summary>
    /// <returns>False where it was gone already.</returns>
    internal static bool Remove(Operation operation, DnsRecord record)
    {
        var key = Keys.NameRecord(record.NetworkId!, record.Name);
        if (operation.Lasting.Get(key, StateJson.Default.NameRecord) is not { } known) return false;
        var left = known with
        {
            Addresses = [.. known.Addresses.Where(address => record.Type != DnsRecord.TypeOf(address) || address.ToString() != record.Data)],
            Services = [.. known.Services.Where(service => record.Type != DnsRecordType.SRV || Discovery.DnsData.Of(service).Text != record.Data)],
        };
        if (left.Addresses.Count + left.Services.Count == known.Addresses.Count + known.Services.Count) return false;
        if (left.Addresses.Count + left.Services.Count == 0) operation.Lasting.Delete(key);
        else operation.Lasting.Put(key, left, StateJson.Default.NameRecord);
        return true;
    }

    /// <summary>Takes away all names of a network, which goes.</summary>
    internal static void RemoveAll(Operation operation, NetworkRecord network)
    {
        foreach (var key in operation.Lasting.KeysOf(Keys.NameRecordsOf(network.Id))) operation.Lasting.Delete(key);
    }

    private static void RefuseWhereNobodyAsks(NetworkRecord network)
    {
        NetworkConfiguration.RefuseUse(network);
        if (network.Predefined)
            throw new CNetException(CNetError.NetworkPredefined, $"The network '{network.Name}' knows no names.", network.Name, "Names are for networks that were made with New-CNetNetwork.");
    }

    private static void RefuseKnown(NetworkRecord network, NameRecord known, NameRecord wanted)
    {
        var twice = known.Addresses.Intersect(wanted.Addresses).Select(address => $"the address {address}")
            .Concat(known.Services.Where(one => wanted.Services.Exists(other => IsSamePlace(one, other))).Select(service => $"the service at {service.Target}:{service.Port}")).FirstOrDefault();
        if (twice is not null)
            throw new CNetException(CNetError.DnsRecordExists, $"The name '{known.Name}' has {twice} already on network '{network.Name}'.", known.Name, "-Force takes it as it is, and adds the rest.");
    }

    private static ServiceRecord Check(DnsService service) => new((ushort)Math.Clamp(service.Priority, 0, ushort.MaxValue), (ushort)Math.Clamp(service.Weight, 0, ushort.MaxValue),
        service.Port is > 0 and <= ushort.MaxValue ? (ushort)service.Port : throw new CNetException(CNetError.PortInvalid, $"{service.Port} is not a port.", service.Port, "Use 1 to 65535."), Demand(service.Target, "the target of a service"));

    private static bool IsSamePlace(ServiceRecord one, ServiceRecord other) => one.Port == other.Port && string.Equals(one.Target, other.Target, StringComparison.OrdinalIgnoreCase);

    /// <summary>A name without the dot at its end, which says nothing here.</summary>
    private static string Demand(string name, string what)
    {
        var plain = name is { Length: > 1 } && name.EndsWith('.') ? name[..^1] : name;
        DomainName.Demand(plain, what);
        if (Ip.TryParse(plain, out _)) throw new CNetException(CNetError.NameInvalid, $"'{plain}' is an address, and nobody asks for it as {what}.", name, "Give a name such as printer.");
        return plain;
    }
}
