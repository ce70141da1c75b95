using CNet.Ports;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>
/// Looks at the records of published ports. Those of the ports count; which ports an endpoint has, and whether it has any, follows from them.
/// </summary>
internal static class PortInspection
{
    internal static void Inspect(Inspection inspection)
    {
        var lasting = inspection.Operation.Lasting;
        var ports = PortTable.All(lasting);
        var unusable = Orphans(inspection, ports).Concat(Overlaps(inspection, ports)).ToHashSet();
        Indexes(inspection, ports, unusable);
        // A record that cannot be read may be the only one that says that an endpoint has ports.
        if (inspection.Findings.Any(finding => finding.Check.Name is "Record" or "PublishedPort")) return;
        Marks(inspection, ports.Select(port => port.EndpointId).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Ports of endpoints that have no record.</summary>
    private static List<PortRecord> Orphans(Inspection inspection, List<PortRecord> ports)
    {
        var orphans = ports.FindAll(port => !inspection.Endpoints.ContainsKey(port.EndpointId) && !RecordInspection.Exists(inspection.Operation.Lasting, Keys.Endpoint(port.EndpointId)));
        foreach (var port in orphans) PutAside(inspection, port, $"The port {Describe(port)} is published by an endpoint that has no record.", "its endpoint has no record");
        return orphans;
    }

    /// <summary>Ports that two hold: the second one could not have been published.</summary>
    private static List<PortRecord> Overlaps(Inspection inspection, List<PortRecord> ports)
    {
        var twice = new List<PortRecord>();
        foreach (var group in ports.GroupBy(port => (port.Protocol, port.IsIPv6, port.IsDirect ? port.EndpointId : "")))
        {
            var last = new List<PortRecord>();
            foreach (var port in group.OrderBy(port => port.HostPort).ThenBy(port => port.Suffix, StringComparer.Ordinal))
            {
                last.RemoveAll(other => other.HostPorts.Last < port.HostPort);
                if (last.Find(other => other.Address.IsUnspecified || port.Address.IsUnspecified || other.Address.Equals(port.Address)) is not { } holder)
                {
                    last.Add(port);
                    continue;
                }
                twice.Add(port);
                PutAside(inspection, port, $"The port {Describe(port)} is published twice: {Describe(holder)} is another one.", $"{holder.Suffix} holds the port");
            }
        }
        return twice;
    }

    /// <summary>Every port is found by its endpoint, and no endpoint has a port that is not there.</summary>
    private static void Indexes(Inspection inspection, List<PortRecord> ports, HashSet<PortRecord> unusable)
    {
        var lasting = inspection.Operation.Lasting;
        var expected = ports.Where(port => !unusable.Contains(port)).ToDictionary(port => Keys.EndpointPortsOf(port.EndpointId) + port.Suffix, port => port.Suffix, StringComparer.Ordinal);
        foreach (var (key, suffix) in expected)
            if (lasting.Find(key, StateJson.Default.TextRecord)?.Value != suffix && (!RecordInspection.Exists(lasting, key) || lasting.Find(key, StateJson.Default.TextRecord) is not null))
                inspection.Differs(RepairPhase.Records, "PublishedPort", key, $"The port '{suffix}' is not found by its endpoint.", "write it anew", later => later.Lasting.Put(key, new TextRecord(suffix), StateJson.Default.TextRecord));
        var known = ports.Select(port => port.Suffix).ToHashSet(StringComparer.Ordinal);
        foreach (var key in lasting.KeysOf(Keys.EndpointPorts).Where(key => !expected.ContainsKey(key)))
            if (lasting.Find(key, StateJson.Default.TextRecord) is { } entry && (known.Contains(SuffixOf(key)) || !RecordInspection.Exists(lasting, Keys.Port(SuffixOf(key)))))
                inspection.Differs(RepairPhase.Records, "PublishedPort", key, $"An endpoint is said to have the port '{entry.Value}', which is not published.", "remove it", later => later.Lasting.Delete(key), HostCheckStatus.Warning);
    }

    /// <summary>Endpoints, and their places in sandboxes, say whether they have ports.</summary>
    private static void Marks(Inspection inspection, HashSet<string> owners)
    {
        foreach (var endpoint in inspection.Endpoints.Values.Where(endpoint => endpoint.HasPorts != owners.Contains(endpoint.Id)))
            inspection.Differs(RepairPhase.Records, "PublishedPort", endpoint.Name, $"The record of endpoint '{endpoint.Name}' says that it has {(endpoint.HasPorts ? "" : "no ")}published ports.", "say what is so",
                later => MarkEndpoint(later, endpoint.Id, owners.Contains(endpoint.Id)));
        foreach (var sandbox in inspection.Sandboxes)
            foreach (var join in sandbox.Joins.Where(join => join.HasPorts != owners.Contains(join.EndpointId)))
                inspection.Differs(RepairPhase.Records, "PublishedPort", inspection.NameOf(join), $"The record of sandbox '{sandbox.Name}' says that '{inspection.NameOf(join)}' has {(join.HasPorts ? "" : "no ")}published ports.", "say what is so",
                    later => MarkJoin(later, sandbox.Id, join.EndpointId, owners.Contains(join.EndpointId)));
    }

    private static void MarkEndpoint(Operation operation, string id, bool hasPorts)
    {
        if (operation.Lasting.Get(Keys.Endpoint(id), StateJson.Default.EndpointRecord) is { } endpoint)
            operation.Lasting.Put(Keys.Endpoint(id), endpoint with { HasPorts = hasPorts }, StateJson.Default.EndpointRecord);
    }

    private static void MarkJoin(Operation operation, string sandboxId, string endpointId, bool hasPorts)
    {
        if (operation.Boot.Get(Keys.Sandbox(sandboxId), StateJson.Default.SandboxRecord) is { } sandbox)
            PortPublication.Mark(operation, sandbox, endpointId, hasPorts);
    }

    private static void PutAside(Inspection inspection, PortRecord port, string message, string reason) =>
        inspection.Differs(RepairPhase.Records, "PublishedPort", Keys.Port(port.Suffix), message, "put its record into quarantine", later => Remove(later, port, reason));

    private static string SuffixOf(string key) => key[(key.IndexOf('/', Keys.EndpointPorts.Length) + 1)..];

    /// <summary>Keeps the record aside, as any that cannot be used.</summary>
    private static void Remove(Operation operation, PortRecord port, string reason)
    {
        foreach (var document in operation.Lasting.Stored().Where(document => document.Key == Keys.Port(port.Suffix)))
            RecordInspection.Quarantine(operation, document, isLasting: true, reason);
        operation.Lasting.Delete(Keys.EndpointPortsOf(port.EndpointId) + port.Suffix);
    }

    private static string Describe(PortRecord port) => port.IsDirect ? $"{port.ContainerPorts}/{PortMapping.NameOf(port.Protocol)} of {ObjectId.Shorten(port.EndpointId)}" : $"{PortMapping.Socket(port.Address, port.HostPorts)}/{PortMapping.NameOf(port.Protocol)}";
}
