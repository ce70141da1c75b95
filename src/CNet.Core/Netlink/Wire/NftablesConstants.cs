namespace CNet.Netlink.Wire;

/// <summary>Constants of linux/netfilter.h, linux/netfilter/nfnetlink.h and linux/netfilter/nf_tables.h.</summary>
internal static class NftablesConstants
{
    internal const ushort NFNL_SUBSYS_NFTABLES = 10, NFNL_MSG_BATCH_BEGIN = 0x10, NFNL_MSG_BATCH_END = 0x11;

    internal const ushort NFT_MSG_NEWTABLE = 0, NFT_MSG_GETTABLE = 1, NFT_MSG_DELTABLE = 2, NFT_MSG_NEWCHAIN = 3, NFT_MSG_GETCHAIN = 4, NFT_MSG_DELCHAIN = 5,
        NFT_MSG_NEWRULE = 6, NFT_MSG_GETRULE = 7, NFT_MSG_DELRULE = 8, NFT_MSG_NEWSET = 9, NFT_MSG_GETSET = 10, NFT_MSG_DELSET = 11, NFT_MSG_NEWSETELEM = 12, NFT_MSG_GETSETELEM = 13,
        NFT_MSG_DELSETELEM = 14;

    internal const uint NFNLGRP_NFTABLES = 7;

    internal const byte NFPROTO_INET = 1, NFPROTO_IPV4 = 2, NFPROTO_IPV6 = 10, IPPROTO_ICMP = 1, IPPROTO_ICMPV6 = 58;

    internal const ushort NFTA_TABLE_NAME = 1, NFTA_TABLE_FLAGS = 2;
    internal const ushort NFTA_CHAIN_TABLE = 1, NFTA_CHAIN_NAME = 3, NFTA_CHAIN_HOOK = 4, NFTA_CHAIN_POLICY = 5, NFTA_CHAIN_TYPE = 7;
    internal const ushort NFTA_HOOK_HOOKNUM = 1, NFTA_HOOK_PRIORITY = 2;
    internal const ushort NFTA_RULE_TABLE = 1, NFTA_RULE_CHAIN = 2, NFTA_RULE_EXPRESSIONS = 4, NFTA_RULE_USERDATA = 7;
    internal const ushort NFTA_LIST_ELEM = 1;
    internal const ushort NFTA_EXPR_NAME = 1, NFTA_EXPR_DATA = 2;
    internal const ushort NFTA_SET_TABLE = 1, NFTA_SET_NAME = 2, NFTA_SET_FLAGS = 3, NFTA_SET_KEY_TYPE = 4, NFTA_SET_KEY_LEN = 5, NFTA_SET_DATA_TYPE = 6,
        NFTA_SET_DATA_LEN = 7, NFTA_SET_DESC = 9, NFTA_SET_ID = 10, NFTA_SET_USERDATA = 13;
    internal const ushort NFTA_SET_DESC_CONCAT = 2, NFTA_SET_FIELD_LEN = 1;
    internal const ushort NFTA_SET_ELEM_LIST_TABLE = 1, NFTA_SET_ELEM_LIST_SET = 2, NFTA_SET_ELEM_LIST_ELEMENTS = 3;
    internal const ushort NFTA_SET_ELEM_KEY = 1, NFTA_SET_ELEM_DATA = 2, NFTA_SET_ELEM_FLAGS = 3, NFTA_SET_ELEM_KEY_END = 10;
    internal const ushort NFTA_DATA_VALUE = 1, NFTA_DATA_VERDICT = 2;
    internal const ushort NFTA_VERDICT_CODE = 1, NFTA_VERDICT_CHAIN = 2;

    internal const uint NFT_SET_INTERVAL = 0x4, NFT_SET_MAP = 0x8, NFT_SET_CONCAT = 0x80;
    internal const uint NFT_DATA_VERDICT = 0xffffff00;

    internal const ushort NFTA_META_DREG = 1, NFTA_META_KEY = 2;
    internal const uint NFT_META_IIFNAME = 6, NFT_META_OIFNAME = 7, NFT_META_NFPROTO = 15, NFT_META_L4PROTO = 16;
    internal const ushort NFTA_CMP_SREG = 1, NFTA_CMP_OP = 2, NFTA_CMP_DATA = 3;
    internal const uint NFT_CMP_EQ = 0, NFT_CMP_NEQ = 1;
    internal const ushort NFTA_LOOKUP_SET = 1, NFTA_LOOKUP_SREG = 2, NFTA_LOOKUP_DREG = 3, NFTA_LOOKUP_FLAGS = 5;
    internal const uint NFT_LOOKUP_F_INV = 1;
    internal const ushort NFTA_PAYLOAD_DREG = 1, NFTA_PAYLOAD_BASE = 2, NFTA_PAYLOAD_OFFSET = 3, NFTA_PAYLOAD_LEN = 4, NFTA_PAYLOAD_SREG = 5, NFTA_PAYLOAD_CSUM_TYPE = 6, NFTA_PAYLOAD_CSUM_OFFSET = 7;
    internal const uint NFT_PAYLOAD_NETWORK_HEADER = 1, NFT_PAYLOAD_TRANSPORT_HEADER = 2, NFT_PAYLOAD_CSUM_INET = 1;
    internal const ushort NFTA_FIB_DREG = 1, NFTA_FIB_RESULT = 2, NFTA_FIB_FLAGS = 3;
    internal const uint NFT_FIB_RESULT_ADDRTYPE = 3, NFTA_FIB_F_DADDR = 2, RTN_LOCAL = 2;
    internal const ushort NFTA_IMMEDIATE_DREG = 1, NFTA_IMMEDIATE_DATA = 2;
    internal const ushort NFTA_CT_DREG = 1, NFTA_CT_KEY = 2;
    internal const uint NFT_CT_STATE = 0, NFT_CT_STATUS = 2, IPS_DST_NAT = 1 << 5;
    internal const ushort NFTA_NAT_TYPE = 1, NFTA_NAT_FAMILY = 2, NFTA_NAT_REG_ADDR_MIN = 3;
    internal const ushort NFTA_NAT_REG_PROTO_MIN = 5;
    internal const uint NFT_NAT_SNAT = 0, NFT_NAT_DNAT = 1;
    internal const ushort NFTA_BITWISE_SREG = 1, NFTA_BITWISE_DREG = 2, NFTA_BITWISE_LEN = 3, NFTA_BITWISE_MASK = 4, NFTA_BITWISE_XOR = 5;

    internal const uint NFT_REG_VERDICT = 0, NFT_REG_1 = 1, NFT_REG_2 = 2, NFT_REG32_00 = 8;
    internal const int NF_DROP = 0, NF_ACCEPT = 1, NFT_JUMP = -3;

    internal const uint NF_INET_PRE_ROUTING = 0, NF_INET_LOCAL_IN = 1, NF_INET_FORWARD = 2, NF_INET_LOCAL_OUT = 3, NF_INET_POST_ROUTING = 4;
    internal const int NF_IP_PRI_RAW = -300, NF_IP_PRI_NAT_DST = -100, NF_IP_PRI_FILTER = 0, NF_IP_PRI_NAT_SRC = 100;

    /// <summary>Connection states as bits: established and related.</summary>
    internal const uint ESTABLISHED_OR_RELATED = 1 << 1 | 1 << 2;

    /// <summary>nft's own numbers of its data types, by which it knows how to print a set's keys and data; several are packed six bits apart.</summary>
    internal const uint TYPE_IFNAME = 41, TYPE_IPADDR = 7, TYPE_IP6ADDR = 8, TYPE_INET_PROTOCOL = 12, TYPE_INET_SERVICE = 13, TYPE_BITS = 6;
    internal const int IFNAMSIZ = 16;
}
