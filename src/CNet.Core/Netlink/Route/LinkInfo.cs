using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Netlink.Route;

/// <summary>A link as the kernel describes it.</summary>
internal sealed class LinkInfo
{
    internal int Index { get; init; }
    internal string Name { get; private set; } = "";
    internal uint Flags { get; init; }
    internal ushort HardwareType { get; init; }
    internal MacAddress MacAddress { get; private set; }
    internal int Mtu { get; private set; }
    internal int MasterIndex { get; private set; }

    /// <summary>The index of the peer or the parent, or 0.</summary>
    internal int LinkIndex { get; private set; }

    /// <summary>The id, in the socket's namespace, of the namespace of the peer or parent; null where it is the same one.</summary>
    internal int? LinkNamespaceId { get; private set; }

    internal string Kind { get; private set; } = "";
    internal string MasterKind { get; private set; } = "";
    /// <summary>True for a port of a bridge that cannot reach other isolated ports.</summary>
    internal bool IsIsolatedPort { get; private set; }

    /// <summary>True for a port to which a bridge sends back what came from it.</summary>
    internal bool IsHairpinPort { get; private set; }

    internal string Alias { get; private set; } = "";
    internal byte OperationalState { get; private set; }
    internal int Group { get; private set; }
    internal int TxQueueLength { get; private set; }

    /// <summary>True for a link that cannot leave its namespace. Kernels before 6.15 say so only when it is tried.</summary>
    internal bool IsImmovable { get; private set; }

    /// <summary>What its kind adds; null for kinds of which nothing is wanted.</summary>
    internal LinkDetails? Details { get; private set; }

    internal rtnl_link_stats64? Statistics { get; private set; }

    /// <summary>
    /// The index of the peer or the parent; 0 where there is none. A VXLAN network tells what carries it among its details. Away from the namespace it
    /// was made in, a link without either tells its own index.
    /// </summary>
    internal int PeerIndex => Kind == "vxlan" ? Details?.CarrierIndex ?? 0 : LinkIndex == Index && !InterfaceKinds.HasLink(Kind) ? 0 : LinkIndex;

    internal bool IsUp => (Flags & IFF_UP) != 0;

    /// <summary>Reads RTM_NEWLINK; null for anything else, and for the bridge's own messages about its ports.</summary>
    internal static LinkInfo? Parse(in Message message)
    {
        if (message.Header.nlmsg_type != RTM_NEWLINK || !message.TryRead<ifinfomsg>(out var head, out var attributes) || head.ifi_family != 0) return null;
        var link = new LinkInfo { Index = head.ifi_index, Flags = head.ifi_flags, HardwareType = head.ifi_type };
        foreach (var attribute in attributes) link.Take(attribute);
        return link;
    }

    private void Take(in NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case IFLA_IFNAME: Name = attribute.Text; break;
            case IFLA_ADDRESS: MacAddress = attribute.MacAddress; break;
            case IFLA_MTU: Mtu = attribute.Int32; break;
            case IFLA_MASTER: MasterIndex = attribute.Int32; break;
            case IFLA_LINK: LinkIndex = attribute.Int32; break;
            case IFLA_LINK_NETNSID: LinkNamespaceId = attribute.Int32; break;
            case IFLA_IFALIAS: Alias = attribute.Text; break;
            case IFLA_OPERSTATE: OperationalState = attribute.Byte; break;
            case IFLA_GROUP: Group = attribute.Int32; break;
            case IFLA_TXQLEN: TxQueueLength = attribute.Int32; break;
            case IFLA_NETNS_IMMUTABLE: IsImmovable = attribute.Byte != 0; break;
            case IFLA_STATS64 when System.Runtime.InteropServices.MemoryMarshal.TryRead<rtnl_link_stats64>(attribute.Value, out var statistics):
                Statistics = statistics;
                break;
            case IFLA_LINKINFO:
                if (attribute.Nested.TryFind(IFLA_INFO_KIND, out var kind)) Kind = kind.Text;
                if (attribute.Nested.TryFind(IFLA_INFO_DATA, out var data)) Details = LinkDetails.Read(Kind, data.Nested);
                if (attribute.Nested.TryFind(IFLA_INFO_SLAVE_KIND, out var master)) MasterKind = master.Text;
                if (MasterKind == "bridge" && attribute.Nested.TryFind(IFLA_INFO_SLAVE_DATA, out var port))
                {
                    IsIsolatedPort = port.Nested.TryFind(IFLA_BRPORT_ISOLATED, out var isolated) && isolated.Byte != 0;
                    IsHairpinPort = port.Nested.TryFind(IFLA_BRPORT_MODE, out var hairpin) && hairpin.Byte != 0;
                }
                break;
        }
    }
}
