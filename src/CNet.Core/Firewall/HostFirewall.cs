using CNet.Linux;
using CNet.Netlink;
using CNet.Netlink.Nftables;
using CNet.State;
using static CNet.Linux.Interop.Constants;
using static CNet.Netlink.Wire.NftablesConstants;

namespace CNet.Firewall;

/// <summary>
/// CNet's own table in nftables. Its chains and rules never change; networks come and go as elements of its sets, each change one
/// transaction, so that the cost does not grow with the number of networks. Nothing outside the table is touched.
/// </summary>
/// <remarks>
/// <code>
/// table inet cnet {
///     map inside          { type ifname . ifname : verdict }   # within one bridge: accept, or drop where it is not wanted
///     set networks        { type ifname }                      # every network's bridge
///     set internal        { type ifname }                      # those without a way out
///     set masquerade4/6   { type ifname }                      # those that go out under the address of the interface they leave by
///     map host4           { type ifname : ipv4_addr }          # those that go out under an address of the Host that was chosen
///     map host6           { type ifname : ipv6_addr }
///     set guarded4/6-in   { type ifname }                      # what comes in here does not go out by another
///     set guarded4/6-out  { type ifname }                      # … of these (see Forwarding)
///     set guarded4/6-same { type ifname . ifname }             # … but where it came from
///     chain forward {
///         type filter hook forward priority filter; policy accept;
///         ct state established,related accept
///         iifname . oifname vmap @inside
///         oifname @networks drop                               # nobody comes in uninvited, from outside or from another network
///         iifname @internal drop
///         meta nfproto ipv4 iifname . oifname @guarded4-same accept
///         meta nfproto ipv4 iifname @guarded4-in oifname @guarded4-out drop
///         (the same for IPv6)
///     }
///     chain postrouting {
///         type nat hook postrouting priority srcnat; policy accept;
///         meta nfproto ipv4 snat ip to iifname map @host4      # not for those that are not in the map
///         meta nfproto ipv4 iifname @masquerade4 masquerade
///         (the same for IPv6)
///     }
/// }
/// </code>
/// </remarks>
internal sealed class HostFirewall(HostKernel kernel)
{
    internal const string Table = "cnet";
    private const string Inside = "inside", Networks = "networks", Internal = "internal", Masquerade4 = "masquerade4", Masquerade6 = "masquerade6", Host4 = "host4", Host6 = "host6";

    /// <summary>Lets a network in. The first one, and one that finds the table gone, writes it all anew.</summary>
    /// <param name="network">What the firewall does for the network.</param>
    /// <param name="all">All that belongs into the table, the network included.</param>
    internal void Add(FirewallRecord network, Func<FirewallContents> all)
    {
        var batch = new NftBatch(Table);
        AddNetwork(batch, network);
        if (TryRun(batch) is not { } failure) return;
        // Gone, or there with another verdict.
        if (failure.Errno is not (ENOENT or EEXIST)) throw ToException(batch, failure);
        Rewrite(all());
    }

    /// <summary>Takes a network out; the last one takes the table along. What is gone already is no error.</summary>
    /// <param name="network">What the firewall did for the network.</param>
    /// <param name="rest">All that still belongs into the table.</param>
    internal void Remove(FirewallRecord network, Func<FirewallContents> rest)
    {
        var remaining = rest();
        if (remaining.IsEmpty)
        {
            DeleteTable();
            return;
        }
        var batch = new NftBatch(Table);
        RemoveNetwork(batch, network);
        if (TryRun(batch) is not { } failure) return;
        if (failure.Errno != ENOENT) throw ToException(batch, failure);
        Rewrite(remaining);
    }

    /// <summary>Writes the table, empty, to a kernel of which it is to be seen whether it takes it.</summary>
    internal static void Try(NetlinkSocket socket)
    {
        var batch = new NftBatch(Table);
        WriteSkeleton(batch);
        if (socket.TryExecute(batch.Seal()) is { } failure) throw socket.ToException(batch.Buffer, failure);
    }

    /// <summary>Writes the whole table anew, in one transaction: at no moment is anything open that should not be.</summary>
    internal void Rewrite(FirewallContents contents)
    {
        var batch = new NftBatch(Table);
        batch.AddTable();
        batch.DeleteTable();
        if (!contents.IsEmpty)
        {
            WriteSkeleton(batch);
            foreach (var network in contents.Networks) AddNetwork(batch, network);
            AddGuard(batch, isIPv6: false, contents.Forwarding4);
            AddGuard(batch, isIPv6: true, contents.Forwarding6);
        }
        if (TryRun(batch) is { } failure) throw ToException(batch, failure);
    }

    private void DeleteTable()
    {
        var batch = new NftBatch(Table);
        batch.DeleteTable();
        if (TryRun(batch) is { } failure && failure.Errno != ENOENT) throw ToException(batch, failure);
    }

    /// <summary>Writes the table anew where it is gone; one question to the kernel where it is not.</summary>
    /// <param name="all">All that belongs into the table.</param>
    internal void Ensure(Func<FirewallContents> all)
    {
        if (!FirewallReading.Exists(kernel.Netfilter)) Rewrite(all());
    }

    /// <summary>What is in the table that should not be, and what is not that should be.</summary>
    internal IReadOnlyList<string> Compare(FirewallContents contents) => FirewallReading.Compare(kernel.Netfilter, contents);

    /// <summary>The chains, rules and sets that never change.</summary>
    internal static void WriteSkeleton(NftBatch batch)
    {
        batch.AddTable();
        batch.AddInterfaceVerdictMap(Inside, names: 2);
        foreach (var set in new[] { Networks, Internal, Masquerade4, Masquerade6 }) batch.AddInterfaceSet(set);
        batch.AddInterfaceAddressMap(Host4, isIPv6: false);
        batch.AddInterfaceAddressMap(Host6, isIPv6: true);
        batch.AddChain("forward", "filter", NF_INET_FORWARD, NF_IP_PRI_FILTER);
        batch.AddChain("postrouting", "nat", NF_INET_POST_ROUTING, NF_IP_PRI_NAT_SRC);
        batch.AddRule("forward", rule => rule.EstablishedOrRelated().Decide(Verdict.Accept));
        batch.AddRule("forward", rule => rule.InterfacesVerdict(Inside));
        batch.AddRule("forward", rule => rule.OutputInterface(Networks).Decide(Verdict.Drop));
        batch.AddRule("forward", rule => rule.InputInterface(Internal).Decide(Verdict.Drop));
        foreach (var isIPv6 in new[] { false, true })
        {
            var guarded = Guarded(isIPv6);
            batch.AddInterfaceSet(guarded.In);
            batch.AddInterfaceSet(guarded.Out);
            batch.AddInterfaceSet(guarded.Same, names: 2);
            batch.AddRule("forward", rule => rule.Family(isIPv6).Interfaces(guarded.Same).Decide(Verdict.Accept));
            batch.AddRule("forward", rule => rule.Family(isIPv6).InputInterface(guarded.In).OutputInterface(guarded.Out).Decide(Verdict.Drop));
            batch.AddRule("postrouting", rule => rule.Family(isIPv6).SourceNat(isIPv6 ? Host6 : Host4, isIPv6));
            batch.AddRule("postrouting", rule => rule.Family(isIPv6).InputInterface(isIPv6 ? Masquerade6 : Masquerade4).Masquerade());
        }
    }

    /// <summary>The sets there are.</summary>
    internal static IReadOnlyList<string> Sets { get; } = [Inside, Networks, Internal, Masquerade4, Masquerade6, Host4, Host6,
        .. new[] { false, true }.Select(Guarded).SelectMany(guarded => new[] { guarded.In, guarded.Out, guarded.Same })];

    /// <summary>All elements that belong into the sets.</summary>
    internal static IEnumerable<NftElement> ElementsOf(FirewallContents contents) =>
        contents.Networks.SelectMany(ElementsOf).Concat(ElementsOf(isIPv6: false, contents.Forwarding4)).Concat(ElementsOf(isIPv6: true, contents.Forwarding6));

    private static void AddNetwork(NftBatch batch, FirewallRecord network)
    {
        foreach (var element in ElementsOf(network)) batch.AddElement(element.Set, element.Key, element.Verdict, element.Address);
    }

    private static void RemoveNetwork(NftBatch batch, FirewallRecord network)
    {
        foreach (var element in ElementsOf(network)) batch.DeleteElement(element.Set, element.Key);
    }

    private static IEnumerable<NftElement> ElementsOf(FirewallRecord network)
    {
        yield return new NftElement(Inside, [network.Interface, network.Interface], network.AllowInside ? Verdict.Accept : Verdict.Drop);
        yield return new NftElement(Networks, [network.Interface]);
        if (network.Internal) yield return new NftElement(Internal, [network.Interface]);
        if (network.Masquerade4) yield return new NftElement(Masquerade4, [network.Interface]);
        if (network.Masquerade6) yield return new NftElement(Masquerade6, [network.Interface]);
        if (network.Host4 is { } host4) yield return new NftElement(Host4, [network.Interface], Address: host4);
        if (network.Host6 is { } host6) yield return new NftElement(Host6, [network.Interface], Address: host6);
    }

    private static void AddGuard(NftBatch batch, bool isIPv6, ForwardingRecord? forwarding)
    {
        foreach (var element in ElementsOf(isIPv6, forwarding)) batch.AddElement(element.Set, element.Key, element.Verdict, element.Address);
    }

    private static IEnumerable<NftElement> ElementsOf(bool isIPv6, ForwardingRecord? forwarding)
    {
        if (forwarding is null) yield break;
        var guarded = Guarded(isIPv6);
        foreach (var name in forwarding.Existing)
        {
            yield return new NftElement(guarded.Out, [name]);
            yield return new NftElement(guarded.Same, [name, name]);
        }
        foreach (var name in forwarding.Guarded) yield return new NftElement(guarded.In, [name]);
    }

    internal static (string In, string Out, string Same) Guarded(bool isIPv6) =>
        isIPv6 ? ("guarded6-in", "guarded6-out", "guarded6-same") : ("guarded4-in", "guarded4-out", "guarded4-same");

    private NetlinkFailure? TryRun(NftBatch batch) => kernel.Netfilter.TryExecute(batch.Seal());

    private NetlinkException ToException(NftBatch batch, NetlinkFailure failure) => kernel.Netfilter.ToException(batch.Buffer, failure);
}

/// <summary>All that belongs into the table.</summary>
/// <param name="Networks">The networks whose devices exist.</param>
/// <param name="Forwarding4">What CNet changed about IPv4 forwarding, or null.</param>
/// <param name="Forwarding6">What CNet changed about IPv6 forwarding, or null.</param>
internal sealed record FirewallContents(IReadOnlyList<FirewallRecord> Networks, ForwardingRecord? Forwarding4, ForwardingRecord? Forwarding6)
{
    internal bool IsEmpty => Networks.Count == 0 && Forwarding4 is null && Forwarding6 is null;
}
