namespace CNet.Netlink.Conntrack;

/// <summary>What the kernel is to compare of an entry's original direction; null for what may be anything. No kernel filters both families at once.</summary>
internal sealed record ConnectionFilter(bool IsIPv6, TransportProtocol? Protocol, Ip? Destination = null, int? DestinationPort = null);
