using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.Netlink.Wire;
using static CNet.Linux.Interop.Constants;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Watching;

/// <summary>The neighbours of a namespace, but for those that the kernel needs not ask for (multicast and loopback), which iproute2 does not show either.</summary>
internal sealed class NeighborTable(WatchedNamespace place) : KernelTable<(int Link, Ip Address), NeighborInfo, NeighborEntry>(place, EventType.Neighbor, RTM_NEWNEIGH)
{
    protected override List<NeighborInfo> Dump(NetlinkSocket requests)
    {
        var request = new MessageBuffer(64);
        request.DumpNeighbors();
        return requests.Dump(request, ParseNeighbor);
    }

    protected override NeighborInfo? Parse(in Message message) => ParseNeighbor(message);

    protected override (int Link, Ip Address) KeyOf(NeighborInfo info) => (info.LinkIndex, info.Address!.Value);

    protected override NeighborEntry Describe(NeighborInfo info) => new(info, Place);

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

/// <summary>A neighbour as it was when it was read.</summary>
internal sealed class NeighborEntry(NeighborInfo info, WatchedNamespace place)
{
    private static readonly (ushort State, string Name)[] States =
    [
        (NUD_INCOMPLETE, "Incomplete"), (NUD_REACHABLE, "Reachable"), (NUD_STALE, "Stale"), (NUD_DELAY, "Delay"), (NUD_PROBE, "Probe"), (NUD_FAILED, "Failed"), (NUD_PERMANENT, "Permanent"),
    ];

    /// <summary>The address.</summary>
    public System.Net.IPAddress IPAddress { get; } = info.Address!.Value.ToIPAddress();

    /// <summary>The MAC address, or none.</summary>
    public MacAddress MacAddress => info.MacAddress;

    /// <summary>By which interface it is reached.</summary>
    public string InterfaceName { get; } = place.LinkName(info.LinkIndex);

    /// <summary>What is known of it.</summary>
    public string State { get; } = Array.Find(States, state => (info.State & state.State) != 0).Name ?? "None";

    /// <summary>The namespace it is in; null for the Host's own.</summary>
    public string? Namespace { get; } = place.Name;

    /// <summary>The name of the sandbox it is in, or null.</summary>
    public string? Sandbox { get; } = place.Owner.Sandbox;

    /// <summary>The address.</summary>
    public override string ToString() => IPAddress.ToString();
}
