using System.Globalization;
using CNet.Agents;
using CNet.Linux.Interop;
using static CNet.Linux.Interop.LibC;

namespace CNet.Linux;

/// <summary>Processes that live in namespaces which are about to go.</summary>
internal static class HostProcesses
{
    /// <summary>Refuses where processes live in a Host or in its sandboxes, and names them.</summary>
    internal static void Refuse(Host host)
    {
        if (Of(host) is { Count: > 0 } processes)
            throw new CNetException(CNetError.HostInUse, $"The Host '{host}' still holds processes: {Describe(processes)}.", host, "End them, or use -Force.");
    }

    /// <summary>Ends the processes that live in a Host or in its sandboxes.</summary>
    internal static void End(Host host)
    {
        foreach (var pid in Of(host))
        {
            OperationLog.Command(string.Create(CultureInfo.InvariantCulture, $"kill -KILL {pid}"));
            _ = kill(pid, Constants.SIGKILL);
        }
    }

    /// <summary>Names processes for a message: "nginx (4711), sleep (4712)".</summary>
    internal static string Describe(IReadOnlyCollection<int> processes)
    {
        const int shown = 5;
        var names = processes.Take(shown).Select(pid => string.Create(CultureInfo.InvariantCulture, $"{ProcessTable.NameOf(pid) ?? "?"} ({pid})"));
        return string.Join(", ", names) + (processes.Count > shown ? $" and {processes.Count - shown} more" : "");
    }

    private static List<int> Of(Host host)
    {
        var files = new List<string> { host.NamespacePath! };
        if (Directory.Exists(host.NamespaceDirectory)) files.AddRange(Directory.EnumerateFiles(host.NamespaceDirectory));
        var inodes = files.Where(NetworkNamespace.IsNamespaceFile).Select(NetworkNamespace.TryInodeOf).OfType<NamespaceInode>().ToHashSet();
        // CNet's own agent ends when it is told to.
        var agent = AgentProcess.Find(host)?.ProcessId;
        return [.. ProcessTable.All().Where(pid => pid != agent && NetworkNamespace.TryInodeOf(ProcessTable.NamespacePath(pid)) is { } inode && inodes.Contains(inode))];
    }
}
