using System.Text;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.NftablesConstants;

namespace CNet.Netlink.Nftables;

/// <summary>Tells what a message of nf_tables does as the command of nft that is equivalent to it.</summary>
internal static class NftRequestText
{
    /// <summary>False for the brackets of a transaction.</summary>
    internal static bool IsChange(ushort type) => type is not (NFNL_MSG_BATCH_BEGIN or NFNL_MSG_BATCH_END);

    /// <summary>Describes a message.</summary>
    internal static string Describe(in Message message)
    {
        if (!IsChange(message.Header.nlmsg_type) || !message.TryRead<nfgenmsg>(out _, out var attributes)) return "nft -f";
        var table = Text(attributes, NFTA_TABLE_NAME);
        return (message.Header.nlmsg_type & 0xff) switch
        {
            NFT_MSG_NEWTABLE => $"nft add table inet {table}",
            NFT_MSG_DELTABLE => $"nft delete table inet {table}",
            NFT_MSG_NEWSETELEM => $"nft add element inet {table} {Elements(attributes)}",
            NFT_MSG_DELSETELEM => $"nft delete element inet {table} {Elements(attributes)}",
            _ => "nft list ruleset",
        };
    }

    private static string Elements(AttributeReader attributes)
    {
        var text = new StringBuilder(Text(attributes, NFTA_SET_ELEM_LIST_SET)).Append(" {");
        if (attributes.TryFind(NFTA_SET_ELEM_LIST_ELEMENTS, out var elements))
            foreach (var element in elements.Nested)
                AppendElement(text, element.Nested);
        return text.Append(" }").ToString();
    }

    private static void AppendElement(StringBuilder text, AttributeReader element)
    {
        if (!element.TryFind(NFTA_SET_ELEM_KEY, out var key) || !key.Nested.TryFind(NFTA_DATA_VALUE, out var value)) return;
        text.Append(text[^1] == '{' ? " " : ", ");
        for (var start = 0; start + IFNAMSIZ <= value.Value.Length; start += IFNAMSIZ)
            text.Append(start > 0 ? " . " : "").Append('"').Append(Encoding.UTF8.GetString(value.Value.Slice(start, IFNAMSIZ)).TrimEnd('\0')).Append('"');
        if (!element.TryFind(NFTA_SET_ELEM_DATA, out var data)) return;
        if (data.Nested.TryFind(NFTA_DATA_VERDICT, out var verdict) && verdict.Nested.TryFind(NFTA_VERDICT_CODE, out var code))
            text.Append(code.UInt32Network == NF_ACCEPT ? " : accept" : " : drop");
        if (data.Nested.TryFind(NFTA_DATA_VALUE, out var address) && address.Value.Length is 4 or 16) text.Append(" : ").Append(Ip.Read(address.Value));
    }

    private static string Text(AttributeReader attributes, ushort type) => attributes.TryFind(type, out var attribute) ? attribute.Text : "";
}
