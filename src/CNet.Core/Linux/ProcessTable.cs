using System.Globalization;

namespace CNet.Linux;

/// <summary>Reads /proc about processes. A process is named for sure by its pid and the time it started: pids are used again.</summary>
internal static class ProcessTable
{
    /// <summary>When a process started, in clock ticks since boot; 0 where there is no such process.</summary>
    internal static ulong StartTimeOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            // The second field is the name in parentheses, which may hold anything; the start time is the 20th after it.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return ulong.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return 0;
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
}
