using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.NetlinkConstants;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Netlink.Route;

/// <summary>Requests about routes: changes are to those of the main table.</summary>
internal static class RouteRequests
{
    /// <summary>
    /// Adds a route; refused where the same one exists. Equivalent to: <c>ip route add DESTINATION [via GATEWAY] dev LINK</c>
    /// </summary>
    internal static void AddRoute(this MessageBuffer batch, Cidr destination, Ip? gateway, int link)
    {
        batch.Begin(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
        WriteRoute(batch, destination, gateway, link, RTPROT_BOOT);
    }

    /// <summary>Deletes a route. Equivalent to: <c>ip route del DESTINATION [via GATEWAY] dev LINK</c></summary>
    internal static void DeleteRoute(this MessageBuffer batch, Cidr destination, Ip? gateway, int link)
    {
        batch.Begin(RTM_DELROUTE, 0);
        WriteRoute(batch, destination, gateway, link, 0);
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

    private static void WriteRoute(MessageBuffer batch, Cidr destination, Ip? gateway, int link, byte protocol)
    {
        batch.Write(new rtmsg
        {
            rtm_family = AddressRequests.Family(destination.IsIPv6),
            rtm_dst_len = (byte)destination.PrefixLength,
            rtm_table = RT_TABLE_MAIN,
            rtm_protocol = protocol,
            rtm_scope = gateway is null && !destination.IsIPv6 ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
            rtm_type = RTN_UNICAST,
        });
        if (destination.PrefixLength > 0) batch.Ip(RTA_DST, destination.First);
        if (gateway is { } via) batch.Ip(RTA_GATEWAY, via);
        batch.Int32(RTA_OIF, link);
    }
}

/// <summary>A route as the kernel describes it.</summary>
internal sealed class RouteInfo
{
    internal Cidr Destination { get; private set; }
    internal Ip? Gateway { get; private set; }
    internal Ip? PreferredSource { get; private set; }
    internal int LinkIndex { get; private set; }
    internal uint Metric { get; private set; }
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
                case RTA_GATEWAY or RTA_VIA: route.TakeGateway(attribute); break;
                case RTA_PREFSRC when attribute.Value.Length is 4 or 16: route.PreferredSource = Ip.Read(attribute.Value); break;
                case RTA_OIF: route.LinkIndex = attribute.Int32; break;
                case RTA_PRIORITY: route.Metric = attribute.UInt32; break;
                case RTA_TABLE: route.Table = attribute.UInt32; break;
                case RTA_MULTIPATH: route.TakeFirstHop(attribute.Value); break;
            }
        }
        if (head.rtm_dst_len > destination.Width) return null;
        route.Destination = new Cidr(destination, head.rtm_dst_len);
        return route;
    }

    private void TakeFirstHop(ReadOnlySpan<byte> hops)
    {
        if (!System.Runtime.InteropServices.MemoryMarshal.TryRead<rtnexthop>(hops, out var hop)) return;
        LinkIndex = hop.rtnh_ifindex;
        var size = System.Runtime.CompilerServices.Unsafe.SizeOf<rtnexthop>();
        if (hop.rtnh_len <= size || hop.rtnh_len > hops.Length) return;
        foreach (var attribute in new AttributeReader(hops[size..hop.rtnh_len])) TakeGateway(attribute);
    }

    private void TakeGateway(in NetlinkAttribute attribute)
    {
        if (attribute is { Type: RTA_GATEWAY, Value.Length: 4 or 16 }) Gateway = Ip.Read(attribute.Value);
        // An IPv4 route by an IPv6 next hop: the family, then the address.
        else if (attribute is { Type: RTA_VIA, Value.Length: 6 or 18 }) Gateway = Ip.Read(attribute.Value[2..]);
    }
}
