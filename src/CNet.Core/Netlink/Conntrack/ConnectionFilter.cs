namespace CNet.Netlink.Conntrack;

/// <summary>What the kernel is to compare of an entry's original direction; null for what may be anything.</summary>
internal sealed record ConnectionFilter(TransportProtocol? Protocol, Ip? Destination = null, int? DestinationPort = null);
