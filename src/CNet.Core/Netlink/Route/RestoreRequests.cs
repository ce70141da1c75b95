using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.NetlinkConstants;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Netlink.Route;

/// <summary>Requests that bring back what the kernel told before, with all attributes it had.</summary>
internal static class RestoreRequests
{
    /// <summary>
    /// Gives a link an address that was dumped before. It was found to be nobody else's then: it is usable at once. The label, which may say the
    /// name of another link, is the kernel's to choose. Equivalent to: <c>ip addr restore</c>
    /// </summary>
    internal static void RestoreAddress(this MessageBuffer batch, int link, ReadOnlySpan<byte> dumped)
    {
        batch.Begin(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
        var head = MemoryMarshal.Read<ifaddrmsg>(dumped);
        head.ifa_index = link;
        var flags = head.ifa_family == Linux.Interop.Constants.AF_INET6 ? IFA_F_NODAD : 0u;
        head.ifa_flags |= (byte)flags;
        batch.Write(head);
        foreach (var attribute in new AttributeReader(dumped[Unsafe.SizeOf<ifaddrmsg>()..]))
        {
            if (attribute.Type == IFA_FLAGS) batch.UInt32(IFA_FLAGS, attribute.UInt32 | flags);
            else if (attribute.Type != IFA_LABEL) batch.Attribute(attribute.Type, attribute.Value);
        }
    }

    /// <summary>Makes a route by a link that was dumped before. Equivalent to: <c>ip route restore</c></summary>
    internal static void RestoreRoute(this MessageBuffer batch, int link, ReadOnlySpan<byte> dumped)
    {
        batch.Begin(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
        var head = MemoryMarshal.Read<rtmsg>(dumped);
        // Of what it may be by now nothing is the user's to say but that the gateway is reached directly.
        head.rtm_flags &= RTNH_F_ONLINK;
        batch.Write(head);
        foreach (var attribute in new AttributeReader(dumped[Unsafe.SizeOf<rtmsg>()..]))
        {
            if (attribute.Type == RTA_OIF) batch.Int32(RTA_OIF, link);
            else if (attribute.Type != RTA_CACHEINFO) batch.Attribute(attribute.Type, attribute.Value);
        }
    }
}
