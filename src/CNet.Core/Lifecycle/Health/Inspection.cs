using CNet.Netlink.Route;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>In which order differences are put right: each one may need what comes before.</summary>
internal enum RepairPhase
{
    Records,
    Interrupted,
    Devices,
    Sandboxes,
    Leftovers,
    Interfaces,
    Firewall,
}

/// <summary>A difference, and how it is put right.</summary>
/// <param name="Phase">When it is put right.</param>
/// <param name="Check">What was found.</param>
/// <param name="Repair">Puts it right, in an operation of its own; null where only people can.</param>
internal sealed record Finding(RepairPhase Phase, HostCheck Check, Action<Operation>? Repair);

/// <summary>One look at a Host, under its lock: what the inspectors find by comparing the records with each other and with the kernel. Changes nothing.</summary>
internal sealed class Inspection
{
    private readonly List<Finding> _findings = [];
    private readonly Dictionary<string, string> _names;

    private Inspection(Operation operation)
    {
        Operation = operation;
        var state = operation.State;
        Networks = state.Lasting.List(Keys.Networks, StateJson.Default.NetworkRecord).ToDictionary(network => network.Id);
        Endpoints = state.Lasting.List(Keys.Endpoints, StateJson.Default.EndpointRecord).ToDictionary(endpoint => endpoint.Id);
        Sandboxes = state.Boot.List(Keys.Sandboxes, StateJson.Default.SandboxRecord);
        Links = operation.Kernel.ListLinks().ToDictionary(link => link.Name);
        _names = Endpoints.Values.ToDictionary(endpoint => endpoint.Id, endpoint => $"{Networks.GetValueOrDefault(endpoint.NetworkId)?.Name ?? "?"}/{endpoint.Name}");
    }

    internal Operation Operation { get; }

    /// <summary>The networks by their ids, those whose records can be read.</summary>
    internal Dictionary<string, NetworkRecord> Networks { get; }

    /// <summary>The endpoints by their ids.</summary>
    internal Dictionary<string, EndpointRecord> Endpoints { get; }

    internal List<SandboxRecord> Sandboxes { get; }

    /// <summary>The Host's interfaces by their names.</summary>
    internal Dictionary<string, LinkInfo> Links { get; }

    /// <summary>What decides how packets leave by the Host's interfaces, by their indexes; read where somebody asks for it.</summary>
    internal Dictionary<int, QdiscInfo> Qdiscs => field ??= Operation.Kernel.ListQdiscs().Where(qdisc => qdisc.IsRoot).ToDictionary(qdisc => qdisc.LinkIndex);

    internal IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Looks at everything that CNet has made on the Host.</summary>
    internal static Inspection Of(Operation operation)
    {
        // The damage is a finding; it need not be a warning, too.
        using var silence = OperationLog.Listen(null);
        var inspection = new Inspection(operation);
        RecordInspection.Inspect(inspection);
        AddressInspection.Inspect(inspection);
        foreach (var network in inspection.Networks.Values)
            if (operation.Drivers.Find(network.Driver) is IInspectedDriver driver) driver.Inspect(new NetworkContext(operation, network), inspection);
        SandboxInspection.Inspect(inspection);
        LeftoverInspection.Inspect(inspection);
        FileInspection.Inspect(inspection);
        FirewallInspection.Inspect(inspection);
        AgentInspection.Inspect(inspection);
        return inspection;
    }

    /// <summary>An endpoint as "network/endpoint".</summary>
    internal string NameOf(JoinRecord join) => _names.GetValueOrDefault(join.EndpointId) ?? $"{join.NetworkName}/{ObjectId.Shorten(join.EndpointId)}";

    /// <summary>Reports a difference that can be put right.</summary>
    internal void Differs(RepairPhase phase, string name, string target, string message, string action, Action<Operation> repair, HostCheckStatus status = HostCheckStatus.Failed) =>
        _findings.Add(new Finding(phase, new HostCheck(name, status, target, message, "Repair-CNetHost", action), repair));

    /// <summary>Reports what only people can put right.</summary>
    internal void Fails(string name, string target, string message, string remedy, HostCheckStatus status = HostCheckStatus.Failed) =>
        _findings.Add(new Finding(RepairPhase.Records, new HostCheck(name, status, target, message, remedy), null));
}
