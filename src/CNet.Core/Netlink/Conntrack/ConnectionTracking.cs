using CNet.Linux.Interop;

namespace CNet.Netlink.Conntrack;

/// <summary>
/// The connections that the kernel of a Host tracks. It looks at its rules of translation only for the first packet of each: what began before
/// a port was published, or withdrawn, goes on as it began. A UDP flow between the same two ports never ends by itself while it is used.
/// </summary>
internal sealed class ConnectionTracking(NetlinkSocket netfilter)
{
    private const int DeletionsPerBatch = 1000;

    /// <summary>The connections whose original destination is one of several; where an address is unspecified, or null, any of its family, or at all.</summary>
    internal List<ConnectionInfo> List(TransportProtocol protocol, IReadOnlyCollection<(Ip? Address, int First, int Last)> originalDestinations)
    {
        var found = new List<ConnectionInfo>();
        foreach (var isIPv6 in new[] { false, true })
        {
            var destinations = originalDestinations.Where(destination => destination.Address is not { } address || address.IsIPv6 == isIPv6).ToList();
            if (destinations.Count == 0) continue;
            // The kernel's filter spares the way out of it; what it let pass is compared all the same.
            found.AddRange(Read(Common(isIPv6, protocol, destinations))
                .Where(connection => connection.Protocol == protocol && destinations.Exists(destination => Matches(connection.Original, destination))));
        }
        return found;
    }

    /// <summary>Forgets the connections that <see cref="List"/> lists, and says how many there were. Equivalent to: <c>conntrack -D -p PROTOCOL --orig-port-dst PORT</c></summary>
    internal int Flush(TransportProtocol protocol, IReadOnlyCollection<(Ip? Address, int First, int Last)> originalDestinations)
    {
        var deleted = 0;
        var batch = new MessageBuffer { Protocol = NetlinkProtocol.Netfilter };
        foreach (var connections in List(protocol, originalDestinations).Chunk(DeletionsPerBatch))
        {
            batch.Clear();
            foreach (var connection in connections) batch.DeleteConnection(connection);
            var refusals = netfilter.TryExecuteAll(batch);
            // One that ended meanwhile is as good as deleted.
            foreach (var refusal in refusals)
                if (refusal.Errno != Constants.ENOENT) throw netfilter.ToException(batch, refusal);
            deleted += connections.Length - refusals.Count;
        }
        return deleted;
    }

    /// <summary>What the kernel answers to a filter, which may be more than was asked for: a kernel that refuses it is asked for everything.</summary>
    internal List<ConnectionInfo> Read(ConnectionFilter filter)
    {
        try
        {
            return Dump(filter);
        }
        catch (NetlinkException refused) when (refused.Errno is Constants.EINVAL or Constants.EOPNOTSUPP)
        {
            return Dump(new ConnectionFilter(filter.IsIPv6, null));
        }
    }

    private List<ConnectionInfo> Dump(ConnectionFilter filter)
    {
        var batch = new MessageBuffer(128) { Protocol = NetlinkProtocol.Netfilter };
        batch.DumpConnections(filter);
        return netfilter.Dump(batch, ConnectionInfo.Parse);
    }

    /// <summary>What all destinations have in common.</summary>
    private static ConnectionFilter Common(bool isIPv6, TransportProtocol protocol, List<(Ip? Address, int First, int Last)> destinations)
    {
        var (address, first, last) = destinations[0];
        var isOneAddress = address is { IsUnspecified: false } && destinations.TrueForAll(destination => Nullable.Equals(destination.Address, address));
        var isOnePort = first == last && destinations.TrueForAll(destination => (destination.First, destination.Last) == (first, last));
        return new ConnectionFilter(isIPv6, protocol, isOneAddress ? address : null, isOnePort ? first : null);
    }

    /// <summary>Both are of one family.</summary>
    private static bool Matches(in ConnectionTuple original, (Ip? Address, int First, int Last) destination) =>
        original.DestinationPort >= destination.First && original.DestinationPort <= destination.Last
        && (destination.Address is not { } address || address.IsUnspecified || address.Equals(original.Destination));
}
