using System.Globalization;
using CNet.Linux;
using CNet.Linux.Interop;
using CNet.State;
using static CNet.Linux.Interop.LibC;

namespace CNet.Lifecycle;

/// <summary>Removes sandboxes. An adopted namespace or process is left as it was found.</summary>
internal static class SandboxRemoval
{
    /// <summary>Takes all endpoints out and removes the sandbox. Goes on past errors and reports them all.</summary>
    internal static void Remove(Operation operation, SandboxRecord sandbox, bool force, bool removeEndpoints)
    {
        RefuseInUse(sandbox, force);
        var errors = new List<CNetException>();
        if (force && sandbox.Kind == SandboxKind.Own) EndProcesses(sandbox);
        // Its namespace goes as a whole, so that it must not vanish with its last endpoint.
        sandbox = sandbox with { MadeByJoin = false };
        operation.Boot.Put(Keys.Sandbox(sandbox.Id), sandbox, StateJson.Default.SandboxRecord);
        foreach (var join in sandbox.Joins)
        {
            try
            {
                Leaving.Leave(operation, operation.Boot.Get(Keys.Sandbox(sandbox.Id), StateJson.Default.SandboxRecord), join.EndpointId);
                if (removeEndpoints) RemoveEndpoint(operation, join);
            }
            catch (CNetException error)
            {
                errors.Add(error);
            }
        }
        if (errors.Count == 0) Delete(operation, sandbox);
        else if (errors.Count == 1) throw errors[0];
        else throw new CNetException(errors[0].Code, string.Join(" ", errors.Select(error => error.Message)), sandbox.Name, errors[0].Hint, errors[0]);
    }

    /// <summary>Removes a sandbox that a join made and the last endpoint left; it stays, with a warning, while processes live in it.</summary>
    internal static void RemoveUnused(Operation operation, SandboxRecord sandbox)
    {
        if (sandbox.Kind == SandboxKind.Own && StartedProcesses.In(sandbox) is { Count: > 0 } processes)
            OperationLog.Warning($"The sandbox '{sandbox.Name}' stays: it still holds {ProcessTable.Describe(processes)}. Remove-CNetSandbox {sandbox.Name} -Force ends what CNet started there.");
        else
            Delete(operation, sandbox);
    }

    /// <summary>Refuses an own sandbox that still holds processes.</summary>
    internal static void RefuseInUse(SandboxRecord sandbox, bool force)
    {
        if (force || sandbox.Kind != SandboxKind.Own || StartedProcesses.In(sandbox) is not { Count: > 0 } processes) return;
        throw new CNetException(CNetError.SandboxInUse, $"The sandbox '{sandbox.Name}' still holds {ProcessTable.Describe(processes)}.", sandbox.Name,
            "End them first, or use -Force, which ends what CNet started.");
    }

    private static void RemoveEndpoint(Operation operation, JoinRecord join)
    {
        if (operation.Lasting.Get(Keys.Endpoint(join.EndpointId), StateJson.Default.EndpointRecord) is { } endpoint
            && operation.Lasting.Get(Keys.Network(join.NetworkId), StateJson.Default.NetworkRecord) is { } network)
            EndpointRemoval.Remove(operation, network, endpoint, force: true);
    }

    private static void Delete(Operation operation, SandboxRecord sandbox)
    {
        operation.Intend(intent => intent with { SandboxId = sandbox.Id, SandboxPath = sandbox.Kind == SandboxKind.Own && !SandboxNamespace.IsReplaced(sandbox) ? sandbox.Path : null });
        if (sandbox.HasFiles) operation.Intend(intent => intent with { FilesOf = [sandbox.Id] });
        operation.Boot.Delete(Keys.Sandbox(sandbox.Id));
        operation.Boot.Delete(Keys.SandboxName(sandbox.Name));
        operation.Commit();
        if (sandbox.Kind == SandboxKind.Own) DeleteNamespace(operation, sandbox);
        if (sandbox.HasFiles) SandboxFiles.Delete(operation.Host, sandbox);
        operation.Complete();
    }

    /// <summary>Deletes the namespace, unless somebody has put another one in its place.</summary>
    private static void DeleteNamespace(Operation operation, SandboxRecord sandbox)
    {
        if (SandboxNamespace.IsReplaced(sandbox))
            OperationLog.Warning($"The namespace '{sandbox.Name}' is not the one that CNet made for the sandbox; it stays.");
        else
            operation.NamedNamespaces.Delete(sandbox.Name);
    }

    /// <summary>Ends what CNet started in the sandbox; others are named and left.</summary>
    private static void EndProcesses(SandboxRecord sandbox)
    {
        var processes = StartedProcesses.In(sandbox).ToLookup(pid => StartedProcesses.IsStartedIn(sandbox, pid));
        foreach (var pid in processes[true])
        {
            OperationLog.Command(string.Create(CultureInfo.InvariantCulture, $"kill -KILL {pid}"));
            _ = kill(pid, Constants.SIGKILL);
        }
        if (processes[false].ToList() is { Count: > 0 } others)
            OperationLog.Warning($"CNet did not start {ProcessTable.Describe(others)} in sandbox '{sandbox.Name}' and leaves them; the namespace lives as long as they do.");
    }
}
