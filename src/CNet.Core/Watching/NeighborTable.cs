using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.Netlink.Wire;
using static CNet.Linux.Interop.Constants;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Watching;

/// <summary>The neighbours of a namespace, but for those that the kernel needs not ask for (multicast and loopback), which iproute2 does not show either.</summary>
internal sealed class NeighborTable(WatchedNamespace place) : KernelTable<(int Link, Ip Address), NeighborInfo, Neighbor>(place, EventType.Neighbor, RTM_NEWNEIGH)
{
    protected override List<NeighborInfo> Dump(NetlinkSocket requests)
    {
        var request = new MessageBuffer(64);
        request.DumpNeighbors();
        return requests.Dump(request, ParseNeighbor);
    }

    protected override NeighborInfo? Parse(in Message message) => ParseNeighbor(message);

    protected override (int Link, Ip Address) KeyOf(NeighborInfo info) => (info.LinkIndex, info.Address!.Value);

    protected override Neighbor Describe(NeighborInfo info) => Neighbors.Describe(info, Place.LinkName(info.LinkIndex), Place.Owner);

    protected override int LinkOf(NeighborInfo info) => info.LinkIndex;

    protected override (string Name, string Detail, string? Link) Words(NeighborInfo info)
    {
        var seen = Describe(info);
        return ($"{info.Address}", $"{(info.MacAddress.IsNone ? "" : $"{info.MacAddress} ")}dev {seen.InterfaceName} {seen.State}", seen.InterfaceName);
    }

    private static NeighborInfo? ParseNeighbor(in Message message) =>
        message.TryRead<ndmsg>(out var head, out _) && head.ndm_family is AF_INET or AF_INET6 && (head.ndm_flags & NTF_PROXY) == 0 && (head.ndm_state & NUD_NOARP) == 0
        && NeighborInfo.Parse(message) is { Address: not null } neighbor ? neighbor : null;
}
