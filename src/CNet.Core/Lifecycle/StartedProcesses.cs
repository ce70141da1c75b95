using CNet.Linux;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>The processes that CNet started in sandboxes and namespaces, and what those have started.</summary>
internal static class StartedProcesses
{
    /// <summary>The variable of the environment by which CNet knows them: the id of the sandbox.</summary>
    internal const string SandboxVariable = "CNET_SANDBOX";

    /// <summary>True where CNet started a process, or it is a descendant of one.</summary>
    internal static bool IsStarted(int pid) => ProcessTable.EnvironmentOf(pid, SandboxVariable) is not null || HasOwnMounts(pid);

    /// <summary>True where CNet started a process that lives in the namespace of a sandbox.</summary>
    internal static bool IsStartedIn(SandboxRecord sandbox, int pid) =>
        ProcessTable.EnvironmentOf(pid, SandboxVariable) is { } id ? id == sandbox.Id : HasOwnMounts(pid);

    /// <summary>The processes that live in the namespace of a sandbox.</summary>
    internal static List<int> In(SandboxRecord sandbox) =>
        NetworkNamespace.IsNamespaceFile(sandbox.Path) && NetworkNamespace.TryInodeOf(sandbox.Path) is { } inode ? [.. ProcessTable.In(inode)] : [];

    /// <summary>A process with its group and its session, where it leads them: those that live, also where it has ended itself.</summary>
    internal static IEnumerable<int> With(int pid) => pid <= 0 ? [] : ProcessTable.All().Where(other =>
        ProcessTable.StatOf(other) is { HasEnded: false } stat && (other == pid || stat.Group == pid || stat.Session == pid));

    /// <summary>
    /// Servers that write their title into /proc (nginx, PostgreSQL) write it over their environment. Nobody loses the /sys that a program
    /// gets when it is started.
    /// </summary>
    private static bool HasOwnMounts(int pid) => ProcessTable.HasMount(pid, "sysfs", SpawnWork.MountSource);
}
