using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Netlink.Route;

/// <summary>How far away the destination of an IPv4 route is.</summary>
internal static class RouteScopes
{
    /// <summary>The scope that a route has where none is said, as iproute2 chooses it.</summary>
    internal static byte Usual(byte type, bool hasGateway) => type switch
    {
        RTN_LOCAL => RT_SCOPE_HOST,
        RTN_BROADCAST or RTN_MULTICAST or RTN_ANYCAST => RT_SCOPE_LINK,
        RTN_UNICAST when !hasGateway => RT_SCOPE_LINK,
        _ => RT_SCOPE_UNIVERSE,
    };
}
