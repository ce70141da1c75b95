using System.Runtime.InteropServices;
using System.Text;
using CNet.Discovery;
using CNet.Netlink;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents.Names;

/// <summary>What the kernel tells of changes of a sandbox's rules.</summary>
internal static unsafe class RuleEvents
{
    private const int BufferSize = 64 * 1024;
    private static readonly byte[] Table = Encoding.ASCII.GetBytes(NameRules.Table);

    /// <summary>Reads what there is; true where something of CNet's table was taken away, or may have been.</summary>
    /// <param name="fd">The socket.</param>
    /// <param name="own">The port by which CNet itself has changed it: that is not meant.</param>
    internal static bool TellOfDeletion(int fd, uint own)
    {
        var buffer = stackalloc byte[BufferSize];
        for (var isDeleted = false; ;)
        {
            var length = recvfrom(fd, buffer, BufferSize, MSG_DONTWAIT, null, null);
            // More came than there was room for: it may have been anything.
            if (length < 0) return isDeleted || Marshal.GetLastPInvokeError() == ENOBUFS;
            foreach (var message in new MessageReader(new ReadOnlySpan<byte>(buffer, (int)length))) isDeleted |= message.Header.nlmsg_pid != own && TableEvents.AreOf(message, Table) && TableEvents.IsDeletion(message);
        }
    }
}
