using CNet.Netlink;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.NftablesConstants;

namespace CNet.Agents;

/// <summary>What the kernel tells of changes of nf_tables.</summary>
internal static class TableEvents
{
    /// <summary>True where a message is about a table of the family inet: the first attribute of each names its table.</summary>
    internal static bool AreOf(in Message message, ReadOnlySpan<byte> table) =>
        message.Header.nlmsg_type >> 8 == NFNL_SUBSYS_NFTABLES && message.TryRead(out nfgenmsg head, out var attributes) && head.nfgen_family == NFPROTO_INET
        && attributes.TryFind(NFTA_TABLE_NAME, out var name) && name.Value.TrimEnd((byte)0).SequenceEqual(table);

    /// <summary>True where something of the table was taken away.</summary>
    internal static bool IsDeletion(in Message message) => (message.Header.nlmsg_type & 0xff) is NFT_MSG_DELTABLE or NFT_MSG_DELCHAIN or NFT_MSG_DELRULE or NFT_MSG_DELSET;
}
