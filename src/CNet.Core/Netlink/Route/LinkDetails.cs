using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Netlink.Route;

/// <summary>What the kind of a link adds, as the kernel describes it.</summary>
internal sealed class LinkDetails
{
    private const byte Tap = 2;

    /// <summary>The number of a VLAN or of a VXLAN network.</summary>
    internal int? Id { get; private set; }

    /// <summary>The interface that carries a VXLAN network, or 0.</summary>
    internal int CarrierIndex { get; private set; }

    internal Ip? Local { get; private set; }
    internal Ip? Remote { get; private set; }
    internal int? Port { get; private set; }
    internal InterfaceMode? Mode { get; private set; }

    /// <summary>The routing table of a VRF.</summary>
    internal int? Table { get; private set; }

    /// <summary>True for a tun device that carries Ethernet.</summary>
    internal bool IsTap { get; private set; }

    /// <summary>Reads IFLA_INFO_DATA; null for kinds of which nothing is wanted.</summary>
    internal static LinkDetails? Read(string kind, AttributeReader data)
    {
        if (kind is not ("vlan" or "vxlan" or "macvlan" or "macvtap" or "ipvlan" or "vrf" or "tun")) return null;
        var details = new LinkDetails();
        foreach (var attribute in data)
        {
            switch (kind)
            {
                case "vlan" when attribute.Type == IFLA_VLAN_ID: details.Id = attribute.UInt16; break;
                case "vxlan": details.TakeVxlan(attribute); break;
                case "macvlan" or "macvtap" when attribute.Type == IFLA_MACVLAN_MODE: details.Mode = InterfaceKinds.MacvlanMode(attribute.UInt32); break;
                case "ipvlan" when attribute.Type == IFLA_IPVLAN_MODE: details.Mode = InterfaceKinds.IpvlanMode(attribute.UInt16); break;
                case "vrf" when attribute.Type == IFLA_VRF_TABLE: details.Table = attribute.Int32; break;
                case "tun" when attribute.Type == IFLA_TUN_TYPE: details.IsTap = attribute.Byte == Tap; break;
            }
        }
        return details;
    }

    private void TakeVxlan(in NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case IFLA_VXLAN_ID: Id = attribute.Int32; break;
            case IFLA_VXLAN_LINK: CarrierIndex = attribute.Int32; break;
            case IFLA_VXLAN_LOCAL or IFLA_VXLAN_LOCAL6 when attribute.Value.Length is 4 or 16: Local = Ip.Read(attribute.Value); break;
            case IFLA_VXLAN_GROUP or IFLA_VXLAN_GROUP6 when attribute.Value.Length is 4 or 16: Remote = Ip.Read(attribute.Value); break;
            case IFLA_VXLAN_PORT: Port = attribute.UInt16Network; break;
        }
    }
}
