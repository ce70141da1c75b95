using CNet.Linux.Interop;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Linux;

/// <summary>Reads files that are not CNet's: nothing they are or become keeps CNet waiting, or from going on.</summary>
internal static unsafe class ForeignFile
{
    private const int FirstSize = 16 * 1024;

    /// <summary>What a file says; null where it is missing, larger than a limit, or cannot be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">How large it may be.</param>
    internal static byte[]? TryRead(string path, int limit)
    {
        // A FIFO in its place would wait for somebody to write.
        using var fd = FileDescriptor.TryOpen(path, O_RDONLY | O_NONBLOCK, out _);
        if (fd is null) return null;
        var buffer = new byte[FirstSize];
        var length = 0;
        while (true)
        {
            int count;
            fixed (byte* pointer = buffer) count = (int)read(fd.Number, pointer + length, buffer.Length - length);
            if (count < 0) return null;
            if (count == 0) return buffer.AsSpan(0, length).ToArray();
            if ((length += count) > limit) return null;
            if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    /// <summary>What a regular file says that is root's or the caller's own: others could write into theirs what they like.</summary>
    internal static byte[]? TryReadTrusted(string path, int limit) => IsTrusted(path, isFile: true) ? TryRead(path, limit) : null;

    /// <summary>True for a directory that is root's or the caller's own.</summary>
    internal static bool IsTrustedDirectory(string path) => IsTrusted(path, isFile: false);

    private static bool IsTrusted(string path, bool isFile)
    {
        Statx status;
        return statx(AT_FDCWD, path, 0, STATX_BASIC_STATS, &status) == 0 && (status.stx_uid == 0 || status.stx_uid == geteuid()) && (status.stx_mode & S_IFMT) == S_IFREG == isFile;
    }
}
