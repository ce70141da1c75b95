using CNet.Lifecycle;
using CNet.State;

namespace CNet.Ports;

/// <summary>Publishes ports of endpoints, and takes them back: the records, and what the firewall does about them.</summary>
internal static class PortPublication
{
    /// <summary>Publishes ports; everything is staged, and open in the firewall where the endpoint is joined.</summary>
    internal static List<PortRecord> Publish(Operation operation, NetworkRecord network, EndpointRecord endpoint, IReadOnlyCollection<PortSpec> specs, Action<Progress>? progress)
    {
        var published = new List<PortRecord>();
        var done = 0;
        foreach (var spec in InOrder(specs))
        {
            progress?.Invoke(new Progress(done++, specs.Count, spec.ToString()));
            foreach (var record in PortPlanner.Plan(operation, network, endpoint, spec))
            {
                PortTable.Put(operation.Lasting, record);
                published.Add(record);
            }
        }
        if (!endpoint.HasPorts) operation.Lasting.Put(Keys.Endpoint(endpoint.Id), endpoint with { HasPorts = true }, StateJson.Default.EndpointRecord);
        if (operation.IsPreview || Joined(operation, endpoint.Id) is not { } sandbox) return published;
        var marked = Mark(operation, sandbox, endpoint.Id, hasPorts: true);
        var ports = SandboxPorts.Of(operation.State, operation.Drivers, marked ?? sandbox)!;
        PortRules.Intend(operation, marked ?? sandbox);
        PortRules.Open(operation, ports, [.. published.SelectMany(ports.ElementsOf), .. marked is null ? [] : ports.Near], []);
        if (marked is not null) Hairpins.Follow(operation, sandbox, marked);
        Connections.Flush(operation, published);
        return published;
    }

    /// <summary>Takes a port back. It is not published any more when the records are written; the firewall follows.</summary>
    internal static void Withdraw(Operation operation, PortRecord port)
    {
        PortTable.Delete(operation.Lasting, port);
        var isLast = !PortTable.Any(operation.Lasting, port.EndpointId);
        if (isLast && operation.Lasting.Get(Keys.Endpoint(port.EndpointId), StateJson.Default.EndpointRecord) is { } endpoint)
            operation.Lasting.Put(Keys.Endpoint(endpoint.Id), endpoint with { HasPorts = false }, StateJson.Default.EndpointRecord);
        if (Joined(operation, port.EndpointId) is not { } before) return;
        PortRules.Intend(operation, before);
        var ports = SandboxPorts.Of(operation.State, operation.Drivers, before);
        var closed = ports?.ElementsOf(port).ToList() ?? [];
        if (!isLast)
        {
            if (closed.Exists(SandboxPorts.MayBeShared))
            {
                var kept = ports!.Records().SelectMany(ports.ElementsOf).Where(SandboxPorts.MayBeShared).Select(element => element.ToString()).ToHashSet();
                closed.RemoveAll(element => kept.Contains(element.ToString()));
            }
            operation.Commit();
            operation.Firewall.Change(closed, [], operation.FirewallContents);
            Connections.Flush(operation, [port]);
            return;
        }
        var after = Mark(operation, before, port.EndpointId, hasPorts: false) ?? before;
        operation.Commit();
        // Its own elements are on no record any more, so that to follow the sandbox would leave them.
        var left = SandboxPorts.Of(operation.State, operation.Drivers, after)?.Elements.Select(element => element.ToString()).ToHashSet() ?? [];
        operation.Firewall.Change(closed.Concat(ports?.Near ?? []).Where(element => !left.Contains(element.ToString())), [], operation.FirewallContents);
        Hairpins.Follow(operation, before, after);
        Connections.Flush(operation, [port]);
    }

    /// <summary>Takes back everything that an endpoint has published, which is not joined.</summary>
    internal static void WithdrawAll(Operation operation, EndpointRecord endpoint)
    {
        if (!endpoint.HasPorts) return;
        foreach (var port in PortTable.Of(operation.Lasting, endpoint.Id)) PortTable.Delete(operation.Lasting, port);
    }

    private static SandboxRecord? Joined(Operation operation, string endpointId) =>
        operation.Boot.Get(Keys.Joined(endpointId), StateJson.Default.JoinedRecord) is { } joined ? operation.Boot.Get(Keys.Sandbox(joined.SandboxId), StateJson.Default.SandboxRecord) : null;

    /// <summary>Puts on record with the sandbox whether an endpoint of it has ports; null where that is so already.</summary>
    internal static SandboxRecord? Mark(Operation operation, SandboxRecord sandbox, string endpointId, bool hasPorts)
    {
        if (sandbox.Joins.TrueForAll(join => join.EndpointId != endpointId || join.HasPorts == hasPorts)) return null;
        var marked = sandbox with { Joins = [.. sandbox.Joins.Select(join => join.EndpointId == endpointId ? join with { HasPorts = hasPorts } : join)] };
        operation.Boot.Put(Keys.Sandbox(sandbox.Id), marked, StateJson.Default.SandboxRecord);
        return marked;
    }

    /// <summary>What names its ports goes before what takes any.</summary>
    private static IEnumerable<PortSpec> InOrder(IReadOnlyCollection<PortSpec> specs) => specs.OrderBy(spec => spec.HostPorts is not { } ports ? 2 : ports.Count == spec.ContainerPorts.Count ? 0 : 1);
}
