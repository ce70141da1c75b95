namespace CNet.Netlink.Wire;

/// <summary>Constants of linux/if_link.h about bridges and their ports.</summary>
internal static class BridgeConstants
{
    internal const ushort IFLA_BR_FORWARD_DELAY = 1, IFLA_BR_HELLO_TIME = 2, IFLA_BR_MAX_AGE = 3, IFLA_BR_AGEING_TIME = 4, IFLA_BR_STP_STATE = 5, IFLA_BR_PRIORITY = 6, IFLA_BR_VLAN_FILTERING = 7,
        IFLA_BR_ROOT_ID = 10, IFLA_BR_BRIDGE_ID = 11, IFLA_BR_ROOT_PORT = 12, IFLA_BR_ROOT_PATH_COST = 13, IFLA_BR_TOPOLOGY_CHANGE = 14, IFLA_BR_MCAST_SNOOPING = 23;

    internal const ushort IFLA_BRPORT_STATE = 1, IFLA_BRPORT_PRIORITY = 2, IFLA_BRPORT_COST = 3, IFLA_BRPORT_GUARD = 5, IFLA_BRPORT_NO = 18;
}
