using System.Net;
using CNet.Ports;
using CNet.State;

namespace CNet.Agents;

/// <summary>Looks up where what comes for a port is passed on to, as the state is at that moment.</summary>
internal sealed class ProxyTargets(Controller controller)
{
    /// <summary>Where a port leads; null where nobody is there to take it.</summary>
    internal IPEndPoint? Find(ProxiedPort port)
    {
        try
        {
            // Files that are gone must not be made again by looking.
            if (!controller.HasCurrentState) return null;
            var state = controller.Read();
            if (state.Lasting.Find(port.Ports.Key, StateJson.Default.PortRecord) is not { } record || port.Index >= record.Count
                || state.Boot.Find(Keys.Joined(record.EndpointId), StateJson.Default.JoinedRecord) is not { } joined
                || state.Boot.Find(Keys.Sandbox(joined.SandboxId), StateJson.Default.SandboxRecord) is not { } sandbox
                || SandboxPorts.Of(state, controller.Drivers, sandbox)?.ProxyTargetOf(record) is not { } target) return null;
            return new IPEndPoint(target.ToIPAddress(), record.ContainerPort + port.Index);
        }
        catch (CNetException unreadable)
        {
            AgentLog.Write($"Where {port.Ports.Key} leads cannot be told: {unreadable.Message}");
            return null;
        }
    }
}
