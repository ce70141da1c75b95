using static CNet.Netlink.Wire.BridgeConstants;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Netlink;

/// <summary>Tells what a request for a new link says of its kind.</summary>
internal static partial class RequestText
{
    private readonly partial struct Words
    {
        private void AddOptionWords(List<string> words, string kind, in NetlinkAttribute option)
        {
            var word = (kind, option.Type) switch
            {
                ("bridge", IFLA_BR_FORWARD_DELAY) => $"forward_delay {Number(option.UInt32)}",
                ("bridge", IFLA_BR_HELLO_TIME) => $"hello_time {Number(option.UInt32)}",
                ("bridge", IFLA_BR_MAX_AGE) => $"max_age {Number(option.UInt32)}",
                ("bridge", IFLA_BR_PRIORITY) => $"priority {Number(option.UInt16)}",
                ("bridge", IFLA_BR_AGEING_TIME) => $"ageing_time {Number(option.UInt32)}",
                ("bridge", IFLA_BR_STP_STATE) => $"stp_state {Number(option.UInt32)}",
                ("bridge", IFLA_BR_VLAN_FILTERING) => $"vlan_filtering {Number(option.Byte)}",
                ("bridge", IFLA_BR_MCAST_SNOOPING) => $"mcast_snooping {Number(option.Byte)}",
                ("macvlan", IFLA_MACVLAN_MODE) => ModeWord(InterfaceKinds.MacvlanMode(option.UInt32)),
                ("ipvlan", IFLA_IPVLAN_MODE) => ModeWord(InterfaceKinds.IpvlanMode(option.UInt16)),
                ("vlan", IFLA_VLAN_ID) => $"id {Number(option.UInt16)}",
                ("vrf", IFLA_VRF_TABLE) => $"table {Number(option.UInt32)}",
                ("vxlan", IFLA_VXLAN_ID) => $"id {Number(option.UInt32)}",
                ("vxlan", IFLA_VXLAN_LINK) => $"dev {Index(option.Int32)}",
                ("vxlan", IFLA_VXLAN_LOCAL or IFLA_VXLAN_LOCAL6) => $"local {Text(option)}",
                ("vxlan", IFLA_VXLAN_GROUP or IFLA_VXLAN_GROUP6) => $"{(option.IPAddress is { } address && Ip.From(address).IsMulticast ? "group" : "remote")} {Text(option)}",
                ("vxlan", IFLA_VXLAN_LEARNING) when option.Byte == 0 => "nolearning",
                ("vxlan", IFLA_VXLAN_PORT) => $"dstport {Number(option.UInt16Network)}",
                _ => null,
            };
            if (word is not null) words.Add(word);
        }

        [System.Diagnostics.CodeAnalysis.SuppressMessage("Globalization", "CA1308", Justification = "iproute2 writes them in lower case.")]
        private static string? ModeWord(InterfaceMode? mode) => mode is { } known ? $"mode {known.ToString().ToLowerInvariant()}" : null;

        /// <summary>A text as a shell takes it for one word.</summary>
        private static string Quoted(string text) =>
            text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/') ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }
}
