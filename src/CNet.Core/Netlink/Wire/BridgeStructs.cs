using System.Runtime.InteropServices;

namespace CNet.Netlink.Wire;

/// <summary>struct ifla_bridge_id: a bridge's priority, in network order, and its MAC address.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ifla_bridge_id
{
    internal fixed byte prio[2], addr[6];
}
