using System.Globalization;
using CNet.Linux;

namespace CNet.Toolkit;

/// <summary>
/// All network namespaces of the machine, by all that holds one: processes and their threads, descriptors, and files on which one is mounted, in whatever mount
/// namespace. Read at one go; what the caller may not look at is left out.
/// </summary>
internal sealed class NamespaceSurvey
{
    private const string Self = "/proc/self";
    private readonly Dictionary<ulong, NamespaceSighting> _sightings = [];
    private readonly Dictionary<ulong, ContainerTrace?> _traces = [];
    private readonly bool _descriptors;

    private NamespaceSurvey(bool descriptors)
    {
        _descriptors = descriptors;
        using (var self = ProcDirectory.TryOpen(Self))
            if (self?.MountNamespace is { } own) _traces[own] = LookAtMounts(Self, isOwn: true);
        using var proc = ProcDirectory.TryOpen("/proc");
        foreach (var pid in proc?.Processes ?? []) LookAt(pid);
    }

    /// <summary>What was found, by inode.</summary>
    internal IReadOnlyDictionary<ulong, NamespaceSighting> Sightings => _sightings;

    /// <summary>Where this process sees the file systems of the machine.</summary>
    internal MountTable Mounts { get; } = new();

    /// <summary>Looks.</summary>
    /// <param name="descriptors">Also at the descriptors of all processes, which is the most work.</param>
    internal static NamespaceSurvey Read(bool descriptors) => new(descriptors);

    private void LookAt(int pid)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
        using var process = ProcDirectory.TryOpen(path);
        if (process is null) return;
        var home = process.NetworkNamespace;
        if (home is { } inode) At(inode).Add(pid, TraceOf(process.MountNamespace, path));
        // This process's own threads are on their way through namespaces, and back in a moment.
        if (pid != Environment.ProcessId && process.Threads is { Count: > 1 } threads)
            foreach (var thread in threads)
                if (thread != pid) LookAt(process, pid, thread, home);
        if (!_descriptors) return;
        foreach (var descriptor in process.Descriptors)
            if (process.NetworkNamespaceHeldBy(descriptor) is { } held)
                At(held).Holder ??= (pid, string.Create(CultureInfo.InvariantCulture, $"{path}/fd/{descriptor}"));
    }

    private void LookAt(ProcDirectory process, int pid, int thread, ulong? home)
    {
        var (network, mount) = process.NamespacesOf(thread);
        if (network is not { } inode) return;
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task/{thread}");
        var trace = TraceOf(mount, path);
        if (network == home) return;
        At(inode).Add(pid, trace);
        At(inode).Thread ??= path + "/ns/net";
    }

    /// <summary>What the mounts that a process sees tell of it. One look for all processes that see the same ones.</summary>
    private ContainerTrace? TraceOf(ulong? mountNamespace, string path)
    {
        if (mountNamespace is not { } inode) return null;
        if (!_traces.TryGetValue(inode, out var trace)) _traces[inode] = trace = LookAtMounts(path, isOwn: false);
        return trace;
    }

    private ContainerTrace? LookAtMounts(string path, bool isOwn)
    {
        ContainerTrace? trace = null;
        var text = (ForeignFile.TryRead(path + "/mountinfo", int.MaxValue) ?? []).AsSpan();
        foreach (var range in text.Split((byte)'\n'))
        {
            if (!MountLine.TryParse(text[range], out var mount)) continue;
            if (mount.NetworkNamespace is { } inode) At(inode).Add(mount.Point, isOwn ? "" : path + "/root");
            else if (isOwn) Mounts.Add(mount);
            trace = ContainerTrace.With(trace, mount);
        }
        return trace;
    }

    private NamespaceSighting At(ulong inode)
    {
        if (!_sightings.TryGetValue(inode, out var sighting)) _sightings[inode] = sighting = new NamespaceSighting(inode);
        return sighting;
    }
}

/// <summary>A network namespace, and where it was seen.</summary>
internal sealed class NamespaceSighting(ulong inode)
{
    private readonly List<(byte[] Point, string Path)> _mounts = [];
    private readonly List<(int ProcessId, ContainerTrace? Trace)> _residents = [];

    /// <summary>The inode of the namespace.</summary>
    internal ulong Inode => inode;

    /// <summary>The processes that live in it, with one thread at least.</summary>
    internal IReadOnlyList<(int ProcessId, ContainerTrace? Trace)> Residents => _residents;

    /// <summary>The files on which it is mounted, as this process can open them.</summary>
    internal IEnumerable<string> Mounts => _mounts.Select(mount => mount.Path);

    /// <summary>The file of a thread that lives in it while its process does not.</summary>
    internal string? Thread { get; set; }

    /// <summary>A descriptor that holds it, and the process that has that.</summary>
    internal (int ProcessId, string Path)? Holder { get; set; }

    /// <summary>The paths by which it may be opened, the one that will do the longest first.</summary>
    internal IEnumerable<string> Paths
    {
        get
        {
            foreach (var (_, path) in _mounts.Where(mount => !IsElsewhere(mount.Path))) yield return path;
            foreach (var (pid, _) in _residents) yield return ProcessTable.NamespacePath(pid);
            foreach (var (_, path) in _mounts.Where(mount => IsElsewhere(mount.Path))) yield return path;
            if (Thread is not null) yield return Thread;
            if (Holder is { } holder) yield return holder.Path;
        }
    }

    internal void Add(int processId, ContainerTrace? trace)
    {
        if (_residents.Count == 0 || _residents[^1].ProcessId != processId) _residents.Add((processId, trace));
    }

    /// <summary>Adds a mount; the same one in the copy of a mount namespace adds nothing.</summary>
    internal void Add(ReadOnlySpan<byte> point, string root)
    {
        foreach (var mount in _mounts)
            if (point.SequenceEqual(mount.Point)) return;
        _mounts.Add((point.ToArray(), root + MountLine.Text(point)));
    }

    private static bool IsElsewhere(string path) => path.StartsWith("/proc/", StringComparison.Ordinal);
}
