using System.Net;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Ipam;

/// <summary>Subnets and addresses as networks and endpoints get them.</summary>
public sealed class NetworkAddressesTests : HostTest
{
    [KernelFact("ip")]
    public void Default_subnets_keep_clear_of_the_Hosts_routes()
    {
        InHost("ip", "route", "add", "blackhole", "172.18.0.0/24");
        InHost("ip", "link", "add", "br-mine", "type", "bridge");
        InHost("ip", "addr", "add", "172.18.1.200/26", "dev", "br-mine");
        InHost("ip", "link", "set", "br-mine", "up");
        InHost("ip", "route", "add", "172.18.2.7", "dev", "br-mine");
        InHost("ip", "route", "add", "unreachable", "default");
        InHost("ip", "addr", "add", "172.18.3.9/32", "dev", "lo");
        Assert.Equal("172.18.4.0/24", CreateNetwork("a", null).Subnet[0].ToString());
        InHost("ip", "link", "del", "br-mine");
        Assert.Equal("172.18.5.0/24", CreateNetwork("b", null).Subnet[0].ToString());
        // Only the default ones: what is named is the user's business.
        Assert.Equal("172.18.0.0/25", CreateNetwork("c", "172.18.0.0/25").Subnet[0].ToString());
    }

    [KernelFact]
    [Trait("Case", "40")]
    public void A_default_subnet_is_a_networks_own_and_of_the_size_it_asks_for()
    {
        var first = CreateNetwork("first", null).Subnet[0];
        Assert.False(first.Overlaps(CreateNetwork("second", null).Subnet[0]));
        Assert.Equal(26, CreateNetwork("third", "0.0.0.0/26").Subnet[0].PrefixLength);
        foreach (var none in new[] { "/24", "0.0.0.0/AB" }) Fails(CNetError.SubnetInvalid, () => CreateNetwork("x", none));
    }

    [KernelFact]
    [Trait("Case", "48")]
    public void What_lacks_what_it_needs_is_refused()
    {
        Fails(CNetError.SubnetInvalid, () => CreateNetwork("x", null, spec => spec with { Subnets = [new SubnetSpec { Subnet = Cidr.Parse("0.0.0.0/24"), Range = Cidr.Parse("10.1.0.0/25") }] }));
        Fails(CNetError.PoolNotFound, () => Controller.AddressPools.Get("10.1.0.0/24"));
        var pool = Controller.AddressPools.Create(new AddressPoolSpec { Prefix = Cidr.Parse("10.1.0.0/24") });
        Fails(CNetError.AddressOutsideSubnet, () => Controller.AddressLeases.Request(pool, new AddressLeaseSpec { Address = Addresses.Parse("10.2.0.1") }));
        Fails(CNetError.AddressNotFound, () => Controller.AddressLeases.Get(Addresses.Parse("10.1.0.7")));
        Controller.AddressPools.Remove(pool);
        Fails(CNetError.PoolNotFound, () => Controller.AddressLeases.Request(pool));
    }

    [KernelTheory]
    [Trait("Case", "51")]
    [InlineData("fd00:1::/64", null, "fd00:1::2")]
    [InlineData("fd00:1::/64", "fd00:1::/64", "fd00:1::2")]
    [InlineData("fd00:1::/64", "fd00:1::/65", "fd00:1::2")]
    [InlineData("fd00:1::/64", "fd00:1:0:0:8000::/65", "fd00:1:0:0:8000::1")]
    [InlineData("fd00:1::/64", "fd00:1::ffff:ffff:ffff:fffe/127", "fd00:1::ffff:ffff:ffff:ffff")]
    [InlineData("fd00:1::/56", "fd00:1:0:0:ffff:ffff:ffff:fffe/127", "fd00:1::ffff:ffff:ffff:ffff")]
    [InlineData("fd00:1::/56", "fd00:1:0:1::/64", "fd00:1:0:1::1")]
    [InlineData("fd00:1::/56", "fd00:1:0:ff::/64", "fd00:1:0:ff::1")]
    public void Any_range_of_a_large_IPv6_subnet_will_do(string subnet, string? range, string first)
    {
        var spec = new SubnetSpec { Subnet = Cidr.Parse(subnet), Range = range is null ? null : Cidr.Parse(range) };
        var lab = CreateNetwork("lab", null, network => network with { EnableIPv4 = false, Subnets = [spec] });
        Assert.Equal(Addresses.Parse(first), Controller.Endpoints.Add(lab, new EndpointSpec { Name = "web" }).IPAddress);
    }

    [KernelFact]
    [Trait("Case", "56")]
    public void Default_subnets_are_cut_from_the_Hosts_pools_in_order_and_networks_keep_theirs()
    {
        var before = CreateNetwork("before", null).Subnet[0];
        Controller.Settings.Set([new DefaultPool(Cidr.Parse("175.30.0.0/16"), 16), new DefaultPool(Cidr.Parse("175.33.0.0/16"), 24)], Cidr.Parse("175.29.0.0/16"));
        Assert.Equal("175.29.0.0/16", Controller.Networks.Get("bridge").Subnet[0].ToString());
        Assert.Equal(["175.30.0.0/16", "175.33.0.0/24", "175.33.1.0/24"], Enumerable.Range(0, 3).Select(i => CreateNetwork($"n{i}", null).Subnet[0].ToString()));
        Controller.Close(TestHost);
        Assert.Equal(before, Controller.Open(TestHost).Networks.Get("before").Subnet[0]);
    }

    [NameServerFact]
    public void Default_subnets_keep_clear_of_name_servers()
    {
        var server = NameServerFactAttribute.Find()!;
        var around = Cidr.Of(Ip.From(server), 24);
        Controller.Settings.Set([new DefaultPool(around, 26)]);
        var subnets = Enumerable.Range(0, 3).Select(i => CreateNetwork($"n{i}", null).Subnet[0]).ToList();
        Assert.All(subnets, subnet => Assert.True(around.Contains(subnet) && !subnet.Contains(server)));
        Fails(CNetError.PoolExhausted, () => CreateNetwork("n3", null));
    }

    [KernelFact]
    [Trait("Case", "52")]
    public void Gateway_and_auxiliary_addresses_are_kept_and_endpoints_come_out_of_the_range()
    {
        var lab = CreateNetwork(change: spec => spec with
        {
            Subnets =
            [
                new SubnetSpec
                {
                    Subnet = Cidr.Parse("10.1.0.0/24"),
                    Range = Cidr.Parse("10.1.0.128/30"),
                    Gateway = Addresses.Parse("10.1.0.254"),
                    Auxiliary = new Dictionary<string, IPAddress> { ["router"] = Addresses.Parse("10.1.0.129"), ["printer"] = Addresses.Parse("10.1.0.9") },
                },
            ],
        });
        Endpoint Add(string name, string? address = null) =>
            Controller.Endpoints.Add(lab, new EndpointSpec { Name = name, Addresses = address is null ? [] : [Addresses.Parse(address)] });
        Assert.Equal(["10.1.0.128", "10.1.0.130", "10.1.0.131"], new[] { "a", "b", "c" }.Select(name => Add(name).IPAddress!.ToString()));
        Fails(CNetError.PoolExhausted, () => Add("d"));
        Assert.Equal("10.1.0.5", Add("e", "10.1.0.5").IPAddress!.ToString());
        foreach (var taken in new[] { "10.1.0.254", "10.1.0.129", "10.1.0.9", "10.1.0.5" }) Fails(CNetError.AddressInUse, () => Add("f", taken));
        Controller.Endpoints.Remove(Controller.Endpoints.Get("b"));
        Assert.Equal("10.1.0.130", Add("g").IPAddress!.ToString());
    }
}

/// <summary>A test that needs root and a machine with an IPv4 name server; CNet reads only /etc/resolv.conf.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NameServerFactAttribute : FactAttribute
{
    public NameServerFactAttribute() => Skip = !Machine.IsRoot ? "needs root" : Find() is null ? "needs an IPv4 name server in /etc/resolv.conf" : null;

    internal static IPAddress? Find() => !File.Exists("/etc/resolv.conf") ? null : File.ReadLines("/etc/resolv.conf")
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(words => words is ["nameserver", _, ..] && words[1].Contains('.', StringComparison.Ordinal) && !words[1].StartsWith("127.", StringComparison.Ordinal))
        .Select(words => IPAddress.Parse(words[1])).FirstOrDefault();
}
