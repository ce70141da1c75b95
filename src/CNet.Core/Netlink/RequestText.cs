using System.Globalization;
using CNet.Netlink.Conntrack;
using CNet.Netlink.Diag;
using CNet.Netlink.Nftables;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Netlink;

/// <summary>
/// Tells what a request does as the command of iproute2, nft or conntrack that is equivalent to it, read back from the request's own bytes: what an
/// error or -Verbose shows is what was really sent, and the path that sends pays nothing for it.
/// </summary>
internal static partial class RequestText
{
    private const int RtmGet = 2;

    /// <summary>Describes one message of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="index">Which message, from 0.</param>
    /// <param name="ns">The name of the namespace it goes to; null for the Host's.</param>
    internal static string Describe(MessageBuffer batch, int index, string? ns)
    {
        var position = 0;
        foreach (var message in new MessageReader(batch.Written))
        {
            if (index-- == 0) return Describe(batch, message, position, ns);
            position += MessageBuffer.Align((int)message.Header.nlmsg_len);
        }
        return "netlink request";
    }

    /// <summary>Describes the messages of a batch that change something; those that only ask are left out.</summary>
    internal static List<string> DescribeChanges(MessageBuffer batch, string? ns)
    {
        var texts = new List<string>();
        var position = 0;
        foreach (var message in new MessageReader(batch.Written))
        {
            if (IsChange(batch.Protocol, message.Header.nlmsg_type)) texts.Add(Describe(batch, message, position, ns));
            position += MessageBuffer.Align((int)message.Header.nlmsg_len);
        }
        return texts;
    }

    private static bool IsChange(NetlinkProtocol protocol, ushort type) => protocol switch
    {
        NetlinkProtocol.SocketDiagnostics => false,
        NetlinkProtocol.Netfilter => ConntrackRequestText.Knows(type) ? ConntrackRequestText.IsChange(type) : NftRequestText.IsChange(type),
        _ => (type & 3) != RtmGet,
    };

    private static string Describe(MessageBuffer batch, in Message message, int position, string? ns)
    {
        if (batch.DescriptionAt(position) is { } text) return text;
        if (batch.Protocol == NetlinkProtocol.SocketDiagnostics) return DiagRequestText.Describe(message);
        if (batch.Protocol == NetlinkProtocol.Netfilter)
            return ConntrackRequestText.Knows(message.Header.nlmsg_type) ? ConntrackRequestText.Describe(message) : NftRequestText.Describe(message);
        var words = new Words(batch);
        var command = message.Header.nlmsg_type switch
        {
            RTM_NEWLINK or RTM_SETLINK => words.NewLink(message),
            RTM_DELLINK => words.DeleteLink(message),
            RTM_GETLINK => words.GetLink(message),
            RTM_NEWADDR => words.Address(message, "add"),
            RTM_DELADDR => words.Address(message, "del"),
            RTM_GETADDR => words.GetAddress(message),
            RTM_NEWROUTE => words.Route(message, "add"),
            RTM_DELROUTE => words.Route(message, "del"),
            RTM_GETROUTE => words.GetRoute(message),
            RTM_NEWNEIGH => words.Neighbor(message, "replace"),
            RTM_DELNEIGH => words.Neighbor(message, "del"),
            RTM_GETNEIGH => Words.GetNeighbor(message),
            RTM_NEWNSID => words.NamespaceId(message),
            RTM_GETNSID => "ip netns list-id",
            >= TrafficConstants.RTM_NEWQDISC and <= TrafficConstants.RTM_GETTFILTER => TrafficRequestText.Describe(batch, message),
            var type => string.Create(CultureInfo.InvariantCulture, $"netlink request {type}"),
        };
        if (ns is null) return command;
        var space = command.IndexOf(' ', StringComparison.Ordinal);
        return $"{command[..space]} -n {ns}{command[space..]}";
    }

    /// <summary>Puts the words of one message together.</summary>
    private readonly partial struct Words(MessageBuffer batch)
    {
        internal string Address(in Message message, string verb)
        {
            if (!message.TryRead<ifaddrmsg>(out var head, out var attributes)) return $"ip addr {verb}";
            var address = attributes.TryFind(IFA_LOCAL, out var local) ? Text(local) : "";
            var nodad = attributes.TryFind(IFA_FLAGS, out var flags) && (flags.UInt32 & IFA_F_NODAD) != 0 ? " nodad" : "";
            var broadcast = attributes.TryFind(IFA_BROADCAST, out var all) ? $" brd {Text(all)}" : "";
            // Of IPv6 addresses the kernel knows the scope itself.
            var scope = head.ifa_scope == RT_SCOPE_LINK && head.ifa_family == Linux.Interop.Constants.AF_INET && verb == "add" ? " scope link" : "";
            return $"ip addr {verb} {address}/{Number(head.ifa_prefixlen)}{broadcast}{scope} dev {Index(head.ifa_index)}{nodad}";
        }

        internal string GetAddress(in Message message) =>
            message.TryRead<ifaddrmsg>(out var head, out _) && head.ifa_index != 0 ? $"ip addr show dev {Index(head.ifa_index)}" : "ip addr show";

        internal string Route(in Message message, string verb)
        {
            if (!message.TryRead<rtmsg>(out var head, out var attributes)) return $"ip route {verb}";
            var family = head.rtm_family == Linux.Interop.Constants.AF_INET6 ? "ip -6" : "ip";
            var destination = attributes.TryFind(RTA_DST, out var to) ? $"{Text(to)}/{Number(head.rtm_dst_len)}" : "default";
            var via = attributes.TryFind(RTA_GATEWAY, out var gateway) ? $" via {Text(gateway)}" : "";
            var device = attributes.TryFind(RTA_OIF, out var link) ? $" dev {Index(link.Int32)}" : "";
            return $"{family} route {verb} {destination}{via}{device}";
        }

        internal string GetRoute(in Message message) =>
            (message.Header.nlmsg_flags & NetlinkConstants.NLM_F_DUMP) == 0 && message.TryRead<rtmsg>(out _, out var attributes) && attributes.TryFind(RTA_DST, out var to) && attributes.TryFind(RTA_OIF, out var link)
                ? $"ip route get {Text(to)} oif {Index(link.Int32)}"
                : "ip route show";

        internal string Neighbor(in Message message, string verb)
        {
            if (!message.TryRead<ndmsg>(out var head, out var attributes)) return $"ip neigh {verb}";
            var mac = attributes.TryFind(NDA_LLADDR, out var address) ? address.MacAddress.ToString() : "";
            if (head.ndm_family == Linux.Interop.Constants.AF_BRIDGE) return $"bridge fdb {verb} {mac} dev {Index(head.ndm_ifindex)} master static";
            var destination = attributes.TryFind(NDA_DST, out var to) ? Text(to) : "";
            return mac.Length > 0
                ? $"ip neigh {verb} {destination} lladdr {mac} dev {Index(head.ndm_ifindex)} nud {(head.ndm_state == NUD_STALE ? "stale extern_learn" : "permanent")}"
                : $"ip neigh {verb} {destination} dev {Index(head.ndm_ifindex)}";
        }

        internal static string GetNeighbor(in Message message) =>
            message.TryRead<ndmsg>(out var head, out _) && head.ndm_family == Linux.Interop.Constants.AF_BRIDGE ? "bridge fdb show" : "ip neigh show";

        internal string NamespaceId(in Message message)
        {
            if (!message.TryRead<rtgenmsg>(out _, out var attributes) || !attributes.TryFind(NETNSA_NSID, out var id)) return "ip netns set";
            return $"ip netns set {batch.TargetNamespace ?? "?"} {(id.Int32 < 0 ? "auto" : Number(id.UInt32))}";
        }

        private string LinkName(int index, AttributeReader attributes) =>
            attributes.TryFind(IFLA_IFNAME, out var name) ? name.Text : Index(index);

        private string Index(int index) => batch.NameOf(index);

        private static string Number(uint value) => value.ToString(CultureInfo.InvariantCulture);

        private static string Text(in NetlinkAttribute attribute) => attribute.IPAddress?.ToString() ?? "?";
    }
}
