using CNet.Linux;
using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.Netlink.Wire;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>The interfaces, addresses and routes of a sandbox's namespace, as they are now.</summary>
internal sealed record NamespaceView(List<LinkInfo> Links, ILookup<int, AddressInfo> Addresses, List<RouteInfo> Routes)
{
    internal static NamespaceView Of(NamespaceSession session)
    {
        var batch = new MessageBuffer(256);
        batch.DumpLinks();
        var links = session.Route.Dump(batch, LinkInfo.Parse);
        batch.Clear();
        batch.DumpAddresses();
        var addresses = session.Route.Dump(batch, AddressInfo.Parse).ToLookup(address => address.LinkIndex);
        batch.Clear();
        batch.DumpRoutes();
        return new NamespaceView(links, addresses, [.. session.Route.Dump(batch, RouteInfo.Parse).Where(route => route.Table == RouteConstants.RT_TABLE_MAIN)]);
    }

    /// <summary>An endpoint's interface; it may have been given another name inside.</summary>
    internal LinkInfo? Find(JoinRecord join) => Links.Find(link => link.Index == join.InterfaceIndex);

    /// <summary>What an interface lacks, as the ends of a sentence.</summary>
    internal List<string> MissingOf(NetworkRecord network, EndpointRecord endpoint, JoinRecord join, LinkInfo link, int? mtu)
    {
        var missing = new List<string>();
        if (!link.IsUp) missing.Add("is down");
        if (!endpoint.Mac.IsNone && !link.MacAddress.Equals(endpoint.Mac)) missing.Add($"has the MAC address {link.MacAddress} instead of {endpoint.Mac}");
        if (mtu is { } wanted && link.Mtu != wanted) missing.Add($"has an MTU of {link.Mtu} instead of {wanted}");
        missing.AddRange(MissingAddresses(network, endpoint, link).Select(address => $"lacks the address {address.Address}"));
        // Without being up it has none.
        if (link.IsUp) missing.AddRange(MissingRoutes(network, endpoint, join, link).Select(route => $"lacks the route to {(route.Destination.PrefixLength == 0 ? $"everywhere by {(route.Destination.IsIPv6 ? "IPv6" : "IPv4")}" : route.Destination)}"));
        return missing;
    }

    internal IEnumerable<(Ip Address, int PrefixLength)> MissingAddresses(NetworkRecord network, EndpointRecord endpoint, LinkInfo link) =>
        SandboxInterface.AddressesOf(network, endpoint).Where(wanted => !Addresses[link.Index].Any(address => address.Address.Equals(wanted.Address)));

    /// <summary>The routes an interface should have, and those of them that are not there.</summary>
    internal IEnumerable<RouteRecord> MissingRoutes(NetworkRecord network, EndpointRecord endpoint, JoinRecord join, LinkInfo link) =>
        network.Routes.Concat(endpoint.Routes).Concat(join.Routes).Concat(Gateways.RoutesOf(join))
            .Where(wanted => !Routes.Exists(route => route.LinkIndex == link.Index && route.Destination == wanted.Destination && Equals(route.Gateway, wanted.Gateway)));
}
