namespace CNet.Netlink.Wire;

/// <summary>Constants of linux/fib_rules.h, and the requests of linux/rtnetlink.h about rules.</summary>
internal static class RuleConstants
{
    internal const ushort RTM_NEWRULE = 32, RTM_DELRULE = 33, RTM_GETRULE = 34;

    internal const ushort FRA_DST = 1, FRA_SRC = 2, FRA_IIFNAME = 3, FRA_GOTO = 4, FRA_PRIORITY = 6, FRA_FWMARK = 10, FRA_SUPPRESS_PREFIXLEN = 14, FRA_TABLE = 15,
        FRA_FWMASK = 16, FRA_OIFNAME = 17, FRA_L3MDEV = 19, FRA_PROTOCOL = 21;

    internal const byte FR_ACT_TO_TBL = 1, FR_ACT_GOTO = 2, FR_ACT_NOP = 3, FR_ACT_BLACKHOLE = 6, FR_ACT_UNREACHABLE = 7, FR_ACT_PROHIBIT = 8;
    internal const uint FIB_RULE_INVERT = 2;
}
