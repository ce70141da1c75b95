using System.Buffers.Binary;
using System.Text;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.NetlinkConstants;
using static CNet.Netlink.Wire.NftablesConstants;

namespace CNet.Netlink.Nftables;

/// <summary>What a rule or a map's element decides.</summary>
internal enum Verdict
{
    Drop = NF_DROP,
    Accept = NF_ACCEPT,
}

/// <summary>
/// One transaction of nf_tables on one table of the family inet: the kernel takes all of it or nothing. Names and values travel as
/// attributes, so that no text has to be escaped.
/// </summary>
internal sealed class NftBatch
{
    private const byte KeyByteOrder = 0, DataByteOrder = 1, HostEndian = 1, BigEndian = 2;
    private static readonly string[] HookNames = ["prerouting", "input", "forward", "output", "postrouting"];
    private readonly string _table;
    private uint _setId;

    internal NftBatch(string table)
    {
        _table = table;
        Buffer.BeginUnanswered(NFNL_MSG_BATCH_BEGIN);
        Buffer.Write(new nfgenmsg { res_id = BinaryPrimitives.ReverseEndianness(NFNL_SUBSYS_NFTABLES) });
    }

    internal MessageBuffer Buffer { get; } = new() { Protocol = NetlinkProtocol.Netfilter };

    /// <summary>Closes the transaction; nothing can be added after.</summary>
    internal MessageBuffer Seal()
    {
        Buffer.BeginUnanswered(NFNL_MSG_BATCH_END);
        Buffer.Write(new nfgenmsg { res_id = BinaryPrimitives.ReverseEndianness(NFNL_SUBSYS_NFTABLES) });
        return Buffer;
    }

    /// <summary>Makes the table where it is missing. Equivalent to: <c>nft add table inet TABLE</c></summary>
    internal void AddTable()
    {
        Begin(NFT_MSG_NEWTABLE, NLM_F_CREATE);
        Buffer.Text(NFTA_TABLE_NAME, _table);
    }

    /// <summary>Removes the table with all it holds. Equivalent to: <c>nft delete table inet TABLE</c></summary>
    internal void DeleteTable()
    {
        Begin(NFT_MSG_DELTABLE, 0);
        Buffer.Text(NFTA_TABLE_NAME, _table);
    }

    /// <summary>Makes a chain on a hook, which accepts what no rule decides.</summary>
    internal void AddChain(string name, string type, uint hook, int priority)
    {
        Begin(NFT_MSG_NEWCHAIN, NLM_F_CREATE);
        Buffer.Describe($"nft add chain inet {_table} {name} {{ type {type} hook {HookNames[hook]} priority {priority}; policy accept; }}");
        Buffer.Text(NFTA_CHAIN_TABLE, _table);
        Buffer.Text(NFTA_CHAIN_NAME, name);
        using (Buffer.Nest(NFTA_CHAIN_HOOK))
        {
            Buffer.UInt32Network(NFTA_HOOK_HOOKNUM, hook);
            Buffer.UInt32Network(NFTA_HOOK_PRIORITY, unchecked((uint)priority));
        }
        Buffer.UInt32Network(NFTA_CHAIN_POLICY, NF_ACCEPT);
        Buffer.Text(NFTA_CHAIN_TYPE, type);
    }

    /// <summary>Makes a set of interface names, or of pairs of them.</summary>
    internal void AddInterfaceSet(string name, int names = 1) => AddSet(name, names, null);

    /// <summary>Makes a map from pairs of interface names to verdicts.</summary>
    internal void AddInterfaceVerdictMap(string name, int names) => AddSet(name, names, new MapData("verdict", NFT_DATA_VERDICT, 0));

    /// <summary>Makes a map from interface names to addresses.</summary>
    internal void AddInterfaceAddressMap(string name, bool isIPv6) =>
        AddSet(name, names: 1, isIPv6 ? new MapData("ipv6_addr", TYPE_IP6ADDR, 16) : new MapData("ipv4_addr", TYPE_IPADDR, 4));

    /// <summary>Adds an element to a set or a map. Equivalent to: <c>nft add element inet TABLE SET { NAME . NAME : DATA }</c></summary>
    internal void AddElement(string set, ReadOnlySpan<string> key, Verdict? verdict = null, Ip? address = null) => Element(NFT_MSG_NEWSETELEM, NLM_F_CREATE, set, key, verdict, address);

    /// <summary>Takes an element out of a set. Equivalent to: <c>nft delete element inet TABLE SET { NAME . NAME }</c></summary>
    internal void DeleteElement(string set, ReadOnlySpan<string> key) => Element(NFT_MSG_DELSETELEM, 0, set, key, null, null);

    /// <summary>Appends a rule to a chain.</summary>
    internal void AddRule(string chain, Action<NftRule> write)
    {
        Begin(NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND);
        Buffer.Text(NFTA_RULE_TABLE, _table);
        Buffer.Text(NFTA_RULE_CHAIN, chain);
        var rule = new NftRule(Buffer);
        using (Buffer.Nest(NFTA_RULE_EXPRESSIONS)) write(rule);
        Buffer.Describe($"nft add rule inet {_table} {chain} {rule.Text}");
    }

    internal static ushort Type(ushort message) => (ushort)(NFNL_SUBSYS_NFTABLES << 8 | message);

    private void AddSet(string name, int names, MapData? data)
    {
        Begin(NFT_MSG_NEWSET, NLM_F_CREATE);
        var keys = string.Join(" . ", Enumerable.Repeat("ifname", names));
        Buffer.Describe($"nft add {(data is null ? "set" : "map")} inet {_table} {name} {{ type {keys}{(data is null ? "" : " : " + data.Name)}; }}");
        Buffer.Text(NFTA_SET_TABLE, _table);
        Buffer.Text(NFTA_SET_NAME, name);
        Buffer.UInt32Network(NFTA_SET_FLAGS, data is null ? 0 : NFT_SET_MAP);
        uint keyType = 0;
        for (var i = 0; i < names; i++) keyType = keyType << (int)TYPE_BITS | TYPE_IFNAME;
        Buffer.UInt32Network(NFTA_SET_KEY_TYPE, keyType);
        Buffer.UInt32Network(NFTA_SET_KEY_LEN, (uint)(names * IFNAMSIZ));
        if (data is not null)
        {
            Buffer.UInt32Network(NFTA_SET_DATA_TYPE, data.Type);
            Buffer.UInt32Network(NFTA_SET_DATA_LEN, data.Length);
        }
        Buffer.UInt32Network(NFTA_SET_ID, ++_setId);
        // For nft's eyes only: without it "nft list" does not know in which order to read the bytes of a single name.
        ReadOnlySpan<byte> order = [KeyByteOrder, sizeof(uint), HostEndian, 0, 0, 0, DataByteOrder, sizeof(uint), BigEndian, 0, 0, 0];
        if (names == 1) Buffer.Attribute(NFTA_SET_USERDATA, data is null ? order[..(order.Length / 2)] : order);
    }

    private void Element(ushort message, ushort flags, string set, ReadOnlySpan<string> key, Verdict? verdict, Ip? address)
    {
        Begin(message, flags);
        Buffer.Text(NFTA_SET_ELEM_LIST_TABLE, _table);
        Buffer.Text(NFTA_SET_ELEM_LIST_SET, set);
        using var list = Buffer.Nest(NFTA_SET_ELEM_LIST_ELEMENTS);
        using var element = Buffer.Nest(NFTA_LIST_ELEM);
        using (Buffer.Nest(NFTA_SET_ELEM_KEY))
        {
            var value = Buffer.Attribute(NFTA_DATA_VALUE, key.Length * IFNAMSIZ);
            value.Clear();
            for (var i = 0; i < key.Length; i++) Encoding.UTF8.GetBytes(key[i], value[(i * IFNAMSIZ)..]);
        }
        if (verdict is null && address is null) return;
        using var data = Buffer.Nest(NFTA_SET_ELEM_DATA);
        if (verdict is { } decision) WriteVerdict(Buffer, decision);
        else if (address is { } target) target.Write(Buffer.Attribute(NFTA_DATA_VALUE, target.Length));
    }

    private void Begin(ushort message, ushort flags)
    {
        Buffer.Begin(Type(message), flags);
        Buffer.Write(new nfgenmsg { nfgen_family = NFPROTO_INET });
    }

    internal static void WriteVerdict(MessageBuffer buffer, Verdict verdict)
    {
        using var nested = buffer.Nest(NFTA_DATA_VERDICT);
        buffer.UInt32Network(NFTA_VERDICT_CODE, (uint)verdict);
    }

    /// <summary>What a map's elements lead to: its name for nft, its type and its length in bytes.</summary>
    private sealed record MapData(string Name, uint Type, uint Length);
}
