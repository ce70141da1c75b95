namespace CNet.Netlink.Wire;

/// <summary>Constants of linux/pkt_sched.h, linux/pkt_cls.h, linux/tc_act/tc_mirred.h, and those of linux/rtnetlink.h for traffic control.</summary>
internal static class TrafficConstants
{
    internal const ushort RTM_NEWQDISC = 36, RTM_DELQDISC = 37, RTM_GETQDISC = 38;
    internal const ushort RTM_NEWTFILTER = 44, RTM_GETTFILTER = 46;

    internal const uint TC_H_ROOT = 0xffffffff, TC_H_INGRESS = 0xfffffff1;
    internal const ushort TCA_KIND = 1, TCA_OPTIONS = 2;

    internal const ushort TCA_TBF_PARMS = 1, TCA_TBF_RATE64 = 4, TCA_TBF_BURST = 6;
    internal const byte TC_LINKLAYER_ETHERNET = 1;

    internal const ushort TCA_U32_SEL = 5, TCA_U32_ACT = 7;
    internal const byte TC_U32_TERMINAL = 1;
    internal const ushort TCA_ACT_KIND = 1, TCA_ACT_OPTIONS = 2;
    internal const ushort TCA_MIRRED_PARMS = 2;
    internal const int TCA_EGRESS_REDIR = 1, TC_ACT_STOLEN = 4;
}
