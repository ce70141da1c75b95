using CNet.Linux;
using CNet.Netlink;
using CNet.Netlink.Nftables;
using static CNet.Linux.Interop.Constants;
using static CNet.Netlink.Wire.NftablesConstants;

namespace CNet.Discovery;

/// <summary>
/// What leads a sandbox's questions to its name server, which listens on other ports of the same address: so that port 53 stays free for a name
/// server of the sandbox's own. A table of its own inside the sandbox, which tracks no connections.
/// </summary>
/// <remarks>
/// <code>
/// table inet cnet-names {
///     chain output {
///         type filter hook output priority raw
///         ip daddr 127.0.0.11 udp dport 53 notrack udp dport set UDP accept
///         ip saddr 127.0.0.11 udp sport UDP notrack udp sport set 53 accept
///         (the same for TCP)
///     }
/// }
/// </code>
/// </remarks>
internal static class NameRules
{
    /// <summary>The name of the table.</summary>
    internal const string Table = "cnet-names";

    private const string Chain = "output";

    /// <summary>Writes the table, in place of one that is there.</summary>
    /// <param name="netfilter">A socket inside the sandbox.</param>
    /// <param name="udpPort">Where the name server listens by UDP.</param>
    /// <param name="tcpPort">Where it listens by TCP.</param>
    internal static void Write(NetlinkSocket netfilter, int udpPort, int tcpPort)
    {
        var batch = new NftBatch(Table);
        batch.AddTable();
        batch.DeleteTable();
        batch.AddTable();
        batch.AddChain(Chain, "filter", NF_INET_LOCAL_OUT, NF_IP_PRI_RAW);
        foreach (var (protocol, port) in new[] { (TransportProtocol.Udp, udpPort), (TransportProtocol.Tcp, tcpPort) })
        {
            batch.AddRule(Chain, rule => rule.To(ResolverConfiguration.OwnAddress, protocol, DnsWire.Port).NoTrack().SetDestinationPort(protocol, port).Decide(Verdict.Accept));
            batch.AddRule(Chain, rule => rule.From(ResolverConfiguration.OwnAddress, protocol, port).NoTrack().SetSourcePort(protocol, DnsWire.Port).Decide(Verdict.Accept));
        }
        if (netfilter.TryExecute(batch.Seal()) is { } failure) throw netfilter.ToException(batch.Buffer, failure);
    }

    /// <summary>Removes the table; none is no error.</summary>
    internal static void Remove(NetworkNamespace space)
    {
        using var netfilter = Open(space);
        var batch = new NftBatch(Table);
        batch.DeleteTable();
        if (netfilter.TryExecute(batch.Seal()) is { } failure && failure.Errno != ENOENT) throw netfilter.ToException(batch.Buffer, failure);
    }

    /// <summary>A socket for netfilter inside a namespace.</summary>
    internal static NetlinkSocket Open(NetworkNamespace space) => new(space.OpenSocket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER));
}
