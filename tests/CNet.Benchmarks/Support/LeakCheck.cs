namespace CNet.Benchmarks.Support;

/// <summary>What a run may not leave on this machine: links, mounts, names of namespaces, directories, control groups, processes.</summary>
internal sealed class LeakCheck
{
    private const string Marker = "CNET_BENCHMARKS_RUN", OwnName = "cnet-benchmarks";
    private readonly HashSet<string> _before;

    internal LeakCheck()
    {
        // Inherited by all that is started, and read in /proc.
        Environment.SetEnvironmentVariable(Marker, Run);
        _before = [.. Things()];
    }

    private static string Run => Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What is there now and was not.</summary>
    internal IReadOnlyList<string> Find() => [.. Things().Where(thing => !_before.Contains(thing)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Things() =>
    [
        .. Entries("/sys/class/net", "*").Select(path => "link " + path), .. Entries("/run/netns", "*"), .. Entries("/run", OwnName + "*"), .. Entries(Path.GetTempPath(), OwnName + "*"),
        .. new ControlGroups($"{OwnName}-{Run}").Directories,
        .. File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')[4]).Where(path => path.Contains(OwnName, StringComparison.Ordinal)).Select(path => "mount " + path),
        .. Entries("/proc", "*").Where(IsOurs).Select(path => "process " + path),
    ];

    private static IEnumerable<string> Entries(string directory, string pattern) => Directory.Exists(directory) ? Directory.EnumerateFileSystemEntries(directory, pattern) : [];

    private static bool IsOurs(string directory)
    {
        if (!int.TryParse(Path.GetFileName(directory), out var id) || id == Environment.ProcessId) return false;
        try
        {
            return File.ReadAllText(Path.Combine(directory, "environ")).Split('\0').Contains($"{Marker}={Run}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
