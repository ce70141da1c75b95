using System.Net;
using CNet.Linux.Interop;
using CNet.Netlink;
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
        return [.. Infos(view).Where(route => allTables || route.Table == RT_TABLE_MAIN).Select(route => Describe(route, names, view.Owner)).Order()];
    }

    /// <summary>The number of a table by its name: "main", "local", "default", or the number itself.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.RouteInvalid"/>.</exception>
    public static long TableOf(string name) => NumberNames.Tables.Parse(name);

    /// <summary>The route that packets to an address take. Equivalent to: <c>ip route get fibmatch ADDRESS [from ADDRESS] [oif LINK] [mark MARK]</c></summary>
    /// <param name="address">The destination.</param>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CNetException"><see cref="CNetError.RouteNotFound"/> where there is none.</exception>
    public Route Find(IPAddress address, string? ns = null, CancellationToken cancellation = default)
    {
        using var view = Viewpoint.Open(_controller, ns, cancellation);
        var batch = new MessageBuffer(128);
        batch.FindRoute(Ip.From(address), null, 0, 0);
        RouteInfo? found = null;
        if (view.Session.Route.TryExecute(batch, ref found, static (ref RouteInfo? route, in Message reply) => route = RouteInfo.Parse(reply) ?? route) is { } failure)
        {
            var refused = view.Session.Route.ToException(batch, failure);
            // What a blackhole takes is said to be invalid.
            throw failure is { Errno: Constants.ENETUNREACH or Constants.EHOSTUNREACH or Constants.EACCES } or { Errno: Constants.EINVAL, Text: null }
                ? new CNetException(CNetError.RouteNotFound, $"Packets to {address} have no way out{(ns is null ? "" : $" of {ns}")}.", address, "Get-CNetRoute lists the routes; New-CNetRoute default adds one to everywhere.", refused) : refused;
        }
        return found is not null ? Describe(found, view.LinkNames(), view.Owner)
            : throw new CNetException(CNetError.RouteNotFound, $"The kernel does not say by which route packets to {address} go.", address, "Get-CNetRoute lists the routes.");
    }

    /// <summary>
    /// Adds a route. Equivalent to: <c>ip route add|replace [TYPE] PREFIX [via ADDRESS] [dev LINK] [metric METRIC] [table TABLE] [src ADDRESS] [proto PROTOCOL] [scope SCOPE] [mtu MTU] [onlink]
    /// [nexthop via ADDRESS dev LINK weight WEIGHT …]</c>
    /// </summary>
    /// <param name="spec">The route.</param>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="replace">True to take the place of a route to the same destination with the same metric.</param>
    /// <param name="force">True to take the place of one that CNet made.</param>
    /// <param name="preview">Does nothing, and returns the route as it would be.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CNetException"><see cref="CNetError.RouteInvalid"/>, <see cref="CNetError.RouteConflict"/>, <see cref="CNetError.InterfaceNotFound"/>, <see cref="CNetError.InterfaceInUse"/>.</exception>
    public Route Add(RouteSpec spec, string? ns = null, bool replace = false, bool force = false, Preview? preview = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Privilege.Demand("adding a route");
        RoutePlan.Validate(spec);
        using var view = Viewpoint.Open(_controller, ns, cancellation);
        var links = view.Links();
        var request = RoutePlan.Of(spec, name => links.Find(link => link.Name == name) ?? view.Link(name));
        var names = links.ToDictionary(link => link.Index, link => link.Name);
        if (replace && !force) RefuseReplacement(view, request, names);
        if (preview is not null) return RoutePlan.Foresee(spec, request, view.Owner);
        var batch = Named(links);
        batch.AddRoute(request, replace);
        if (view.Session.Route.TryExecute(batch) is { } failure) throw RoutePlan.Explain(spec, view.Session.Route.ToException(batch, failure), links);
        return Infos(view).Where(route => RoutePlan.Is(route, request)).Select(route => Describe(route, names, view.Owner)).FirstOrDefault()
            ?? throw new CNetException(CNetError.RouteNotFound, $"The route to {spec.DestinationPrefix} went as soon as it was there.", spec.DestinationPrefix, "Somebody else changes the routes; try again.");
    }

    /// <summary>Takes a route away, with all its hops. Equivalent to: <c>ip route del PREFIX …</c></summary>
    /// <param name="route">The route.</param>
    /// <param name="force">True to take away one that CNet made.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CNetException"><see cref="CNetError.RouteNotFound"/>; <see cref="CNetError.InterfaceInUse"/> where it is an endpoint's or a network's.</exception>
    public void Remove(Route route, bool force = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(route);
        using var view = OpenFor(route, force, cancellation, out var request, out var links);
        if (view is null) return;
        var batch = Named(links);
        batch.DeleteRoute(request);
        if (view.Session.Route.TryExecute(batch) is not { } failure) return;
        var refused = view.Session.Route.ToException(batch, failure);
        throw failure.Errno is Constants.ESRCH or Constants.ENOENT ? new CNetException(CNetError.RouteNotFound, $"The route '{route}' is not there.", route, "Get-CNetRoute lists the routes.", refused) : refused;
    }

    /// <summary>Refuses what <see cref="Remove"/> would refuse, and does nothing.</summary>
    public void RefuseRemoval(Route route, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(route);
        OpenFor(route, force, default, out _, out _)?.Dispose();
    }

    private static List<RouteInfo> Infos(Viewpoint view) => view.Dump(batch => batch.DumpRoutes(), RouteInfo.Parse);

    private static MessageBuffer Named(List<LinkInfo> links)
    {
        var batch = new MessageBuffer(256);
        foreach (var link in links) batch.Name(link.Index, link.Name);
        return batch;
    }

    private Viewpoint? OpenFor(Route route, bool force, CancellationToken cancellation, out RouteRequest request, out List<LinkInfo> links)
    {
        Privilege.Demand("removing a route");
        (request, links) = (RouteRequest.Of(route.DestinationPrefix, null, 0), []);
        if (route.IsPreview) return null;
        var view = Viewpoint.Open(_controller, route.Namespace, cancellation);
        try
        {
            var all = links = view.Links();
            request = RoutePlan.Again(route, name => all.Find(link => link.Name == name) ?? view.Link(name));
            if (!force) Refuse(view, request, route.ToString());
            return view;
        }
        catch
        {
            view.Dispose();
            throw;
        }
    }

    private void Refuse(Viewpoint view, RouteRequest request, string text)
    {
        var holdings = Holdings.Read(_controller, view.Owner);
        foreach (var route in Infos(view))
            if (RoutePlan.Is(route, request) && route.LinkIndex == (request.Hops is [var first, ..] ? first.LinkIndex : 0)) holdings.Refuse(route, text);
    }

    /// <summary>The kernel replaces the first route to the destination that has the metric.</summary>
    private void RefuseReplacement(Viewpoint view, RouteRequest request, Dictionary<int, string> names)
    {
        var holdings = Holdings.Read(_controller, view.Owner);
        foreach (var route in Infos(view))
            if (RoutePlan.Meets(route, request)) holdings.Refuse(route, Describe(route, names, view.Owner).ToString());
    }

    /// <summary>A route as users see it.</summary>
    internal static Route Describe(RouteInfo route, Dictionary<int, string> names, Owner owner) => new()
    {
        DestinationPrefix = route.Destination,
        NextHop = route.Gateway?.ToIPAddress(),
        InterfaceName = names.GetValueOrDefault(route.LinkIndex),
        Hops = route.Hops.Select(hop => new RouteHop(hop.Gateway?.ToIPAddress(), names.GetValueOrDefault(hop.LinkIndex), hop.Weight, (hop.Flags & RTNH_F_ONLINK) != 0)).ToReadOnly(),
        RouteMetric = route.Metric,
        Type = NumberNames.RouteTypes.Of(route.Type),
        Protocol = NumberNames.Protocols.Of(route.Protocol),
        Table = route.Table,
        Scope = NumberNames.Scopes.Of(route.Scope),
        PreferredSource = route.PreferredSource?.ToIPAddress(),
        Mtu = (int?)route.Mtu,
        Namespace = owner.Namespace,
        Sandbox = owner.Sandbox,
    };
}
