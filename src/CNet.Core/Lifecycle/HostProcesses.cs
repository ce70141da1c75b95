using CNet.Agents;
using CNet.Linux;
using CNet.State;
using CNet.Toolkit;

namespace CNet.Lifecycle;

/// <summary>
/// The processes of a Host that is about to go: those that live in its own namespace and in those of its own sandboxes. A namespace that has only a name in the
/// Host may be anybody's, this machine's own among them: there only what CNet started is the Host's.
/// </summary>
internal static class HostProcesses
{
    /// <summary>Refuses where a Host has processes, and names them.</summary>
    internal static void Refuse(Host host)
    {
        if (Of(host) is { Count: > 0 } processes)
            throw new CNetException(CNetError.HostInUse, $"The Host '{host}' still holds processes: {ProcessTable.Describe(processes)}.", host, "End them, or use -Force.");
    }

    /// <summary>Ends the processes of a Host.</summary>
    internal static void End(Host host) => ProcessEnding.End(() => Of(host), TimeSpan.Zero, CancellationToken.None);

    private static List<int> Of(Host host)
    {
        HashSet<NamespaceInode> own = [.. InodesOf(OwnSandboxes(host).Prepend(host.NamespacePath!))];
        HashSet<NamespaceInode> named = Directory.Exists(host.NamespaceDirectory) ? [.. InodesOf(Directory.EnumerateFiles(host.NamespaceDirectory))] : [];
        // CNet's own agent ends when it is told to.
        var agent = AgentProcess.Find(host)?.ProcessId;
        return [.. ProcessTable.All().Where(pid => pid != agent && pid != Environment.ProcessId && NetworkNamespace.TryInodeOf(ProcessTable.NamespacePath(pid)) is { } inode
            && (own.Contains(inode) || named.Contains(inode) && StartedProcesses.IsStarted(pid)))];
    }

    private static IEnumerable<NamespaceInode> InodesOf(IEnumerable<string> files) => files.Where(NetworkNamespace.IsNamespaceFile).Select(NetworkNamespace.TryInodeOf).OfType<NamespaceInode>();

    private static IEnumerable<string> OwnSandboxes(Host host)
    {
        try
        {
            var controller = Controller.Open(host);
            return !controller.HasState ? [] : Owners.Read(controller).Sandboxes.Where(sandbox => sandbox.Kind == SandboxKind.Own && !SandboxNamespace.IsReplaced(sandbox)).Select(sandbox => sandbox.Path);
        }
        catch (CNetException)
        {
            // Whose state cannot be read has sandboxes that nobody knows.
            return [];
        }
    }
}
