using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.BridgeConstants;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Netlink.Route;

/// <summary>What is set of a bridge; null stays as it is. Times are in ticks of the clock that programs see.</summary>
internal sealed record BridgeRequest
{
    internal uint? ForwardDelay { get; init; }
    internal uint? HelloTime { get; init; }
    internal uint? MaxAge { get; init; }
    internal uint? AgeingTime { get; init; }
    internal bool? HasStp { get; init; }
    internal ushort? Priority { get; init; }
    internal bool? FiltersVlans { get; init; }
    internal bool? SnoopsMulticast { get; init; }
}

/// <summary>Requests about bridges.</summary>
internal static class BridgeRequests
{
    /// <summary>Changes a bridge. Equivalent to: <c>ip link set BRIDGE type bridge forward_delay TICKS … mcast_snooping 0|1</c></summary>
    internal static void SetBridge(this MessageBuffer batch, int bridge, BridgeRequest settings)
    {
        batch.Begin(RTM_NEWLINK, 0);
        new LinkId(bridge, null).Write(batch);
        using var info = batch.Nest(IFLA_LINKINFO);
        batch.Text(IFLA_INFO_KIND, BridgeInfo.Kind);
        using var data = batch.Nest(IFLA_INFO_DATA);
        if (settings.ForwardDelay is { } delay) batch.UInt32(IFLA_BR_FORWARD_DELAY, delay);
        if (settings.HelloTime is { } hello) batch.UInt32(IFLA_BR_HELLO_TIME, hello);
        if (settings.MaxAge is { } age) batch.UInt32(IFLA_BR_MAX_AGE, age);
        if (settings.AgeingTime is { } ageing) batch.UInt32(IFLA_BR_AGEING_TIME, ageing);
        if (settings.HasStp is { } stp) batch.UInt32(IFLA_BR_STP_STATE, stp ? 1u : 0);
        if (settings.Priority is { } priority) batch.UInt16(IFLA_BR_PRIORITY, priority);
        if (settings.FiltersVlans is { } filters) batch.Byte(IFLA_BR_VLAN_FILTERING, filters ? (byte)1 : (byte)0);
        if (settings.SnoopsMulticast is { } snoops) batch.Byte(IFLA_BR_MCAST_SNOOPING, snoops ? (byte)1 : (byte)0);
    }
}

/// <summary>A bridge as the kernel describes it.</summary>
internal sealed class BridgeInfo
{
    internal const string Kind = "bridge";

    internal int Index { get; init; }
    internal string Name { get; private set; } = "";
    internal MacAddress MacAddress { get; private set; }
    internal bool IsUp { get; init; }
    internal uint ForwardDelay { get; private set; }
    internal uint HelloTime { get; private set; }
    internal uint MaxAge { get; private set; }
    internal uint AgeingTime { get; private set; }
    internal bool HasStp { get; private set; }
    internal ushort Priority { get; private set; }
    internal bool FiltersVlans { get; private set; }
    internal bool SnoopsMulticast { get; private set; }

    /// <summary>The ids as iproute2 writes them: "8000.02:42:0a:01:00:01".</summary>
    internal string BridgeId { get; private set; } = "";
    internal string RootId { get; private set; } = "";
    internal ushort RootPort { get; private set; }
    internal uint RootPathCost { get; private set; }

    internal static BridgeInfo? Parse(in Message message)
    {
        if (message.Header.nlmsg_type != RTM_NEWLINK || !message.TryRead<ifinfomsg>(out var head, out var attributes) || head.ifi_family != 0
            || !attributes.TryFind(IFLA_LINKINFO, out var info) || !info.Nested.TryFind(IFLA_INFO_KIND, out var kind) || kind.Text != Kind || !info.Nested.TryFind(IFLA_INFO_DATA, out var data)) return null;
        var bridge = new BridgeInfo { Index = head.ifi_index, IsUp = (head.ifi_flags & IFF_UP) != 0 };
        if (attributes.TryFind(IFLA_IFNAME, out var name)) bridge.Name = name.Text;
        if (attributes.TryFind(IFLA_ADDRESS, out var mac)) bridge.MacAddress = mac.MacAddress;
        foreach (var attribute in data.Nested) bridge.Take(attribute);
        return bridge;
    }

    private void Take(in NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case IFLA_BR_FORWARD_DELAY: ForwardDelay = attribute.UInt32; break;
            case IFLA_BR_HELLO_TIME: HelloTime = attribute.UInt32; break;
            case IFLA_BR_MAX_AGE: MaxAge = attribute.UInt32; break;
            case IFLA_BR_AGEING_TIME: AgeingTime = attribute.UInt32; break;
            case IFLA_BR_STP_STATE: HasStp = attribute.UInt32 != 0; break;
            case IFLA_BR_PRIORITY: Priority = attribute.UInt16; break;
            case IFLA_BR_VLAN_FILTERING: FiltersVlans = attribute.Byte != 0; break;
            case IFLA_BR_MCAST_SNOOPING: SnoopsMulticast = attribute.Byte != 0; break;
            case IFLA_BR_BRIDGE_ID: BridgeId = IdOf(attribute); break;
            case IFLA_BR_ROOT_ID: RootId = IdOf(attribute); break;
            case IFLA_BR_ROOT_PORT: RootPort = attribute.UInt16; break;
            case IFLA_BR_ROOT_PATH_COST: RootPathCost = attribute.UInt32; break;
        }
    }

    private static string IdOf(in NetlinkAttribute attribute) =>
        attribute.Value.Length >= System.Runtime.CompilerServices.Unsafe.SizeOf<ifla_bridge_id>() ? $"{Convert.ToHexStringLower(attribute.Value[..2])}.{MacAddress.Read(attribute.Value[2..8])}" : "";
}

/// <summary>A port of a bridge as the kernel describes it.</summary>
internal sealed class BridgePortInfo
{
    internal int Index { get; init; }
    internal string Name { get; private set; } = "";
    internal int BridgeIndex { get; private set; }
    internal int Number { get; private set; }
    internal byte State { get; private set; }
    internal uint PathCost { get; private set; }
    internal ushort Priority { get; private set; }
    internal bool IsIsolated { get; private set; }
    internal bool IsHairpin { get; private set; }
    internal bool IsGuarded { get; private set; }
    internal bool Learns { get; private set; }

    internal static BridgePortInfo? Parse(in Message message)
    {
        if (message.Header.nlmsg_type != RTM_NEWLINK || !message.TryRead<ifinfomsg>(out var head, out var attributes) || head.ifi_family != 0 || !attributes.TryFind(IFLA_MASTER, out var master)
            || !attributes.TryFind(IFLA_LINKINFO, out var info) || !info.Nested.TryFind(IFLA_INFO_SLAVE_KIND, out var kind) || kind.Text != BridgeInfo.Kind
            || !info.Nested.TryFind(IFLA_INFO_SLAVE_DATA, out var data)) return null;
        var port = new BridgePortInfo { Index = head.ifi_index, BridgeIndex = master.Int32 };
        if (attributes.TryFind(IFLA_IFNAME, out var name)) port.Name = name.Text;
        foreach (var attribute in data.Nested)
        {
            switch (attribute.Type)
            {
                case IFLA_BRPORT_STATE: port.State = attribute.Byte; break;
                case IFLA_BRPORT_PRIORITY: port.Priority = attribute.UInt16; break;
                case IFLA_BRPORT_COST: port.PathCost = attribute.UInt32; break;
                case IFLA_BRPORT_MODE: port.IsHairpin = attribute.Byte != 0; break;
                case IFLA_BRPORT_GUARD: port.IsGuarded = attribute.Byte != 0; break;
                case IFLA_BRPORT_LEARNING: port.Learns = attribute.Byte != 0; break;
                case IFLA_BRPORT_NO: port.Number = attribute.UInt16; break;
                case IFLA_BRPORT_ISOLATED: port.IsIsolated = attribute.Byte != 0; break;
            }
        }
        return port;
    }
}
