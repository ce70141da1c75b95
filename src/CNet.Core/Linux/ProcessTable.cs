using System.Globalization;

namespace CNet.Linux;

/// <summary>Reads /proc about processes. A process is named for sure by its pid and the time it started: pids are used again.</summary>
internal static class ProcessTable
{
    /// <summary>When a process started, in clock ticks since boot; 0 where there is no such process.</summary>
    internal static ulong StartTimeOf(int pid) => StatOf(pid)?.Started ?? 0;

    /// <summary>What the kernel counts a process to, or null where there is no such process.</summary>
    internal static ProcessStat? StatOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            // The second field is the name in parentheses, which may hold anything; the start time is the 20th after it.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            int Number(int field) => int.Parse(fields[field], CultureInfo.InvariantCulture);
            return new ProcessStat(fields[0] is "Z" or "X", Number(1), Number(2), Number(3), ulong.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The name of a process, or null.</summary>
    internal static string? NameOf(int pid)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/comm")).TrimEnd('\n');
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Names processes for a message: "nginx (4711), sleep (4712)".</summary>
    internal static string Describe(IReadOnlyCollection<int> processes)
    {
        const int shown = 5;
        var names = processes.Take(shown).Select(pid => string.Create(CultureInfo.InvariantCulture, $"{NameOf(pid) ?? "?"} ({pid})"));
        return string.Join(", ", names) + (processes.Count > shown ? $" and {processes.Count - shown} more" : "");
    }

    /// <summary>The processes there are.</summary>
    internal static IEnumerable<int> All()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
                yield return pid;
    }

    /// <summary>The processes that live in a network namespace.</summary>
    internal static IEnumerable<int> In(NamespaceInode ns)
    {
        foreach (var pid in All())
            if (NetworkNamespace.TryInodeOf(NamespacePath(pid)) == ns)
                yield return pid;
    }

    /// <summary>The processes that hold one of several sockets, with the socket's inode; a socket may be held by several, and by others than this user may look at.</summary>
    internal static IEnumerable<(uint Inode, int ProcessId)> HoldersOf(IReadOnlySet<uint> sockets)
    {
        foreach (var pid in All())
            foreach (var inode in SocketsOf(pid))
                if (sockets.Contains(inode))
                    yield return (inode, pid);
    }

    /// <summary>The file of a process's network namespace.</summary>
    internal static string NamespacePath(int pid) => string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/ns/net");

    /// <summary>One variable of the environment a process was started with, or null.</summary>
    internal static string? EnvironmentOf(int pid, string variable)
    {
        try
        {
            var prefix = variable + "=";
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/environ")).Split('\0')
                .FirstOrDefault(entry => entry.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>True where a process sees a file system that was mounted from a source of a name: "cnet" of type sysfs.</summary>
    internal static bool HasMount(int pid, string type, string source)
    {
        try
        {
            return File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/mountinfo")).Any(line => line.Contains($" - {type} {source} ", StringComparison.Ordinal));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The inodes of the sockets that a process has open; none where it may not be looked at, or is gone.</summary>
    private static HashSet<uint> SocketsOf(int pid)
    {
        const string prefix = "socket:[";
        var found = new HashSet<uint>();
        try
        {
            foreach (var descriptor in new DirectoryInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fd")).EnumerateFileSystemInfos())
                if (LinkOf(descriptor) is { } link && link.StartsWith(prefix, StringComparison.Ordinal)
                    && uint.TryParse(link.AsSpan(prefix.Length, link.Length - prefix.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var inode))
                    found.Add(inode);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            // What was seen of it until then counts.
        }
        return found;
    }

    /// <summary>What a descriptor is; null where it was closed meanwhile.</summary>
    private static string? LinkOf(FileSystemInfo descriptor)
    {
        try
        {
            return descriptor.LinkTarget;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>What the kernel counts a process to.</summary>
/// <param name="HasEnded">True where it only waits for being reaped.</param>
/// <param name="Parent">Its parent.</param>
/// <param name="Group">Its process group.</param>
/// <param name="Session">Its session.</param>
/// <param name="Started">When it started, in clock ticks since boot.</param>
internal readonly record struct ProcessStat(bool HasEnded, int Parent, int Group, int Session, ulong Started);
