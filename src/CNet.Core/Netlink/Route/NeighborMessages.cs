using System.Runtime.InteropServices;
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

    /// <summary>
    /// Tells who has an address on a link, or answers for it there as its proxy.
    /// Equivalent to: <c>ip neigh add|replace [proxy] ADDRESS [lladdr MAC] dev LINK [nud STATE]</c>
    /// </summary>
    internal static void AddNeighbor(this MessageBuffer batch, int link, Ip address, MacAddress? mac, ushort state, byte flags, bool replace)
    {
        batch.Begin(RTM_NEWNEIGH, (ushort)(NLM_F_CREATE | (replace ? NLM_F_REPLACE : NLM_F_EXCL)));
        WriteNeighbor(batch, link, AddressRequests.Family(address.IsIPv6), state, flags);
        batch.Ip(NDA_DST, address);
        if (mac is { } other) batch.Mac(NDA_LLADDR, other);
    }

    /// <summary>Ends answering for an address on a link. Equivalent to: <c>ip neigh del proxy ADDRESS dev LINK</c></summary>
    internal static void DeleteProxy(this MessageBuffer batch, int link, Ip address)
    {
        batch.Begin(RTM_DELNEIGH, 0);
        WriteNeighbor(batch, link, AddressRequests.Family(address.IsIPv6), NUD_PERMANENT, NTF_PROXY);
        batch.Ip(NDA_DST, address);
    }

    /// <summary>Asks for the addresses that this machine answers for. Equivalent to: <c>ip neigh show proxy</c></summary>
    internal static void DumpProxies(this MessageBuffer batch, byte family)
    {
        batch.BeginQuery(RTM_GETNEIGH, NLM_F_DUMP);
        batch.Write(new ndmsg { ndm_family = family, ndm_flags = NTF_PROXY });
    }

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

    /// <summary>
    /// Tells behind which port of a bridge, or at which other end of a tunnel, a MAC address is.
    /// Equivalent to: <c>bridge fdb add|replace|append MAC dev LINK master|self STATE [vlan VLAN] [dst ADDRESS] [port PORT] [vni VNI] [sticky]</c>
    /// </summary>
    internal static void AddForwarding(this MessageBuffer batch, int link, ForwardingRequest entry, ushort verb)
    {
        batch.Begin(RTM_NEWNEIGH, (ushort)(NLM_F_CREATE | verb));
        WriteForwarding(batch, link, entry);
    }

    /// <summary>Forgets where a MAC address is. Equivalent to: <c>bridge fdb del MAC dev LINK master|self [vlan VLAN] [dst ADDRESS] [port PORT] [vni VNI]</c></summary>
    internal static void DeleteForwarding(this MessageBuffer batch, int link, ForwardingRequest entry)
    {
        batch.Begin(RTM_DELNEIGH, 0);
        WriteForwarding(batch, link, entry);
    }

    private static void WriteForwarding(MessageBuffer batch, int link, ForwardingRequest entry)
    {
        WriteNeighbor(batch, link, Constants.AF_BRIDGE, entry.State, entry.Flags);
        batch.Mac(NDA_LLADDR, entry.MacAddress);
        if (entry.Destination is { } destination) batch.Ip(NDA_DST, destination);
        if (entry.Vlan is { } vlan) batch.UInt16(NDA_VLAN, vlan);
        if (entry.Port is { } port) batch.UInt16Network(NDA_PORT, port);
        if (entry.Vni is { } vni) batch.UInt32(NDA_VNI, vni);
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

/// <summary>An entry of the forwarding table of a bridge or of a tunnel.</summary>
/// <param name="MacAddress">The MAC address; of all zeros for all that are not known.</param>
/// <param name="State">Whether it ages.</param>
/// <param name="Flags">Whose table it is, and how it stays.</param>
internal sealed record ForwardingRequest(MacAddress MacAddress, ushort State, byte Flags)
{
    internal ushort? Vlan { get; init; }

    /// <summary>The other end of the tunnel, its port and its network.</summary>
    internal Ip? Destination { get; init; }
    internal ushort? Port { get; init; }
    internal uint? Vni { get; init; }
}

/// <summary>A neighbour, or an entry of a bridge's forwarding table, as the kernel describes it.</summary>
internal sealed class NeighborInfo
{
    internal byte Family { get; init; }
    internal int LinkIndex { get; init; }
    internal Ip? Address { get; private set; }
    internal MacAddress MacAddress { get; private set; }
    internal ushort State { get; init; }
    internal byte Flags { get; init; }
    internal int MasterIndex { get; private set; }
    internal ushort? Vlan { get; private set; }

    /// <summary>The port and the network of the other end of a tunnel.</summary>
    internal ushort? Port { get; private set; }
    internal uint? Vni { get; private set; }

    /// <summary>How many ticks ago it was confirmed, used and changed.</summary>
    internal nda_cacheinfo? Ages { get; private set; }

    internal static NeighborInfo? Parse(in Message message)
    {
        if (message.Header.nlmsg_type != RTM_NEWNEIGH || !message.TryRead<ndmsg>(out var head, out var attributes)) return null;
        var neighbor = new NeighborInfo { Family = head.ndm_family, LinkIndex = head.ndm_ifindex, State = head.ndm_state, Flags = head.ndm_flags };
        foreach (var attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NDA_DST when attribute.Value.Length is 4 or 16: neighbor.Address = Ip.Read(attribute.Value); break;
                case NDA_LLADDR: neighbor.MacAddress = attribute.MacAddress; break;
                case NDA_MASTER: neighbor.MasterIndex = attribute.Int32; break;
                case NDA_VLAN: neighbor.Vlan = attribute.UInt16; break;
                case NDA_PORT: neighbor.Port = attribute.UInt16Network; break;
                case NDA_VNI: neighbor.Vni = attribute.UInt32; break;
                case NDA_CACHEINFO when MemoryMarshal.TryRead<nda_cacheinfo>(attribute.Value, out var ages): neighbor.Ages = ages; break;
            }
        }
        return neighbor;
    }
}
