using CNet.Netlink;
using CNet.Netlink.Nftables;
using CNet.Netlink.Wire;
using CNet.State;
using static CNet.Linux.Interop.Constants;
using static CNet.Netlink.Wire.NftablesConstants;

namespace CNet.Firewall;

/// <summary>Reads nf_tables: whether CNet's table is what it should be, and who else has a say in what is forwarded.</summary>
internal static class FirewallReading
{
    /// <summary>True where CNet's table is there.</summary>
    internal static bool Exists(NetlinkSocket socket)
    {
        var batch = new MessageBuffer(64) { Protocol = NetlinkProtocol.Netfilter };
        batch.GetTable(FirewallTable.Name);
        if (socket.TryExecute(batch) is not { } failure) return true;
        return failure.Errno == ENOENT ? false : throw socket.ToException(batch, failure);
    }

    /// <summary>The chains of others.</summary>
    internal static List<NftChainInfo> ForeignChains(NetlinkSocket socket)
    {
        var batch = new MessageBuffer(64) { Protocol = NetlinkProtocol.Netfilter };
        batch.DumpChains();
        return [.. socket.Dump(batch, NftReading.ParseChain).Where(chain => (chain.Family, chain.Table) != ("inet", FirewallTable.Name))];
    }

    /// <summary>The rules of others.</summary>
    internal static List<NftRuleInfo> ForeignRules(NetlinkSocket socket)
    {
        var batch = new MessageBuffer(64) { Protocol = NetlinkProtocol.Netfilter };
        batch.DumpRules();
        return [.. socket.Dump(batch, NftReading.ParseRule).Where(rule => (rule.Family, rule.Table) != ("inet", FirewallTable.Name))];
    }

    /// <summary>The interfaces that the table takes for those of networks; none where it is gone.</summary>
    internal static HashSet<string> Networks(NetlinkSocket socket) => Exists(socket)
        ? [.. NamesIn(socket, FirewallTable.Networks)]
        : [];

    /// <summary>What the guard in the table says of forwarding, where its own record is lost; null where there is no guard.</summary>
    internal static ForwardingRecord? Guard(NetlinkSocket socket, bool isIPv6, IReadOnlyCollection<int> indexes)
    {
        if (!Exists(socket)) return null;
        var sets = FirewallTable.Of(isIPv6);
        var found = NamesIn(socket, sets.GuardedOut).ToList();
        return found.Count == 0 ? null : new ForwardingRecord { Existing = found, Guarded = [.. NamesIn(socket, sets.GuardedIn)], Indexes = [.. indexes] };
    }

    /// <summary>What is in the table that should not be, and what is not that should be.</summary>
    internal static IReadOnlyList<string> Compare(NetlinkSocket socket, FirewallContents contents)
    {
        if (!Exists(socket)) return contents.IsEmpty ? [] : ["it is gone"];
        if (contents.IsEmpty && !HasAdminRules(socket)) return ["it is there, and no network needs it"];
        return [.. CompareRules(socket).Concat(CompareElements(socket, contents))];
    }

    private static List<string> CompareElements(NetlinkSocket socket, FirewallContents contents)
    {
        var differences = new List<string>();
        var expected = contents.Elements.ToLookup(element => element.Set.Name);
        foreach (var set in FirewallTable.Sets)
        {
            if (Elements(socket, set) is not { } present)
            {
                differences.Add($"its set {set.Name} is gone");
                continue;
            }
            var wanted = expected[set.Name].Select(element => element.ToString()).ToHashSet();
            var found = present.Select(element => element.ToString()).ToHashSet();
            differences.AddRange(wanted.Except(found).Select(element => $"{element} is missing"));
            differences.AddRange(found.Except(wanted).Select(element => $"{element} should not be there"));
        }
        return differences;
    }

    /// <summary>The elements of a set as they are in the kernel; null where the set is gone.</summary>
    private static List<NftElement>? Elements(NetlinkSocket socket, NftSet set)
    {
        var batch = new MessageBuffer(64) { Protocol = NetlinkProtocol.Netfilter };
        batch.DumpElements(FirewallTable.Name, set.Name);
        try
        {
            return [.. socket.Dump(batch, (in Message message) => NftReading.ParseElements(message, set)).SelectMany(list => list)];
        }
        catch (NetlinkException missing) when (missing.Errno == ENOENT)
        {
            return null;
        }
    }

    /// <summary>The elements of a set as they are in the kernel; none where the set is gone.</summary>
    internal static IReadOnlyList<NftElement> TryElements(NetlinkSocket socket, NftSet set) => Elements(socket, set) ?? [];

    /// <summary>True where the administrator has put rules into the chain that is his.</summary>
    internal static bool HasAdminRules(NetlinkSocket socket)
    {
        var batch = new MessageBuffer(64) { Protocol = NetlinkProtocol.Netfilter };
        batch.DumpRules(FirewallTable.Name);
        return Shown(socket, batch, NFT_MSG_NEWRULE, NFTA_RULE_TABLE, NFTA_RULE_CHAIN).ContainsKey(FirewallTable.Admin);
    }

    private static IEnumerable<string> NamesIn(NetlinkSocket socket, NftSet set) => TryElements(socket, set).Select(element => element.Key[0].Name!);

    /// <summary>Compares chains and rules with the bytes they are written with.</summary>
    private static List<string> CompareRules(NetlinkSocket socket)
    {
        var differences = new List<string>();
        var skeleton = new NftBatch(FirewallTable.Name);
        FirewallTable.Write(skeleton);
        skeleton.Seal().End();
        var written = skeleton.Buffer.Written;
        var batch = new MessageBuffer(64) { Protocol = NetlinkProtocol.Netfilter };
        batch.DumpChains();
        Compare(Wanted(written, NFT_MSG_NEWCHAIN, NFTA_CHAIN_NAME), Shown(socket, batch, NFT_MSG_NEWCHAIN, NFTA_CHAIN_TABLE, NFTA_CHAIN_NAME), differences);
        batch.Clear();
        batch.DumpRules(FirewallTable.Name);
        Compare(Wanted(written, NFT_MSG_NEWRULE, NFTA_RULE_CHAIN), Shown(socket, batch, NFT_MSG_NEWRULE, NFTA_RULE_TABLE, NFTA_RULE_CHAIN), differences, NFTA_RULE_EXPRESSIONS);
        return differences;
    }

    private static void Compare(Dictionary<string, List<byte[]>> wanted, Dictionary<string, List<byte[]>> shown, List<string> differences, ushort? part = null)
    {
        // Chains of the administrator's own have their place in the table.
        foreach (var chain in wanted.Keys)
        {
            var (expected, present) = (wanted.GetValueOrDefault(chain) ?? [], shown.GetValueOrDefault(chain) ?? []);
            if (expected.Count != present.Count)
                differences.Add(part is null ? $"the chain {chain} is gone" : $"the chain {chain} has {present.Count} rules instead of {expected.Count}");
            else if (expected.Where((_, index) => !AreAlike(present[index], expected[index], part)).Any())
                differences.Add(part is null ? $"the chain {chain} is another one" : $"the rules of chain {chain} are others");
        }
    }

    private static bool AreAlike(byte[] shown, byte[] asked, ushort? part)
    {
        if (part is not { } list) return NftReading.Covers(shown, asked);
        return new AttributeReader(shown).TryFind(list, out var present) && new AttributeReader(asked).TryFind(list, out var expected)
            && NftReading.Count(present.Value) == NftReading.Count(expected.Value) && NftReading.Covers(present.Value, expected.Value);
    }

    private static Dictionary<string, List<byte[]>> Wanted(ReadOnlySpan<byte> written, ushort type, ushort chain)
    {
        var found = new Dictionary<string, List<byte[]>>(StringComparer.Ordinal);
        foreach (var message in new MessageReader(written))
            if (message.Header.nlmsg_type == NftBatch.Type(type) && message.TryRead<nfgenmsg>(out _, out var attributes) && attributes.TryFind(chain, out var name))
                Add(found, name.Text, AttributesOf(message));
        return found;
    }

    private static Dictionary<string, List<byte[]>> Shown(NetlinkSocket socket, MessageBuffer request, ushort type, ushort table, ushort chain)
    {
        var found = new Dictionary<string, List<byte[]>>(StringComparer.Ordinal);
        // Gathered when the whole list is there: the kernel may begin anew with it.
        var listed = socket.Dump(request, (in Message message) =>
            message.Header.nlmsg_type == NftBatch.Type(type) && message.TryRead<nfgenmsg>(out var head, out var attributes) && head.nfgen_family == NFPROTO_INET
            && attributes.TryFind(table, out var owner) && owner.Text == FirewallTable.Name && attributes.TryFind(chain, out var name)
                ? Tuple.Create(name.Text, AttributesOf(message))
                : null);
        foreach (var (name, attributes) in listed) Add(found, name, attributes);
        return found;
    }

    private static void Add(Dictionary<string, List<byte[]>> found, string chain, byte[] attributes)
    {
        if (!found.TryGetValue(chain, out var list)) found[chain] = list = [];
        list.Add(attributes);
    }

    private static byte[] AttributesOf(in Message message) => message.Payload[System.Runtime.CompilerServices.Unsafe.SizeOf<nfgenmsg>()..].ToArray();
}
