using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.NetlinkConstants;
using static CNet.Netlink.Wire.NftablesConstants;

namespace CNet.Netlink.Nftables;

/// <summary>A chain of anybody's.</summary>
/// <param name="Family">The family of its table: ip, ip6, inet …</param>
/// <param name="Table">Its table.</param>
/// <param name="Name">Its name.</param>
/// <param name="Hook">The hook it is on; null for one that others jump to.</param>
/// <param name="Drops">True where it drops what no rule decides.</param>
internal sealed record NftChainInfo(string Family, string Table, string Name, uint? Hook, bool Drops);

/// <summary>Requests that read what is in nf_tables, and what they are answered with.</summary>
internal static class NftReading
{
    private const byte NfprotoBridge = 7, NfprotoNetdev = 5, NfprotoArp = 3;

    /// <summary>Asks for one table. Equivalent to: <c>nft list table inet TABLE</c></summary>
    internal static void GetTable(this MessageBuffer batch, string table)
    {
        Begin(batch, NFT_MSG_GETTABLE, 0, NFPROTO_INET);
        batch.Text(NFTA_TABLE_NAME, table);
    }

    /// <summary>Asks for all chains of all tables. Equivalent to: <c>nft list chains</c></summary>
    internal static void DumpChains(this MessageBuffer batch) => Begin(batch, NFT_MSG_GETCHAIN, NLM_F_DUMP, 0);

    /// <summary>Asks for the rules of a table.</summary>
    internal static void DumpRules(this MessageBuffer batch, string table)
    {
        Begin(batch, NFT_MSG_GETRULE, NLM_F_DUMP, NFPROTO_INET);
        batch.Text(NFTA_RULE_TABLE, table);
    }

    /// <summary>Asks for all rules of all tables. Equivalent to: <c>nft list ruleset</c></summary>
    internal static void DumpRules(this MessageBuffer batch) => Begin(batch, NFT_MSG_GETRULE, NLM_F_DUMP, 0);

    /// <summary>Asks for the elements of a set. Equivalent to: <c>nft list set inet TABLE SET</c></summary>
    internal static void DumpElements(this MessageBuffer batch, string table, string set)
    {
        Begin(batch, NFT_MSG_GETSETELEM, NLM_F_DUMP, NFPROTO_INET);
        batch.Text(NFTA_SET_ELEM_LIST_TABLE, table);
        batch.Text(NFTA_SET_ELEM_LIST_SET, set);
    }

    /// <summary>Reads NFT_MSG_NEWCHAIN.</summary>
    internal static NftChainInfo? ParseChain(in Message message)
    {
        if (message.Header.nlmsg_type != NftBatch.Type(NFT_MSG_NEWCHAIN) || !message.TryRead<nfgenmsg>(out var head, out var attributes)) return null;
        var (table, name, hook, drops) = ("", "", default(uint?), false);
        foreach (var attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_CHAIN_TABLE: table = attribute.Text; break;
                case NFTA_CHAIN_NAME: name = attribute.Text; break;
                case NFTA_CHAIN_POLICY: drops = attribute.UInt32Network == NF_DROP; break;
                case NFTA_CHAIN_HOOK when attribute.Nested.TryFind(NFTA_HOOK_HOOKNUM, out var number): hook = number.UInt32Network; break;
            }
        }
        return new NftChainInfo(FamilyName(head.nfgen_family), table, name, hook, drops);
    }

    /// <summary>Reads NFT_MSG_NEWRULE.</summary>
    internal static NftRuleInfo? ParseRule(in Message message)
    {
        if (message.Header.nlmsg_type != NftBatch.Type(NFT_MSG_NEWRULE) || !message.TryRead<nfgenmsg>(out var head, out var attributes)
            || !attributes.TryFind(NFTA_RULE_TABLE, out var table) || !attributes.TryFind(NFTA_RULE_CHAIN, out var chain) || !attributes.TryFind(NFTA_RULE_EXPRESSIONS, out var expressions)) return null;
        var (drops, matches) = (false, false);
        foreach (var expression in expressions.Nested)
        {
            if (!expression.Nested.TryFind(NFTA_EXPR_NAME, out var name)) continue;
            switch (name.Text)
            {
                case "counter" or "log" or "comment": break;
                case "reject": drops = true; break;
                case "immediate" when expression.Nested.TryFind(NFTA_EXPR_DATA, out var data) && data.Nested.TryFind(NFTA_IMMEDIATE_DATA, out var value)
                    && value.Nested.TryFind(NFTA_DATA_VERDICT, out var verdict) && verdict.Nested.TryFind(NFTA_VERDICT_CODE, out var code):
                    drops |= code.UInt32Network == NF_DROP;
                    break;
                default: matches = true; break;
            }
        }
        return new NftRuleInfo(FamilyName(head.nfgen_family), table.Text, chain.Text, drops && !matches, expressions.Value.ToArray());
    }

    /// <summary>Reads the elements of one message of a list.</summary>
    internal static List<NftElement>? ParseElements(in Message message, NftSet set)
    {
        if (message.Header.nlmsg_type != NftBatch.Type(NFT_MSG_NEWSETELEM) || !message.TryRead<nfgenmsg>(out _, out var attributes)) return null;
        var found = new List<NftElement>();
        if (!attributes.TryFind(NFTA_SET_ELEM_LIST_ELEMENTS, out var list)) return found;
        foreach (var element in list.Nested)
        {
            if (!element.Nested.TryFind(NFTA_SET_ELEM_KEY, out var key) || !key.Nested.TryFind(NFTA_DATA_VALUE, out var value)) continue;
            var (verdict, data, end) = (default(Verdict?), Array.Empty<NftValue>(), default(NftValue[]?));
            if (element.Nested.TryFind(NFTA_SET_ELEM_KEY_END, out var last) && last.Nested.TryFind(NFTA_DATA_VALUE, out var highest) && !highest.Value.SequenceEqual(value.Value))
                end = NftSet.Read(set.Key, highest.Value);
            if (element.Nested.TryFind(NFTA_SET_ELEM_DATA, out var leads))
            {
                if (leads.Nested.TryFind(NFTA_DATA_VERDICT, out var nested) && nested.Nested.TryFind(NFTA_VERDICT_CODE, out var code)) verdict = (Verdict)(int)code.UInt32Network;
                if (leads.Nested.TryFind(NFTA_DATA_VALUE, out var target)) data = NftSet.Read(set.Data, target.Value);
            }
            found.Add(new NftElement(set, NftSet.Read(set.Key, value.Value)) { KeyEnd = end, Verdict = verdict, Data = data });
        }
        return found;
    }

    /// <summary>
    /// True where everything that was asked for is in what the kernel shows, which adds attributes of its own. Of several attributes of one
    /// type the first is compared with the first, and so on.
    /// </summary>
    internal static bool Covers(ReadOnlySpan<byte> shown, ReadOnlySpan<byte> asked)
    {
        if (shown.SequenceEqual(asked)) return true;
        if (!AreAttributes(asked) || !AreAttributes(shown)) return false;
        Span<int> seen = stackalloc int[32];
        seen.Clear();
        foreach (var wanted in new AttributeReader(asked))
        {
            if (wanted.Type >= seen.Length) return false;
            var skip = seen[wanted.Type]++;
            var found = false;
            foreach (var candidate in new AttributeReader(shown))
            {
                if (candidate.Type != wanted.Type || skip-- > 0) continue;
                found = Covers(candidate.Value, wanted.Value);
                break;
            }
            if (!found) return false;
        }
        return true;
    }

    /// <summary>How many attributes there are.</summary>
    internal static int Count(ReadOnlySpan<byte> attributes)
    {
        var count = 0;
        foreach (var _ in new AttributeReader(attributes)) count++;
        return count;
    }

    private static bool AreAttributes(ReadOnlySpan<byte> bytes)
    {
        var length = 0;
        foreach (var attribute in new AttributeReader(bytes)) length += MessageBuffer.Align(4 + attribute.Value.Length);
        return length > 0 && length >= bytes.Length;
    }

    private static string FamilyName(byte family) => family switch
    {
        NFPROTO_INET => "inet",
        NFPROTO_IPV4 => "ip",
        NFPROTO_IPV6 => "ip6",
        NfprotoBridge => "bridge",
        NfprotoNetdev => "netdev",
        NfprotoArp => "arp",
        _ => family.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    private static void Begin(MessageBuffer batch, ushort message, ushort flags, byte family)
    {
        batch.BeginQuery(NftBatch.Type(message), flags);
        batch.Write(new nfgenmsg { nfgen_family = family });
    }
}
