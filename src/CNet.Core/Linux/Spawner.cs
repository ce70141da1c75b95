using System.Runtime.InteropServices;
using System.Text;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Linux;

/// <summary>Starts programs inside network namespaces, from a thread made for each alone.</summary>
internal static unsafe class Spawner
{
    private const int OpaqueSize = 1024;

    /// <summary>Starts a program. Its id, which the caller reaps (<see cref="Child"/>).</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="command">The program.</param>
    /// <param name="descriptors">What it gets as its descriptors 0, 1, 2 …</param>
    /// <param name="options">How it is started.</param>
    /// <exception cref="CNetException"><see cref="CNetError.CommandNotFound"/> where it cannot be started.</exception>
    internal static int Run(NetworkNamespace ns, ChildCommand command, ReadOnlySpan<int> descriptors, SpawnOptions options = SpawnOptions.None)
    {
        using var memory = new NativeArena();
        using var home = FileDescriptor.Open("/proc/thread-self/ns/net", O_RDONLY);
        var work = (SpawnWork*)memory.Allocate(sizeof(SpawnWork));
        work->Namespace = ns.Fd;
        work->Home = home.Number;
        work->KeepsMounts = options.HasFlag(SpawnOptions.CallersMounts) ? 1 : 0;
        work->Path = memory.Text(command.Path);
        work->Arguments = memory.Texts(command.Arguments);
        work->Environment = memory.Texts([.. command.Environment.Select(pair => $"{pair.Key}={pair.Value}")]);
        work->MountSources = memory.Texts([.. command.View.Mounts.Select(mount => mount.Source)]);
        work->MountTargets = memory.Texts([.. command.View.Mounts.Select(mount => mount.Target)]);
        if (command.View.Hostname is { } hostname) Name(work, memory, hostname);
        work->Actions = memory.Allocate(OpaqueSize);
        work->Attributes = memory.Allocate(OpaqueSize);
        Prepare(work, memory, descriptors, command.WorkingDirectory, options.HasFlag(SpawnOptions.OwnSession));
        var thread = new Thread(() => SpawnWork.Run(work), 256 * 1024) { IsBackground = true, Name = "CNet start" };
        thread.Start();
        thread.Join();
        _ = posix_spawn_file_actions_destroy(work->Actions);
        _ = posix_spawnattr_destroy(work->Attributes);
        if (work->EnterErrno != 0) throw new SystemCallException("enter a network namespace", work->EnterErrno);
        return work->SpawnErrno == 0 ? work->ProcessId
            : throw new CNetException(CNetError.CommandNotFound, $"'{command.Path}' cannot be started: {Marshal.GetPInvokeErrorMessage(work->SpawnErrno)}.", command.Path,
                "Is it an executable file, and does the working directory exist?");
    }

    /// <summary>What is before the first dot is the name, and the rest the domain.</summary>
    private static void Name(SpawnWork* work, NativeArena memory, string hostname)
    {
        var dot = hostname.IndexOf('.', StringComparison.Ordinal);
        var (name, domain) = dot < 0 ? (hostname, null) : (hostname[..dot], hostname[(dot + 1)..]);
        work->Hostname = memory.Text(name);
        work->HostnameLength = (nuint)Encoding.UTF8.GetByteCount(name);
        if (domain is null) return;
        work->Domain = memory.Text(domain);
        work->DomainLength = (nuint)Encoding.UTF8.GetByteCount(domain);
    }

    private static void Prepare(SpawnWork* work, NativeArena memory, ReadOnlySpan<int> descriptors, string? workingDirectory, bool ownSession)
    {
        _ = posix_spawn_file_actions_init(work->Actions);
        _ = posix_spawnattr_init(work->Attributes);
        for (var i = 0; i < descriptors.Length; i++) _ = posix_spawn_file_actions_adddup2(work->Actions, descriptors[i], i);
        if (ownSession)
            foreach (var fd in Inheritable(descriptors.Length)) _ = posix_spawn_file_actions_addclose(work->Actions, fd);
        if (workingDirectory is not null) _ = posix_spawn_file_actions_addchdir_np(work->Actions, memory.Text(workingDirectory));
        // The runtime ignores some signals, which a child would inherit: SIGPIPE above all.
        var all = memory.Allocate(OpaqueSize);
        NativeMemory.Fill(all, OpaqueSize, 0xff);
        var none = memory.Allocate(OpaqueSize);
        _ = posix_spawnattr_setsigdefault(work->Attributes, all);
        _ = posix_spawnattr_setsigmask(work->Attributes, none);
        _ = posix_spawnattr_setflags(work->Attributes, (short)(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (ownSession ? POSIX_SPAWN_SETSID : POSIX_SPAWN_SETPGROUP)));
    }

    /// <summary>The descriptors that a child would inherit, from a number on: those that whoever started this process left open.</summary>
    private static List<int> Inheritable(int from)
    {
        var found = new List<int>();
        foreach (var entry in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
            if (int.TryParse(Path.GetFileName(entry.AsSpan()), out var fd) && fd >= from && fcntl(fd, F_GETFD, (nint)0) is var flags and >= 0 && (flags & FD_CLOEXEC) == 0)
                found.Add(fd);
        return found;
    }
}
