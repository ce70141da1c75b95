using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.NetlinkConstants;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Netlink.Route;

/// <summary>Requests about routes.</summary>
internal static class RouteRequests
{
    /// <summary>
    /// Adds a route; refused where the same one exists. Equivalent to: <c>ip route add DESTINATION [via GATEWAY] dev LINK</c>
    /// </summary>
    internal static void AddRoute(this MessageBuffer batch, Cidr destination, Ip? gateway, int link) => batch.AddRoute(RouteRequest.Of(destination, gateway, link), replace: false);

    /// <summary>
    /// Adds a route, or takes the place of the one to the same destination with the same metric. Equivalent to: <c>ip route add|replace [TYPE] DESTINATION [via GATEWAY] [dev LINK]
    /// [table TABLE] [proto PROTOCOL] [scope SCOPE] [src ADDRESS] [metric METRIC] [mtu MTU] [onlink] [nexthop via GATEWAY dev LINK weight WEIGHT …]</c>
    /// </summary>
    internal static void AddRoute(this MessageBuffer batch, RouteRequest route, bool replace)
    {
        batch.Begin(RTM_NEWROUTE, (ushort)(NLM_F_CREATE | (replace ? NLM_F_REPLACE : NLM_F_EXCL)));
        WriteRoute(batch, route);
    }

    /// <summary>Deletes a route. Equivalent to: <c>ip route del DESTINATION [via GATEWAY] dev LINK</c></summary>
    internal static void DeleteRoute(this MessageBuffer batch, Cidr destination, Ip? gateway, int link) => batch.DeleteRoute(RouteRequest.Of(destination, gateway, link) with { Protocol = 0 });

    /// <summary>Deletes a route with all its hops. Equivalent to: <c>ip route del [TYPE] DESTINATION …</c></summary>
    internal static void DeleteRoute(this MessageBuffer batch, RouteRequest route)
    {
        batch.Begin(RTM_DELROUTE, 0);
        WriteRoute(batch, route);
    }

    /// <summary>Asks for the routes of a family, 0 for both. Equivalent to: <c>ip route show table all</c></summary>
    internal static void DumpRoutes(this MessageBuffer batch, byte family = 0)
    {
        batch.BeginQuery(RTM_GETROUTE, NLM_F_DUMP);
        batch.Write(new rtmsg { rtm_family = family });
    }

    /// <summary>
    /// Asks by which route an address is reached that belongs to a link: by one of type local where the address is usable there.
    /// Equivalent to: <c>ip route get ADDRESS oif LINK</c>
    /// </summary>
    internal static void GetRoute(this MessageBuffer batch, Ip address, int link)
    {
        batch.BeginQuery(RTM_GETROUTE);
        batch.Write(new rtmsg { rtm_family = AddressRequests.Family(address.IsIPv6), rtm_dst_len = (byte)address.Width });
        batch.Ip(RTA_DST, address);
        batch.Int32(RTA_OIF, link);
    }

    /// <summary>Asks which route packets to an address take. Equivalent to: <c>ip route get fibmatch ADDRESS [from ADDRESS] [oif LINK] [mark MARK]</c></summary>
    internal static void FindRoute(this MessageBuffer batch, Ip address, Ip? from, int link, uint mark)
    {
        batch.BeginQuery(RTM_GETROUTE);
        batch.Write(new rtmsg
        {
            rtm_family = AddressRequests.Family(address.IsIPv6),
            rtm_dst_len = (byte)address.Width,
            rtm_src_len = (byte)(from?.Width ?? 0),
            // IPv6 tells the table without being asked, and takes it ill.
            rtm_flags = address.IsIPv6 ? RTM_F_FIB_MATCH : RTM_F_LOOKUP_TABLE | RTM_F_FIB_MATCH,
        });
        batch.Ip(RTA_DST, address);
        if (from is { } source) batch.Ip(RTA_SRC, source);
        if (link != 0) batch.Int32(RTA_OIF, link);
        if (mark != 0) batch.UInt32(RTA_MARK, mark);
    }

    private static void WriteRoute(MessageBuffer batch, RouteRequest route)
    {
        var isIPv6 = route.Destination.IsIPv6;
        var only = route.Hops is [var hop] ? hop : null;
        batch.Write(new rtmsg
        {
            rtm_family = AddressRequests.Family(isIPv6),
            rtm_dst_len = (byte)route.Destination.PrefixLength,
            rtm_table = route.Table <= byte.MaxValue ? (byte)route.Table : RT_TABLE_UNSPEC,
            rtm_protocol = route.Protocol,
            rtm_scope = route.Scope,
            rtm_type = route.Type,
            rtm_flags = only?.Flags ?? 0,
        });
        if (route.Destination.PrefixLength > 0) batch.Ip(RTA_DST, route.Destination.First);
        if (only is not null) WriteGateway(batch, only, isIPv6);
        if (only is { LinkIndex: not 0 }) batch.Int32(RTA_OIF, only.LinkIndex);
        if (route.PreferredSource is { } source) batch.Ip(RTA_PREFSRC, source);
        if (route.Metric is { } metric) batch.UInt32(RTA_PRIORITY, metric);
        if (route.Mtu is { } mtu)
        {
            using var metrics = batch.Nest(RTA_METRICS);
            batch.UInt32(RTAX_MTU, mtu);
        }
        if (route.Table > byte.MaxValue) batch.UInt32(RTA_TABLE, route.Table);
        if (only is null && route.Hops.Count > 0) WriteHops(batch, route.Hops, isIPv6);
    }

    private static void WriteHops(MessageBuffer batch, IReadOnlyList<HopInfo> hops, bool isIPv6)
    {
        var each = new MessageBuffer(64);
        var all = new List<byte>();
        foreach (var hop in hops)
        {
            each.Clear();
            each.Write(new rtnexthop { rtnh_flags = hop.Flags, rtnh_hops = (byte)(hop.Weight - 1), rtnh_ifindex = hop.LinkIndex });
            WriteGateway(each, hop, isIPv6);
            var bytes = each.Written.ToArray();
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)bytes.Length);
            all.AddRange(bytes);
        }
        batch.Attribute(RTA_MULTIPATH, all.ToArray());
    }

    private static void WriteGateway(MessageBuffer batch, HopInfo hop, bool isIPv6)
    {
        if (hop.Gateway is not { } gateway) return;
        if (gateway.IsIPv6 == isIPv6)
        {
            batch.Ip(RTA_GATEWAY, gateway);
            return;
        }
        var via = batch.Attribute(RTA_VIA, sizeof(ushort) + gateway.Length);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(via, AddressRequests.Family(gateway.IsIPv6));
        gateway.Write(via[sizeof(ushort)..]);
    }
}

/// <summary>One of the hops of a route.</summary>
/// <param name="Gateway">By whom; null where the destination is on the link itself.</param>
/// <param name="LinkIndex">By which link, or 0.</param>
/// <param name="Weight">Its share among several, 1 to 256.</param>
/// <param name="Flags">RTNH_F_ONLINK and others of the kernel's.</param>
internal sealed record HopInfo(Ip? Gateway, int LinkIndex, int Weight = 1, byte Flags = 0);

/// <summary>A route that is to be.</summary>
/// <param name="Destination">Where it leads.</param>
/// <param name="Hops">By whom; none for a route that leads nowhere.</param>
internal sealed record RouteRequest(Cidr Destination, IReadOnlyList<HopInfo> Hops)
{
    internal byte Type { get; init; } = RTN_UNICAST;
    internal uint Table { get; init; } = RT_TABLE_MAIN;
    internal byte Protocol { get; init; } = RTPROT_BOOT;
    internal byte Scope { get; init; }
    internal uint? Metric { get; init; }
    internal Ip? PreferredSource { get; init; }
    internal uint? Mtu { get; init; }

    /// <summary>A route by one hop, of the main table.</summary>
    internal static RouteRequest Of(Cidr destination, Ip? gateway, int link) =>
        new(destination, [new HopInfo(gateway, link)]) { Scope = gateway is null && !destination.IsIPv6 ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE };
}

/// <summary>A route as the kernel describes it.</summary>
internal sealed class RouteInfo
{
    internal Cidr Destination { get; private set; }
    internal Ip? Gateway { get; private set; }
    internal Ip? PreferredSource { get; private set; }
    internal int LinkIndex { get; private set; }
    internal uint Metric { get; private set; }
    internal uint? Mtu { get; private set; }

    /// <summary>All the hops by which it leads somewhere; the first is also told by itself.</summary>
    internal List<HopInfo> Hops { get; } = [];

    internal uint Table { get; private set; }
    internal byte Protocol { get; init; }
    internal byte Scope { get; init; }
    internal byte Type { get; init; }

    internal static RouteInfo? Parse(in Message message)
    {
        if (message.Header.nlmsg_type != RTM_NEWROUTE || !message.TryRead<rtmsg>(out var head, out var attributes)) return null;
        // Multicast routing and cached copies are not routes anyone asks for.
        if (head.rtm_family is not (Linux.Interop.Constants.AF_INET or Linux.Interop.Constants.AF_INET6) || (head.rtm_flags & RTM_F_CLONED) != 0) return null;
        var isIPv6 = head.rtm_family == Linux.Interop.Constants.AF_INET6;
        var route = new RouteInfo { Table = head.rtm_table, Protocol = head.rtm_protocol, Scope = head.rtm_scope, Type = head.rtm_type };
        var destination = Ip.From(0, isIPv6);
        foreach (var attribute in attributes)
        {
            switch (attribute.Type)
            {
                case RTA_DST when attribute.Value.Length == destination.Length: destination = Ip.Read(attribute.Value); break;
                case RTA_GATEWAY or RTA_VIA: route.Gateway = GatewayOf(attribute) ?? route.Gateway; break;
                case RTA_PREFSRC when attribute.Value.Length is 4 or 16: route.PreferredSource = Ip.Read(attribute.Value); break;
                case RTA_OIF: route.LinkIndex = attribute.Int32; break;
                case RTA_PRIORITY: route.Metric = attribute.UInt32; break;
                case RTA_TABLE: route.Table = attribute.UInt32; break;
                case RTA_METRICS: route.Mtu = attribute.Nested.TryFind(RTAX_MTU, out var mtu) ? mtu.UInt32 : null; break;
                case RTA_MULTIPATH: route.Hops.AddRange(ReadHops(attribute.Value)); break;
            }
        }
        if (head.rtm_dst_len > destination.Width) return null;
        route.Destination = new Cidr(destination, head.rtm_dst_len);
        if (route.Hops.Count == 0 && (route.LinkIndex != 0 || route.Gateway is not null)) route.Hops.Add(new HopInfo(route.Gateway, route.LinkIndex, Flags: (byte)head.rtm_flags));
        else if (route.Hops.Count > 0) (route.Gateway, route.LinkIndex) = (route.Hops[0].Gateway, route.Hops[0].LinkIndex);
        return route;
    }

    /// <summary>Reads the several hops of a route; stops at the first one that does not fit.</summary>
    internal static List<HopInfo> ReadHops(ReadOnlySpan<byte> hops)
    {
        var list = new List<HopInfo>();
        var size = System.Runtime.CompilerServices.Unsafe.SizeOf<rtnexthop>();
        while (System.Runtime.InteropServices.MemoryMarshal.TryRead<rtnexthop>(hops, out var hop) && hop.rtnh_len >= size && hop.rtnh_len <= hops.Length)
        {
            Ip? gateway = null;
            if (hop.rtnh_len > size)
                foreach (var attribute in new AttributeReader(hops[size..hop.rtnh_len])) gateway = GatewayOf(attribute) ?? gateway;
            list.Add(new HopInfo(gateway, hop.rtnh_ifindex, hop.rtnh_hops + 1, hop.rtnh_flags));
            hops = hops[Math.Min(MessageBuffer.Align(hop.rtnh_len), hops.Length)..];
        }
        return list;
    }

    private static Ip? GatewayOf(in NetlinkAttribute attribute) => attribute switch
    {
        { Type: RTA_GATEWAY, Value.Length: 4 or 16 } => Ip.Read(attribute.Value),
        // An IPv4 route by an IPv6 next hop: the family, then the address.
        { Type: RTA_VIA, Value.Length: 6 or 18 } => Ip.Read(attribute.Value[2..]),
        _ => null,
    };
}
