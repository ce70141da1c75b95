using System.Runtime.InteropServices;
using System.Text;
using CNet.Discovery;
using CNet.Netlink;
using CNet.Netlink.Wire;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;
using static CNet.Netlink.Wire.NftablesConstants;

namespace CNet.Agents.Names;

/// <summary>What the kernel tells of changes of a sandbox's rules.</summary>
internal static unsafe class RuleEvents
{
    private const int BufferSize = 64 * 1024;
    private static readonly byte[] Table = Encoding.ASCII.GetBytes(NameRules.Table);

    /// <summary>Reads what there is; true where something of CNet's table was taken away, or may have been.</summary>
    internal static bool TellOfDeletion(int fd)
    {
        var buffer = stackalloc byte[BufferSize];
        while (true)
        {
            var length = recvfrom(fd, buffer, BufferSize, MSG_DONTWAIT, null, null);
            // More came than there was room for: it may have been anything.
            if (length < 0) return Marshal.GetLastPInvokeError() == ENOBUFS;
            foreach (var message in new MessageReader(new ReadOnlySpan<byte>(buffer, (int)length)))
                if (IsDeletion(message)) return true;
        }
    }

    /// <summary>The first attribute of each names the table.</summary>
    private static bool IsDeletion(in Message message) => message.Header.nlmsg_type >> 8 == NFNL_SUBSYS_NFTABLES && (message.Header.nlmsg_type & 0xff) is NFT_MSG_DELTABLE or NFT_MSG_DELCHAIN or NFT_MSG_DELRULE
        && message.TryRead(out nfgenmsg _, out var attributes) && attributes.TryFind(NFTA_TABLE_NAME, out var table) && table.Value.TrimEnd((byte)0).SequenceEqual(Table);
}
