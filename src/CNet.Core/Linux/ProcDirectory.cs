using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using CNet.Linux.Interop;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Linux;

/// <summary>
/// /proc, or the directory of a process in it, looked through without making an object of each entry: all descriptors of all processes are read. What is gone
/// meanwhile, or may not be looked at, is not there.
/// </summary>
internal sealed unsafe class ProcDirectory : IDisposable
{
    private const int LinkSize = 64;
    private static readonly (uint Major, uint Minor)? NamespaceDevice = Linux.NetworkNamespace.TryInodeOf("/proc/self/ns/net") is { } own ? (own.DeviceMajor, own.DeviceMinor) : null;
    private readonly FileDescriptor _fd;

    private ProcDirectory(FileDescriptor fd) => _fd = fd;

    internal static ProcDirectory? TryOpen(string path) => FileDescriptor.TryOpen(path, O_PATH, out _) is { } fd ? new ProcDirectory(fd) : null;

    /// <summary>The inode of the network namespace of the process.</summary>
    internal ulong? NetworkNamespace => InodeAt("ns/net\0"u8, "net:["u8);

    /// <summary>The inode of its mount namespace.</summary>
    internal ulong? MountNamespace => InodeAt("ns/mnt\0"u8, "mnt:["u8);

    /// <summary>The processes, where it is /proc itself.</summary>
    internal List<int> Processes => Numbers(".");

    /// <summary>The threads of the process.</summary>
    internal List<int> Threads => Numbers("task");

    /// <summary>Its descriptors.</summary>
    internal List<int> Descriptors => Numbers("fd");

    /// <summary>
    /// The inode of the network namespace that a descriptor holds, or null where it holds something else. One that was opened by a file on which the namespace is
    /// mounted is called as that file, even where the mount is gone.
    /// </summary>
    internal ulong? NetworkNamespaceHeldBy(int descriptor)
    {
        Span<byte> path = stackalloc byte[LinkSize], target = stackalloc byte[LinkSize];
        if (!Utf8.TryWrite(path, CultureInfo.InvariantCulture, $"fd/{descriptor}\0", out var length)) return null;
        var text = Read(path, target);
        if (InodeOf(text, "net:["u8) is { } inode) return inode;
        if (!text.StartsWith("/"u8) || text.StartsWith("/dev/"u8)) return null;
        Statx status;
        var file = Encoding.UTF8.GetString(path[..(length - 1)]);
        // Nobody is asked for it: the file may be on a server that is gone.
        if (statx(_fd.Number, file, AT_STATX_DONT_SYNC, STATX_BASIC_STATS, &status) < 0 || (status.stx_dev_major, status.stx_dev_minor) != NamespaceDevice) return null;
        using var held = new FileDescriptor(openat(_fd.Number, file, O_RDONLY | O_CLOEXEC, 0));
        return !held.IsInvalid && ioctl(held.Number, NS_GET_NSTYPE, 0) == CLONE_NEWNET ? status.stx_ino : null;
    }

    /// <summary>The inodes of the network and mount namespaces of a thread.</summary>
    internal (ulong? Network, ulong? Mount) NamespacesOf(int thread)
    {
        Span<byte> network = stackalloc byte[LinkSize], mount = stackalloc byte[LinkSize];
        return Utf8.TryWrite(network, CultureInfo.InvariantCulture, $"task/{thread}/ns/net\0", out _) && Utf8.TryWrite(mount, CultureInfo.InvariantCulture, $"task/{thread}/ns/mnt\0", out _)
            ? (InodeAt(network, "net:["u8), InodeAt(mount, "mnt:["u8)) : default;
    }

    public void Dispose() => _fd.Dispose();

    /// <summary>What a link says by itself: "net:[4026531840]".</summary>
    private ulong? InodeAt(ReadOnlySpan<byte> path, ReadOnlySpan<byte> kind)
    {
        Span<byte> target = stackalloc byte[LinkSize];
        return InodeOf(Read(path, target), kind);
    }

    private ReadOnlySpan<byte> Read(ReadOnlySpan<byte> path, Span<byte> target)
    {
        fixed (byte* link = path, text = target) return target[..Math.Max(0, (int)readlinkat(_fd.Number, link, text, target.Length))];
    }

    private static ulong? InodeOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> kind)
    {
        return text.StartsWith(kind) && text[^1] == (byte)']' && ulong.TryParse(text[kind.Length..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var inode) ? inode : null;
    }

    private List<int> Numbers(string directory)
    {
        var numbers = new List<int>();
        var fd = openat(_fd.Number, directory, O_RDONLY | O_CLOEXEC, 0);
        if (fd < 0) return numbers;
        var stream = fdopendir(fd);
        if (stream == 0) _ = close(fd);
        else
        {
            for (var entry = readdir(stream); entry is not null; entry = readdir(stream))
                if (int.TryParse(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry->d_name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) numbers.Add(number);
            _ = closedir(stream);
        }
        return numbers;
    }
}
