using System.Text;
using System.Text.Json.Serialization.Metadata;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>
/// Looks at the records: whether each can be read, and whether they agree. Networks, endpoints and sandboxes count; names and what is
/// joined follow from them.
/// </summary>
internal static class RecordInspection
{
    internal static void Inspect(Inspection inspection)
    {
        var operation = inspection.Operation;
        if (operation.Leftover is { } leftover)
            inspection.Differs(RepairPhase.Interrupted, "Interrupted", inspection.Operation.Host.Name, "A process was killed in the middle of a change.", "put right what it left half done",
                later => Recovery.Sweep(later, leftover));
        Read(inspection, isLasting: true);
        Read(inspection, isLasting: false);
        Orphans(inspection);
        Names(inspection);
        Joins(inspection);
        PortInspection.Inspect(inspection);
        if (!inspection.Findings.Any(finding => finding.Check.Name is "Record" or "Name") && Predefined(operation) is { Count: > 0 } missing)
            inspection.Differs(RepairPhase.Records, "Network", string.Join(", ", missing), $"The predefined network{(missing.Count > 1 ? "s" : "")} {string.Join(", ", missing)} {(missing.Count > 1 ? "are" : "is")} missing.",
                "make them anew", FirstUse.AddMissing);
    }

    /// <summary>What a record under a key is to be read as; null for keys that are none of CNet's, or nobody's to read.</summary>
    private static JsonTypeInfo? TypeOf(string key, bool isLasting) => (isLasting, key.Split('/')[0]) switch
    {
        (true, "host") => StateJson.Default.HostSettingsRecord,
        (true, "network") => StateJson.Default.NetworkRecord,
        (true, "endpoint") => StateJson.Default.EndpointRecord,
        (true, "port") => StateJson.Default.PortRecord,
        (true, "network-name" or "endpoint-name" or "endpoint-port" or "last-port") => StateJson.Default.TextRecord,
        (true, "dns") => StateJson.Default.NameRecord,
        (true, "pool") => StateJson.Default.PoolDocument,
        (true, "pool-hint") => StateJson.Default.HintDocument,
        (true, "bitmap") => StateJson.Default.BitmapDocument,
        (false, "boot" or "sandbox-name") => StateJson.Default.TextRecord,
        (false, "sandbox") => StateJson.Default.SandboxRecord,
        (false, "joined") => StateJson.Default.JoinedRecord,
        (false, "device") => StateJson.Default.DeviceRecord,
        (false, "forwarding") => StateJson.Default.ForwardingRecord,
        _ => null,
    };

    private static void Read(Inspection inspection, bool isLasting)
    {
        foreach (var document in (isLasting ? inspection.Operation.Lasting : inspection.Operation.Boot).Stored())
            if (TypeOf(document.Key, isLasting) is { } type && StateJson.Damage(document, type) is { } damage)
                inspection.Differs(RepairPhase.Records, "Record", document.Key, $"The record '{document.Key}' is damaged: {damage}", "put it into quarantine", later => Quarantine(later, document, isLasting, damage));
    }

    /// <summary>Endpoints of no network, and names of none.</summary>
    private static void Orphans(Inspection inspection)
    {
        var operation = inspection.Operation;
        // A network whose record is damaged goes first; what is left without it follows.
        foreach (var endpoint in inspection.Endpoints.Values.Where(endpoint => !inspection.Networks.ContainsKey(endpoint.NetworkId) && !Exists(operation.Lasting, Keys.Network(endpoint.NetworkId))))
            inspection.Differs(RepairPhase.Records, "Endpoint", endpoint.Name, $"The endpoint '{endpoint.Name}' belongs to a network that has no record.", "put its record into quarantine",
                later => QuarantineEndpoint(later, endpoint));
        foreach (var name in operation.Lasting.List(Keys.NameRecords, StateJson.Default.NameRecord).Where(name => !Exists(operation.Lasting, Keys.Network(name.NetworkId))))
            inspection.Differs(RepairPhase.Records, "DnsRecord", name.Name, $"The name '{name.Name}' was given on a network that has no record.", "put its record into quarantine",
                later => Quarantine(later, Keys.NameRecord(name.NetworkId, name.Name), "its network has no record"));
    }

    /// <summary>Every network, endpoint and sandbox is found by its name, and no name leads nowhere.</summary>
    private static void Names(Inspection inspection)
    {
        var (lasting, boot) = (inspection.Operation.Lasting, inspection.Operation.Boot);
        var names = inspection.Networks.Values.Select(network => (Keys.NetworkName(network.Name), network.Id))
            .Concat(inspection.Endpoints.Values.Where(endpoint => inspection.Networks.ContainsKey(endpoint.NetworkId)).Select(endpoint => (Keys.EndpointName(endpoint.NetworkId, endpoint.Name), endpoint.Id)));
        Names(inspection, names, lasting, isLasting: true, [Keys.NetworkNames, Keys.EndpointNames]);
        Names(inspection, inspection.Sandboxes.Select(sandbox => (Keys.SandboxName(sandbox.Name), sandbox.Id)), boot, isLasting: false, [Keys.SandboxNames]);
    }

    private static void Names(Inspection inspection, IEnumerable<(string Key, string Id)> wanted, StateTransaction state, bool isLasting, string[] prefixes)
    {
        var expected = wanted.GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.First().Id);
        foreach (var (key, id) in expected)
            if (state.Find(key, StateJson.Default.TextRecord)?.Value != id && (!Exists(state, key) || state.Find(key, StateJson.Default.TextRecord) is not null))
                inspection.Differs(RepairPhase.Records, "Name", key, $"The name '{key}' does not lead to its object.", "write it anew",
                    later => Store(later, isLasting).Put(key, new TextRecord(id), StateJson.Default.TextRecord));
        foreach (var prefix in prefixes)
            foreach (var key in state.KeysOf(prefix).Where(key => !expected.ContainsKey(key)))
                if (state.Find(key, StateJson.Default.TextRecord) is { } name && !Exists(state, prefix.Replace("-name", "", StringComparison.Ordinal) + name.Value))
                    inspection.Differs(RepairPhase.Records, "Name", key, $"The name '{key}' leads nowhere.", "remove it", later => Store(later, isLasting).Delete(key), HostCheckStatus.Warning);
    }

    /// <summary>What a sandbox says of its endpoints, and what is said of each endpoint, is the same.</summary>
    private static void Joins(Inspection inspection)
    {
        var boot = inspection.Operation.Boot;
        var joined = new Dictionary<string, SandboxRecord>(StringComparer.Ordinal);
        foreach (var sandbox in inspection.Sandboxes)
            foreach (var join in sandbox.Joins)
            {
                joined[join.EndpointId] = sandbox;
                if (!inspection.Endpoints.ContainsKey(join.EndpointId) && !Exists(inspection.Operation.Lasting, Keys.Endpoint(join.EndpointId)))
                    inspection.Differs(RepairPhase.Records, "Join", inspection.NameOf(join), $"The sandbox '{sandbox.Name}' has an endpoint that does not exist.", "take it out", later => TakeOut(later, sandbox.Id, join));
                else if (boot.Find(Keys.Joined(join.EndpointId), StateJson.Default.JoinedRecord)?.SandboxId != sandbox.Id)
                    inspection.Differs(RepairPhase.Records, "Join", inspection.NameOf(join), $"The endpoint '{inspection.NameOf(join)}' is in sandbox '{sandbox.Name}', and its own record does not say so.", "write it anew",
                        later => later.Boot.Put(Keys.Joined(join.EndpointId), new JoinedRecord(sandbox.Id, sandbox.Name), StateJson.Default.JoinedRecord));
            }
        foreach (var key in boot.KeysOf(Keys.JoinedEndpoints))
        {
            if (joined.ContainsKey(key[Keys.JoinedEndpoints.Length..]) || boot.Find(key, StateJson.Default.JoinedRecord) is not { } record) continue;
            if (Exists(boot, Keys.Sandbox(record.SandboxId)) && inspection.Sandboxes.TrueForAll(sandbox => sandbox.Id != record.SandboxId)) continue;
            inspection.Differs(RepairPhase.Records, "Join", key, $"An endpoint is said to be joined to sandbox '{record.SandboxName}', which does not have it.", "let it be joined to nothing", later => later.Boot.Delete(key));
        }
    }

    private static List<string> Predefined(Operation operation) => [.. new[] { FirstUse.None, FirstUse.HostNetwork, FirstUse.Bridge }.Where(name => !Exists(operation.Lasting, Keys.NetworkName(name)))];

    private static void TakeOut(Operation operation, string sandboxId, JoinRecord join)
    {
        if (operation.Boot.Get(Keys.Sandbox(sandboxId), StateJson.Default.SandboxRecord) is not { } sandbox) return;
        operation.Boot.Put(Keys.Sandbox(sandboxId), sandbox with { Joins = Gateways.Choose([.. sandbox.Joins.Where(other => other.EndpointId != join.EndpointId)]) }, StateJson.Default.SandboxRecord);
        operation.Boot.Delete(Keys.Joined(join.EndpointId));
        if (join.HostInterface is { } link) operation.Kernel.DeleteLink(link);
    }

    private static void QuarantineEndpoint(Operation operation, EndpointRecord endpoint)
    {
        Quarantine(operation, Keys.Endpoint(endpoint.Id), "its network has no record");
        operation.Lasting.Delete(Keys.EndpointName(endpoint.NetworkId, endpoint.Name));
    }

    private static void Quarantine(Operation operation, string key, string reason)
    {
        foreach (var document in operation.Lasting.Stored().Where(document => document.Key == key)) Quarantine(operation, document, isLasting: true, reason);
    }

    /// <summary>Moves a record out of the way, as it was found; both in one commit.</summary>
    internal static void Quarantine(Operation operation, Document document, bool isLasting, string reason)
    {
        var state = Store(operation, isLasting);
        var text = document.Json.IsEmpty ? "" : Encoding.UTF8.GetString(document.Json.Span);
        state.Put(Keys.Quarantine(document.Key, document.Version), new QuarantineRecord(document.Key, reason, DateTimeOffset.UtcNow, text), StateJson.Default.QuarantineRecord);
        state.Delete(document.Key);
    }

    private static StateTransaction Store(Operation operation, bool isLasting) => isLasting ? operation.Lasting : operation.Boot;

    internal static bool Exists(StateTransaction state, string key) => state.KeysOf(key, 1) is [var first] && first == key;
}
