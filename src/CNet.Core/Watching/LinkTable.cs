using CNet.Netlink;
using CNet.Netlink.Route;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Watching;

/// <summary>The links of a namespace. Those of the others are told by their names.</summary>
internal sealed class LinkTable(WatchedNamespace place, AddressTable addresses) : KernelTable<int, LinkInfo, Interface>(place, EventType.Link, RTM_NEWLINK)
{
    private Dictionary<int, string>? _names;

    /// <summary>The names of the links by their indexes.</summary>
    internal Dictionary<int, string> Names => _names ??= Known.ToDictionary(link => link.Key, link => link.Value.Name);

    /// <summary>True where a link is in the list.</summary>
    internal bool Lists(int index) => IsListed(index);

    /// <summary>True where a link is there and up.</summary>
    internal bool IsUp(int index) => Known.TryGetValue(index, out var link) && link.IsUp;

    protected override List<LinkInfo> Dump(NetlinkSocket requests)
    {
        var request = new MessageBuffer(64);
        request.DumpLinks();
        return requests.Dump(request, LinkInfo.Parse);
    }

    protected override LinkInfo? Parse(in Message message) => LinkInfo.Parse(message);

    protected override int KeyOf(LinkInfo info) => info.Index;

    protected override Interface Describe(LinkInfo info)
    {
        var peer = info.LinkNamespaceId is null ? Toolkit.Place.PeerIn(Known, info) : null;
        return Toolkit.Place.Describe(info, Known, addresses.DescribeOf(info.Index), Place.Owner, peer, peer is null ? null : Place.Owner);
    }

    protected override (string Name, string Detail, string? Link) Words(LinkInfo info)
    {
        var seen = Describe(info);
        return (info.Name, $"{seen.Kind} {seen.State}{(info.MacAddress.IsNone ? "" : $" {info.MacAddress}")}{(seen.Master is { } master ? $" master {master}" : "")}", info.Name);
    }

    protected override void Refreshed() => _names = null;
}
