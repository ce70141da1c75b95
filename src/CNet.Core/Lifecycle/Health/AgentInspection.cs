using CNet.Agents;
using CNet.Discovery;
using CNet.Ports;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>Looks at the agent: whether it runs where ports are published or sandboxes have names, and holds the ports.</summary>
internal static class AgentInspection
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(2);

    internal static void Inspect(Inspection inspection)
    {
        var operation = inspection.Operation;
        var (host, published) = (operation.Host, PortTable.All(operation.Lasting).Count(port => !port.IsDirect));
        var hasNames = operation.Boot.List(Keys.Sandboxes, StateJson.Default.SandboxRecord).Exists(sandbox => sandbox.Joins.Exists(join => HasNames(operation, join)));
        if (published == 0 && !hasNames) return;
        if (AgentProcess.Runs(host)) Ask(inspection, host);
        else if (operation.Settings.AgentStart == AgentStart.OnDemand)
        {
            var lost = (published, hasNames) switch
            {
                (0, _) => "sandboxes find nobody by name",
                (_, false) => "other programs can take published ports, and what the kernel does not pass on is lost",
                _ => "sandboxes find nobody by name, other programs can take published ports, and what the kernel does not pass on is lost",
            };
            inspection.Differs(RepairPhase.Firewall, "Agent", host.Name, $"The agent does not run: {lost}.", "start it", later => later.StartAgent(), HostCheckStatus.Warning);
        }
    }

    private static bool HasNames(Operation operation, JoinRecord join) =>
        operation.Lasting.Find(Keys.Network(join.NetworkId), StateJson.Default.NetworkRecord) is { } network && ResolverConfiguration.HasNames(network, join);

    private static void Ask(Inspection inspection, Host host)
    {
        if (AgentClient.Ask(host, new AgentRequest(AgentRequest.Status), AnswerTime) is not { } status)
        {
            // One that has just been started says nothing yet, and is no matter.
            if (!File.Exists(AgentFiles.Socket(host))) return;
            inspection.Fails("Agent", host.Name, "The agent that holds published ports does not answer.", "Stop-CNetAgent; Start-CNetAgent", HostCheckStatus.Warning);
            return;
        }
        foreach (var port in status.NotHeld)
        {
            var where = $"{PortMapping.Socket(Ip.TryParse(port.Address, out var address) ? address : default, new PortRange(port.Port))}/{PortMapping.NameOf(port.Protocol)}";
            inspection.Fails("Agent", where, $"The port {where} is published and not held by the agent: {port.Reason}.", "Where a program has it, end that program, or publish another port.", HostCheckStatus.Warning);
        }
    }
}
