using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using CNet.Linux;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Watching;

/// <summary>
/// The names of namespaces as they come and go: files of a directory on which namespaces are mounted. The file comes first, and that something is mounted
/// on it is another event, of the table of mounts.
/// </summary>
internal sealed unsafe class NameWatch : IWatchSource, IDisposable
{
    private const int HeadSize = 16;
    private readonly NamespaceDirectory _directory;
    private readonly Dictionary<string, NamespaceInode> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _empty = new(StringComparer.Ordinal);
    private readonly FileDescriptor _inotify;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _watched = -1;

    internal NameWatch(NamespaceDirectory directory)
    {
        _directory = directory;
        var fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        _inotify = fd >= 0 ? new FileDescriptor(fd) : throw SystemCallException.Last("inotify_init1");
        Mounts = new MountWatch(this);
        Follow();
        Look(null, null);
    }

    /// <summary>Called with a name that has come.</summary>
    internal required Action<string, NamespaceInode> Came { get; init; }

    /// <summary>Called with a name that is gone, and the namespace that it was.</summary>
    internal required Action<string, NamespaceInode> Gone { get; init; }

    /// <summary>Called where names may have come and gone unseen.</summary>
    internal required Action Lost { get; init; }

    /// <summary>The names there are.</summary>
    internal IReadOnlyDictionary<string, NamespaceInode> Names => _names;

    /// <summary>Tells what was mounted meanwhile.</summary>
    internal IWatchSource Mounts { get; }

    public int Fd => _inotify.Number;

    public short Wanted => POLLIN;

    public bool IsBehind => false;

    public void Read()
    {
        nint length;
        fixed (byte* buffer = _buffer) length = read(Fd, buffer, _buffer.Length);
        for (var rest = _buffer.AsSpan(0, (int)Math.Max(length, 0)); rest.Length >= HeadSize;)
        {
            var mask = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            var size = HeadSize + (int)BinaryPrimitives.ReadUInt32LittleEndian(rest[12..]);
            if (size > rest.Length) break;
            Take(BinaryPrimitives.ReadInt32LittleEndian(rest), mask, Encoding.UTF8.GetString(rest[HeadSize..size].TrimEnd((byte)0)));
            rest = rest[size..];
        }
    }

    public void Dispose()
    {
        _inotify.Dispose();
        ((MountWatch)Mounts).Dispose();
    }

    private void Take(int watched, uint mask, string name)
    {
        if ((mask & IN_Q_OVERFLOW) != 0)
        {
            Lost();
            Look(Came, Gone);
        }
        // The directory has come, or is gone.
        else if (watched != _watched || (mask & IN_IGNORED) != 0)
        {
            if (watched == _watched) _watched = -1;
            if (Follow() || (mask & IN_IGNORED) != 0) Look(Came, Gone);
        }
        else if ((mask & IN_CREATE) != 0) Appear(name);
        else if ((mask & IN_DELETE) != 0) Disappear(name);
    }

    private void Appear(string name)
    {
        if (_names.ContainsKey(name)) Disappear(name);
        if (!TryFind(name, Came)) _empty.Add(name);
    }

    private void Disappear(string name)
    {
        // What came and went before anybody looked has come and gone all the same.
        if (_empty.Remove(name)) Came(name, default);
        else if (!_names.ContainsKey(name)) return;
        _names.Remove(name, out var inode);
        Gone(name, inode);
    }

    private bool TryFind(string name, Action<string, NamespaceInode>? came)
    {
        var path = _directory.PathOf(name);
        if (!NetworkNamespace.IsNamespaceFile(path) || NetworkNamespace.TryInodeOf(path) is not { } inode) return false;
        _names[name] = inode;
        came?.Invoke(name, inode);
        return true;
    }

    /// <summary>Looks at all names.</summary>
    private void Look(Action<string, NamespaceInode>? came, Action<string, NamespaceInode>? gone)
    {
        _empty.Clear();
        var files = _directory.Files().ToHashSet(StringComparer.Ordinal);
        foreach (var (name, inode) in _names.Where(known => !files.Contains(known.Key) || NetworkNamespace.TryInodeOf(_directory.PathOf(known.Key)) != known.Value).ToList())
        {
            _names.Remove(name);
            gone?.Invoke(name, inode);
        }
        foreach (var name in files.Where(name => !_names.ContainsKey(name)))
            if (!TryFind(name, came)) _empty.Add(name);
    }

    /// <summary>Looks whether namespaces were mounted where there was but a file.</summary>
    private void LookAtMounts()
    {
        foreach (var name in _empty.ToList())
            if (TryFind(name, Came)) _empty.Remove(name);
    }

    /// <summary>Follows the directory; where it does not exist yet, the one it will be in.</summary>
    /// <returns>True where it follows the directory itself from now on.</returns>
    private bool Follow()
    {
        if (_watched >= 0) return false;
        _watched = inotify_add_watch(Fd, _directory.Path, IN_CREATE | IN_DELETE | IN_ONLYDIR);
        if (_watched >= 0) return true;
        if (Marshal.GetLastPInvokeError() != ENOENT) throw SystemCallException.Last($"watch {_directory.Path}", _directory.Path);
        if (inotify_add_watch(Fd, Path.GetDirectoryName(_directory.Path)!, IN_CREATE | IN_ONLYDIR) < 0) return false;
        // It may have come meanwhile.
        _watched = inotify_add_watch(Fd, _directory.Path, IN_CREATE | IN_DELETE | IN_ONLYDIR);
        return _watched >= 0;
    }

    /// <summary>The table of mounts, which is waited for only while a file is there on which a namespace is about to be mounted.</summary>
    private sealed class MountWatch(NameWatch names) : IWatchSource, IDisposable
    {
        private readonly FileDescriptor _table = FileDescriptor.Open("/proc/self/mountinfo", O_RDONLY);

        public int Fd => names._empty.Count > 0 ? _table.Number : -1;

        public short Wanted => POLLPRI;

        public bool IsBehind => false;

        public void Read() => names.LookAtMounts();

        public void Dispose() => _table.Dispose();
    }
}
