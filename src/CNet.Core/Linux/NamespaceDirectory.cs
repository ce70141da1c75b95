using System.Runtime.InteropServices;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Linux;

/// <summary>
/// A directory of named network namespaces, as iproute2 keeps them: a file per name, on which the namespace is mounted. Of this machine's
/// (/run/netns) both see each other's.
/// </summary>
internal sealed class NamespaceDirectory(string path, bool isShared)
{
    private bool _isPrepared;

    /// <summary>The directory.</summary>
    internal string Path => path;

    /// <summary>The name of a file of the directory; null for any other.</summary>
    internal string? NameOf(string file) => System.IO.Path.GetDirectoryName(file) == path ? System.IO.Path.GetFileName(file) : null;

    internal string PathOf(string name) => System.IO.Path.Combine(path, name);

    /// <summary>Makes a namespace under a name. Equivalent to: <c>ip netns add NAME</c></summary>
    /// <returns>The namespace with sockets inside it.</returns>
    internal NamespaceSession Create(string name)
    {
        CreateFile(name);
        NamespaceSession? session = null;
        try
        {
            session = NetworkNamespace.Create();
            Mount(session.Namespace, name);
            return session;
        }
        catch
        {
            session?.Dispose();
            _ = unlink(PathOf(name));
            throw;
        }
    }

    /// <summary>Gives an existing namespace a name. Equivalent to: <c>ip netns attach NAME PID</c></summary>
    internal void Attach(string name, NetworkNamespace ns)
    {
        CreateFile(name);
        try
        {
            Mount(ns, name);
        }
        catch
        {
            _ = unlink(PathOf(name));
            throw;
        }
    }

    /// <summary>
    /// Takes a name away; the namespace itself goes when no process, socket or other name holds it. A name that is gone is no error.
    /// Equivalent to: <c>ip netns del NAME</c>
    /// </summary>
    internal void Delete(string name)
    {
        var file = PathOf(name);
        OperationLog.Command($"ip netns del {name}");
        // Once more than mounted: somebody may have mounted on top.
        while (umount2(file, MNT_DETACH) == 0) { }
        var errno = Marshal.GetLastPInvokeError();
        if (errno is not (EINVAL or ENOENT)) throw new SystemCallException($"umount {file}", errno, name);
        if (unlink(file) < 0 && Marshal.GetLastPInvokeError() != ENOENT) throw SystemCallException.Last($"unlink {file}", name);
    }

    /// <summary>The names there are. A file that is no namespace (a leftover of an earlier boot, where /run is a disk) is left out.</summary>
    internal IEnumerable<string> List() => Files().Where(Contains);

    /// <summary>The names of all files, those that are no namespaces (yet, or any more) among them.</summary>
    internal IEnumerable<string> Files() => Directory.Exists(path) ? Directory.EnumerateFiles(path).Select(file => System.IO.Path.GetFileName(file)) : [];

    internal bool Contains(string name) => NetworkNamespace.IsNamespaceFile(PathOf(name));

    private void CreateFile(string name)
    {
        Prepare();
        OperationLog.Command($"ip netns add {name}");
        var file = PathOf(name);
        if (TryCreate(file)) return;
        if (NetworkNamespace.IsNamespaceFile(file))
            throw new CNetException(CNetError.NamespaceExists, $"A network namespace '{name}' exists.", name, $"Remove-CNetNamespace {name}, or choose another name.");
        // A leftover of an earlier boot, or of a kill between making the file and mounting on it.
        _ = unlink(file);
        if (!TryCreate(file)) throw SystemCallException.Last($"create {file}", name);
    }

    private static bool TryCreate(string file)
    {
        var fd = open(file, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0);
        if (fd >= 0) return close(fd) == 0;
        return Marshal.GetLastPInvokeError() == EEXIST ? false : throw SystemCallException.Last($"create {file}", file);
    }

    private void Mount(NetworkNamespace ns, string name)
    {
        if (mount(ns.ProcPath, PathOf(name), "none", MS_BIND, 0) < 0) throw SystemCallException.Last($"mount {PathOf(name)}", name);
    }

    /// <summary>
    /// The directory is a mount of its own: this machine's is shared, so that every mount namespace sees a name come and go; another
    /// Host's is private, which also spares its mounts the way through all of them.
    /// </summary>
    private void Prepare()
    {
        if (_isPrepared) return;
        Directory.CreateDirectory(path, (UnixFileMode)0x1ed);
        var propagation = isShared ? MS_SHARED | MS_REC : MS_PRIVATE;
        if (mount("", path, "none", propagation, 0) < 0)
        {
            if (Marshal.GetLastPInvokeError() != EINVAL) throw SystemCallException.Last($"mount {path}", path);
            if (mount(path, path, "none", MS_BIND | MS_REC, 0) < 0) throw SystemCallException.Last($"mount --bind {path}", path);
            if (mount("", path, "none", propagation, 0) < 0) throw SystemCallException.Last($"mount {path}", path);
        }
        _isPrepared = true;
    }

    /// <summary>Takes all names away, and the directory with them.</summary>
    internal void DeleteAll()
    {
        if (!Directory.Exists(path)) return;
        foreach (var file in Directory.EnumerateFiles(path)) Delete(System.IO.Path.GetFileName(file));
        while (umount2(path, MNT_DETACH) == 0) { }
        Directory.Delete(path);
    }
}
