using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Netlink;

/// <summary>Tells what a request about links does.</summary>
internal static partial class RequestText
{
    private readonly partial struct Words
    {
        internal string NewLink(in Message message)
        {
            if (!message.TryRead<ifinfomsg>(out var head, out var attributes)) return "ip link set";
            var words = new List<string> { "ip", "link" };
            var isNew = (message.Header.nlmsg_flags & NetlinkConstants.NLM_F_CREATE) != 0;
            attributes.TryFind(IFLA_IFNAME, out var name);
            words.Add(isNew ? "add" : "set");
            words.Add(isNew || head.ifi_index == 0 ? name.Text : Index(head.ifi_index));
            if (!isNew && head.ifi_index != 0 && !name.Value.IsEmpty) words.Add($"name {name.Text}");
            foreach (var attribute in attributes) AddLinkWords(words, attribute);
            if ((head.ifi_change & IFF_UP) != 0) words.Add((head.ifi_flags & IFF_UP) != 0 ? "up" : "down");
            return string.Join(' ', words);
        }

        private void AddLinkWords(List<string> words, in NetlinkAttribute attribute)
        {
            switch (attribute.Type)
            {
                case IFLA_MTU: words.Add($"mtu {Number(attribute.UInt32)}"); break;
                case IFLA_ADDRESS: words.Add($"address {attribute.MacAddress}"); break;
                case IFLA_MASTER when attribute.Int32 == 0: words.Add("nomaster"); break;
                case IFLA_MASTER: words.Add($"master {Index(attribute.Int32)}"); break;
                case IFLA_IFALIAS: words.Add($"alias {Quoted(attribute.Text)}"); break;
                case IFLA_TXQLEN: words.Add($"txqueuelen {Number(attribute.UInt32)}"); break;
                case IFLA_LINK: words.Add($"link {Index(attribute.Int32)}"); break;
                case IFLA_GROUP: words.Add($"group {Number(attribute.UInt32)}"); break;
                case IFLA_NET_NS_FD: words.Add($"netns {batch.TargetNamespace ?? $"/proc/self/fd/{Number(attribute.UInt32)}"}"); break;
                case IFLA_AF_SPEC when attribute.Nested.TryFind(Linux.Interop.Constants.AF_INET6, out var inet6)
                    && inet6.Nested.TryFind(IFLA_INET6_ADDR_GEN_MODE, out var mode):
                    words.Add(mode.Byte == IN6_ADDR_GEN_MODE_NONE ? "addrgenmode none" : "addrgenmode eui64");
                    break;
                case IFLA_LINKINFO: AddKindWords(words, attribute.Nested); break;
            }
        }

        private void AddKindWords(List<string> words, AttributeReader info)
        {
            if (info.TryFind(IFLA_INFO_SLAVE_DATA, out var slave))
                foreach (var option in slave.Nested) words.Add($"type bridge_slave {(option.Type == IFLA_BRPORT_MODE ? "hairpin" : "isolated")} {(option.Byte != 0 ? "on" : "off")}");
            if (!info.TryFind(IFLA_INFO_KIND, out var kind)) return;
            words.Add($"type {kind.Text}");
            if (!info.TryFind(IFLA_INFO_DATA, out var data)) return;
            foreach (var option in data.Nested) AddOptionWords(words, kind.Text, option);
            if (kind.Text != "veth" || !data.Nested.TryFind(VETH_INFO_PEER, out var peer)) return;
            words.Add("peer");
            var size = System.Runtime.CompilerServices.Unsafe.SizeOf<ifinfomsg>();
            if (peer.Value.Length <= size) return;
            foreach (var attribute in new AttributeReader(peer.Value[size..]))
            {
                if (attribute.Type == IFLA_IFNAME) words.Add($"name {attribute.Text}");
                else AddLinkWords(words, attribute);
            }
        }

        internal string DeleteLink(in Message message)
        {
            if (!message.TryRead<ifinfomsg>(out var head, out var attributes)) return "ip link del";
            if (attributes.TryFind(IFLA_GROUP, out var group)) return $"ip link del group {Number(group.UInt32)}";
            return $"ip link del {LinkName(head.ifi_index, attributes)}";
        }

        internal string GetLink(in Message message) =>
            (message.Header.nlmsg_flags & NetlinkConstants.NLM_F_DUMP) == 0 && message.TryRead<ifinfomsg>(out var head, out var attributes)
                ? $"ip link show {LinkName(head.ifi_index, attributes)}"
                : "ip link show";
    }
}
