using CNet.Linux;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>Looks at the namespaces of sandboxes, and at the interfaces of endpoints inside them.</summary>
internal static class SandboxInspection
{
    internal static void Inspect(Inspection inspection)
    {
        foreach (var sandbox in inspection.Sandboxes.Where(sandbox => sandbox.Kind != SandboxKind.Host))
        {
            if (IsGone(inspection, sandbox)) continue;
            using var space = SandboxNamespace.Open(sandbox);
            using var session = SandboxNamespace.Verify(sandbox, space.OpenSession());
            var view = NamespaceView.Of(session);
            if (sandbox.Kind == SandboxKind.Own && view.Links.Find(link => link.Index == NamespaceSession.LoopbackIndex) is { IsUp: false })
                inspection.Differs(RepairPhase.Sandboxes, "Loopback", sandbox.Name, $"The loopback interface of sandbox '{sandbox.Name}' is down.", "set it up", operation => SetLoopbackUp(operation, sandbox.Id));
            foreach (var join in sandbox.Joins.Where(join => join.Interface is not null)) Inspect(inspection, sandbox, join, view);
        }
    }

    private static bool IsGone(Inspection inspection, SandboxRecord sandbox)
    {
        var exists = SandboxNamespace.Exists(sandbox);
        var isReplaced = exists && SandboxNamespace.IsReplaced(sandbox);
        if (exists && !isReplaced) return false;
        var why = isReplaced ? $"another one has taken its place at {sandbox.Path}" : sandbox.Kind == SandboxKind.Process ? $"its process {sandbox.ProcessId} has ended" : $"{sandbox.Path} is no namespace any more";
        if (sandbox.Kind == SandboxKind.Own && !isReplaced)
            inspection.Differs(RepairPhase.Sandboxes, "Sandbox", sandbox.Name, $"The namespace of sandbox '{sandbox.Name}' is gone: {why}.", "make it anew, with its endpoints in it",
                operation => SandboxCreation.Renew(operation, Again(operation, sandbox)));
        else
            inspection.Differs(RepairPhase.Sandboxes, "Sandbox", sandbox.Name, $"The namespace of sandbox '{sandbox.Name}' is gone: {why}.", "remove the sandbox; its endpoints keep their addresses",
                operation => SandboxRemoval.Remove(operation, Again(operation, sandbox), force: true, removeEndpoints: false));
        return true;
    }

    private static void Inspect(Inspection inspection, SandboxRecord sandbox, JoinRecord join, NamespaceView view)
    {
        if (!inspection.Networks.TryGetValue(join.NetworkId, out var network) || !inspection.Endpoints.TryGetValue(join.EndpointId, out var endpoint)) return;
        var name = inspection.NameOf(join);
        // Drivers may leave the index open.
        var isHalf = join.HostInterface is { } host && (inspection.Links.GetValueOrDefault(host) is not { } end || join.HostInterfaceIndex != 0 && end.Index != join.HostInterfaceIndex);
        if (isHalf || view.Find(join) is not { } link)
        {
            inspection.Differs(RepairPhase.Interfaces, "Interface", name, $"The interface of endpoint '{name}' in sandbox '{sandbox.Name}' is gone{(isHalf ? $", with its end '{join.HostInterface}' on the Host" : "")}.",
                "plug it in again, with its addresses and routes", operation => Replugging.Replug(operation, sandbox.Id, join.EndpointId));
            return;
        }
        if (view.MissingOf(network, endpoint, join, link, NetworkMtu.Of(inspection.Operation.Drivers, network)) is { Count: > 0 } missing)
            inspection.Differs(RepairPhase.Interfaces, "Interface", name, $"The interface '{link.Name}' of endpoint '{name}' in sandbox '{sandbox.Name}' {string.Join(", ", missing)}.", "give it what it lacks",
                operation => Replugging.Mend(operation, sandbox.Id, join.EndpointId));
    }

    private static void SetLoopbackUp(Operation operation, string sandboxId)
    {
        if (operation.Boot.Get(Keys.Sandbox(sandboxId), StateJson.Default.SandboxRecord) is not { } sandbox) return;
        using var space = SandboxNamespace.Open(sandbox);
        using var session = SandboxNamespace.Verify(sandbox, space.OpenSession());
        session.SetLoopbackUp();
    }

    private static SandboxRecord Again(Operation operation, SandboxRecord sandbox) => operation.Boot.Get(Keys.Sandbox(sandbox.Id), StateJson.Default.SandboxRecord) ?? sandbox;
}
