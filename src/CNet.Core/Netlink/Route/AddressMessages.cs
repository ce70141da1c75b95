using CNet.Linux.Interop;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.NetlinkConstants;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Netlink.Route;

/// <summary>Requests about the IP addresses of links.</summary>
internal static class AddressRequests
{
    /// <summary>
    /// Gives a link an address. IPv6 ones skip duplicate address detection: IPAM has made sure of it.
    /// Equivalent to: <c>ip addr add ADDRESS/LEN dev LINK [nodad]</c>
    /// </summary>
    internal static void AddAddress(this MessageBuffer batch, int link, Ip address, int prefixLength)
    {
        batch.Begin(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
        WriteAddress(batch, link, address, prefixLength);
        if (address.IsIPv6) batch.UInt32(IFA_FLAGS, IFA_F_NODAD);
        else if (prefixLength < 31) WriteBroadcast(batch, address, prefixLength);
    }

    /// <summary>Takes an address from a link. Equivalent to: <c>ip addr del ADDRESS/LEN dev LINK</c></summary>
    internal static void DeleteAddress(this MessageBuffer batch, int link, Ip address, int prefixLength)
    {
        batch.Begin(RTM_DELADDR, 0);
        WriteAddress(batch, link, address, prefixLength);
    }

    /// <summary>Asks for the addresses of one link, or of all with 0. Equivalent to: <c>ip addr show [dev LINK]</c></summary>
    internal static void DumpAddresses(this MessageBuffer batch, int link = 0)
    {
        batch.BeginQuery(RTM_GETADDR, NLM_F_DUMP);
        batch.Write(new ifaddrmsg { ifa_index = link });
    }

    private static void WriteAddress(MessageBuffer batch, int link, Ip address, int prefixLength)
    {
        batch.Write(new ifaddrmsg
        {
            ifa_family = Family(address.IsIPv6),
            ifa_prefixlen = (byte)prefixLength,
            ifa_index = link,
            ifa_scope = address.IsLinkLocal ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
        });
        batch.Ip(IFA_LOCAL, address);
        batch.Ip(IFA_ADDRESS, address);
    }

    private static void WriteBroadcast(MessageBuffer batch, Ip address, int prefixLength)
    {
        var broadcast = Cidr.Of(address, prefixLength).Last;
        batch.Ip(IFA_BROADCAST, broadcast);
    }

    internal static byte Family(bool isIPv6) => isIPv6 ? (byte)Constants.AF_INET6 : (byte)Constants.AF_INET;
}

/// <summary>An IP address of a link as the kernel describes it.</summary>
internal sealed class AddressInfo
{
    internal int LinkIndex { get; init; }
    internal Ip Address { get; private set; }
    internal int PrefixLength { get; init; }
    internal byte Scope { get; init; }
    internal uint Flags { get; private set; }

    internal Cidr Subnet => Cidr.Of(Address, PrefixLength);

    internal static AddressInfo? Parse(in Message message)
    {
        if (message.Header.nlmsg_type != RTM_NEWADDR || !message.TryRead<ifaddrmsg>(out var head, out var attributes)) return null;
        var result = new AddressInfo { LinkIndex = head.ifa_index, PrefixLength = head.ifa_prefixlen, Scope = head.ifa_scope, Flags = head.ifa_flags };
        Ip? local = null, remote = null;
        foreach (var attribute in attributes)
        {
            switch (attribute.Type)
            {
                // On point-to-point links IFA_ADDRESS is the other end's; IFA_LOCAL, where it is there, is always ours.
                case IFA_LOCAL when attribute.Value.Length is 4 or 16: local = Ip.Read(attribute.Value); break;
                case IFA_ADDRESS when attribute.Value.Length is 4 or 16: remote = Ip.Read(attribute.Value); break;
                case IFA_FLAGS: result.Flags = attribute.UInt32; break;
            }
        }
        if ((local ?? remote) is not { } address || head.ifa_prefixlen > address.Width) return null;
        result.Address = address;
        return result;
    }
}
