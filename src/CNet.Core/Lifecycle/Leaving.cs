using CNet.Discovery;
using CNet.Ports;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>
/// Takes an endpoint out of its sandbox; the endpoint keeps its addresses. A sandbox that a join made goes with its last endpoint. The
/// records go first, the kernel follows: what a kill leaves in between is swept by the next operation.
/// </summary>
internal static class Leaving
{
    /// <summary>Leaves. The sandbox's record may be missing after it was removed behind CNet's back.</summary>
    internal static void Leave(Operation operation, SandboxRecord? sandbox, string endpointId)
    {
        var join = sandbox?.Joins.Find(candidate => candidate.EndpointId == endpointId);
        operation.Boot.Delete(Keys.Joined(endpointId));
        if (sandbox is null || join is null)
        {
            operation.Complete();
            return;
        }
        var remaining = Gateways.Choose([.. sandbox.Joins.Where(other => other.EndpointId != endpointId)]);
        var left = sandbox with { Joins = remaining };
        operation.Intend(intent => intent with { EndpointId = endpointId, HostInterface = join.HostInterface, SandboxId = sandbox.Id });
        operation.Boot.Put(Keys.Sandbox(sandbox.Id), left, StateJson.Default.SandboxRecord);
        PortRules.Intend(operation, sandbox);
        operation.Commit();
        PortRules.Follow(operation, sandbox, left);
        Unplug(operation, sandbox, join);
        ApplyGateways(operation, sandbox, left);
        Rename(operation, join, sandbox, left);
        GiveBack(left);
        operation.Complete();
        if (remaining.Count == 0 && sandbox.MadeByJoin) SandboxRemoval.RemoveUnused(operation, left);
    }

    private static void Unplug(Operation operation, SandboxRecord sandbox, JoinRecord join)
    {
        if (operation.Lasting.Get(Keys.Network(join.NetworkId), StateJson.Default.NetworkRecord) is not { } network
            || operation.Lasting.Get(Keys.Endpoint(join.EndpointId), StateJson.Default.EndpointRecord) is not { } endpoint) return;
        operation.Call(network.Driver, driver => driver.Leave(new EndpointContext(new NetworkContext(operation, network), endpoint),
            new JoinedInterface(join.Interface, join.InterfaceIndex, join.HostInterface, join.HostInterfaceIndex, sandbox.Path)));
    }

    /// <summary>The names of its addresses go with the endpoint. That the files cannot be written does not keep it from leaving.</summary>
    private static void Rename(Operation operation, JoinRecord join, SandboxRecord before, SandboxRecord after)
    {
        try
        {
            if (operation.Lasting.Find(Keys.Network(join.NetworkId), StateJson.Default.NetworkRecord) is { } network) SandboxFiles.Follow(operation, network, before, after);
            else SandboxFiles.Follow(operation, before, after);
        }
        catch (CNetException refused)
        {
            OperationLog.Warning($"The sandbox '{after.Name}' keeps names of an endpoint that has left it: {refused.Message}");
        }
    }

    /// <summary>The default route goes to the next endpoint. That it cannot does not keep the endpoint from leaving.</summary>
    private static void ApplyGateways(Operation operation, SandboxRecord before, SandboxRecord after)
    {
        if (!Gateways.Differ(before.Joins, after.Joins) || !SandboxNamespace.Exists(after)) return;
        try
        {
            using var space = SandboxNamespace.Open(after);
            using var session = SandboxNamespace.Verify(after, space.OpenSession());
            Gateways.Apply(session, before.Joins, after.Joins, operation.Kernel.Batch);
        }
        catch (CNetException refused)
        {
            OperationLog.Warning($"The sandbox '{after.Name}' has lost its default route: {refused.Message}");
        }
    }

    /// <summary>A namespace that was there before has nothing of CNet's once its last endpoint has left: the agent has led its questions to itself.</summary>
    private static void GiveBack(SandboxRecord sandbox)
    {
        if (sandbox.Joins.Count > 0 || sandbox.Kind is not (SandboxKind.File or SandboxKind.Process) || !SandboxNamespace.Exists(sandbox)) return;
        try
        {
            using var space = SandboxNamespace.OpenVerified(sandbox);
            NameRules.Remove(space);
        }
        catch (CNetException refused)
        {
            OperationLog.Warning($"The namespace of sandbox '{sandbox.Name}' keeps the table inet {NameRules.Table}: {refused.Message}");
        }
    }
}
