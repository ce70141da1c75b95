using System.Net;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>Static routes of networks and endpoints.</summary>
internal static class StaticRoutes
{
    /// <summary>Refuses routes that cannot work on these subnets.</summary>
    internal static List<RouteRecord> Check(IReadOnlyDictionary<Cidr, IPAddress?> routes, IEnumerable<Cidr> subnets)
    {
        var own = subnets.ToList();
        return [.. routes.Select(route => Check(route.Key, route.Value, own))];
    }

    private static RouteRecord Check(Cidr destination, IPAddress? gateway, List<Cidr> subnets)
    {
        if (destination.PrefixLength == 0)
            throw new CNetException(CNetError.RouteInvalid, "A default route is not a static route.", destination, "The gateway of the network is the default route; choose it with -Gateway.");
        if (gateway is null) return new RouteRecord(destination, null);
        var via = Ip.From(gateway);
        if (via.IsIPv6 != destination.IsIPv6)
            throw new CNetException(CNetError.RouteInvalid, $"The route to {destination} cannot go by {gateway}: they are of different families.", destination, "Name a gateway of the same family.");
        if (!subnets.Any(subnet => subnet.Contains(via)))
            throw new CNetException(CNetError.RouteInvalid, $"The route to {destination} cannot go by {gateway}, which lies outside the network's subnets.", destination,
                "The gateway must lie in a subnet of the network.");
        return new RouteRecord(destination, via);
    }
}
