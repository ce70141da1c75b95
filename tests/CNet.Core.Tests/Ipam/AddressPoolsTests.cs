using System.Numerics;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Ipam;

/// <summary>Pools of their own and addresses for what is no endpoint, as programs get them.</summary>
public sealed class AddressPoolsTests : HostTest
{
    [KernelFact]
    public void Counters_follow_a_plain_set_for_every_size()
    {
        foreach (var (prefix, range, size, used, free) in new[]
        {
            ("10.1.0.0/24", null, 256, 2, 254), ("10.2.0.0/30", null, 4, 2, 2), ("10.3.0.0/31", null, 2, 0, 2), ("10.4.0.7/32", null, 1, 0, 1),
            ("10.5.0.0/24", "10.5.0.0/25", 256, 2, 127), ("10.6.0.0/24", "10.6.0.64/26", 256, 2, 64), ("fd00:1::/120", null, 256, 1, 255), ("fd00:2::/127", null, 2, 0, 2),
        })
        {
            var pool = Create(prefix, range);
            Assert.Equal((size, used, free), ((int)pool.Size, (int)pool.Used, (int)pool.Free));
            while (pool.Free > 0)
            {
                Controller.AddressLeases.Request(pool);
                var next = Controller.AddressPools.Get(prefix);
                Assert.Equal((pool.Used + 1, pool.Free - 1), (next.Used, next.Free));
                pool = next;
                if (pool.Used > used + 3) break;
            }
        }
        Assert.Equal(BigInteger.Pow(2, 125), Create("6000::/3").Size);
    }

    [KernelFact]
    [Trait("Case", "54")]
    public void A_subnet_of_any_size_is_counted_to_the_last_address()
    {
        var lab = CreateNetwork("lab", "fd00:1::/56", spec => spec with { EnableIPv4 = false });
        var pool = Assert.Single(Controller.AddressPools.List(lab));
        // The network's own address and the gateway.
        Assert.Equal((BigInteger.Pow(2, 72), new BigInteger(2), BigInteger.Pow(2, 72) - 2), (pool.Size, pool.Used, pool.Free));
    }

    [KernelFact]
    [Trait("Case", "50")]
    public void What_is_requested_at_once_is_given_out_once()
    {
        var pool = Create("10.1.0.0/26");
        var leases = new System.Collections.Concurrent.ConcurrentBag<AddressLease>();
        Parallel.For(0, 62, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ => leases.Add(Controller.AddressLeases.Request(pool)));
        Assert.Equal(62, leases.Select(lease => lease.IPAddress).Distinct().Count());
        Fails(CNetError.PoolExhausted, () => Controller.AddressLeases.Request(pool));
        Parallel.ForEach(leases, new ParallelOptions { MaxDegreeOfParallelism = 8 }, lease => Controller.AddressLeases.Release(lease));
        Assert.Equal(2, Controller.AddressPools.Get("10.1.0.0/26").Used);
        Assert.Empty(Controller.AddressLeases.List(pool));
    }

    [KernelFact]
    [Trait("Case", "47")]
    public void What_was_given_back_is_not_given_back_again()
    {
        var pool = Create("10.1.0.0/24");
        var first = Controller.AddressLeases.Request(pool, new AddressLeaseSpec { Name = "a" });
        Controller.AddressLeases.Release(first);
        var second = Controller.AddressLeases.Request(pool, new AddressLeaseSpec { Name = "b" });
        Assert.Equal(first.IPAddress, second.IPAddress);
        Controller.AddressLeases.Release(first);
        Assert.Equal("b", Controller.AddressLeases.Get(second.IPAddress).Name);
        Assert.NotEqual(first, second);
    }

    [KernelFact]
    public void The_subnet_of_the_predefined_bridge_stays_while_an_address_of_it_is_held()
    {
        var lease = Controller.AddressLeases.Request(Controller.Networks.Get("bridge"));
        Fails(CNetError.NetworkInUse, () => Controller.Settings.Set(defaultSubnet: Cidr.Parse("10.9.0.0/24")));
        Controller.AddressLeases.Release(lease);
        Controller.Settings.Set(defaultSubnet: Cidr.Parse("10.9.0.0/24"));
        Assert.Equal("bridge", Controller.AddressPools.Get("10.9.0.0/24").Network);
    }

    [KernelFact]
    [Trait("Case", "39")]
    [Trait("Case", "42")]
    public void Two_networks_never_share_a_subnet_whatever_their_ranges()
    {
        CreateNetwork("a", null, spec => spec with { Subnets = [new SubnetSpec { Subnet = Cidr.Parse("10.1.0.0/24"), Range = Cidr.Parse("10.1.0.0/25") }] });
        Fails(CNetError.SubnetOverlap, () => CreateNetwork("b", null, spec => spec with { Subnets = [new SubnetSpec { Subnet = Cidr.Parse("10.1.0.0/24"), Range = Cidr.Parse("10.1.0.128/25") }] }));
    }

    private AddressPool Create(string prefix, string? range = null) =>
        Controller.AddressPools.Create(new AddressPoolSpec { Prefix = Cidr.Parse(prefix), Range = range is null ? null : Cidr.Parse(range) });
}
