using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Toolkit;

/// <summary>Counters of interfaces, as ip tells them.</summary>
public sealed class StatisticsTests : ToolkitTest
{
    [KernelFact("ip", "ping")]
    public void They_are_those_of_ip_in_every_namespace()
    {
        Attach(CreateNetwork(), "web");
        InBlue("ip addr add 10.9.0.1/24 dev v1");
        Machine.TryRun("nsenter", $"--net={Path.Combine(TestHost.NamespaceDirectory, Blue)}", "ping", "-c", "2", "-i", "0.2", "-W", "1", "127.0.0.1");
        Assert.True(Pings("web", "10.1.0.1"));
        foreach (var ns in new[] { Blue, "web" })
            // Addresses that are looked for, routers that are asked for: packets come and go while somebody looks.
            Eventually.Equal("the same", () => ByCNet(ns) is var ours && ByIp(ns) == ours ? "the same" : "another");
        Assert.Equal(4UL, Controller.Statistics.List(Blue).Single(statistic => statistic.InterfaceName == "lo").ReceivedPackets);
    }

    private string ByCNet(string ns) => string.Join('\n', Controller.Statistics.List(ns).Select(one => $"{one.InterfaceName} rx {one.ReceivedBytes} {one.ReceivedPackets} {one.ReceivedErrors} {one.ReceivedDropped} {one.ReceivedOverruns} {one.ReceivedMulticast} "
        + $"tx {one.SentBytes} {one.SentPackets} {one.SentErrors} {one.SentDropped} {one.SentCarrierErrors} {one.Collisions}"));

    private string ByIp(string ns) => string.Join('\n', IpJson(ns, "-s", "link").Select(link =>
    {
        var (rx, tx) = (link.GetProperty("stats64").GetProperty("rx"), link.GetProperty("stats64").GetProperty("tx"));
        return $"{Text(link, "ifname")} rx {Text(rx, "bytes")} {Text(rx, "packets")} {Text(rx, "errors")} {Text(rx, "dropped")} {Text(rx, "over_errors")} {Text(rx, "multicast")} "
            + $"tx {Text(tx, "bytes")} {Text(tx, "packets")} {Text(tx, "errors")} {Text(tx, "dropped")} {Text(tx, "carrier_errors")} {Text(tx, "collisions")}";
    }));
}
