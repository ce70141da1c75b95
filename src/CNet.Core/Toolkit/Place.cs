using CNet.Linux;
using CNet.Netlink.Route;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Toolkit;

/// <summary>The links of a namespace as they were when they were read, with their addresses.</summary>
internal sealed class Place
{
    private const ushort ArphrdLoopback = 772;
    private readonly Dictionary<int, List<InterfaceAddress>> _addresses = [];

    private Place(Viewpoint view, IEnumerable<LinkInfo> links, IEnumerable<AddressInfo> addresses)
    {
        Owner = view.Owner;
        foreach (var link in links) Links[link.Index] = link;
        foreach (var address in addresses)
        {
            if (!_addresses.TryGetValue(address.LinkIndex, out var list)) _addresses[address.LinkIndex] = list = [];
            list.Add(InterfaceAddresses.Describe(address, Links.GetValueOrDefault(address.LinkIndex)?.Name ?? "", Owner));
        }
    }

    /// <summary>Whose the namespace is.</summary>
    internal Owner Owner { get; }

    /// <summary>Which one it is, where others are compared with it.</summary>
    internal NamespaceInode Inode { get; set; }

    /// <summary>The links by their indexes.</summary>
    internal Dictionary<int, LinkInfo> Links { get; } = [];

    /// <summary>Reads all links and addresses of a namespace. Equivalent to: <c>ip addr show</c></summary>
    internal static Place Read(Viewpoint view) => new(view, view.Links(), view.Dump(static batch => batch.DumpAddresses(), AddressInfo.Parse));

    /// <summary>Reads the links only. Equivalent to: <c>ip link show</c></summary>
    internal static Place ReadLinks(Viewpoint view) => new(view, view.Links(), []);

    /// <summary>Reads what there is to say of one link. Equivalent to: <c>ip addr show dev LINK</c></summary>
    internal static Place ReadOne(Viewpoint view, LinkInfo link)
    {
        var links = new List<LinkInfo> { link };
        if (link.MasterIndex != 0 && view.FindLink(link.MasterIndex) is { } master) links.Add(master);
        if (link.PeerIndex != 0 && link.LinkNamespaceId is null && view.FindLink(link.PeerIndex) is { } peer) links.Add(peer);
        return new Place(view, links, view.Dump(batch => batch.DumpAddresses(link.Index), AddressInfo.Parse));
    }

    /// <summary>The interfaces, by index.</summary>
    /// <param name="peerOf">Where the other end or the parent of each is; null for those that are not known.</param>
    internal IEnumerable<Interface> Describe(Func<LinkInfo, PeerEnd?> peerOf) => Links.Values.OrderBy(link => link.Index).Select(link => Describe(link, peerOf(link)));

    /// <summary>One interface.</summary>
    internal Interface Describe(LinkInfo link, PeerEnd? peer) =>
        Describe(link, Links, _addresses.GetValueOrDefault(link.Index)?.AsReadOnly() ?? System.Collections.ObjectModel.ReadOnlyCollection<InterfaceAddress>.Empty, Owner, peer?.Link, peer?.Place.Owner);

    /// <summary>One interface, among the links of its namespace, with its addresses.</summary>
    internal static Interface Describe(LinkInfo link, IReadOnlyDictionary<int, LinkInfo> links, IReadOnlyList<InterfaceAddress> addresses, Owner owner, LinkInfo? peer, Owner? peerOwner) => new()
    {
        Name = link.Name,
        Index = link.Index,
        Kind = link.Details is { IsTap: true } ? InterfaceKinds.Tap : link.Kind.Length > 0 ? link.Kind : link.HardwareType == ArphrdLoopback ? "loopback" : "ethernet",
        State = !link.IsUp ? InterfaceState.Down : (link.Flags & IFF_LOWER_UP) != 0 ? InterfaceState.Up : InterfaceState.NoCarrier,
        MacAddress = link.MacAddress,
        Mtu = link.Mtu,
        Master = link.MasterIndex == 0 ? null : links.GetValueOrDefault(link.MasterIndex)?.Name,
        MasterKind = link.MasterKind.Length == 0 ? null : link.MasterKind,
        PeerIndex = link.PeerIndex == 0 ? null : link.PeerIndex,
        PeerName = peer?.Name,
        PeerNamespace = peerOwner?.Namespace,
        PeerSandbox = peerOwner?.Sandbox,
        Alias = link.Alias.Length == 0 ? null : link.Alias,
        Group = link.Group,
        TxQueueLength = link.TxQueueLength,
        Mode = link.Details?.Mode,
        KindId = link.Details?.Id,
        LocalAddress = link.Details?.Local?.ToIPAddress(),
        RemoteAddress = link.Details?.Remote?.ToIPAddress(),
        Port = link.Details?.Port,
        Table = link.Details?.Table,
        Isolated = link.IsIsolatedPort,
        Hairpin = link.IsHairpinPort,
        Address = addresses,
        Namespace = owner.Namespace,
        Sandbox = owner.Sandbox,
        Endpoint = owner.EndpointOf(link.Name),
        Network = owner.NetworkOf(link.Name),
    };

    /// <summary>The other end of a link here, or its parent, where that is in a certain namespace; null where there is no such link.</summary>
    internal static PeerEnd? PeerIn(Place place, LinkInfo link) => PeerIn(place.Links, link) is { } peer ? new PeerEnd(place, peer) : null;

    /// <summary>The other end of a link, or its parent, among the links of a namespace; null where there is no such link.</summary>
    internal static LinkInfo? PeerIn(IReadOnlyDictionary<int, LinkInfo> links, LinkInfo link) =>
        links.GetValueOrDefault(link.PeerIndex) is { } peer && (!InterfaceKinds.IsPair(link.Kind) || peer.Kind == link.Kind && peer.PeerIndex == link.Index) ? peer : null;
}

/// <summary>The other end of a link, or its parent.</summary>
/// <param name="Place">The namespace it is in.</param>
/// <param name="Link">The link.</param>
internal sealed record PeerEnd(Place Place, LinkInfo Link);
