using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.NftablesConstants;

namespace CNet.Netlink.Nftables;

/// <summary>Tells what a message of nf_tables does as the command of nft that is equivalent to it.</summary>
internal static class NftRequestText
{
    /// <summary>False for the brackets of a transaction, and for questions.</summary>
    internal static bool IsChange(ushort type) => type is not (NFNL_MSG_BATCH_BEGIN or NFNL_MSG_BATCH_END)
        && (type & 0xff) is not (NFT_MSG_GETTABLE or NFT_MSG_GETCHAIN or NFT_MSG_GETRULE or NFT_MSG_GETSET or NFT_MSG_GETSETELEM);

    /// <summary>Describes a message.</summary>
    internal static string Describe(in Message message)
    {
        if (message.Header.nlmsg_type is NFNL_MSG_BATCH_BEGIN or NFNL_MSG_BATCH_END || !message.TryRead<nfgenmsg>(out _, out var attributes)) return "nft -f";
        var table = Text(attributes, NFTA_TABLE_NAME);
        return (message.Header.nlmsg_type & 0xff) switch
        {
            NFT_MSG_NEWTABLE => $"nft add table inet {table}",
            NFT_MSG_DELTABLE => $"nft delete table inet {table}",
            _ => "nft list ruleset",
        };
    }

    private static string Text(AttributeReader attributes, ushort type) => attributes.TryFind(type, out var attribute) ? attribute.Text : "";
}

/// <summary>The command of nft that adds or deletes the elements of a message.</summary>
internal sealed class ElementsText(string verb, string table)
{
    private const int Shown = 16;

    internal List<NftElement> Elements { get; } = new(1);

    public override string ToString() =>
        $"nft {verb} element inet {table} {Elements[0].Set.Name} {{ {string.Join(", ", Elements.Take(Shown).Select(element => element.Text(withData: verb == "add")))}{(Elements.Count > Shown ? $", … {Elements.Count - Shown} more" : "")} }}";
}
