namespace CNet.Tests.Support;

/// <summary>
/// The directory of a run of the tests, with all Hosts it makes. The run locks a file in it for as long as it lives, so that a later run can tell
/// those whose run was killed, and takes them away.
/// </summary>
internal sealed class RunDirectory : IDisposable
{
    private const string Prefix = "cnet-tests-", Unfinished = "cnet-test-run-", LockName = "lock";
    private readonly FileStream _lock;

    /// <summary>Makes a directory in another one, the temporary one where none is named.</summary>
    internal RunDirectory(string? parent = null)
    {
        parent ??= System.IO.Path.GetTempPath();
        var unfinished = Directory.CreateDirectory(System.IO.Path.Combine(parent, Unfinished + Guid.NewGuid().ToString("N")), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        _lock = Lock(unfinished, FileMode.CreateNew);
        // It has its name only with the lock: a sweep of others finds it locked or not at all.
        Path = System.IO.Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N")[..8]);
        Directory.Move(unfinished, Path);
    }

    internal string Path { get; }

    /// <summary>Where Hosts lie, as CNET_RUN has it.</summary>
    internal string Run => System.IO.Path.Combine(Path, "run");

    /// <summary>
    /// Takes away what runs left that were killed: Hosts, their agents, directories. Where a process lives on in one of the Hosts it stays for a later
    /// run: none is ended by this.
    /// </summary>
    internal static void Sweep(string? parent = null)
    {
        foreach (var directory in Directory.EnumerateDirectories(parent ?? System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                using var dead = Lock(directory, FileMode.Open);
                var hosts = System.IO.Path.Combine(directory, "run", "hosts");
                if (Directory.Exists(hosts))
                    foreach (var root in Directory.GetDirectories(hosts)) Hosts.Remove(HostAt(root));
                Directory.Delete(directory, recursive: true);
            }
            catch (Exception inUse) when (inUse is IOException or UnauthorizedAccessException or CNetException)
            {
                // It lives, or is somebody else's.
            }
        }
    }

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
        _lock.Dispose();
    }

    private static FileStream Lock(string directory, FileMode mode) => new(System.IO.Path.Combine(directory, LockName), mode, FileAccess.ReadWrite, FileShare.None);

    private static Host HostAt(string root)
    {
        string Within(params string[] names) => System.IO.Path.Combine([root, .. names]);
        return new Host(System.IO.Path.GetFileName(root), Within("self", "net"), Within("state"), Within("run"), Within("netns"), default);
    }
}
