using CNet.Linux.Interop;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Netlink.Route;

/// <summary>What kind a new link is of, and the attributes of its own that the kind has. A new kind is one more of these.</summary>
internal abstract record LinkKind(string Name)
{
    /// <summary>Writes the contents of IFLA_INFO_DATA.</summary>
    internal abstract void WriteData(MessageBuffer buffer);
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
    internal override void WriteData(MessageBuffer buffer)
    {
        if (!MulticastSnooping) buffer.Byte(IFLA_BR_MCAST_SNOOPING, 0);
    }
}

/// <summary>An intermediate functional block: what is redirected to it waits there, and goes on where it came from.</summary>
internal sealed record IfbKind() : LinkKind("ifb")
{
    internal override void WriteData(MessageBuffer buffer)
    {
    }
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
