using System.Globalization;
using CNet.Linux.Interop;
using static CNet.Linux.Interop.LibC;

namespace CNet.Linux;

/// <summary>Processes that live in namespaces which are about to go.</summary>
internal static class HostProcesses
{
    /// <summary>Ends the processes that live in a Host or in its sandboxes, or refuses, naming them.</summary>
    internal static void EndOrRefuse(Host host, bool force)
    {
        var files = new List<string> { host.NamespacePath! };
        if (Directory.Exists(host.NamespaceDirectory)) files.AddRange(Directory.EnumerateFiles(host.NamespaceDirectory));
        var inodes = files.Where(NetworkNamespace.IsNamespaceFile).Select(NetworkNamespace.TryInodeOf).OfType<NamespaceInode>().ToHashSet();
        var processes = ProcessTable.All().Where(pid => NetworkNamespace.TryInodeOf(ProcessTable.NamespacePath(pid)) is { } inode && inodes.Contains(inode)).ToList();
        if (processes.Count == 0) return;
        if (!force)
            throw new CNetException(CNetError.HostInUse, $"The Host '{host}' still holds processes: {Describe(processes)}.", host, "End them, or use -Force.");
        foreach (var pid in processes)
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
}
