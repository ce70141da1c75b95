using System.Runtime.InteropServices;
using CNet.Linux.Interop;
using CNet.Netlink;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Linux;

/// <summary>Tells a network namespace from every other one that exists at the same moment; inodes are used again at once.</summary>
internal readonly record struct NamespaceInode(uint DeviceMajor, uint DeviceMinor, ulong Number);

/// <summary>An open network namespace. It lives at least as long as this object.</summary>
internal sealed unsafe class NetworkNamespace : IDisposable
{
    private static readonly nint Conf4Path = Marshal.StringToCoTaskMemUTF8("sys/net/ipv4/conf"), Conf6Path = Marshal.StringToCoTaskMemUTF8("sys/net/ipv6/conf");

    private const string Proc = "/proc/";

    private readonly FileDescriptor _fd;

    internal NetworkNamespace(FileDescriptor fd, bool isHome = false)
    {
        _fd = fd;
        IsHome = isHome;
    }

    /// <summary>The descriptor, for netlink attributes and setns.</summary>
    internal int Fd => _fd.Number;

    /// <summary>True for the namespace this process lives in.</summary>
    internal bool IsHome { get; }

    /// <summary>The path by which this process can name the namespace to the kernel, as the source of a bind mount.</summary>
    internal string ProcPath => $"/proc/self/fd/{Fd}";

    internal NamespaceInode Inode
    {
        get
        {
            Statx status;
            if (statx(Fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &status) < 0) throw SystemCallException.Last("statx of a network namespace");
            return ToInode(status);
        }
    }

    /// <summary>Opens a namespace by its file.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.NamespaceNotFound"/> where the file is missing or is not a namespace's.</exception>
    internal static NetworkNamespace Open(string path, object? target = null)
    {
        var fd = FileDescriptor.TryOpen(path, O_RDONLY, out var errno);
        if (fd is null && errno is EPERM or EACCES) throw new SystemCallException($"open {path}", errno, target ?? path);
        if (fd is null || !IsNamespaceFile(path))
        {
            fd?.Dispose();
            throw new CNetException(CNetError.NamespaceNotFound, $"'{path}' is not a network namespace.", target ?? path,
                "Get-CNetNamespace lists the named ones; a process is meant by pid:4711.");
        }
        return new NetworkNamespace(fd);
    }

    /// <summary>The namespace this process lives in.</summary>
    internal static NetworkNamespace OpenHome() => new(FileDescriptor.Open("/proc/thread-self/ns/net", O_RDONLY), isHome: true);

    /// <summary>True where the path is a file of the kernel's namespace file system.</summary>
    internal static bool IsNamespaceFile(string path)
    {
        StatFs status;
        return statfs(path, &status) == 0 && status.f_type == NSFS_MAGIC;
    }

    /// <summary>The inode of a namespace file, without opening the namespace; null where it cannot be read.</summary>
    internal static NamespaceInode? TryInodeOf(string path)
    {
        Statx status;
        return statx(AT_FDCWD, path, 0, STATX_BASIC_STATS, &status) == 0 ? ToInode(status) : null;
    }

    /// <summary>Begins to open sockets inside the namespace.</summary>
    /// <param name="parameters">True where the parameters of interfaces will be needed: to open them now costs less than later.</param>
    internal PendingSession BeginSession(bool parameters = false) => new(this, Post(Fd, parameters));

    /// <summary>Opens sockets inside the namespace; in this process's own without entering anything, which needs no privilege.</summary>
    internal NamespaceSession OpenSession(bool parameters = false)
    {
        if (IsHome) return new NamespaceSession(this, false, NetlinkSocket.OpenHere(NETLINK_ROUTE));
        using var pending = BeginSession(parameters);
        return pending.Wait();
    }

    /// <summary>Makes a namespace, with sockets inside it. Equivalent to: <c>unshare --net</c></summary>
    internal static NamespaceSession Create()
    {
        using var pending = new PendingSession(null, Post(-1, parameters: true));
        return pending.Wait();
    }

    /// <summary>Opens a socket of any kind inside the namespace.</summary>
    internal FileDescriptor OpenSocket(int domain, int type, int protocol)
    {
        if (IsHome)
        {
            var fd = socket(domain, type | SOCK_CLOEXEC, protocol);
            return fd >= 0 ? new FileDescriptor(fd) : throw SystemCallException.Last("socket");
        }
        var work = new NamespaceWork { Namespace = Fd };
        work.AddSocket(domain, type, protocol);
        var done = NamespaceThread.Post(work).Wait();
        return done.Errno == 0 ? new FileDescriptor(done.Socket[0]) : throw Failure(done.Errno, "socket in a network namespace");
    }

    /// <summary>
    /// Opens sockets of one kind at once: to enter the namespace costs more than many of them. Returns how many there are, at least one: a limit of
    /// descriptors may keep it from more. They are the caller's to close.
    /// </summary>
    internal int OpenSockets(int domain, int type, int protocol, Span<int> sockets)
    {
        if (IsHome)
        {
            sockets[0] = OpenSocket(domain, type, protocol).Release();
            for (var i = 1; i < sockets.Length; i++)
                if ((sockets[i] = socket(domain, type | SOCK_CLOEXEC, protocol)) < 0) return i;
            return sockets.Length;
        }
        fixed (int* copies = sockets[1..])
        {
            var work = new NamespaceWork { Namespace = Fd, Copies = copies, CopyCount = sockets.Length - 1 };
            work.AddSocket(domain, type, protocol);
            var done = NamespaceThread.Post(work).Wait();
            sockets[0] = done.Errno == 0 ? done.Socket[0] : throw Failure(done.Errno, "socket in a network namespace");
        }
        var refused = sockets.IndexOf(-1);
        return refused < 0 ? sockets.Length : refused;
    }

    /// <summary>
    /// Opens a file that belongs to the namespace it is opened in, such as /proc/sys/net, /proc/thread-self/net or /dev/net/tun; null where it does not exist.
    /// </summary>
    internal FileDescriptor? TryOpenFile(string path, int flags)
    {
        if (IsHome) return FileDescriptor.TryOpen(path, flags, out var errno) ?? (errno == ENOENT ? null : throw new SystemCallException($"open {path}", errno, path));
        var native = Marshal.StringToCoTaskMemUTF8(path.StartsWith(Proc, StringComparison.Ordinal) ? path[Proc.Length..] : path);
        try
        {
            var work = new NamespaceWork { Namespace = Fd };
            work.AddFile(native, flags);
            var done = NamespaceThread.Post(work).Wait();
            if (done.Errno != 0) throw Failure(done.Errno, "enter a network namespace");
            if (done.File[0] >= 0) return new FileDescriptor(done.File[0]);
            return done.File[0] == -ENOENT ? null : throw new SystemCallException($"open {path}", -done.File[0], path);
        }
        finally
        {
            Marshal.FreeCoTaskMem(native);
        }
    }

    public void Dispose() => _fd.Dispose();

    private static NamespaceThread.Request Post(int fd, bool parameters)
    {
        var work = new NamespaceWork { Namespace = fd };
        work.AddSocket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
        if (parameters)
        {
            work.AddFile(Conf4Path, O_RDONLY);
            work.AddFile(Conf6Path, O_RDONLY);
        }
        return NamespaceThread.Post(work);
    }

    private static NamespaceInode ToInode(in Statx status) => new(status.stx_dev_major, status.stx_dev_minor, status.stx_ino);

    private static CNetException Failure(int errno, string what) => errno switch
    {
        EPERM => new CNetException(CNetError.PermissionDenied, "Permission denied: network namespaces need CAP_SYS_ADMIN.", null, Privilege.Remedy),
        ENOSPC => new CNetException(CNetError.KernelFeatureMissing, "The kernel's limit of network namespaces is reached.", null,
            "Raise it: sysctl user.max_net_namespaces."),
        _ => new SystemCallException(what, errno),
    };

    /// <summary>A session that is being opened, while other things are done.</summary>
    internal sealed class PendingSession(NetworkNamespace? existing, NamespaceThread.Request request) : IDisposable
    {
        private bool _isTaken;

        /// <summary>Waits for the session, which is the caller's from then on; only once.</summary>
        internal NamespaceSession Wait()
        {
            _isTaken = true;
            var done = request.Wait();
            var created = done.Created >= 0 ? new NetworkNamespace(new FileDescriptor(done.Created)) : null;
            var socket = done.SocketCount > 0 && done.Errno == 0 && done.Socket[0] >= 0 ? new FileDescriptor(done.Socket[0]) : null;
            var hasParameters = done.FileCount > 0;
            var conf4 = hasParameters && done.Errno == 0 && done.File[0] >= 0 ? new FileDescriptor(done.File[0]) : null;
            var conf6 = hasParameters && done.Errno == 0 && done.File[1] >= 0 ? new FileDescriptor(done.File[1]) : null;
            if (socket is not null) return new NamespaceSession((existing ?? created)!, created is not null, new NetlinkSocket(socket), conf4, conf6, hasParameters);
            created?.Dispose();
            throw Failure(done.Errno, existing is null ? "unshare a network namespace" : "enter a network namespace");
        }

        /// <summary>Closes what was opened in vain.</summary>
        public void Dispose()
        {
            if (_isTaken) return;
            try
            {
                Wait().Dispose();
            }
            catch (CNetException)
            {
                // Whatever kept it from being waited for is the error that counts.
            }
        }
    }
}
