using CNet.Linux.Interop;
using CNet.Netlink.Route;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Toolkit;

/// <summary>What is asked of the kernel for a route that is to be, and what is said where it refuses.</summary>
internal static class RoutePlan
{
    private const int LargestWeight = 256, UsualMetric6 = 1024;

    /// <summary>Refuses whatever is wrong with a route by itself.</summary>
    internal static void Validate(RouteSpec spec)
    {
        var type = NumberNames.RouteTypes.Parse(spec.Type);
        var isIPv6 = spec.DestinationPrefix.IsIPv6;
        var leadsNowhere = type is RTN_BLACKHOLE or RTN_UNREACHABLE or RTN_PROHIBIT or RTN_THROW;
        if (leadsNowhere && spec.Hops.Count > 0) throw Invalid($"A route of type {spec.Type} leads nowhere.", spec.Type, "Leave out the next hop and the interface.");
        if (!leadsNowhere && spec.Hops.Count == 0) throw Invalid($"The route to {spec.DestinationPrefix} needs a next hop or an interface.", spec.DestinationPrefix, "Give -NextHop, -InterfaceName or both; or -Type blackhole.");
        foreach (var hop in spec.Hops)
        {
            if (hop.NextHop is null && hop.InterfaceName is null) throw Invalid($"A hop of the route to {spec.DestinationPrefix} has neither a next hop nor an interface.", spec.DestinationPrefix, "Give one of them at least.");
            if (hop.NextHop is { } next && Ip.From(next).IsIPv6 != isIPv6 && isIPv6) throw Invalid($"An IPv6 route cannot lead by {next}.", next, "Choose a next hop with an IPv6 address.");
            if (hop.Weight is < 1 or > LargestWeight) throw Invalid($"A hop cannot have a weight of {hop.Weight}.", hop.Weight, $"Choose one between 1 and {LargestWeight}.");
            if (hop is { OnLink: true, NextHop: null } or { OnLink: true, InterfaceName: null }) throw Invalid("A next hop is on the link of an interface: both have to be said.", spec.DestinationPrefix, "Give -NextHop and -InterfaceName.");
        }
        if (spec.PreferredSource is { } source && Ip.From(source).IsIPv6 != isIPv6) throw Invalid($"{source} is not of the family of {spec.DestinationPrefix}.", source, "Choose addresses of one family.");
        if (spec.RouteMetric is < 0 or > uint.MaxValue) throw Invalid($"A route cannot have a metric of {spec.RouteMetric}.", spec.RouteMetric, "Choose one between 0 and 4294967295.");
        if (spec.Mtu is <= 0) throw Invalid($"Packets cannot be of {spec.Mtu} bytes.", spec.Mtu, "Choose an MTU of 68 bytes at least, of 1280 for IPv6.");
        if (isIPv6 && spec.Scope is not null) throw Invalid("IPv6 routes have no scope.", spec.Scope, "Leave out -Scope.");
    }

    /// <summary>The request.</summary>
    internal static RouteRequest Of(RouteSpec spec, Func<string, LinkInfo> link)
    {
        var type = (byte)NumberNames.RouteTypes.Parse(spec.Type);
        return new RouteRequest(spec.DestinationPrefix, [.. spec.Hops.Select(hop => HopOf(hop, link))])
        {
            Type = type,
            Table = spec.Table is { } table ? NumberNames.Tables.Parse(table) : type is RTN_LOCAL or RTN_BROADCAST or RTN_ANYCAST ? RT_TABLE_LOCAL : RT_TABLE_MAIN,
            Protocol = (byte)NumberNames.Protocols.Parse(spec.Protocol),
            Scope = spec.Scope is { } scope ? (byte)NumberNames.Scopes.Parse(scope) : spec.DestinationPrefix.IsIPv6 ? RT_SCOPE_UNIVERSE
                : RouteScopes.Usual(type, spec.Hops.Count > 1 || spec.Hops is [{ NextHop: not null }]),
            Metric = (uint?)spec.RouteMetric,
            PreferredSource = spec.PreferredSource is { } source ? Ip.From(source) : null,
            Mtu = (uint?)spec.Mtu,
        };
    }

    /// <summary>The request that means a route that is there.</summary>
    internal static RouteRequest Again(Route route, Func<string, LinkInfo> link)
    {
        var type = (byte)NumberNames.RouteTypes.Parse(route.Type);
        var leadsNowhere = type is RTN_BLACKHOLE or RTN_UNREACHABLE or RTN_PROHIBIT or RTN_THROW;
        return new RouteRequest(route.DestinationPrefix, leadsNowhere ? [] : [.. route.Hops.Select(hop => HopOf(hop with { OnLink = false }, link))])
        {
            Type = type,
            Table = (uint)route.Table,
            Protocol = (byte)NumberNames.Protocols.Parse(route.Protocol),
            Scope = route.DestinationPrefix.IsIPv6 ? RT_SCOPE_UNIVERSE : (byte)NumberNames.Scopes.Parse(route.Scope),
            Metric = route.RouteMetric == 0 ? null : (uint)route.RouteMetric,
            PreferredSource = route.PreferredSource is { } source ? Ip.From(source) : null,
        };
    }

    /// <summary>True where a route is the one that was asked for.</summary>
    internal static bool Is(RouteInfo route, RouteRequest request) => Meets(route, request) && route.Type == request.Type
        && (request.Hops.Count == 0 || route.Hops.Exists(hop => Equals(hop.Gateway, request.Hops[0].Gateway) && (request.Hops[0].LinkIndex == 0 || hop.LinkIndex == request.Hops[0].LinkIndex)));

    /// <summary>True where a route has the place of the one that is asked for: the same destination, table and metric.</summary>
    internal static bool Meets(RouteInfo route, RouteRequest request) => route.Destination == request.Destination && route.Table == request.Table
        && route.Metric == (request.Metric is null or 0 && request.Destination.IsIPv6 ? UsualMetric6 : request.Metric ?? 0);

    /// <summary>The route as it would be.</summary>
    internal static Route Foresee(RouteSpec spec, RouteRequest request, Owner owner) => new()
    {
        DestinationPrefix = spec.DestinationPrefix,
        NextHop = spec.Hops is [{ NextHop: var next }, ..] ? next : null,
        InterfaceName = spec.Hops is [{ InterfaceName: var name }, ..] ? name : null,
        Hops = spec.Hops.ToReadOnly(),
        RouteMetric = spec.RouteMetric ?? (request.Destination.IsIPv6 ? UsualMetric6 : 0),
        Type = NumberNames.RouteTypes.Of(request.Type),
        Protocol = NumberNames.Protocols.Of(request.Protocol),
        Table = request.Table,
        Scope = NumberNames.Scopes.Of(request.Scope),
        PreferredSource = spec.PreferredSource,
        Mtu = spec.Mtu,
        Namespace = owner.Namespace,
        Sandbox = owner.Sandbox,
        IsPreview = true,
    };

    /// <summary>What is said where the kernel refuses a route.</summary>
    internal static CNetException Explain(RouteSpec spec, NetlinkException refused, List<LinkInfo> links)
    {
        var down = spec.Hops.Select(hop => links.Find(link => link.Name == hop.InterfaceName)).FirstOrDefault(link => link is { IsUp: false })?.Name;
        return refused.Errno switch
        {
            Constants.EEXIST => new CNetException(CNetError.RouteConflict, $"There is a route to {spec.DestinationPrefix} with this metric already.", spec.DestinationPrefix,
                "Give another -RouteMetric, or -Replace to take its place.", refused),
            Constants.ENETDOWN => new CNetException(CNetError.RouteInvalid, refused.Message, spec.DestinationPrefix, $"Set the interface up first: Set-CNetInterface {down ?? "…"} -Up.", refused),
            Constants.ENETUNREACH or Constants.EINVAL or Constants.EHOSTUNREACH when down is not null => new CNetException(CNetError.RouteInvalid, $"{refused.Message}. The interface {down} is down.",
                spec.DestinationPrefix, $"Set it up first: Set-CNetInterface {down} -Up.", refused),
            Constants.ENETUNREACH or Constants.EHOSTUNREACH => new CNetException(CNetError.RouteInvalid, refused.Message, spec.DestinationPrefix,
                "The next hop must be in a subnet of the interface's addresses, or be said to be there: -OnLink.", refused),
            Constants.EINVAL => new CNetException(CNetError.RouteInvalid, refused.Message, spec.DestinationPrefix, "The next hop must be another machine's address, and the preferred source one of this namespace's.", refused),
            _ => refused,
        };
    }

    private static HopInfo HopOf(RouteHop hop, Func<string, LinkInfo> link) => new(hop.NextHop is { } next ? Ip.From(next) : null, hop.InterfaceName is { } name ? link(name).Index : 0,
        hop.Weight, hop.OnLink ? RTNH_F_ONLINK : (byte)0);

    private static CNetException Invalid(string message, object? target, string hint) => new(CNetError.RouteInvalid, message, target, hint);
}
