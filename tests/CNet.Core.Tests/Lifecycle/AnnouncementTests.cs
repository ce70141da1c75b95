using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Lifecycle;

/// <summary>Neighbours know at once who has an address now.</summary>
public sealed class AnnouncementTests : HostTest
{
    [KernelFact("ip", "ping")]
    public void A_neighbour_switches_to_the_next_holder_of_an_address_without_asking()
    {
        var lab = CreateNetwork(change: spec => spec with { EnableIPv6 = true });
        Attach(lab, "peer");
        var first = Attach(lab, "first", change: spec => spec with { MacAddress = MacAddress.Parse("0a:00:00:00:00:77") });
        Assert.True(Pings("peer", first.IPv4Address!.ToString()) && Pings("peer", first.IPv6Address!.ToString()));
        Assert.Equal(first.MacAddress.ToString(), NeighbourOf(first.IPv4Address!.ToString()));
        Controller.Endpoints.Remove(first, force: true);
        var next = Attach(lab, "next", change: spec => spec with { Addresses = [first.IPv4Address!, first.IPv6Address!] });
        Assert.NotEqual(first.MacAddress, next.MacAddress);
        foreach (var address in new[] { next.IPv4Address!, next.IPv6Address! })
            Assert.True(SpinWait.SpinUntil(() => NeighbourOf(address.ToString()) == next.MacAddress.ToString(), TimeSpan.FromSeconds(2)), $"{address} is still at {NeighbourOf(address.ToString())}.");
        Assert.True(Pings("peer", next.IPv4Address!.ToString()) && Pings("peer", next.IPv6Address!.ToString()));
    }

    [KernelFact("ip")]
    public void Nothing_is_announced_where_no_address_was_used_before()
    {
        var lab = CreateNetwork();
        var web = Attach(lab, "web");
        Assert.Equal("0", In("web", "cat", "/proc/sys/net/ipv4/conf/eth0/arp_notify").Trim());
        Controller.Sandboxes.Leave(web);
        Controller.Sandboxes.Join(web, "web");
        Assert.Equal("0", In("web", "cat", "/proc/sys/net/ipv4/conf/eth0/arp_notify").Trim());
        // Who has the address next has the MAC address that belongs to it, too: what neighbours remember is true.
        Controller.Endpoints.Remove(web, force: true);
        var again = Attach(lab, "again");
        Assert.Equal((web.IPv4Address, web.MacAddress), (again.IPv4Address, again.MacAddress));
        Assert.Equal("0", In("again", "cat", "/proc/sys/net/ipv4/conf/eth0/arp_notify").Trim());
        var strange = Attach(lab, "strange", change: spec => spec with { MacAddress = MacAddress.Parse("0a:00:00:00:00:77") });
        Controller.Endpoints.Remove(strange, force: true);
        Attach(lab, "next");
        Assert.Equal("1", In("next", "cat", "/proc/sys/net/ipv4/conf/eth0/arp_notify").Trim());
    }

    [KernelFact("ip", "bridge")]
    public void The_Host_and_the_gateway_know_each_other_without_asking_every_port()
    {
        var lab = CreateNetwork(change: spec => spec with { EnableIPv6 = true });
        var web = Attach(lab, "web");
        var bridge = "br-" + lab.ShortId;
        var gateway = IpJson(null, "link", "show", bridge)[0].GetProperty("address").GetString();
        foreach (var address in new[] { web.IPv4Address!, web.IPv6Address! })
            Assert.Contains($"lladdr {web.MacAddress} extern_learn STALE", InHost("ip", "neigh", "show", address.ToString(), "dev", bridge), StringComparison.Ordinal);
        foreach (var address in new[] { lab.Gateway[0], lab.Gateway[1] })
            Assert.Contains($"lladdr {gateway}", In("web", "ip", "neigh", "show", address.ToString()), StringComparison.Ordinal);
        Assert.Contains($"{web.MacAddress} dev {web.HostInterfaceName} master {bridge} static", InHost("bridge", "fdb", "show", "br", bridge), StringComparison.Ordinal);
        Controller.Sandboxes.Leave(web);
        foreach (var address in new[] { web.IPv4Address!, web.IPv6Address! })
            Assert.DoesNotContain("lladdr", InHost("ip", "neigh", "show", address.ToString(), "dev", bridge), StringComparison.Ordinal);
    }

    private string? NeighbourOf(string address) =>
        IpJson("peer", "neigh", "show", "to", address).Select(neighbour => neighbour.TryGetProperty("lladdr", out var mac) ? mac.GetString() : null).FirstOrDefault();
}
