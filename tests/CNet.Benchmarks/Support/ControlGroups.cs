namespace CNet.Benchmarks.Support;

/// <summary>The control groups of a name, in every hierarchy, which outlive the processes that were in them.</summary>
internal sealed class ControlGroups(string name)
{
    private const string Root = "/sys/fs/cgroup";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private const int Attempts = 100;

    internal string Name => name;

    /// <summary>Those that there are, in the unified hierarchy or in those of each controller.</summary>
    internal IEnumerable<string> Directories =>
        !System.IO.Directory.Exists(Root) ? [] : System.IO.Directory.EnumerateDirectories(Root).Select(directory => Path.Combine(directory, name)).Append(Path.Combine(Root, name)).Where(System.IO.Directory.Exists);

    /// <summary>Removes them; the processes in them have been ended, and are gone in a moment.</summary>
    internal void Remove()
    {
        foreach (var directory in Directories.ToList())
            for (var attempt = 0; !TryRemove(directory) && attempt < Attempts; attempt++) Thread.Sleep(Pause);
    }

    private static bool TryRemove(string directory)
    {
        try
        {
            foreach (var inner in System.IO.Directory.EnumerateDirectories(directory)) TryRemove(inner);
            // Not recursively: the files in it are the kernel's.
            System.IO.Directory.Delete(directory);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
