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
            RTM_NEWROUTE => words.Route(message, (message.Header.nlmsg_flags & NetlinkConstants.NLM_F_REPLACE) != 0 ? "replace" : "add"),
            RTM_DELROUTE => words.Route(message, "del"),
            RTM_GETROUTE => words.GetRoute(message),
            RTM_NEWNEIGH or RTM_DELNEIGH => words.Neighbor(message),
            RTM_GETNEIGH => Words.GetNeighbor(message),
            RuleConstants.RTM_NEWRULE => Words.Rule(message, "add"),
            RuleConstants.RTM_DELRULE => Words.Rule(message, "del"),
            RuleConstants.RTM_GETRULE => Words.GetRule(message),
            RTM_NEWNSID => words.NamespaceId(message),
            RTM_GETNSID => Words.GetNamespaceId(message),
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
        internal string NamespaceId(in Message message)
        {
            if (!message.TryRead<rtgenmsg>(out _, out var attributes) || !attributes.TryFind(NETNSA_NSID, out var id)) return "ip netns set";
            return $"ip netns set {batch.TargetNamespace ?? "?"} {(id.Int32 < 0 ? "auto" : Number(id.UInt32))}";
        }

        internal static string GetNamespaceId(in Message message) =>
            message.TryRead<rtgenmsg>(out _, out var attributes) && attributes.TryFind(NETNSA_NSID, out var id) ? $"ip netns list-id nsid {Number(id.UInt32)}" : "ip netns list-id";

        private string LinkName(int index, AttributeReader attributes) =>
            attributes.TryFind(IFLA_IFNAME, out var name) ? name.Text : Index(index);

        private string Index(int index) => batch.NameOf(index);

        private static string Number(uint value) => value.ToString(CultureInfo.InvariantCulture);

        private static string Text(in NetlinkAttribute attribute) => attribute.IPAddress?.ToString() ?? "?";
    }
}
