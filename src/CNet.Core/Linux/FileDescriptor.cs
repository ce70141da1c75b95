using Microsoft.Win32.SafeHandles;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Linux;

/// <summary>Owns a file descriptor.</summary>
internal sealed class FileDescriptor : SafeHandleMinusOneIsInvalid
{
    internal FileDescriptor(int fd) : base(ownsHandle: true) => SetHandle(fd);

    /// <summary>The number; valid as long as the caller holds this object undisposed.</summary>
    internal int Number => (int)handle;

    /// <summary>Opens a file; close-on-exec always.</summary>
    internal static FileDescriptor Open(string path, int flags, uint mode = 0)
    {
        var fd = open(path, flags | O_CLOEXEC, mode);
        return fd >= 0 ? new FileDescriptor(fd) : throw SystemCallException.Last($"open {path}", path);
    }

    /// <summary>Opens a file, or returns null where it does not exist.</summary>
    internal static FileDescriptor? TryOpen(string path, int flags, out int errno)
    {
        var fd = open(path, flags | O_CLOEXEC, 0);
        errno = fd < 0 ? System.Runtime.InteropServices.Marshal.GetLastPInvokeError() : 0;
        return fd < 0 ? null : new FileDescriptor(fd);
    }

    /// <summary>Gives the number away: whoever gets it closes it.</summary>
    internal int Release()
    {
        var fd = (int)handle;
        SetHandleAsInvalid();
        return fd;
    }

    protected override bool ReleaseHandle() => close((int)handle) == 0;
}
