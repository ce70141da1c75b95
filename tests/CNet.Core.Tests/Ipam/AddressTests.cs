using CNet.State;
using Xunit;

namespace CNet.Tests.Ipam;

public sealed class AddressTests : IpamTest
{
    [Theory]
    [Trait("Case", "46")]
    [InlineData("10.1.0.0/30", "10.1.0.1 10.1.0.2")]
    [InlineData("10.1.0.0/31", "10.1.0.0 10.1.0.1")]
    [InlineData("192.168.0.2/31", "192.168.0.2 192.168.0.3")]
    [InlineData("10.1.0.7/32", "10.1.0.7")]
    [InlineData("fd00::/126", "fd00::1 fd00::2 fd00::3")]
    [InlineData("fd00::/127", "fd00:: fd00::1")]
    [InlineData("fd00::7/128", "fd00::7")]
    public void All_addresses_but_the_networks_own_and_the_broadcast_one_are_given_out(string subnet, string addresses)
    {
        Claim(subnet);
        Assert.Equal(addresses.Split(' '), addresses.Split(' ').Select(_ => Take(subnet)));
        Assert.Contains($"No address of {subnet} is free", Fails(CNetError.PoolExhausted, () => Take(subnet)).Message, StringComparison.Ordinal);
        Free(subnet, addresses.Split(' ')[^1]);
        Assert.Equal(addresses.Split(' ')[^1], Take(subnet));
    }

    [Fact]
    [Trait("Case", "46")]
    public void What_is_beside_two_addresses_is_not_of_them()
    {
        Claim("192.168.0.2/31");
        foreach (var beside in new[] { "192.168.0.1", "192.168.0.4" }) Fails(CNetError.AddressOutsideSubnet, () => Take("192.168.0.2/31", address: beside));
    }

    [Theory]
    [Trait("Case", "45")]
    [InlineData("192.168.59.0/24", 254, "192.168.59.254")]
    [InlineData("192.168.0.0/16", 256, "192.168.1.0")]
    [InlineData("10.0.0.0/8", 256, "10.0.1.0")]
    [InlineData("192.168.128.0/18", 1023, "192.168.131.255")]
    public void The_lowest_address_that_is_free_is_chosen(string subnet, int number, string address)
    {
        Claim(subnet);
        for (var i = 1; i < number; i++) Take(subnet);
        Assert.Equal(address, Take(subnet));
    }

    [Fact]
    [Trait("Case", "43")]
    public void A_range_that_is_used_up_gives_out_again_what_was_given_back()
    {
        const string subnet = "172.28.0.0/16", range = "172.28.30.0/24";
        Claim(subnet);
        var taken = Enumerable.Range(0, 256).Select(_ => Take(subnet, range)).ToList();
        Assert.Equal(("172.28.30.0", "172.28.30.255"), (taken[0], taken[^1]));
        Fails(CNetError.PoolExhausted, () => Take(subnet, range));
        Free(subnet, "172.28.30.97");
        Assert.Equal("172.28.30.97", Take(subnet, range));
        Fails(CNetError.PoolExhausted, () => Take(subnet, range));
    }

    [Fact]
    [Trait("Case", "47")]
    public void A_subnet_that_is_used_up_gives_out_exactly_what_was_given_back()
    {
        const string subnet = "10.1.0.0/23";
        Claim(subnet);
        for (var i = 0; i < 510; i++) Take(subnet);
        Fails(CNetError.PoolExhausted, () => Take(subnet));
        foreach (var address in new[] { "10.1.0.1", "10.1.0.77", "10.1.0.255", "10.1.1.0", "10.1.1.63", "10.1.1.64", "10.1.1.254" })
        {
            Free(subnet, address);
            Assert.Equal(address, Take(subnet));
            Fails(CNetError.PoolExhausted, () => Take(subnet));
        }
    }

    [Theory]
    [InlineData("10.1.0.0/24", "10.1.0.0", "the network's own address of 10.1.0.0/24")]
    [InlineData("10.1.0.0/24", "10.1.0.255", "the broadcast address of 10.1.0.0/24")]
    [InlineData("fd00::/64", "fd00::", "the network's own address of fd00::/64")]
    public void Reserved_addresses_are_neither_given_out_nor_taken_back(string subnet, string address, string why)
    {
        Claim(subnet);
        for (var i = 0; i < 2; i++)
        {
            Assert.Contains(why, Fails(CNetError.AddressInUse, () => Take(subnet, address: address)).Message, StringComparison.Ordinal);
            Free(subnet, address);
        }
    }

    [Fact]
    [Trait("Case", "41")]
    public void The_very_address_is_given_out_once_and_anywhere_in_the_subnet()
    {
        Claim("10.1.0.0/24");
        Assert.Equal("10.1.0.2", Take("10.1.0.0/24", address: "10.1.0.2"));
        Assert.Equal("The address 10.1.0.2 of 10.1.0.0/24 is in use.", Fails(CNetError.AddressInUse, () => Take("10.1.0.0/24", address: "10.1.0.2")).Message);
        Assert.Equal(["10.1.0.1", "10.1.0.3"], [Take("10.1.0.0/24"), Take("10.1.0.0/24")]);
        Assert.Equal("10.1.0.200", Take("10.1.0.0/24", "10.1.0.0/26", "10.1.0.200"));
        foreach (var outside in new[] { "10.1.1.0", "10.0.255.255", "fd00::1" })
            Assert.Contains("between 10.1.0.0 and 10.1.0.255", Fails(CNetError.AddressOutsideSubnet, () => Take("10.1.0.0/24", address: outside)).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_bounds_what_is_chosen_from()
    {
        Claim("10.1.0.0/24");
        Assert.Equal(["10.1.0.252", "10.1.0.253", "10.1.0.254"], Enumerable.Range(0, 3).Select(_ => Take("10.1.0.0/24", "10.1.0.252/30")));
        Assert.Equal("No address of 10.1.0.252/30 is free.", Fails(CNetError.PoolExhausted, () => Take("10.1.0.0/24", "10.1.0.252/30")).Message);
        Assert.Equal(["10.1.0.1", "10.1.0.2", "10.1.0.3"], Enumerable.Range(0, 3).Select(_ => Take("10.1.0.0/24", "10.1.0.0/30")));
        Assert.Equal("10.1.0.4", Take("10.1.0.0/24"));
    }

    [Fact]
    public void Serial_addresses_go_round()
    {
        const string subnet = "10.1.0.0/29";
        Claim(subnet);
        Assert.Equal(["10.1.0.1", "10.1.0.2", "10.1.0.3"], Enumerable.Range(0, 3).Select(_ => Take(subnet, serial: true)));
        Free(subnet, "10.1.0.1");
        Free(subnet, "10.1.0.3");
        Assert.Equal("10.1.0.4", Take(subnet, serial: true));
        // Neither an address that was named nor the lowest one moves the place.
        Assert.Equal(["10.1.0.6", "10.1.0.1"], [Take(subnet, address: "10.1.0.6", serial: true), Take(subnet)]);
        Assert.Equal(["10.1.0.5", "10.1.0.3"], [Take(subnet, serial: true), Take(subnet, serial: true)]);
        Fails(CNetError.PoolExhausted, () => Take(subnet, serial: true));
        Free(subnet, "10.1.0.2");
        Free(subnet, "10.1.0.5");
        Assert.Equal("10.1.0.2", Take(subnet, "10.1.0.0/30", serial: true));
        Assert.Equal("10.1.0.5", Take(subnet, serial: true));
        Release(subnet);
        State.Commit();
        Assert.Equal(0, Store.Count("serial/"));
    }

    [Theory]
    [InlineData("10.0.0.0/8", 3)]
    [InlineData("fd00::/64", 6)]
    public void A_large_subnet_costs_a_few_records_whatever_is_taken(string subnet, int levels)
    {
        Claim(subnet);
        var cidr = Cidr.Parse(subnet);
        for (var i = 0; i < 5000; i++) Take(subnet);
        State.Commit();
        using var fresh = new SqliteStore(StoreFile);
        var nodes = fresh.List("bitmap/");
        // Two leaves at the lower end, one for the broadcast address at the upper, and the way to what is full.
        Assert.InRange(nodes.Count, 2, 3 + levels);
        Assert.All(nodes, node => Assert.InRange(node.Json.Length, 1, 800));
        State = new StateTransaction(Store);
        var far = cidr.At((UInt128.One << cidr.HostBits - 1) + 5).ToString();
        Assert.Equal(far, Take(subnet, address: far));
        State.Commit();
        Assert.Equal(nodes.Count + 1, Store.Count("bitmap/"));
        State = new StateTransaction(Store);
        Release(subnet);
        State.Commit();
        Assert.Equal(0, Store.Count("bitmap/") + Store.Count("pool/"));
    }

    [Theory]
    [InlineData("10.1.0.0/26", 1)]
    [InlineData("10.1.0.0/19", 2)]
    [InlineData("fd00::/117", 3)]
    public void Random_requests_agree_with_a_plain_set(string text, int seed)
    {
        var random = new Random(seed);
        var subnet = Cidr.Parse(text);
        var size = 1 << subnet.HostBits;
        Claim(text);
        State.Commit();
        HashSet<int> model = subnet.IsIPv6 ? [0] : [0, size - 1];
        var reserved = model.ToHashSet();
        for (var round = 0; round < 60; round++)
        {
            State = new StateTransaction(Store);
            var staged = model.ToHashSet();
            for (var step = 0; step < 50; step++) Step(random, subnet, staged, reserved);
            // Work that is given up has taken nothing.
            if (random.Next(4) == 0) continue;
            State.Commit();
            model = staged;
        }
        Assert.InRange(model.Count, 30, size);
    }

    private void Step(Random random, Cidr subnet, HashSet<int> model, HashSet<int> reserved)
    {
        var size = 1 << subnet.HostBits;
        var offset = random.Next(size);
        var address = subnet.At((UInt128)offset).ToString();
        switch (random.Next(4))
        {
            case 0:
                if (model.Add(offset)) Assert.Equal(address, Take(subnet.ToString(), address: address));
                else Fails(CNetError.AddressInUse, () => Take(subnet.ToString(), address: address));
                break;
            case 1:
                Free(subnet.ToString(), address);
                if (!reserved.Contains(offset)) model.Remove(offset);
                break;
            default:
                var length = random.Next(3) == 0 ? subnet.PrefixLength : random.Next(subnet.PrefixLength, subnet.PrefixLength + 5);
                var range = Cidr.Of(subnet.At((UInt128)offset), length);
                var first = (int)subnet.OffsetOf(range.First);
                var free = Enumerable.Range(first, 1 << range.HostBits).Where(candidate => !model.Contains(candidate)).Cast<int?>().FirstOrDefault();
                if (free is { } lowest)
                {
                    Assert.Equal(subnet.At((UInt128)lowest).ToString(), Take(subnet.ToString(), range.ToString()));
                    model.Add(lowest);
                }
                else
                    Fails(CNetError.PoolExhausted, () => Take(subnet.ToString(), range.ToString()));
                break;
        }
    }
}
