using System.Buffers.Binary;
using System.Runtime.CompilerServices;
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
    private const int MaxElements = 60_000;
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

    /// <summary>True where nothing is to be changed.</summary>
    internal bool IsEmpty => Buffer.Length <= MessageBuffer.Align(Unsafe.SizeOf<nlmsghdr>() + Unsafe.SizeOf<nfgenmsg>());

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

    /// <summary>Makes a chain that others jump to.</summary>
    internal void AddChain(string name)
    {
        Begin(NFT_MSG_NEWCHAIN, NLM_F_CREATE);
        Buffer.Describe($"nft add chain inet {_table} {name}");
        Buffer.Text(NFTA_CHAIN_TABLE, _table);
        Buffer.Text(NFTA_CHAIN_NAME, name);
    }

    /// <summary>Removes all rules of a chain. Equivalent to: <c>nft flush chain inet TABLE CHAIN</c></summary>
    internal void FlushChain(string name)
    {
        Begin(NFT_MSG_DELRULE, 0);
        Buffer.Describe($"nft flush chain inet {_table} {name}");
        Buffer.Text(NFTA_RULE_TABLE, _table);
        Buffer.Text(NFTA_RULE_CHAIN, name);
    }

    /// <summary>Makes a set or a map.</summary>
    internal void AddSet(NftSet set)
    {
        Begin(NFT_MSG_NEWSET, NLM_F_CREATE);
        Buffer.Describe($"nft add {(set.IsMap ? "map" : "set")} inet {_table} {set.Name} {{ {set.Declaration} }}");
        Buffer.Text(NFTA_SET_TABLE, _table);
        Buffer.Text(NFTA_SET_NAME, set.Name);
        Buffer.UInt32Network(NFTA_SET_FLAGS, set.Flags);
        Buffer.UInt32Network(NFTA_SET_KEY_TYPE, NftSet.TypeOf(set.Key));
        Buffer.UInt32Network(NFTA_SET_KEY_LEN, (uint)set.KeyLength);
        if (set.IsMap)
        {
            Buffer.UInt32Network(NFTA_SET_DATA_TYPE, set.HasVerdicts ? NFT_DATA_VERDICT : NftSet.TypeOf(set.Data));
            Buffer.UInt32Network(NFTA_SET_DATA_LEN, (uint)set.DataLength);
        }
        if (set is { HasRanges: true, Key.Length: > 1 }) AddFields(set.Key);
        Buffer.UInt32Network(NFTA_SET_ID, ++_setId);
        // For nft's eyes only: without it "nft list" does not know in which order to read the bytes of a single name.
        ReadOnlySpan<byte> order = [KeyByteOrder, sizeof(uint), HostEndian, 0, 0, 0, DataByteOrder, sizeof(uint), BigEndian, 0, 0, 0];
        if (set.Key is [var key] && key == NftType.InterfaceName) Buffer.Attribute(NFTA_SET_USERDATA, set.Data.Length > 0 ? order : order[..(order.Length / 2)]);
    }

    /// <summary>Takes all elements out of a set. Equivalent to: <c>nft flush set inet TABLE SET</c></summary>
    internal void FlushSet(NftSet set)
    {
        Begin(NFT_MSG_DELSETELEM, 0);
        Buffer.Describe($"nft flush {(set.IsMap ? "map" : "set")} inet {_table} {set.Name}");
        Buffer.Text(NFTA_SET_ELEM_LIST_TABLE, _table);
        Buffer.Text(NFTA_SET_ELEM_LIST_SET, set.Name);
    }

    /// <summary>Adds elements, those of one set that follow each other in one message. Equivalent to: <c>nft add element inet TABLE SET { KEY : DATA, … }</c></summary>
    internal void AddElements(IEnumerable<NftElement> elements) => Elements(NFT_MSG_NEWSETELEM, NLM_F_CREATE, elements);

    /// <summary>Adds an element.</summary>
    internal void AddElement(NftElement element) => AddElements([element]);

    /// <summary>Takes elements out. Equivalent to: <c>nft delete element inet TABLE SET { KEY, … }</c></summary>
    internal void DeleteElements(IEnumerable<NftElement> elements) => Elements(NFT_MSG_DELSETELEM, 0, elements);

    /// <summary>Takes an element out.</summary>
    internal void DeleteElement(NftElement element) => DeleteElements([element]);

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

    /// <summary>Tells a set of ranges where the fields of its keys are.</summary>
    private void AddFields(NftType[] key)
    {
        using var description = Buffer.Nest(NFTA_SET_DESC);
        using var fields = Buffer.Nest(NFTA_SET_DESC_CONCAT);
        foreach (var type in key)
        {
            using var field = Buffer.Nest(NFTA_LIST_ELEM);
            Buffer.UInt32Network(NFTA_SET_FIELD_LEN, (uint)type.Length);
        }
    }

    private void Elements(ushort message, ushort flags, IEnumerable<NftElement> elements)
    {
        NftSet? set = null;
        var list = default(MessageBuffer.NestedScope?);
        var start = 0;
        ElementsText? text = null;
        foreach (var element in elements)
        {
            // An attribute holds 64 KiB at most.
            if (element.Set != set || Buffer.Length - start > MaxElements)
            {
                list?.Dispose();
                set = element.Set;
                start = Buffer.Length;
                Begin(message, flags);
                Buffer.Describe(text = new ElementsText(message == NFT_MSG_NEWSETELEM ? "add" : "delete", _table));
                Buffer.Text(NFTA_SET_ELEM_LIST_TABLE, _table);
                Buffer.Text(NFTA_SET_ELEM_LIST_SET, set.Name);
                list = Buffer.Nest(NFTA_SET_ELEM_LIST_ELEMENTS);
            }
            text!.Elements.Add(element);
            Write(element);
        }
        list?.Dispose();
    }

    private void Write(NftElement element)
    {
        var set = element.Set;
        using var item = Buffer.Nest(NFTA_LIST_ELEM);
        Value(NFTA_SET_ELEM_KEY, set.Key, element.Key, set.KeyLength);
        if (set.HasRanges) Value(NFTA_SET_ELEM_KEY_END, set.Key, element.KeyEnd ?? element.Key, set.KeyLength);
        if (element.Verdict is { } decision)
        {
            using var data = Buffer.Nest(NFTA_SET_ELEM_DATA);
            WriteVerdict(Buffer, decision);
        }
        else if (element.Data.Length > 0) Value(NFTA_SET_ELEM_DATA, set.Data, element.Data, set.DataLength);
    }

    private void Value(ushort type, NftType[] types, ReadOnlySpan<NftValue> values, int length)
    {
        using var nested = Buffer.Nest(type);
        var value = Buffer.Attribute(NFTA_DATA_VALUE, length);
        value.Clear();
        NftSet.Write(types, values, value);
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
}
