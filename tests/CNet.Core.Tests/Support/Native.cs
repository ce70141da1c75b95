using System.Runtime.InteropServices;
using CNet.Linux.Interop;

namespace CNet.Tests.Support;

/// <summary>What tests need of libc and CNet does not.</summary>
internal static unsafe partial class Native
{
    /// <summary>Sends a datagram to another netlink socket of the namespace, as a process would that wants to be taken for the kernel.</summary>
    internal static void SendTo(int fd, ReadOnlySpan<byte> bytes, uint port)
    {
        var address = new SockAddrNetlink { nl_family = Constants.AF_NETLINK, nl_pid = port };
        fixed (byte* pointer = bytes)
            if (sendto(fd, pointer, bytes.Length, 0, &address, sizeof(SockAddrNetlink)) != bytes.Length)
                throw new InvalidOperationException($"sendto: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Ends a process at once.</summary>
    internal static void Kill(int pid)
    {
        if (LibC.kill(pid, Constants.SIGKILL) < 0) throw new InvalidOperationException($"kill: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendto(int fd, byte* buffer, nint length, int flags, void* address, int addressLength);
}
