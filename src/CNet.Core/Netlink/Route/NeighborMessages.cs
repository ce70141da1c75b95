using CNet.Linux.Interop;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.NetlinkConstants;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Netlink.Route;

/// <summary>Requests about neighbours (ARP and ND) and about the forwarding tables of bridges.</summary>
internal static class NeighborRequests
{
    /// <summary>Pins an address to a MAC address. Equivalent to: <c>ip neigh replace ADDRESS lladdr MAC dev LINK nud permanent</c></summary>
    internal static void ReplaceNeighbor(this MessageBuffer batch, int link, Ip address, MacAddress mac) => ReplaceNeighbor(batch, link, address, mac, NUD_PERMANENT, 0);

    /// <summary>
    /// Tells which MAC address an address has, as if it had been asked for a while ago: it is used at once, and looked after as any other. The
    /// question would be flooded to every port of a bridge. It does not count in the kernel's table of neighbours, of which all namespaces together have
    /// but one, of a thousand. Equivalent to: <c>ip neigh replace ADDRESS lladdr MAC dev LINK nud stale extern_learn</c>
    /// </summary>
    internal static void LearnNeighbor(this MessageBuffer batch, int link, Ip address, MacAddress mac) => ReplaceNeighbor(batch, link, address, mac, NUD_STALE, NTF_EXT_LEARNED);

    /// <summary>Forgets a neighbour. Equivalent to: <c>ip neigh del ADDRESS dev LINK</c></summary>
    internal static void DeleteNeighbor(this MessageBuffer batch, int link, Ip address)
    {
        batch.Begin(RTM_DELNEIGH, 0);
        WriteNeighbor(batch, link, AddressRequests.Family(address.IsIPv6), 0, 0);
        batch.Ip(NDA_DST, address);
    }

    /// <summary>Pins a MAC address to a port of a bridge. Equivalent to: <c>bridge fdb replace MAC dev PORT master static</c></summary>
    internal static void ReplaceForwarding(this MessageBuffer batch, int port, MacAddress mac)
    {
        batch.Begin(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE);
        WriteNeighbor(batch, port, Constants.AF_BRIDGE, NUD_NOARP, NTF_MASTER);
        batch.Mac(NDA_LLADDR, mac);
    }

    /// <summary>Asks for neighbours of a family, 0 for both IP ones; AF_BRIDGE for forwarding entries. Equivalent to: <c>ip neigh show</c></summary>
    internal static void DumpNeighbors(this MessageBuffer batch, byte family = 0)
    {
        batch.BeginQuery(RTM_GETNEIGH, NLM_F_DUMP);
        batch.Write(new ndmsg { ndm_family = family });
    }

    private static void ReplaceNeighbor(MessageBuffer batch, int link, Ip address, MacAddress mac, ushort state, byte flags)
    {
        batch.Begin(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE);
        WriteNeighbor(batch, link, AddressRequests.Family(address.IsIPv6), state, flags);
        batch.Ip(NDA_DST, address);
        batch.Mac(NDA_LLADDR, mac);
    }

    private static void WriteNeighbor(MessageBuffer batch, int link, int family, ushort state, byte flags) =>
        batch.Write(new ndmsg { ndm_family = (byte)family, ndm_ifindex = link, ndm_state = state, ndm_flags = flags });
}

/// <summary>A neighbour, or an entry of a bridge's forwarding table, as the kernel describes it.</summary>
internal sealed class NeighborInfo
{
    internal int LinkIndex { get; init; }
    internal Ip? Address { get; private set; }
    internal MacAddress MacAddress { get; private set; }
    internal ushort State { get; init; }
    internal byte Flags { get; init; }
    internal int MasterIndex { get; private set; }

    internal static NeighborInfo? Parse(in Message message)
    {
        if (message.Header.nlmsg_type != RTM_NEWNEIGH || !message.TryRead<ndmsg>(out var head, out var attributes)) return null;
        var neighbor = new NeighborInfo { LinkIndex = head.ndm_ifindex, State = head.ndm_state, Flags = head.ndm_flags };
        foreach (var attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NDA_DST when attribute.Value.Length is 4 or 16: neighbor.Address = Ip.Read(attribute.Value); break;
                case NDA_LLADDR: neighbor.MacAddress = attribute.MacAddress; break;
                case NDA_MASTER: neighbor.MasterIndex = attribute.Int32; break;
            }
        }
        return neighbor;
    }
}
