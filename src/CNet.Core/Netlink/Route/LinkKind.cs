using CNet.Linux.Interop;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.BridgeConstants;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Netlink.Route;

/// <summary>What kind a new link is of, and the attributes of its own that the kind has. A new kind is one more of these.</summary>
internal abstract record LinkKind(string Name)
{
    /// <summary>The index of the link it is made upon, or 0.</summary>
    internal virtual int Parent => 0;

    /// <summary>Writes the contents of IFLA_INFO_DATA.</summary>
    internal abstract void WriteData(MessageBuffer buffer);
}

/// <summary>A kind that has no attributes: "ifb", "dummy", "wireguard".</summary>
internal sealed record PlainKind(string Name) : LinkKind(Name)
{
    /// <summary>An intermediate functional block: what is redirected to it waits there, and goes on where it came from.</summary>
    internal static readonly PlainKind Ifb = new("ifb");

    internal override void WriteData(MessageBuffer buffer)
    {
    }
}

/// <summary>A pair of Ethernet interfaces; what goes into one comes out of the other.</summary>
/// <param name="PeerName">The name of the other end.</param>
/// <param name="PeerMac">The MAC address of the other end, or none for a random one.</param>
/// <param name="PeerNamespace">The namespace in which the other end is made, or −1 for the socket's own.</param>
/// <param name="PeerMtu">MTU of the other end in bytes, or 0 for the default.</param>
internal sealed record VethKind(string PeerName, MacAddress PeerMac, int PeerNamespace, int PeerMtu) : LinkKind("veth")
{
    internal override void WriteData(MessageBuffer buffer)
    {
        using var peer = buffer.Nest(VETH_INFO_PEER);
        buffer.Write(default(ifinfomsg));
        buffer.Text(IFLA_IFNAME, PeerName);
        if (!PeerMac.IsNone) buffer.Mac(IFLA_ADDRESS, PeerMac);
        if (PeerMtu > 0) buffer.UInt32(IFLA_MTU, (uint)PeerMtu);
        if (PeerNamespace >= 0) buffer.Int32(IFLA_NET_NS_FD, PeerNamespace);
    }
}

/// <summary>An Ethernet bridge.</summary>
/// <param name="MulticastSnooping">Whether the bridge tracks multicast groups; off makes attaching to large bridges cheaper.</param>
internal sealed record BridgeKind(bool MulticastSnooping = true) : LinkKind("bridge")
{
    /// <summary>Whether it takes part in the spanning tree protocol.</summary>
    internal bool Stp { get; init; }

    /// <summary>Whether it keeps VLANs apart.</summary>
    internal bool VlanFiltering { get; init; }

    /// <summary>How long it remembers where a MAC address is, in hundredths of a second; null for the kernel's 300 s.</summary>
    internal uint? AgeingTime { get; init; }

    internal override void WriteData(MessageBuffer buffer)
    {
        if (AgeingTime is { } time) buffer.UInt32(IFLA_BR_AGEING_TIME, time);
        if (Stp) buffer.UInt32(IFLA_BR_STP_STATE, 1);
        if (VlanFiltering) buffer.Byte(IFLA_BR_VLAN_FILTERING, 1);
        if (!MulticastSnooping) buffer.Byte(IFLA_BR_MCAST_SNOOPING, 0);
    }
}

/// <summary>An interface of its own upon another one, with a MAC address of its own.</summary>
/// <param name="Parent">The index of the other one.</param>
/// <param name="Mode">One of MACVLAN_MODE_…, or null for the kernel's default.</param>
internal sealed record MacvlanKind(int Parent, uint? Mode) : LinkKind("macvlan")
{
    internal override int Parent { get; } = Parent;

    internal override void WriteData(MessageBuffer buffer)
    {
        if (Mode is { } mode) buffer.UInt32(IFLA_MACVLAN_MODE, mode);
    }
}

/// <summary>An interface of its own upon another one, with that one's MAC address.</summary>
/// <param name="Parent">The index of the other one.</param>
/// <param name="Mode">One of IPVLAN_MODE_…, or null for the kernel's default.</param>
internal sealed record IpvlanKind(int Parent, ushort? Mode) : LinkKind("ipvlan")
{
    internal override int Parent { get; } = Parent;

    internal override void WriteData(MessageBuffer buffer)
    {
        if (Mode is { } mode) buffer.UInt16(IFLA_IPVLAN_MODE, mode);
    }
}

/// <summary>One VLAN of what an interface carries.</summary>
/// <param name="Parent">The index of that interface.</param>
/// <param name="Id">The number of the VLAN.</param>
internal sealed record VlanKind(int Parent, ushort Id) : LinkKind("vlan")
{
    internal override int Parent { get; } = Parent;

    internal override void WriteData(MessageBuffer buffer) => buffer.UInt16(IFLA_VLAN_ID, Id);
}

/// <summary>An Ethernet that is carried in UDP.</summary>
/// <param name="Id">The number of the network.</param>
/// <param name="Link">The index of the interface it is carried by, or 0 for what the routes say.</param>
/// <param name="Local">The address it is sent from, or null.</param>
/// <param name="Remote">The address it is sent to, or the multicast group, or null.</param>
/// <param name="Port">The UDP port.</param>
/// <param name="Learning">Whether it learns from what arrives where a MAC address is.</param>
internal sealed record VxlanKind(uint Id, int Link, Ip? Local, Ip? Remote, ushort Port, bool Learning = true) : LinkKind("vxlan")
{
    internal override void WriteData(MessageBuffer buffer)
    {
        buffer.UInt32(IFLA_VXLAN_ID, Id);
        if (Remote is { } remote) buffer.Ip(remote.IsIPv6 ? IFLA_VXLAN_GROUP6 : IFLA_VXLAN_GROUP, remote);
        if (Local is { } local) buffer.Ip(local.IsIPv6 ? IFLA_VXLAN_LOCAL6 : IFLA_VXLAN_LOCAL, local);
        if (Link != 0) buffer.Int32(IFLA_VXLAN_LINK, Link);
        buffer.Byte(IFLA_VXLAN_LEARNING, Learning ? (byte)1 : (byte)0);
        buffer.UInt16Network(IFLA_VXLAN_PORT, Port);
    }
}

/// <summary>A routing domain: what is enslaved to it is routed by its table.</summary>
/// <param name="Table">The number of the table.</param>
internal sealed record VrfKind(uint Table) : LinkKind("vrf")
{
    internal override void WriteData(MessageBuffer buffer) => buffer.UInt32(IFLA_VRF_TABLE, Table);
}

/// <summary>Which link a request is about: by index where it is known, else by name.</summary>
internal readonly record struct LinkId(int Index, string? Name)
{
    public static implicit operator LinkId(int index) => new(index, null);

    public static implicit operator LinkId(string name) => new(0, name);

    internal void Write(MessageBuffer buffer, uint flags = 0, uint change = 0, int family = Constants.AF_UNSPEC)
    {
        buffer.Write(new ifinfomsg { ifi_family = (byte)family, ifi_index = Index, ifi_flags = flags, ifi_change = change });
        if (Name is not null) buffer.Text(IFLA_IFNAME, Name);
    }
}
