using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace CNet.Tests.Values;

public sealed class CidrTests
{
    [Theory]
    [InlineData("10.1.0.0/24", "10.1.0.0/24", "10.1.0.255")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0", "255.255.255.255")]
    [InlineData("10.1.0.7/32", "10.1.0.7/32", "10.1.0.7")]
    [InlineData("10.1.0.6/31", "10.1.0.6/31", "10.1.0.7")]
    [InlineData("FD00:0:0::/64", "fd00::/64", "fd00::ffff:ffff:ffff:ffff")]
    [InlineData("::/0", "::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("fd00::1/128", "fd00::1/128", "fd00::1")]
    public void A_subnet_is_read_and_written(string text, string written, string last)
    {
        var subnet = Cidr.Parse(text);
        Assert.Equal(written, subnet.ToString());
        Assert.Equal(last, subnet.Last.ToString());
        Assert.Equal((written.Split('/')[0], written.Split('/')[1]), (subnet.Address.ToString(), subnet.PrefixLength.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(text.Contains(':', StringComparison.Ordinal) ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, subnet.AddressFamily);
        Assert.True(Cidr.TryParse(text, out var again) && again == subnet);
        Assert.Equal(subnet, JsonSerializer.Deserialize<Cidr>(JsonSerializer.Serialize(subnet)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.1.0.0")]
    [InlineData("10.1.0.0/")]
    [InlineData("10.1.0.0/33")]
    [InlineData("10.1.0.0/-1")]
    [InlineData("10.1.0.0/+8")]
    [InlineData("10.1.0.0/ 8")]
    [InlineData("10.1.0.0/08")]
    [InlineData("10.1.0.0/24/24")]
    [InlineData("10.1.0/24")]
    [InlineData("10.1.0.0.0/24")]
    [InlineData("010.1.0.0/24")]
    [InlineData("10.1.0.256/32")]
    [InlineData(" 10.1.0.0/24")]
    [InlineData("10.1.0.0/255.255.255.0")]
    [InlineData("fd00::/129")]
    [InlineData("[fd00::]/64")]
    [InlineData("fe80::%eth0/64")]
    [InlineData("lab")]
    public void What_is_no_subnet_is_refused(string text)
    {
        var error = Assert.Throws<CNetException>(() => Cidr.Parse(text));
        Assert.Equal((CNetError.SubnetInvalid, text), (error.Code, error.Target));
        Assert.False(Cidr.TryParse(text, out _));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Cidr>(JsonSerializer.Serialize(text)));
    }

    [Theory]
    [InlineData("10.1.0.1/24", "10.1.0.0/24")]
    [InlineData("10.1.0.1/0", "0.0.0.0/0")]
    [InlineData("fd00::1/64", "fd00::/64")]
    public void Host_bits_are_refused_and_the_subnet_that_was_meant_is_named(string text, string meant)
    {
        Assert.Equal($"Write {meant}.", Assert.Throws<CNetException>(() => Cidr.Parse(text)).Hint);
        Assert.False(Cidr.TryParse(text, out _));
    }

    [Fact]
    public void No_text_is_no_subnet()
    {
        Assert.Throws<ArgumentNullException>(() => Cidr.Parse(null!));
        Assert.False(Cidr.TryParse(null, out _));
    }

    [Theory]
    [InlineData("10.1.0.0/24", "10.1.0.0/24", true, true)]
    [InlineData("10.1.0.0/16", "10.1.7.0/24", true, true)]
    [InlineData("10.1.7.0/24", "10.1.0.0/16", false, true)]
    [InlineData("10.1.0.0/24", "10.1.1.0/24", false, false)]
    [InlineData("0.0.0.0/0", "255.255.255.255/32", true, true)]
    [InlineData("0.0.0.0/0", "::/0", false, false)]
    [InlineData("::/0", "fd00::/64", true, true)]
    [InlineData("::/96", "0.0.0.0/0", false, false)]
    public void One_contains_another_or_overlaps_with_it(string left, string right, bool contains, bool overlaps)
    {
        Assert.Equal(contains, Cidr.Parse(left).Contains(Cidr.Parse(right)));
        Assert.Equal(overlaps, Cidr.Parse(left).Overlaps(Cidr.Parse(right)));
        Assert.Equal(overlaps, Cidr.Parse(right).Overlaps(Cidr.Parse(left)));
    }

    [Theory]
    [InlineData("10.1.0.0/24", "10.1.0.0", true)]
    [InlineData("10.1.0.0/24", "10.1.0.255", true)]
    [InlineData("10.1.0.0/24", "10.1.1.0", false)]
    [InlineData("10.1.0.0/24", "10.0.255.255", false)]
    [InlineData("0.0.0.0/0", "::", false)]
    [InlineData("fd00::/64", "fd00::ffff:ffff:ffff:ffff", true)]
    [InlineData("fd00::/64", "fd00:0:0:1::", false)]
    public void An_address_lies_in_it_or_not(string subnet, string address, bool lies) => Assert.Equal(lies, Cidr.Parse(subnet).Contains(IPAddress.Parse(address)));

    [Fact]
    public void Subnets_are_ordered_by_address_and_larger_ones_come_first()
    {
        var ordered = new[] { "9.0.0.0/8", "10.0.0.0/8", "10.0.0.0/16", "10.0.1.0/24", "::/0", "fd00::/64" };
        Assert.Equal(ordered, ordered.Reverse().Select(Cidr.Parse).Order().Select(subnet => subnet.ToString()));
        Assert.True(Cidr.Parse(ordered[0]) < Cidr.Parse(ordered[1]) && Cidr.Parse(ordered[1]) >= Cidr.Parse(ordered[1]) && Cidr.Parse(ordered[1]) != Cidr.Parse(ordered[2]));
    }

    [Theory]
    [InlineData("10.1.0.5", "10.1.0.5")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    [InlineData("FD00::0:5", "fd00::5")]
    [InlineData("::ffff:10.1.0.5", "::ffff:10.1.0.5")]
    public void An_address_is_read(string text, string written)
    {
        Assert.Equal(IPAddress.Parse(written), Addresses.Parse(text));
        Assert.Equal(written, Addresses.Parse(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.5")]
    [InlineData("1")]
    [InlineData("010.0.0.1")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("10.0.0.1 ")]
    [InlineData("10.0.0.1/32")]
    [InlineData("10.0.0.1:80")]
    [InlineData("10.0.0.+1")]
    [InlineData("١.0.0.1")]
    [InlineData("[fd00::5]")]
    [InlineData("fe80::1%lo")]
    [InlineData("fd00:::5")]
    [InlineData("fd00::5/64")]
    [InlineData(" fd00::5")]
    public void What_is_no_address_is_refused(string text)
    {
        var error = Assert.Throws<CNetException>(() => Addresses.Parse(text));
        Assert.Equal((CNetError.AddressInvalid, text), (error.Code, error.Target));
    }
}
