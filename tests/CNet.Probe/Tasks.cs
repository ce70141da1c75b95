namespace CNet.Probe;

/// <summary>The threads of this process, as the kernel shows them under /proc.</summary>
internal static class Tasks
{
    /// <summary>Their directories.</summary>
    internal static IEnumerable<string> All() => Directory.EnumerateDirectories("/proc/self/task");

    /// <summary>Their names, which the kernel cuts after 15 bytes.</summary>
    internal static IEnumerable<string> Names() => All().Select(NameOf).OfType<string>();

    /// <summary>A thread's name, or null where it has ended.</summary>
    internal static string? NameOf(string task) => Try(() => File.ReadAllText(Path.Combine(task, "comm")).TrimEnd('\n'));

    /// <summary>A thread's network namespace, or null where it has ended.</summary>
    internal static string? NamespaceOf(string task) => Try(() => new FileInfo(Path.Combine(task, "ns/net")).LinkTarget);

    private static string? Try(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
