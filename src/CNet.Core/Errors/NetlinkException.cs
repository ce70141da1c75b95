using System.Runtime.InteropServices;

namespace CNet;

/// <summary>The kernel refused a netlink request.</summary>
public sealed class NetlinkException : CNetException
{
    /// <summary>Makes an error from the kernel's answer.</summary>
    /// <param name="request">The request as the iproute2 or nft command that is equivalent to it.</param>
    /// <param name="errno">The error number of the kernel.</param>
    /// <param name="kernelText">The text of the kernel's extended acknowledgement, if it gave one.</param>
    public NetlinkException(string request, int errno, string? kernelText)
        : base(SystemCallException.CodeOf(errno) is var code && code == CNetError.SystemCallFailed ? CNetError.NetlinkFailed : code,
            Compose(request, errno, kernelText), request, SystemCallException.HintOf(errno))
    {
        Request = request;
        Errno = errno;
        KernelText = kernelText;
    }

    /// <summary>The request as the iproute2 or nft command that is equivalent to it.</summary>
    public string Request { get; }

    /// <summary>The error number of the kernel.</summary>
    public int Errno { get; }

    /// <summary>The text of the kernel's extended acknowledgement, or null.</summary>
    public string? KernelText { get; }

    private static string Compose(string request, int errno, string? kernelText) => kernelText is null
        ? $"The kernel refused '{request}': {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})"
        : $"The kernel refused '{request}': {kernelText.TrimEnd('.')} ({Marshal.GetPInvokeErrorMessage(errno)}, errno {errno})";
}
