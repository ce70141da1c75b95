using CNet.Netlink.Nftables;
using CNet.State;

namespace CNet.Firewall;

/// <summary>All that belongs into the table.</summary>
/// <param name="Networks">The networks whose devices exist.</param>
/// <param name="Forwarding4">What CNet changed about IPv4 forwarding, or null.</param>
/// <param name="Forwarding6">What CNet changed about IPv6 forwarding, or null.</param>
/// <param name="Ports">The elements of the ports that are published, and whose endpoints are joined; found out only when they are wanted.</param>
internal sealed record FirewallContents(IReadOnlyList<FirewallRecord> Networks, ForwardingRecord? Forwarding4, ForwardingRecord? Forwarding6, IEnumerable<NftElement> Ports)
{
    internal bool IsEmpty => Networks.Count == 0 && Forwarding4 is null && Forwarding6 is null;

    /// <summary>All elements that belong into the sets.</summary>
    internal IEnumerable<NftElement> Elements => Networks.SelectMany(ElementsOf).Concat(ElementsOf(isIPv6: false, Forwarding4)).Concat(ElementsOf(isIPv6: true, Forwarding6)).Concat(Ports);

    /// <summary>The elements of a network.</summary>
    internal static IEnumerable<NftElement> ElementsOf(FirewallRecord network)
    {
        NftValue link = network.Interface;
        yield return new NftElement(FirewallTable.Inside, link, link) { Verdict = network.AllowInside ? Verdict.Accept : Verdict.Drop };
        yield return new NftElement(FirewallTable.Networks, link);
        if (network.Internal) yield return new NftElement(FirewallTable.Internal, link);
        if (network.Internal || !network.AllowInside) yield return new NftElement(FirewallTable.Withheld, link);
        foreach (var trusted in network.Trusted) yield return new NftElement(FirewallTable.Trusted, trusted, link);
        foreach (var isIPv6 in new[] { false, true })
        {
            var (sets, mode) = (FirewallTable.Of(isIPv6), isIPv6 ? network.Mode6 : network.Mode4);
            if (isIPv6 ? network.Masquerade6 : network.Masquerade4) yield return new NftElement(sets.Masquerade, link);
            if ((isIPv6 ? network.Host6 : network.Host4) is { } host) yield return new NftElement(sets.Host, link) { Data = [host] };
            if (mode == GatewayMode.NatUnprotected) yield return new NftElement(sets.Unprotected, link);
            if (mode == GatewayMode.Routed) yield return new NftElement(sets.Routed, link);
        }
    }

    /// <summary>The elements of the guard that stands where CNet turned forwarding on.</summary>
    internal static IEnumerable<NftElement> ElementsOf(bool isIPv6, ForwardingRecord? forwarding)
    {
        if (forwarding is null) yield break;
        var sets = FirewallTable.Of(isIPv6);
        foreach (var name in forwarding.Existing)
        {
            yield return new NftElement(sets.GuardedOut, name);
            yield return new NftElement(sets.GuardedSame, name, name);
        }
        foreach (var name in forwarding.Guarded) yield return new NftElement(sets.GuardedIn, name);
    }
}
