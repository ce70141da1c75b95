using System.Globalization;
using CNet.Netlink.Route;
using CNet.Toolkit;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet;

/// <summary>The routes of a Host and of any namespace.</summary>
public sealed class Routes
{
    private readonly Controller _controller;

    internal Routes(Controller controller) => _controller = controller;

    /// <summary>The routes of a namespace. Equivalent to: <c>ip route show; ip -6 route show</c></summary>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="allTables">True for all tables; else the main one only.</param>
    /// <param name="cancellation">Gives up.</param>
    public IReadOnlyList<Route> List(string? ns = null, bool allTables = false, CancellationToken cancellation = default)
    {
        using var view = Viewpoint.Open(_controller, ns, cancellation);
        var names = view.LinkNames();
        return [.. view.Dump(batch => batch.DumpRoutes(), RouteInfo.Parse).Where(route => allTables || route.Table == RT_TABLE_MAIN)
            .Select(route => Describe(route, names, view.Owner)).Order()];
    }

    private static Route Describe(RouteInfo route, Dictionary<int, string> names, Owner owner) => new()
    {
        DestinationPrefix = route.Destination,
        NextHop = route.Gateway?.ToIPAddress(),
        InterfaceName = names.GetValueOrDefault(route.LinkIndex),
        RouteMetric = route.Metric,
        Type = route.Type switch
        {
            RTN_UNICAST => "unicast",
            RTN_LOCAL => "local",
            RTN_BROADCAST => "broadcast",
            RTN_ANYCAST => "anycast",
            RTN_MULTICAST => "multicast",
            RTN_BLACKHOLE => "blackhole",
            RTN_UNREACHABLE => "unreachable",
            RTN_PROHIBIT => "prohibit",
            RTN_THROW => "throw",
            var type => type.ToString(CultureInfo.InvariantCulture),
        },
        Protocol = route.Protocol switch
        {
            RTPROT_KERNEL => "kernel",
            RTPROT_BOOT => "boot",
            RTPROT_STATIC => "static",
            RTPROT_RA => "ra",
            RTPROT_DHCP => "dhcp",
            var protocol => protocol.ToString(CultureInfo.InvariantCulture),
        },
        Table = route.Table,
        PreferredSource = route.PreferredSource?.ToIPAddress(),
        Namespace = owner.Namespace,
        Sandbox = owner.Sandbox,
    };
}
