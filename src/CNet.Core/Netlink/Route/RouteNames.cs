using System.Globalization;
using static CNet.Netlink.Wire.RouteConstants;
using static CNet.Netlink.Wire.RuleConstants;

namespace CNet.Netlink.Route;

/// <summary>Numbers of the kernel's and the names that iproute2 has for some of them.</summary>
internal sealed class NumberNames
{
    private readonly string _what;
    private readonly uint _largest;
    private readonly (uint Number, string Name)[] _names;

    private NumberNames(string what, uint largest, params (uint, string)[] names) => (_what, _largest, _names) = (what, largest, names);

    /// <summary>What happens to packets on a route.</summary>
    internal static NumberNames RouteTypes { get; } = new("type of routes", byte.MaxValue, (RTN_UNICAST, "unicast"), (RTN_LOCAL, "local"), (RTN_BROADCAST, "broadcast"), (RTN_ANYCAST, "anycast"),
        (RTN_MULTICAST, "multicast"), (RTN_BLACKHOLE, "blackhole"), (RTN_UNREACHABLE, "unreachable"), (RTN_PROHIBIT, "prohibit"), (RTN_THROW, "throw"));

    /// <summary>Who made a route.</summary>
    internal static NumberNames Protocols { get; } = new("protocol of routes", byte.MaxValue, (RTPROT_REDIRECT, "redirect"), (RTPROT_KERNEL, "kernel"), (RTPROT_BOOT, "boot"), (RTPROT_STATIC, "static"),
        (RTPROT_RA, "ra"), (RTPROT_ZEBRA, "zebra"), (RTPROT_BIRD, "bird"), (RTPROT_DHCP, "dhcp"), (RTPROT_BABEL, "babel"), (RTPROT_BGP, "bgp"), (RTPROT_ISIS, "isis"), (RTPROT_OSPF, "ospf"),
        (RTPROT_RIP, "rip"), (RTPROT_EIGRP, "eigrp"));

    /// <summary>How far addresses are valid, and how far destinations are.</summary>
    internal static NumberNames Scopes { get; } = new("scope", byte.MaxValue, (RT_SCOPE_UNIVERSE, "global"), (RT_SCOPE_SITE, "site"), (RT_SCOPE_LINK, "link"), (RT_SCOPE_HOST, "host"), (RT_SCOPE_NOWHERE, "nowhere"));

    /// <summary>Tables of routes.</summary>
    internal static NumberNames Tables { get; } = new("table of routes", uint.MaxValue, (RT_TABLE_DEFAULT, "default"), (RT_TABLE_MAIN, "main"), (RT_TABLE_LOCAL, "local"));

    /// <summary>What a rule does with packets.</summary>
    internal static NumberNames RuleTypes { get; } = new("type of rules", byte.MaxValue, (FR_ACT_TO_TBL, "lookup"), (FR_ACT_GOTO, "goto"), (FR_ACT_NOP, "nop"), (FR_ACT_BLACKHOLE, "blackhole"),
        (FR_ACT_UNREACHABLE, "unreachable"), (FR_ACT_PROHIBIT, "prohibit"));

    /// <summary>The name of a number, or the number.</summary>
    internal string Of(uint number) => Array.Find(_names, entry => entry.Number == number).Name ?? number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number of a name, or a number as it is.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.RouteInvalid"/>.</exception>
    internal uint Parse(string text)
    {
        foreach (var (number, name) in _names)
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase)) return number;
        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given <= _largest ? given
            : throw new CNetException(CNetError.RouteInvalid, $"'{text}' is no {_what}.", text, $"Write {string.Join(", ", _names.Select(entry => entry.Name))}, or a number up to {_largest.ToString(CultureInfo.InvariantCulture)}.");
    }
}
