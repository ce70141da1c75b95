using System.Runtime.InteropServices;
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
    internal static void AddAddress(this MessageBuffer batch, int link, Ip address, int prefixLength) => batch.AddAddress(link, new AddressRequest(address, prefixLength)
    {
        Scope = DefaultScope(address),
        Broadcast = !address.IsIPv6 && prefixLength < 31 ? Cidr.Of(address, prefixLength).Last : null,
        Flags = address.IsIPv6 ? IFA_F_NODAD : 0,
    });

    /// <summary>
    /// Gives a link an address with whatever belongs to it. Equivalent to: <c>ip addr add ADDRESS [peer PEER]/LEN [brd BROADCAST] [scope SCOPE] dev LINK [label LABEL]
    /// [valid_lft SECONDS preferred_lft SECONDS] [nodad] [noprefixroute]</c>
    /// </summary>
    internal static void AddAddress(this MessageBuffer batch, int link, AddressRequest address)
    {
        batch.Begin(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
        WriteAddress(batch, link, address.Address, address.PrefixLength, address.Scope, address.Peer);
        if (address.Flags != 0) batch.UInt32(IFA_FLAGS, address.Flags);
        if (address.Broadcast is { } broadcast) batch.Ip(IFA_BROADCAST, broadcast);
        if (address.Label is { } label) batch.Text(IFA_LABEL, label);
        if (address.Lifetime is var (valid, preferred)) batch.Write(IFA_CACHEINFO, new ifa_cacheinfo { ifa_valid = valid, ifa_prefered = preferred });
    }

    /// <summary>Takes an address from a link. Equivalent to: <c>ip addr del ADDRESS [peer PEER]/LEN dev LINK</c></summary>
    internal static void DeleteAddress(this MessageBuffer batch, int link, Ip address, int prefixLength, Ip? peer = null)
    {
        batch.Begin(RTM_DELADDR, 0);
        WriteAddress(batch, link, address, prefixLength, DefaultScope(address), peer);
    }

    /// <summary>Asks for the addresses of one link, or of all with 0. Equivalent to: <c>ip addr show [dev LINK]</c></summary>
    internal static void DumpAddresses(this MessageBuffer batch, int link = 0)
    {
        batch.BeginQuery(RTM_GETADDR, NLM_F_DUMP);
        batch.Write(new ifaddrmsg { ifa_index = link });
    }

    private static void WriteAddress(MessageBuffer batch, int link, Ip address, int prefixLength, byte scope, Ip? peer)
    {
        batch.Write(new ifaddrmsg { ifa_family = Family(address.IsIPv6), ifa_prefixlen = (byte)prefixLength, ifa_index = link, ifa_scope = scope });
        batch.Ip(IFA_LOCAL, address);
        batch.Ip(IFA_ADDRESS, peer ?? address);
    }

    private static byte DefaultScope(Ip address) => address.IsLinkLocal ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;

    internal static byte Family(bool isIPv6) => isIPv6 ? (byte)Constants.AF_INET6 : (byte)Constants.AF_INET;
}

/// <summary>An address that a link is to have.</summary>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">The length of its subnet's prefix.</param>
internal sealed record AddressRequest(Ip Address, int PrefixLength)
{
    /// <summary>The address of the other end, on links that have one.</summary>
    internal Ip? Peer { get; init; }

    internal Ip? Broadcast { get; init; }

    /// <summary>How far it is valid; of IPv6 addresses the kernel knows that itself.</summary>
    internal byte Scope { get; init; }

    internal string? Label { get; init; }

    internal uint Flags { get; init; }

    /// <summary>For how many seconds it is valid, and for how many of them it is preferred; null for ever.</summary>
    internal (uint Valid, uint Preferred)? Lifetime { get; init; }
}

/// <summary>An IP address of a link as the kernel describes it.</summary>
internal sealed class AddressInfo
{
    internal int LinkIndex { get; init; }
    internal Ip Address { get; private set; }
    internal int PrefixLength { get; init; }
    internal byte Scope { get; init; }
    internal uint Flags { get; private set; }

    /// <summary>The address of the other end, where it is another one.</summary>
    internal Ip? Peer { get; private set; }

    internal Ip? Broadcast { get; private set; }

    /// <summary>The name by which older programs know an IPv4 address of a link.</summary>
    internal string Label { get; private set; } = "";

    /// <summary>For how many seconds it is valid; null for ever.</summary>
    internal uint? ValidSeconds { get; private set; }

    /// <summary>For how many seconds it is preferred; null for ever.</summary>
    internal uint? PreferredSeconds { get; private set; }

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
                case IFA_BROADCAST when attribute.Value.Length is 4: result.Broadcast = Ip.Read(attribute.Value); break;
                case IFA_FLAGS: result.Flags = attribute.UInt32; break;
                case IFA_LABEL: result.Label = attribute.Text; break;
                case IFA_CACHEINFO when MemoryMarshal.TryRead<ifa_cacheinfo>(attribute.Value, out var lifetime):
                    result.ValidSeconds = lifetime.ifa_valid == uint.MaxValue ? null : lifetime.ifa_valid;
                    result.PreferredSeconds = lifetime.ifa_prefered == uint.MaxValue ? null : lifetime.ifa_prefered;
                    break;
            }
        }
        if ((local ?? remote) is not { } address || head.ifa_prefixlen > address.Width) return null;
        result.Address = address;
        if (remote is { } other && !other.Equals(address)) result.Peer = other;
        return result;
    }
}
