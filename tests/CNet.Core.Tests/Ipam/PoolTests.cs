using CNet.Ipam;
using CNet.State;
using Xunit;

namespace CNet.Tests.Ipam;

public sealed class PoolTests : IpamTest
{
    [Fact]
    [Trait("Case", "40")]
    public void Default_subnets_come_in_order_and_keep_clear_of_what_is_used()
    {
        Claim("10.0.1.128/25");
        Occupied.AddRange([Cidr.Parse("10.0.3.0/30"), Cidr.Parse("10.0.4.0/23"), Cidr.Parse("10.0.8.53/32"), Cidr.Parse("192.168.0.0/16")]);
        Assert.Equal(["10.0.0.0/24", "10.0.2.0/24", "10.0.6.0/24", "10.0.7.0/24", "10.0.9.0/24"], Enumerable.Range(0, 5).Select(_ => ClaimAny()));
        Assert.Equal("10.0.10.0/23", ClaimAny(23));
        Assert.Equal("10.0.1.0/25", ClaimAny(25));
        Assert.Equal("10.0.3.64/26", ClaimAny(26));
    }

    [Fact]
    [Trait("Case", "38")]
    public void A_subnet_that_was_released_is_given_out_again()
    {
        var subnets = Enumerable.Range(0, 4).Select(_ => ClaimAny()).ToList();
        Take(subnets[1]);
        Release(subnets[1]);
        Fails(CNetError.PoolNotFound, () => Release(subnets[1]));
        Assert.Equal(subnets[1], ClaimAny());
        // And knows nothing of its earlier addresses.
        Assert.Equal("10.0.1.1", Take(subnets[1]));
        Assert.Equal("10.0.4.0/24", ClaimAny());
        Assert.Equal(CNetError.PoolNotFound, Assert.Throws<CNetException>(() => Release("10.0.99.0/24")).Code);
    }

    [Fact]
    public void The_next_pool_serves_where_one_is_used_up_and_then_none_does()
    {
        Pools = ["10.0.0.0/24 25", "10.9.0.0/25 25"];
        Assert.Equal(["10.0.0.0/25", "10.0.0.128/25", "10.9.0.0/25"], Enumerable.Range(0, 3).Select(_ => ClaimAny()));
        Assert.Contains("IPv4", Fails(CNetError.PoolExhausted, () => ClaimAny()).Message, StringComparison.Ordinal);
        Assert.Contains("IPv6", Fails(CNetError.PoolExhausted, () => ClaimAny(isIPv6: true)).Message, StringComparison.Ordinal);
        Release("10.0.0.128/25");
        Assert.Equal("10.0.0.128/26", ClaimAny(26));
        Fails(CNetError.PoolExhausted, () => ClaimAny(23));
    }

    [Fact]
    [Trait("Case", "37")]
    public void A_subnet_that_overlaps_with_another_is_refused_and_its_owner_is_named()
    {
        Claim("10.1.0.0/24");
        Claim("10.1.2.0/24");
        foreach (var wanted in new[] { "10.1.0.0/24", "10.1.0.0/25", "10.1.0.128/26", "10.1.0.255/32", "10.0.0.0/8", "10.1.0.0/22" })
        {
            var overlap = Fails(CNetError.SubnetOverlap, () => Claim(wanted));
            Assert.Contains($"{wanted} overlaps with 10.1.", overlap.Message, StringComparison.Ordinal);
            Assert.Contains("of network of 10.1.", overlap.Message, StringComparison.Ordinal);
        }
        Assert.Equal("10.1.1.0/24", Claim("10.1.1.0/24"));
        // The families do not get into each other's way.
        Claim("a01::/16");
        Claim("1003:1:2:3:4:5:6:0/112");
        Fails(CNetError.SubnetOverlap, () => Claim("1003:1:2:3::/64"));
    }

    [Fact]
    public void Unique_local_subnets_are_the_Hosts_own_and_the_same_every_time()
    {
        List<PoolSettingRecord> Of(string host) => DefaultPools.Of(new HostSettingsRecord(), new Host(host, null, "/s", "/r", "/n", default));
        var pool = Of("one").Single(pool => pool.Base.IsIPv6);
        Assert.Equal((48, 64), (pool.Base.PrefixLength, pool.Size));
        Assert.True(Cidr.Parse("fd00::/8").Contains(pool.Base));
        Assert.Equal(pool, Of("one").Single(pool => pool.Base.IsIPv6));
        Assert.NotEqual(pool, Of("two").Single(pool => pool.Base.IsIPv6));
        Assert.Equal("172.18.0.0/15", Of("one")[0].Base.ToString());
    }

    [Fact]
    public void Pools_that_were_set_replace_those_of_their_family_only()
    {
        var pools = DefaultPools.Of(new HostSettingsRecord { DefaultPools = [new(Cidr.Parse("10.5.0.0/16"), 28)] }, new Host("x", null, "/s", "/r", "/n", default));
        Assert.Equal(["10.5.0.0/16", pools[1].Base.ToString()], pools.Select(pool => pool.Base.ToString()));
        Assert.True(pools[1].Base.IsIPv6);
    }

    [Fact]
    public void Random_requests_agree_with_a_search_from_the_beginning()
    {
        Pools = ["10.0.0.0/23 26", "10.4.0.0/24 27"];
        Occupied.Add(Cidr.Parse("10.0.0.72/29"));
        var random = new Random(5);
        var model = new List<Cidr>();
        var refusals = 0;
        for (var i = 0; i < 1500; i++)
        {
            if (i % 10 == 0)
            {
                State.Commit();
                State = new StateTransaction(Store);
            }
            if (random.Next(5) < 2 && model.Count > 0)
            {
                var gone = model[random.Next(model.Count)];
                Release(gone.ToString());
                model.Remove(gone);
                continue;
            }
            var size = random.Next(3) == 0 ? random.Next(24, 31) : default(int?);
            if (Lowest(model, size) is { } expected)
            {
                Assert.Equal(expected.ToString(), ClaimAny(size));
                model.Add(expected);
                continue;
            }
            refusals++;
            Fails(CNetError.PoolExhausted, () => ClaimAny(size));
        }
        // Both were put to the test.
        Assert.InRange(refusals, 20, 1000);
    }

    [Fact]
    public void The_null_driver_deals_in_no_addresses()
    {
        var none = new NullIpamDriver();
        Assert.Null(none.RequestPool(Context, new PoolRequest(false, null, null, "x")));
        Fails(CNetError.SubnetInvalid, () => none.RequestPool(Context, new PoolRequest(false, Cidr.Parse("10.0.0.0/24"), null, "x")));
        Fails(CNetError.SubnetInvalid, () => none.RequestPool(Context, new PoolRequest(true, null, 80, "x")));
        Fails(CNetError.AddressInvalid, () => none.RequestAddress(Context, Cidr.Parse("10.0.0.0/24"), null, null));
        none.ReleaseAddress(Context, Cidr.Parse("10.0.0.0/24"), Ip.V4(1));
        none.ReleasePool(Context, Cidr.Parse("10.0.0.0/24"));
        Assert.False(State.HasChanges);
    }

    private Cidr? Lowest(List<Cidr> taken, int? size)
    {
        foreach (var setting in Context.DefaultPools)
        {
            var length = size ?? setting.Size;
            if (length < setting.Base.PrefixLength) continue;
            for (var next = setting.Base.First; setting.Base.Contains(next); next = Ip.From(new Cidr(next, length).Last.Bits + 1, false))
                if (!taken.Concat(Occupied).Any(new Cidr(next, length).Overlaps)) return new Cidr(next, length);
        }
        return null;
    }
}
