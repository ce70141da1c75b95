using System.Runtime.InteropServices;
using static CNet.Linux.Interop.Constants;

namespace CNet;

/// <summary>A system call failed.</summary>
public sealed class SystemCallException : CNetException
{
    /// <summary>Makes an error from an errno.</summary>
    /// <param name="what">What was tried, such as "mount /run/netns/web".</param>
    /// <param name="errno">The error number of the kernel.</param>
    /// <param name="target">The object concerned.</param>
    public SystemCallException(string what, int errno, object? target = null)
        : base(CodeOf(errno), $"{what}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})", target, HintOf(errno)) => Errno = errno;

    /// <summary>The error number of the kernel.</summary>
    public int Errno { get; }

    internal static SystemCallException Last(string what, object? target = null) => new(what, Marshal.GetLastPInvokeError(), target);

    internal static CNetError CodeOf(int errno) => errno is EPERM or EACCES ? CNetError.PermissionDenied : CNetError.SystemCallFailed;

    internal static string? HintOf(int errno) => errno switch
    {
        EPERM or EACCES => Privilege.Remedy,
        EMFILE => "Too many open files: raise the limit with 'ulimit -n'.",
        _ => null,
    };
}
