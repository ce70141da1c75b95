using CNet.Linux.Interop;
using static CNet.Netlink.Wire.NetlinkConstants;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Netlink.Route;

/// <summary>Requests about links, each written into a batch.</summary>
internal static class LinkRequests
{
    /// <summary>Makes a link. Equivalent to: <c>ip link add NAME mtu MTU address MAC type KIND …</c></summary>
    /// <param name="batch">The batch.</param>
    /// <param name="name">The link's name.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="mtu">Its MTU, or 0.</param>
    /// <param name="mac">Its MAC address, or none.</param>
    /// <param name="group">Its group.</param>
    /// <param name="echo">True where the kernel is to answer with the link: as a request of its own that costs more. Kernels before 6.1 do not.</param>
    internal static void AddLink(this MessageBuffer batch, string name, LinkKind kind, int mtu = 0, MacAddress mac = default, int group = 0, bool echo = false)
    {
        batch.Begin(RTM_NEWLINK, (ushort)(NLM_F_CREATE | NLM_F_EXCL | (echo ? NLM_F_ECHO : 0)));
        new LinkId(0, name).Write(batch);
        if (mtu > 0) batch.UInt32(IFLA_MTU, (uint)mtu);
        if (!mac.IsNone) batch.Mac(IFLA_ADDRESS, mac);
        if (group != 0) batch.UInt32(IFLA_GROUP, (uint)group);
        if (kind.Parent != 0) batch.Int32(IFLA_LINK, kind.Parent);
        using var info = batch.Nest(IFLA_LINKINFO);
        batch.Text(IFLA_INFO_KIND, kind.Name);
        using var data = batch.Nest(IFLA_INFO_DATA);
        kind.WriteData(batch);
    }

    /// <summary>Sets a link up or down. Equivalent to: <c>ip link set LINK up</c></summary>
    internal static void SetLinkUp(this MessageBuffer batch, LinkId link, bool up = true)
    {
        batch.Begin(RTM_NEWLINK, 0);
        link.Write(batch, up ? IFF_UP : 0, IFF_UP);
    }

    /// <summary>Puts a link into a bridge, or out of one with 0. Equivalent to: <c>ip link set LINK master BRIDGE</c></summary>
    internal static void SetLinkMaster(this MessageBuffer batch, LinkId link, int master)
    {
        batch.Begin(RTM_NEWLINK, 0);
        link.Write(batch);
        batch.Int32(IFLA_MASTER, master);
    }

    /// <summary>
    /// Makes a link a port of a bridge that takes no part in IPv6 itself. The address generation mode must be set before the link comes
    /// up: otherwise its own discovery packets are flooded to every other port. Equivalent to: <c>ip link set LINK addrgenmode none master BRIDGE</c>
    /// </summary>
    internal static void SetLinkPort(this MessageBuffer batch, LinkId link, int master, bool hasIPv6)
    {
        batch.Begin(RTM_NEWLINK, 0);
        link.Write(batch);
        batch.Int32(IFLA_MASTER, master);
        if (hasIPv6) WriteAddressGeneration(batch, IN6_ADDR_GEN_MODE_NONE);
    }

    /// <summary>Sets how a link makes its IPv6 link-local address. Equivalent to: <c>ip link set LINK addrgenmode none</c></summary>
    internal static void SetLinkAddressGeneration(this MessageBuffer batch, LinkId link, byte mode)
    {
        batch.Begin(RTM_NEWLINK, 0);
        link.Write(batch);
        WriteAddressGeneration(batch, mode);
    }

    /// <summary>Keeps a port of a bridge from reaching other isolated ports. Equivalent to: <c>bridge link set dev LINK isolated on</c></summary>
    internal static void SetPortIsolated(this MessageBuffer batch, LinkId link, bool isolated = true) => SetPort(batch, link, IFLA_BRPORT_ISOLATED, isolated);

    /// <summary>Lets a bridge send a frame back to the port it came from. Equivalent to: <c>bridge link set dev LINK hairpin on</c></summary>
    internal static void SetPortHairpin(this MessageBuffer batch, LinkId link, bool hairpin = true) => SetPort(batch, link, IFLA_BRPORT_MODE, hairpin);

    private static void SetPort(MessageBuffer batch, LinkId link, ushort option, bool value)
    {
        // IFLA_PROTINFO is taken by index only, and answers EOPNOTSUPP outside a bridge; as slave data of a link it goes by name too.
        batch.Begin(RTM_NEWLINK, 0);
        link.Write(batch);
        using var info = batch.Nest(IFLA_LINKINFO);
        batch.Text(IFLA_INFO_SLAVE_KIND, "bridge");
        using var data = batch.Nest(IFLA_INFO_SLAVE_DATA);
        batch.Byte(option, value ? (byte)1 : (byte)0);
    }

    /// <summary>Sets the MTU of a link. Equivalent to: <c>ip link set LINK mtu MTU</c></summary>
    internal static void SetLinkMtu(this MessageBuffer batch, LinkId link, int mtu)
    {
        batch.Begin(RTM_NEWLINK, 0);
        link.Write(batch);
        batch.UInt32(IFLA_MTU, (uint)mtu);
    }

    /// <summary>Sets the MAC address of a link. Equivalent to: <c>ip link set LINK address MAC</c></summary>
    internal static void SetLinkMac(this MessageBuffer batch, LinkId link, MacAddress mac)
    {
        batch.Begin(RTM_NEWLINK, 0);
        link.Write(batch);
        batch.Mac(IFLA_ADDRESS, mac);
    }

    /// <summary>Renames a link, which before Linux 6.3 must be down. Equivalent to: <c>ip link set LINK name NAME</c></summary>
    internal static void RenameLink(this MessageBuffer batch, int index, string name)
    {
        batch.Begin(RTM_NEWLINK, 0);
        new LinkId(index, name).Write(batch);
    }

    /// <summary>Moves a link into another namespace, renaming it on the way. Equivalent to: <c>ip link set LINK netns NS name NAME</c></summary>
    internal static void MoveLink(this MessageBuffer batch, int index, int namespaceFd, string? name = null)
    {
        batch.Begin(RTM_NEWLINK, 0);
        new LinkId(index, name).Write(batch);
        batch.Int32(IFLA_NET_NS_FD, namespaceFd);
    }

    /// <summary>Puts a link into a group, to be deleted with it. Equivalent to: <c>ip link set LINK group GROUP</c></summary>
    internal static void SetLinkGroup(this MessageBuffer batch, LinkId link, int group)
    {
        batch.Begin(RTM_NEWLINK, 0);
        link.Write(batch);
        batch.UInt32(IFLA_GROUP, (uint)group);
    }

    /// <summary>Gives a link a text that says what it is for, or none with an empty one. Equivalent to: <c>ip link set LINK alias TEXT</c></summary>
    internal static void SetLinkAlias(this MessageBuffer batch, LinkId link, string text)
    {
        batch.Begin(RTM_NEWLINK, 0);
        link.Write(batch);
        // The text as it is, without the zero that names end with: an empty one takes the alias away.
        batch.Attribute(IFLA_IFALIAS, System.Text.Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Sets how many packets may wait to leave by a link. Equivalent to: <c>ip link set LINK txqueuelen LENGTH</c></summary>
    internal static void SetLinkQueueLength(this MessageBuffer batch, LinkId link, int length)
    {
        batch.Begin(RTM_NEWLINK, 0);
        link.Write(batch);
        batch.UInt32(IFLA_TXQLEN, (uint)length);
    }

    /// <summary>Deletes a link. Equivalent to: <c>ip link del LINK</c></summary>
    internal static void DeleteLink(this MessageBuffer batch, LinkId link)
    {
        batch.Begin(RTM_DELLINK, 0);
        link.Write(batch);
    }

    /// <summary>Deletes all links of a group. Equivalent to: <c>ip link del group GROUP</c></summary>
    internal static void DeleteLinkGroup(this MessageBuffer batch, int group)
    {
        batch.Begin(RTM_DELLINK, 0);
        default(LinkId).Write(batch);
        batch.UInt32(IFLA_GROUP, (uint)group);
    }

    /// <summary>
    /// Asks for one link. The kernel brings the link's carrier up to date before it answers, so that after the reply packets flow.
    /// Equivalent to: <c>ip link show LINK</c>
    /// </summary>
    internal static void GetLink(this MessageBuffer batch, LinkId link, bool statistics = false)
    {
        batch.BeginQuery(RTM_GETLINK);
        link.Write(batch);
        if (!statistics) batch.UInt32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    }

    /// <summary>Asks for one link of another namespace, by the id that this one knows it by.</summary>
    internal static void GetForeignLink(this MessageBuffer batch, int index, int namespaceId)
    {
        batch.BeginQuery(RTM_GETLINK);
        ((LinkId)index).Write(batch);
        batch.UInt32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
        batch.Int32(IFLA_TARGET_NETNSID, namespaceId);
    }

    /// <summary>Asks for all links. Equivalent to: <c>ip link show</c></summary>
    internal static void DumpLinks(this MessageBuffer batch, bool statistics = false)
    {
        batch.BeginQuery(RTM_GETLINK, NLM_F_DUMP);
        default(LinkId).Write(batch, family: Constants.AF_UNSPEC);
        if (!statistics) batch.UInt32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    }

    private static void WriteAddressGeneration(MessageBuffer batch, byte mode)
    {
        using var families = batch.Nest(IFLA_AF_SPEC);
        using var inet6 = batch.Nest(Constants.AF_INET6);
        batch.Byte(IFLA_INET6_ADDR_GEN_MODE, mode);
    }
}
