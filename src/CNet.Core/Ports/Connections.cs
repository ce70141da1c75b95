using CNet.Lifecycle;
using CNet.Netlink.Conntrack;
using CNet.State;

namespace CNet.Ports;

/// <summary>
/// Has the kernel forget connections that go where a port led before: with UDP, where no connection ever ends, they would go on as they began.
/// </summary>
internal static class Connections
{
    internal static void Flush(Operation operation, IEnumerable<PortRecord> ports)
    {
        foreach (var protocol in ports.Where(port => port is { Protocol: TransportProtocol.Udp, IsDirect: false }).Distinct().GroupBy(port => port.Protocol))
            new ConnectionTracking(operation.Kernel.Netfilter).Flush(protocol.Key, [.. protocol.Select(port => ((Ip?)port.Address, port.HostPort, port.HostPorts.Last))]);
    }
}
