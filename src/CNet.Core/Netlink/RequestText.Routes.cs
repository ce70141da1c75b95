using CNet.Linux.Interop;
using CNet.Netlink.Route;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.RouteConstants;
using static CNet.Netlink.Wire.RuleConstants;

namespace CNet.Netlink;

/// <summary>Tells what a request about addresses, routes and rules does.</summary>
internal static partial class RequestText
{
    private readonly partial struct Words
    {
        internal string Address(in Message message, string verb)
        {
            if (!message.TryRead<ifaddrmsg>(out var head, out var attributes)) return $"ip addr {verb}";
            var address = attributes.TryFind(IFA_LOCAL, out var local) || attributes.TryFind(IFA_ADDRESS, out local) ? Text(local) : "";
            var peer = attributes.TryFind(IFA_ADDRESS, out var other) && Text(other) is var end && end != address ? $" peer {end}" : "";
            var flags = attributes.TryFind(IFA_FLAGS, out var all) ? all.UInt32 : 0;
            var words = new List<string> { $"ip addr {verb} {address}{peer}/{Number(head.ifa_prefixlen)}" };
            if (attributes.TryFind(IFA_BROADCAST, out var broadcast)) words.Add($"brd {Text(broadcast)}");
            // Of IPv6 addresses the kernel knows the scope itself.
            if (head is { ifa_scope: not RT_SCOPE_UNIVERSE, ifa_family: Constants.AF_INET } && verb == "add") words.Add($"scope {NumberNames.Scopes.Of(head.ifa_scope)}");
            words.Add($"dev {Index(head.ifa_index)}");
            if (attributes.TryFind(IFA_LABEL, out var label)) words.Add($"label {label.Text}");
            if (attributes.TryFind(IFA_CACHEINFO, out var life) && System.Runtime.InteropServices.MemoryMarshal.TryRead<ifa_cacheinfo>(life.Value, out var lifetime))
                words.Add($"valid_lft {Seconds(lifetime.ifa_valid)} preferred_lft {Seconds(lifetime.ifa_prefered)}");
            if ((flags & IFA_F_NODAD) != 0) words.Add("nodad");
            if ((flags & IFA_F_NOPREFIXROUTE) != 0) words.Add("noprefixroute");
            return string.Join(' ', words);
        }

        internal string GetAddress(in Message message) =>
            message.TryRead<ifaddrmsg>(out var head, out _) && head.ifa_index != 0 ? $"ip addr show dev {Index(head.ifa_index)}" : "ip addr show";

        internal string Route(in Message message, string verb)
        {
            if (!message.TryRead<rtmsg>(out var head, out var attributes)) return $"ip route {verb}";
            var isIPv6 = head.rtm_family == Constants.AF_INET6;
            var words = new List<string> { isIPv6 ? "ip -6 route" : "ip route", verb };
            if (head.rtm_type is not (RTN_UNICAST or 0)) words.Add(NumberNames.RouteTypes.Of(head.rtm_type));
            words.Add(attributes.TryFind(RTA_DST, out var to) ? $"{Text(to)}/{Number(head.rtm_dst_len)}" : "default");
            if (GatewayOf(attributes) is { } gateway) words.Add(gateway);
            if (attributes.TryFind(RTA_OIF, out var link)) words.Add($"dev {Index(link.Int32)}");
            var table = attributes.TryFind(RTA_TABLE, out var wide) ? wide.UInt32 : head.rtm_table;
            if (table != (head.rtm_type is RTN_LOCAL or RTN_BROADCAST or RTN_ANYCAST ? RT_TABLE_LOCAL : RT_TABLE_MAIN)) words.Add($"table {NumberNames.Tables.Of(table)}");
            if (head.rtm_protocol is not (RTPROT_BOOT or 0)) words.Add($"proto {NumberNames.Protocols.Of(head.rtm_protocol)}");
            if (!isIPv6 && verb != "del" && head.rtm_scope != RouteScopes.Usual(head.rtm_type, attributes.TryFind(RTA_GATEWAY, out _) || attributes.TryFind(RTA_VIA, out _) || attributes.TryFind(RTA_MULTIPATH, out _)))
                words.Add($"scope {NumberNames.Scopes.Of(head.rtm_scope)}");
            if (attributes.TryFind(RTA_PREFSRC, out var source)) words.Add($"src {Text(source)}");
            if (attributes.TryFind(RTA_PRIORITY, out var metric)) words.Add($"metric {Number(metric.UInt32)}");
            if (attributes.TryFind(RTA_METRICS, out var metrics) && metrics.Nested.TryFind(RTAX_MTU, out var mtu)) words.Add($"mtu {Number(mtu.UInt32)}");
            if ((head.rtm_flags & RTNH_F_ONLINK) != 0) words.Add("onlink");
            if (attributes.TryFind(RTA_MULTIPATH, out var hops)) AddHops(words, hops.Value, isIPv6);
            return string.Join(' ', words);
        }

        private void AddHops(List<string> words, ReadOnlySpan<byte> hops, bool isIPv6)
        {
            foreach (var hop in RouteInfo.ReadHops(hops))
                words.Add($"nexthop{(hop.Gateway is { } gateway ? $" via {(gateway.IsIPv6 && !isIPv6 ? "inet6 " : "")}{gateway}" : "")} dev {Index(hop.LinkIndex)} weight {Number((uint)hop.Weight)}{((hop.Flags & RTNH_F_ONLINK) != 0 ? " onlink" : "")}");
        }

        private static string? GatewayOf(AttributeReader attributes) => attributes.TryFind(RTA_GATEWAY, out var gateway) ? $"via {Text(gateway)}"
            : attributes.TryFind(RTA_VIA, out var via) && via.Value.Length is 6 or 18 ? $"via {(via.Value.Length == 18 ? "inet6" : "inet")} {Ip.Read(via.Value[2..])}" : null;

        internal string GetRoute(in Message message)
        {
            if ((message.Header.nlmsg_flags & NetlinkConstants.NLM_F_DUMP) != 0 || !message.TryRead<rtmsg>(out var head, out var attributes) || !attributes.TryFind(RTA_DST, out var to)) return "ip route show";
            var words = new List<string> { (head.rtm_flags & RTM_F_FIB_MATCH) != 0 ? "ip route get fibmatch" : "ip route get", Text(to) };
            if (attributes.TryFind(RTA_SRC, out var from)) words.Add($"from {Text(from)}");
            if (attributes.TryFind(RTA_OIF, out var link)) words.Add($"oif {Index(link.Int32)}");
            if (attributes.TryFind(RTA_MARK, out var mark)) words.Add($"mark {Number(mark.UInt32)}");
            return string.Join(' ', words);
        }

        internal static string Rule(in Message message, string verb)
        {
            if (!message.TryRead<fib_rule_hdr>(out var head, out var attributes)) return $"ip rule {verb}";
            var words = new List<string> { head.family == Constants.AF_INET6 ? "ip -6 rule" : "ip rule", verb };
            if ((head.flags & FIB_RULE_INVERT) != 0) words.Add("not");
            if (attributes.TryFind(FRA_SRC, out var from)) words.Add($"from {Text(from)}/{Number(head.src_len)}");
            if (attributes.TryFind(FRA_DST, out var to)) words.Add($"to {Text(to)}/{Number(head.dst_len)}");
            if (attributes.TryFind(FRA_FWMARK, out var mark)) words.Add($"fwmark 0x{mark.UInt32:x}{(attributes.TryFind(FRA_FWMASK, out var mask) ? $"/0x{mask.UInt32:x}" : "")}");
            if (attributes.TryFind(FRA_IIFNAME, out var input)) words.Add($"iif {input.Text}");
            if (attributes.TryFind(FRA_OIFNAME, out var output)) words.Add($"oif {output.Text}");
            if (attributes.TryFind(FRA_PRIORITY, out var priority)) words.Add($"pref {Number(priority.UInt32)}");
            if (attributes.TryFind(FRA_GOTO, out var target)) words.Add($"goto {Number(target.UInt32)}");
            else if (attributes.TryFind(FRA_L3MDEV, out _)) words.Add("l3mdev");
            else words.Add(head.action == FR_ACT_TO_TBL ? $"lookup {NumberNames.Tables.Of(attributes.TryFind(FRA_TABLE, out var table) ? table.UInt32 : head.table)}" : NumberNames.RuleTypes.Of(head.action));
            if (attributes.TryFind(FRA_SUPPRESS_PREFIXLEN, out var length)) words.Add($"suppress_prefixlength {Number(length.UInt32)}");
            return string.Join(' ', words);
        }

        internal static string GetRule(in Message message) => message.TryRead<fib_rule_hdr>(out var head, out _) && head.family == Constants.AF_INET6 ? "ip -6 rule show" : "ip rule show";

        private static string Seconds(uint seconds) => seconds == uint.MaxValue ? "forever" : Number(seconds);
    }
}
