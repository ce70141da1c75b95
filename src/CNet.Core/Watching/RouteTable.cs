using CNet.Netlink;
using CNet.Netlink.Route;
using static CNet.Netlink.Wire.NetlinkConstants;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Watching;

/// <summary>Tells a route from every other one.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Destination">Where it leads.</param>
/// <param name="Metric">Its metric.</param>
/// <param name="Type">What happens to packets.</param>
/// <param name="Gateway">By whom.</param>
/// <param name="Link">By which link.</param>
internal readonly record struct RouteKey(uint Table, Cidr Destination, uint Metric, byte Type, Ip? Gateway, int Link);

/// <summary>
/// The routes of a namespace. Of some changes of routes the kernel does not tell, or tells only in part: IPv4 routes go without a word with the link or the
/// source address they need, or with a next hop that several share; several hops of one IPv6 route come and go one by one. Then they are listed.
/// </summary>
internal sealed class RouteTable(WatchedNamespace place, LinkTable links, AddressTable addresses) : KernelTable<RouteKey, RouteInfo, Route>(place, EventType.Route, RTM_NEWROUTE)
{
    /// <summary>What the kernel tells of while the routes are listed; null at other times.</summary>
    private HashSet<RouteKey>? _told;
    private bool _isDoubtful, _hasLost;

    /// <summary>Some route may have gone without a word: a link or an address has.</summary>
    internal void Suspect() => _hasLost = true;

    /// <summary>The routes have changed in a way that only a list tells.</summary>
    internal void Doubt() => _isDoubtful = true;

    /// <summary>A link is about to be gone, and with it its IPv4 routes, of which nothing else will tell.</summary>
    internal void Lose(int link)
    {
        foreach (var key in Known.Keys.Where(key => key.Link == link && !key.Destination.IsIPv6).ToList()) Remove(key);
    }

    /// <summary>True where the routes have to be listed.</summary>
    internal bool MustLook
    {
        get
        {
            if (_hasLost)
            {
                _hasLost = false;
                _isDoubtful |= Known.Values.Any(IsOrphan);
            }
            return _isDoubtful;
        }
    }

    internal override void List(NetlinkSocket requests)
    {
        _isDoubtful = _hasLost = false;
        base.List(requests);
    }

    /// <summary>Lists the routes, and tells what differs from what is known, apart from what the kernel tells meanwhile.</summary>
    /// <param name="requests">By which it asks.</param>
    /// <param name="receive">Takes what the kernel has told meanwhile; false where something of it was lost.</param>
    internal void Look(NetlinkSocket requests, Func<bool> receive)
    {
        _isDoubtful = false;
        var listed = Dump(requests).GroupBy(KeyOf).ToDictionary(same => same.Key, same => same.Last());
        var told = _told = [];
        var isWhole = receive();
        _told = null;
        if (!isWhole) return;
        foreach (var gone in Known.Keys.Where(key => !listed.ContainsKey(key) && !told.Contains(key)).ToList()) Remove(gone);
        foreach (var (key, info) in listed)
            if (!told.Contains(key)) Put(info);
    }

    internal override void Amend(in Message message)
    {
        _isDoubtful |= IsPartial(message);
        base.Amend(message);
    }

    internal override void Apply(in Message message)
    {
        if (Read(message) is not { } info) return;
        var key = KeyOf(info);
        if (IsPartial(message) || IsDeletion(message) && !Known.ContainsKey(key))
        {
            _isDoubtful = true;
            return;
        }
        _told?.Add(key);
        // Of several hops the others are still there.
        _isDoubtful |= IsDeletion(message) && info is { Destination.IsIPv6: true, Gateway: not null };
        if (!IsDeletion(message) && (message.Header.nlmsg_flags & NLM_F_REPLACE) != 0 && !Known.ContainsKey(key)) Replace(key, info);
        else base.Apply(message);
    }

    protected override List<RouteInfo> Dump(NetlinkSocket requests)
    {
        var request = new MessageBuffer(64);
        request.DumpRoutes();
        return requests.Dump(request, RouteInfo.Parse);
    }

    protected override RouteInfo? Parse(in Message message) => RouteInfo.Parse(message);

    protected override RouteKey KeyOf(RouteInfo info) => new(info.Table, info.Destination, info.Metric, info.Type, info.Gateway, info.LinkIndex);

    protected override Route Describe(RouteInfo info) => Routes.Describe(info, links.Names, Place.Owner);

    protected override int LinkOf(RouteInfo info) => info.LinkIndex;

    protected override (string Name, string Detail, string? Link) Words(RouteInfo info)
    {
        var seen = Describe(info);
        var words = new List<string>();
        if (info.Type != RTN_UNICAST) words.Add(seen.Type);
        if (seen.NextHop is { } gateway) words.Add($"via {gateway}");
        if (seen.InterfaceName is { } link) words.Add($"dev {link}");
        if (info.Table != RT_TABLE_MAIN) words.Add(info.Table == RT_TABLE_LOCAL ? "table local" : $"table {seen.Table}");
        return (info.Destination.PrefixLength == 0 ? "default" : $"{info.Destination}", string.Join(' ', words), seen.InterfaceName);
    }

    /// <summary>A route takes the place of the one to the same destination with the same metric; where several are, nothing tells which.</summary>
    private void Replace(RouteKey key, RouteInfo info)
    {
        var rivals = Known.Keys.Where(known => known.Table == key.Table && known.Metric == key.Metric && known.Destination.Equals(key.Destination)).Take(2).ToList();
        if (rivals is not [var rival])
        {
            _isDoubtful = true;
            return;
        }
        Known.Remove(rival, out var previous);
        _told?.Add(rival);
        Known[key] = info;
        TellChange(previous!, info);
    }

    /// <summary>One hop of several was added, or is gone; or a route was added beside the same one.</summary>
    private static bool IsPartial(in Message message) =>
        (message.Header.nlmsg_flags & NLM_F_APPEND) != 0 || message.TryRead<Netlink.Wire.rtmsg>(out var head, out var attributes) && head.rtm_family == Linux.Interop.Constants.AF_INET6 && attributes.TryFind(RTA_MULTIPATH, out _);

    private bool IsOrphan(RouteInfo route) =>
        !route.Destination.IsIPv6 && (route.Hops.Any(hop => hop.LinkIndex != 0 && !links.IsUp(hop.LinkIndex)) || route.PreferredSource is { } source && !addresses.Has(source));
}
