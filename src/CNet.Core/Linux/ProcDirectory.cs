using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Unicode;
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

    /// <summary>The inode of the network namespace that a descriptor holds, or null where it holds something else.</summary>
    internal ulong? NetworkNamespaceHeldBy(int descriptor)
    {
        Span<byte> path = stackalloc byte[LinkSize];
        return Utf8.TryWrite(path, CultureInfo.InvariantCulture, $"fd/{descriptor}\0", out _) ? InodeAt(path, "net:["u8) : null;
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
        var target = stackalloc byte[LinkSize];
        int length;
        fixed (byte* link = path) length = (int)readlinkat(_fd.Number, link, target, LinkSize);
        if (length <= kind.Length) return null;
        var text = new ReadOnlySpan<byte>(target, length);
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
