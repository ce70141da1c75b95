using CNet.Linux.Interop;
using CNet.Netlink.Route;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.NetlinkConstants;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Netlink;

/// <summary>Tells what a request about neighbours, forwarding entries and bridges does.</summary>
internal static partial class RequestText
{
    private readonly partial struct Words
    {
        /// <summary>The verb of a request that makes something: what becomes of one that is there.</summary>
        private static string Verb(in Message message) => (message.Header.nlmsg_flags & (NLM_F_REPLACE | NLM_F_EXCL | NLM_F_APPEND)) switch
        {
            NLM_F_EXCL => "add",
            NLM_F_APPEND => "append",
            _ => "replace",
        };

        internal string Neighbor(in Message message)
        {
            var verb = message.Header.nlmsg_type == RTM_DELNEIGH ? "del" : Verb(message);
            if (!message.TryRead<ndmsg>(out var head, out var attributes)) return $"ip neigh {verb}";
            var link = Index(head.ndm_ifindex);
            if (head.ndm_family == Constants.AF_BRIDGE) return Forwarding(head, attributes, verb, link);
            var destination = attributes.TryFind(NDA_DST, out var to) ? Text(to) : "";
            if ((head.ndm_flags & NTF_PROXY) != 0) return $"ip neigh {verb} proxy {destination} dev {link}";
            var mac = attributes.TryFind(NDA_LLADDR, out var address) ? $" lladdr {address.MacAddress}" : "";
            var state = verb == "del" ? "" : $" nud {NeighborStates.NameOf(head.ndm_state)}{((head.ndm_flags & NTF_EXT_LEARNED) != 0 ? " extern_learn" : "")}{((head.ndm_flags & NTF_ROUTER) != 0 ? " router" : "")}";
            return $"ip neigh {verb} {destination}{mac} dev {link}{state}";
        }

        private static string Forwarding(in ndmsg head, AttributeReader attributes, string verb, string link)
        {
            var words = new List<string> { $"bridge fdb {verb} {(attributes.TryFind(NDA_LLADDR, out var mac) ? mac.MacAddress.ToFullString() : "")} dev {link}" };
            if ((head.ndm_flags & NTF_MASTER) != 0) words.Add("master");
            if ((head.ndm_flags & NTF_SELF) != 0) words.Add("self");
            if (verb != "del") words.Add((head.ndm_state & NUD_PERMANENT) != 0 ? "permanent" : (head.ndm_state & NUD_NOARP) != 0 ? "static" : "dynamic");
            if (attributes.TryFind(NDA_VLAN, out var vlan)) words.Add($"vlan {Number(vlan.UInt16)}");
            if (attributes.TryFind(NDA_DST, out var destination)) words.Add($"dst {Text(destination)}");
            if (attributes.TryFind(NDA_PORT, out var port)) words.Add($"port {Number(port.UInt16Network)}");
            if (attributes.TryFind(NDA_VNI, out var vni)) words.Add($"vni {Number(vni.UInt32)}");
            if ((head.ndm_flags & NTF_STICKY) != 0) words.Add("sticky");
            if ((head.ndm_flags & NTF_EXT_LEARNED) != 0) words.Add("extern_learn");
            return string.Join(' ', words);
        }

        internal static string GetNeighbor(in Message message) => !message.TryRead<ndmsg>(out var head, out _) ? "ip neigh show"
            : head.ndm_family == Constants.AF_BRIDGE ? "bridge fdb show"
            : (head.ndm_flags & NTF_PROXY) != 0 ? head.ndm_family == Constants.AF_INET6 ? "ip -6 neigh show proxy" : "ip neigh show proxy" : "ip neigh show";
    }
}
