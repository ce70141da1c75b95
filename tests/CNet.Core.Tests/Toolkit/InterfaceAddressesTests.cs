using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Toolkit;

/// <summary>Addresses of interfaces, as iproute2 sees those of CNet and CNet those of iproute2.</summary>
public sealed class InterfaceAddressesTests : ToolkitTest
{
    [KernelFact("ip")]
    public void They_are_listed_as_ip_lists_them()
    {
        InBlue("ip addr add 10.9.0.1/24 brd + dev v1");
        InBlue("ip addr add 10.9.1.1 peer 10.9.1.2/30 scope link label v1:x dev v1 valid_lft 3600 preferred_lft 0");
        InBlue("ip addr add fd00::1/64 dev v1 nodad");
        InBlue("ip addr add fd00::2/64 dev v1 nodad valid_lft 3600 preferred_lft 0");
        Eventually.Equal(ByIp(), ByCNet);
        Assert.Contains("v1 10.9.1.1/30 peer 10.9.1.2 brd - link v1:x Deprecated 3600", ByCNet(), StringComparison.Ordinal);
        Assert.Contains("v1 fd00::2/64 peer - brd - global - Deprecated", ByCNet(), StringComparison.Ordinal);
    }

    [KernelFact("ip")]
    public void One_that_is_given_is_what_was_asked_for()
    {
        var made = Controller.InterfaceAddresses.Add(new InterfaceAddressSpec
        {
            InterfaceName = V1,
            IPAddress = Address("10.9.1.1"),
            PrefixLength = 30,
            PeerAddress = Address("10.9.1.6"),
            Broadcast = Address("10.9.1.7"),
            Scope = "link",
            Label = "v1:x",
            ValidLifetime = TimeSpan.FromHours(1),
            PreferredLifetime = TimeSpan.FromMinutes(10),
            SkipPrefixRoute = true,
        }, Blue);
        Assert.Equal(("10.9.1.1/30", "v1:x", "10.9.1.6", "10.9.1.7", "link", AddressState.Dynamic, Blue), (made.ToString(), made.Label, made.PeerAddress!.ToString(), made.Broadcast!.ToString(), made.Scope, made.State, made.Namespace));
        var seen = Assert.Single(JsonInBlue("ip -j addr show dev v1").SelectMany(link => link.GetProperty("addr_info").EnumerateArray()), one => Text(one, "local") == "10.9.1.1");
        Assert.Equal(("10.9.1.6", "10.9.1.7", "link", "v1:x", "30", "True"), (Text(seen, "address"), Text(seen, "broadcast"), Text(seen, "scope"), Text(seen, "label"), Text(seen, "prefixlen"), Text(seen, "noprefixroute")));
        Assert.InRange(seen.GetProperty("valid_life_time").GetInt32(), 3590, 3600);
        Assert.InRange(seen.GetProperty("preferred_life_time").GetInt32(), 590, 600);
        Assert.DoesNotContain("10.9.1", InBlue("ip route show"), StringComparison.Ordinal);
    }

    [KernelFact("ip")]
    public void IPv6_ones_are_tentative_unless_nobody_is_to_look()
    {
        Assert.Equal(AddressState.Tentative, Controller.InterfaceAddresses.Add(new InterfaceAddressSpec { InterfaceName = V1, IPAddress = Address("fd00::1"), PrefixLength = 64 }, Blue).State);
        Assert.Equal(AddressState.Permanent, Controller.InterfaceAddresses.Add(new InterfaceAddressSpec { InterfaceName = V1, IPAddress = Address("fd00::2"), PrefixLength = 64, SkipDuplicateDetection = true }, Blue).State);
        // Both ends of the pair have it: the second one is told.
        InBlue("ip addr add fd00::1/64 dev v2");
        Eventually.Equal(true, () => Controller.InterfaceAddresses.List(Blue).Any(address => address.State == AddressState.DadFailed));
    }

    [KernelFact("ip")]
    public void What_ip_gave_is_taken_away()
    {
        InBlue("ip addr add 10.9.0.1/24 dev v1");
        InBlue("ip addr add 10.9.1.1 peer 10.9.1.2/32 dev v1");
        InBlue("ip addr add fd00::1/64 dev v1 nodad");
        var all = Controller.InterfaceAddresses.List(Blue).Where(address => address.InterfaceName == V1 && address.Scope == "global").ToList();
        Assert.Equal(3, all.Count);
        foreach (var address in all) Controller.InterfaceAddresses.Remove(address);
        Assert.DoesNotContain(" global", InBlue("ip addr show dev v1").Split("inet").Skip(1).Aggregate("", string.Concat), StringComparison.Ordinal);
        foreach (var address in all) Fails(CNetError.AddressNotFound, () => Controller.InterfaceAddresses.Remove(address));
    }

    [KernelTheory("ip")]
    [InlineData("10.9.0.1", 33, null, null, null, CNetError.AddressInvalid)]
    [InlineData("224.0.0.1", 24, null, null, null, CNetError.AddressInvalid)]
    [InlineData("0.0.0.0", 24, null, null, null, CNetError.AddressInvalid)]
    [InlineData("fd00::1", 64, "fd00::ff", null, null, CNetError.AddressInvalid)]
    [InlineData("10.9.0.1", 24, "fd00::ff", null, null, CNetError.AddressInvalid)]
    [InlineData("10.9.0.1", 24, null, "eth0:1", null, CNetError.NameInvalid)]
    [InlineData("10.9.0.1", 24, null, "v1:12345678901234", null, CNetError.NameInvalid)]
    [InlineData("10.9.0.1", 24, null, null, "galaxy", CNetError.RouteInvalid)]
    [InlineData("10.9.0.1", 24, null, null, "256", CNetError.RouteInvalid)]
    public void What_no_interface_can_have_is_refused(string address, int length, string? broadcast, string? label, string? scope, CNetError code)
    {
        var before = InBlue("ip -4 -o addr show");
        Fails(code, () => Controller.InterfaceAddresses.Add(new InterfaceAddressSpec
        {
            InterfaceName = V1,
            IPAddress = Address(address),
            PrefixLength = length,
            Broadcast = broadcast is null ? null : Address(broadcast),
            Label = label,
            Scope = scope,
        }, Blue));
        Assert.Equal(before, InBlue("ip -4 -o addr show"));
    }

    [KernelFact("ip")]
    public void Refusals_of_the_kernel_are_explained()
    {
        var spec = new InterfaceAddressSpec { InterfaceName = V1, IPAddress = Address("10.9.0.1"), PrefixLength = 24 };
        Controller.InterfaceAddresses.Add(spec, Blue);
        var error = Fails(CNetError.AddressInUse, () => Controller.InterfaceAddresses.Add(spec, Blue));
        Assert.Equal("The interface v1 has the address 10.9.0.1 already.", error.Message);
        Fails(CNetError.InterfaceNotFound, () => Controller.InterfaceAddresses.Add(spec with { InterfaceName = "nope" }, Blue));
        Fails(CNetError.NamespaceNotFound, () => Controller.InterfaceAddresses.Add(spec, "nope"));
        Fails(CNetError.DurationInvalid, () => Controller.InterfaceAddresses.Add(spec with { ValidLifetime = TimeSpan.FromSeconds(1), PreferredLifetime = TimeSpan.FromSeconds(2) }, Blue));
        In(Blue, "sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/v2/disable_ipv6");
        Fails(CNetError.AddressInvalid, () => Controller.InterfaceAddresses.Add(new InterfaceAddressSpec { InterfaceName = V2, IPAddress = Address("fd00::9"), PrefixLength = 64 }, Blue));
    }

    [KernelFact("ip")]
    public void Those_of_endpoints_and_networks_stay_and_others_beside_them_go()
    {
        var endpoint = Attach(CreateNetwork(change: spec => spec with { EnableIPv6 = true }), "web");
        Controller.InterfaceAddresses.Add(new InterfaceAddressSpec { InterfaceName = "eth0", IPAddress = Address("10.1.0.77"), PrefixLength = 24 }, Path.Combine(TestHost.NamespaceDirectory, "web"));
        var inside = Controller.InterfaceAddresses.List(Controller.Sandboxes.Get("web").Namespace).Where(address => address.InterfaceName == "eth0").ToList();
        Assert.Equal(4, inside.Count);
        foreach (var address in inside.Where(address => address.ToString() != "10.1.0.77/24"))
        {
            Assert.Contains("'lab/web'", Fails(CNetError.InterfaceInUse, () => Controller.InterfaceAddresses.Remove(address)).Message, StringComparison.Ordinal);
            Fails(CNetError.InterfaceInUse, () => Controller.InterfaceAddresses.RefuseRemoval(address));
        }
        Controller.InterfaceAddresses.Remove(inside.Single(address => address.ToString() == "10.1.0.77/24"));
        var gateways = Controller.InterfaceAddresses.List().Where(address => address.InterfaceName.StartsWith("br-", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, gateways.Count);
        foreach (var address in gateways) Assert.Contains("network 'lab'", Fails(CNetError.InterfaceInUse, () => Controller.InterfaceAddresses.Remove(address)).Message, StringComparison.Ordinal);
        Controller.InterfaceAddresses.Remove(inside.Single(address => address.IPAddress.Equals(endpoint.IPAddress)), force: true);
        Assert.DoesNotContain(IpJson("web", "addr"), link => link.ToString().Contains("10.1.0.2", StringComparison.Ordinal));
    }

    private string ByCNet() => string.Join('\n', Controller.InterfaceAddresses.List(Blue).Select(address =>
        $"{address.InterfaceName} {address} peer {address.PeerAddress?.ToString() ?? "-"} brd {address.Broadcast?.ToString() ?? "-"} {address.Scope} {address.Label ?? "-"} {address.State} {address.ValidLifetime?.TotalSeconds}").Order(StringComparer.Ordinal));

    private string ByIp() => string.Join('\n', JsonInBlue("ip -j addr show").SelectMany(link => link.GetProperty("addr_info").EnumerateArray().Select(address =>
    {
        var state = Text(address, "tentative") is not null ? "Tentative" : Text(address, "deprecated") is not null ? "Deprecated" : Text(address, "dynamic") is not null ? "Dynamic" : "Permanent";
        var valid = Text(address, "valid_life_time") is { } text && text != uint.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture) ? text : "";
        return $"{Text(link, "ifname")} {Text(address, "local")}/{Text(address, "prefixlen")} peer {Text(address, "address") ?? "-"} brd {Text(address, "broadcast") ?? "-"} {Text(address, "scope")} {Text(address, "label") ?? "-"} {state} {valid}";
    })).Order(StringComparer.Ordinal));
}
