using CNet.Lifecycle;
using CNet.Linux;

namespace CNet;

/// <summary>The processes that CNet started in sandboxes and namespaces, and what those have started.</summary>
public static class Processes
{
    /// <summary>What CNet started in a sandbox, and what that has started.</summary>
    public static IReadOnlyList<int> List(Sandbox sandbox)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        return StartedProcesses.In(sandbox.Record).FindAll(pid => StartedProcesses.IsStartedIn(sandbox.Record, pid));
    }

    /// <summary>Ends processes that CNet started, each with the process group and the session that it leads. What has ended is no error.</summary>
    /// <param name="processIds">The processes.</param>
    /// <param name="patience">How long they may take to end by themselves, before they are made to; zero to make them at once.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="CNetException"><see cref="CNetError.ProcessForeign"/>.</exception>
    public static void Stop(IReadOnlyCollection<int> processIds, TimeSpan patience, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(processIds);
        foreach (var pid in processIds.Where(IsRunning)) RefuseStopping(pid);
        ProcessEnding.End(() => processIds.SelectMany(StartedProcesses.With).Where(pid => pid != Environment.ProcessId), patience, cancellation);
    }

    /// <summary>Ends all that CNet started in sandboxes; others are left.</summary>
    /// <inheritdoc cref="Stop(IReadOnlyCollection{int}, TimeSpan, CancellationToken)"/>
    public static void Stop(IReadOnlyCollection<Sandbox> sandboxes, TimeSpan patience, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sandboxes);
        Privilege.Demand("ending the processes of a sandbox");
        ProcessEnding.End(() => sandboxes.SelectMany(List).Where(pid => pid != Environment.ProcessId), patience, cancellation);
    }

    /// <summary>Refuses what <see cref="Stop(IReadOnlyCollection{int}, TimeSpan, CancellationToken)"/> would refuse, and a process that does not run; does nothing.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.ProcessForeign"/>, <see cref="CNetError.ProcessNotFound"/>.</exception>
    public static void RefuseStopping(int processId)
    {
        Privilege.Demand("ending a process of a sandbox");
        var processes = StartedProcesses.With(processId).ToList();
        if (processes.Count == 0)
            throw new CNetException(CNetError.ProcessNotFound, $"There is no process {processId}.", processId, "Get-Process lists the processes.");
        // Where it has ended itself, those that it left behind are looked at.
        if (!(processes.Contains(processId) ? [processId] : processes).TrueForAll(StartedProcesses.IsStarted))
            throw new CNetException(CNetError.ProcessForeign, $"CNet did not start {Describe(processId)} in a sandbox.", processId, "Stop-Process ends any process.");
    }

    /// <summary>A process for people: "nginx (4711)".</summary>
    public static string Describe(int processId) => ProcessTable.Describe([processId]);

    /// <summary>True where a process runs, or others of the process group or session that it led.</summary>
    public static bool IsRunning(int processId) => StartedProcesses.With(processId).Any();
}
