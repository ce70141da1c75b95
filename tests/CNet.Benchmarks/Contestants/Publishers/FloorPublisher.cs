using CNet.Benchmarks.Support;
using CNet.Firewall;
using CNet.Linux;
using CNet.Netlink;
using CNet.Netlink.Nftables;
using static CNet.Linux.Interop.Constants;

namespace CNet.Benchmarks.Contestants.Publishers;

/// <summary>The floor: for each port one transaction with one element of one map, by CNet's own netlink codec, in this process. No record, no check, and nobody behind the ports.</summary>
internal sealed class FloorPublisher : IPublisher
{
    private const string Table = "floor";
    private static readonly NftSet Ports = FirewallTable.Of(isIPv6: false).Port;
    private static readonly Ip Target = Ip.From(Cidr.Parse(Numbered.LabSubnet).Address);
    private readonly Host _host = BenchmarkHosts.Create();
    private readonly NetlinkSocket _socket;

    internal FloorPublisher()
    {
        using (var space = NetworkNamespace.Open(_host.NamespacePath!)) _socket = new NetlinkSocket(space.OpenSocket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER));
        var batch = new NftBatch(Table);
        FirewallTable.Write(batch);
        Run(batch);
    }

    public string Name => "floor";

    public int Fill(int first, int count)
    {
        for (var port = first; port < first + count; port++) Publish(port);
        return count;
    }

    public Sample Publish(int port) => Sample.Of(() =>
    {
        var batch = new NftBatch(Table);
        batch.AddElement(Element(port));
        Run(batch);
    });

    public Sample Unpublish(int port) => Sample.Of(() =>
    {
        var batch = new NftBatch(Table);
        batch.DeleteElement(Element(port));
        Run(batch);
    });

    public Way? WayOf(int port) => null;

    public void Dispose()
    {
        _socket.Dispose();
        BenchmarkHosts.Remove(_host);
    }

    private static NftElement Element(int port) => new(Ports, TransportProtocol.Tcp, Published.HostPort(port)) { Data = [Target, Published.ContainerPort] };

    private void Run(NftBatch batch) => _socket.Execute(batch.Seal());
}
