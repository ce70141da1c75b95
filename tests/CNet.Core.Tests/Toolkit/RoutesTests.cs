using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Toolkit;

/// <summary>Routes, as iproute2 sees those of CNet and CNet those of iproute2.</summary>
public sealed class RoutesTests : ToolkitTest
{
    private static readonly string[] OfIproute2 =
    [
        "default via 10.9.0.254 dev v1 metric 5",
        "10.20.0.0/16 dev v1 scope link src 10.9.0.1 mtu 1400",
        "10.21.0.0/16 via 10.9.0.5 dev v1 proto static",
        "10.22.0.0/16 nexthop via 10.9.0.5 dev v1 weight 1 nexthop via 10.9.0.6 dev v1 weight 3",
        "10.23.0.0/16 via 10.77.0.1 dev v1 onlink",
        "10.24.0.0/16 via inet6 fd00::5 dev v1",
        "blackhole 10.25.0.0/16", "unreachable 10.26.0.0/16", "prohibit 10.27.0.0/16 metric 9", "throw 10.28.0.0/16 table 1000",
        "local 10.29.0.0/16 dev lo",
        "fd01::/64 via fd00::5 dev v1", "fd02::/64 dev v1 metric 7",
        "fd03::/64 nexthop via fd00::5 dev v1 weight 1 nexthop via fd00::6 dev v1 weight 2",
        "blackhole fd04::/64",
    ];

    public RoutesTests()
    {
        InBlue("ip addr add 10.9.0.1/24 dev v1");
        InBlue("ip addr add fd00::1/64 dev v1 nodad");
    }

    [KernelFact("ip")]
    public void They_are_listed_as_ip_lists_them_and_those_of_ip_are_removed()
    {
        foreach (var route in OfIproute2) InBlue($"ip route add {route}");
        Assert.Equal(ByIp(), ByCNet());
        foreach (var route in Controller.Routes.List(Blue, allTables: true).Where(route => route.Protocol is "boot" or "static")) Controller.Routes.Remove(route);
        Assert.Empty(JsonInBlue("ip -j -4 route show table all proto boot").Concat(JsonInBlue("ip -j -6 route show table all proto boot")).Concat(JsonInBlue("ip -j route show table all proto static")));
    }

    [KernelFact("ip")]
    public void What_is_added_is_what_iproute2_adds()
    {
        foreach (var route in OfIproute2) InBlue($"ip route add {route}");
        var expected = ByIp();
        var routes = Controller.Routes.List(Blue, allTables: true).Where(route => route.Protocol is "boot" or "static").ToList();
        Assert.Equal(OfIproute2.Length, routes.Count);
        foreach (var route in routes) Controller.Routes.Remove(route);
        Assert.NotEqual(expected, ByIp());
        foreach (var route in routes)
        {
            var leadsNowhere = route.Type is not ("unicast" or "local");
            var made = Controller.Routes.Add(new RouteSpec
            {
                DestinationPrefix = route.DestinationPrefix,
                Hops = leadsNowhere ? [] : route.Hops,
                Type = route.Type,
                Table = route.Table.ToString(System.Globalization.CultureInfo.InvariantCulture),
                RouteMetric = route.RouteMetric,
                PreferredSource = route.PreferredSource,
                Protocol = route.Protocol,
                Mtu = route.Mtu,
            }, Blue);
            Assert.Equal($"{route} {route.RouteMetric} {route.Table} {route.Scope} {route.PreferredSource} {route.Mtu}", $"{made} {made.RouteMetric} {made.Table} {made.Scope} {made.PreferredSource} {made.Mtu}");
        }
        Assert.Equal(expected, ByIp());
    }

    [KernelFact("ip")]
    public void One_takes_the_place_of_another()
    {
        var spec = Via("10.20.0.0/16", "10.9.0.5");
        Controller.Routes.Add(spec, Blue);
        Fails(CNetError.RouteConflict, () => Controller.Routes.Add(Via("10.20.0.0/16", "10.9.0.6"), Blue));
        Controller.Routes.Add(Via("10.20.0.0/16", "10.9.0.6"), Blue, replace: true);
        Assert.Equal("10.9.0.6", Text(Assert.Single(JsonInBlue("ip -j route show 10.20.0.0/16")), "gateway"));
        Assert.Equal(2, new[] { spec with { RouteMetric = 7 }, spec with { RouteMetric = 8 } }.Select(other => Controller.Routes.Add(other, Blue)).Count());
        Assert.Equal([0, 7, 8], Controller.Routes.List(Blue).Where(route => route.DestinationPrefix == spec.DestinationPrefix).Select(route => (int)route.RouteMetric));
    }

    [KernelFact("ip")]
    public void The_route_of_an_address_is_found()
    {
        foreach (var route in OfIproute2.Where(route => !route.Contains(" lo", StringComparison.Ordinal))) InBlue($"ip route add {route}");
        foreach (var (address, expected) in new[]
        {
            ("10.9.0.7", "10.9.0.0/24 dev v1"), ("10.21.3.4", "10.21.0.0/16 via 10.9.0.5 dev v1"), ("192.0.2.1", "default via 10.9.0.254 dev v1"), ("fd01::9", "fd01::/64 via fd00::5 dev v1"),
            ("10.9.0.1", "local 10.9.0.1/32 dev v1"),
        })
            Assert.Equal(expected, Controller.Routes.Find(Address(address), Blue).ToString());
        Fails(CNetError.RouteNotFound, () => Controller.Routes.Find(Address("10.25.0.1"), Blue));
        Fails(CNetError.RouteNotFound, () => Controller.Routes.Find(Address("fd99::1"), Blue));
    }

    [KernelFact("ip")]
    public void Refusals_are_explained_and_name_what_the_kernel_says()
    {
        var before = InBlue("ip route show table all");
        Assert.Contains("Nexthop has invalid gateway", Fails(CNetError.RouteInvalid, () => Controller.Routes.Add(Via("10.20.0.0/16", "10.77.0.1"), Blue)).Message, StringComparison.Ordinal);
        Fails(CNetError.RouteInvalid, () => Controller.Routes.Add(Via("10.20.0.0/16", "10.9.0.5") with { PreferredSource = Address("10.66.0.1") }, Blue));
        Fails(CNetError.InterfaceNotFound, () => Controller.Routes.Add(new RouteSpec { DestinationPrefix = Cidr.Parse("10.20.0.0/16"), Hops = [new RouteHop(null, "nope")] }, Blue));
        InBlue("ip link set v2 down");
        var down = Fails(CNetError.RouteInvalid, () => Controller.Routes.Add(new RouteSpec { DestinationPrefix = Cidr.Parse("10.20.0.0/16"), Hops = [new RouteHop(null, V2)] }, Blue));
        Assert.Contains("Set-CNetInterface v2", down.Hint, StringComparison.Ordinal);
        InBlue("ip link set v2 up");
        Assert.Equal(before.Split('\n').Count(line => line.Contains("10.20", StringComparison.Ordinal)), InBlue("ip route show table all").Split('\n').Count(line => line.Contains("10.20", StringComparison.Ordinal)));
    }

    public static TheoryData<RouteSpec> Malformed =>
    [
        new RouteSpec { DestinationPrefix = Cidr.Parse("10.20.0.0/16") },
        Via("10.20.0.0/16", "10.9.0.5") with { Type = "blackhole" },
        Via("10.20.0.0/16", "10.9.0.5") with { Type = "nope" },
        Via("10.20.0.0/16", "10.9.0.5") with { Table = "nope" },
        Via("10.20.0.0/16", "10.9.0.5") with { Protocol = "300" },
        Via("10.20.0.0/16", "10.9.0.5") with { Mtu = 0 },
        Via("10.20.0.0/16", "10.9.0.5") with { RouteMetric = -1 },
        Via("10.20.0.0/16", "10.9.0.5") with { PreferredSource = Address("fd00::1") },
        Via("fd01::/64", "10.9.0.5"),
        Via("fd01::/64", "fd00::5") with { Scope = "link" },
        new RouteSpec { DestinationPrefix = Cidr.Parse("10.20.0.0/16"), Hops = [new RouteHop(Address("10.9.0.5"), V1, 257)] },
        new RouteSpec { DestinationPrefix = Cidr.Parse("10.20.0.0/16"), Hops = [new RouteHop(Address("10.9.0.5"), null, OnLink: true)] },
        new RouteSpec { DestinationPrefix = Cidr.Parse("10.20.0.0/16"), Hops = [new RouteHop(null, null)] },
    ];

    [KernelTheory("ip")]
    [MemberData(nameof(Malformed))]
    public void What_cannot_be_is_refused(RouteSpec spec)
    {
        var error = Fails(CNetError.RouteInvalid, () => Controller.Routes.Add(spec, Blue));
        Assert.NotNull(error.Hint);
        Assert.IsNotType<NetlinkException>(error);
    }

    [KernelFact("ip")]
    public void Those_of_endpoints_and_networks_stay_and_others_beside_them_go()
    {
        var route = new Dictionary<Cidr, System.Net.IPAddress?> { [Cidr.Parse("10.60.0.0/16")] = Address("10.1.0.200") };
        Attach(CreateNetwork(change: spec => spec with { EnableIPv6 = true, Routes = route }), "web");
        var ns = Controller.Sandboxes.Get("web").Namespace;
        var own = Controller.Routes.Add(Via("10.70.0.0/16", "10.1.0.9"), ns);
        var there = Controller.Routes.List(ns).Where(one => one.InterfaceName == "eth0").ToList();
        Assert.True(there.Count >= 6, string.Join(", ", there));
        foreach (var one in there.Where(one => one.DestinationPrefix != own.DestinationPrefix))
            Assert.Contains("'lab/web'", Fails(CNetError.InterfaceInUse, () => Controller.Routes.Remove(one)).Message, StringComparison.Ordinal);
        Fails(CNetError.InterfaceInUse, () => Controller.Routes.Add(Via("0.0.0.0/0", "10.1.0.9"), ns, replace: true));
        Controller.Routes.Add(Via("0.0.0.0/0", "10.1.0.9") with { RouteMetric = 50 }, ns, replace: true);
        Controller.Routes.Remove(own);
        Fails(CNetError.RouteNotFound, () => Controller.Routes.Remove(own));
        foreach (var one in Controller.Routes.List().Where(one => one.InterfaceName?.StartsWith("br-", StringComparison.Ordinal) == true && one.DestinationPrefix.ToString() != "ff00::/8"))
            Assert.Contains("network 'lab'", Fails(CNetError.InterfaceInUse, () => Controller.Routes.Remove(one)).Message, StringComparison.Ordinal);
        Controller.Routes.Remove(there.First(one => one.DestinationPrefix.ToString() == "0.0.0.0/0"), force: true);
        Assert.Equal("10.1.0.9", Text(Assert.Single(IpJson("web", "route", "show", "default")), "gateway"));
    }

    private static RouteSpec Via(string destination, string nextHop) => new() { DestinationPrefix = Cidr.Parse(destination), Hops = [new RouteHop(Address(nextHop), null)] };

    private string ByCNet() => string.Join('\n', Controller.Routes.List(Blue, allTables: true).Where(route => route.Type is not ("multicast" or "anycast")).Select(route =>
    {
        var table = route.Table switch { 254 => "main", 255 => "local", var number => $"{number}" };
        var hops = route.Hops.Count > 1 ? string.Join(' ', route.Hops.Select(hop => $"{hop.NextHop}%{hop.InterfaceName}*{hop.Weight}")) : $"{route.NextHop}%{route.InterfaceName}{(route.Hops is [{ OnLink: true }] ? " onlink" : "")}";
        return $"{route.Type} {(route.DestinationPrefix.PrefixLength == 0 ? "default" : Short(route.DestinationPrefix))} {hops} {route.RouteMetric} {table} {route.Protocol} {route.PreferredSource} {route.Mtu}";
    }).Order(StringComparer.Ordinal));

    private static string Short(Cidr prefix) => prefix.PrefixLength == (prefix.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128) ? prefix.Address.ToString() : prefix.ToString();

    private string ByIp() => string.Join('\n', JsonInBlue("ip -j -d -4 route show table all").Concat(JsonInBlue("ip -j -d -6 route show table all")).Where(route => Text(route, "type") is not ("multicast" or "anycast")).Select(route =>
    {
        string Gateway(System.Text.Json.JsonElement one) => Text(one, "gateway") ?? (one.TryGetProperty("via", out var via) ? Text(via, "host")! : "");
        var hops = route.TryGetProperty("nexthops", out var all) ? string.Join(' ', all.EnumerateArray().Select(hop => $"{Gateway(hop)}%{Text(hop, "dev")}*{Text(hop, "weight")}"))
            : $"{Gateway(route)}%{Text(route, "dev")}{(route.GetProperty("flags").ToString().Contains("onlink", StringComparison.Ordinal) ? " onlink" : "")}";
        var mtu = route.TryGetProperty("metrics", out var metrics) ? Text(metrics[0], "mtu") : null;
        return $"{Text(route, "type")} {Text(route, "dst")} {hops} {Text(route, "metric") ?? "0"} {Text(route, "table") ?? "main"} {Text(route, "protocol")} {Text(route, "prefsrc")} {mtu}";
    }).Order(StringComparer.Ordinal));
}
