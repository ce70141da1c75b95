using System.Net.NetworkInformation;
using System.Text.Json;
using Xunit;

namespace CNet.Tests.Values;

public sealed class MacAddressTests
{
    [Theory]
    [InlineData("02:42:0a:01:00:02")]
    [InlineData("02-42-0A-01-00-02")]
    public void An_address_is_read_and_written_as_Linux_does(string text)
    {
        var mac = MacAddress.Parse(text);
        Assert.Equal("02:42:0a:01:00:02", mac.ToString());
        Assert.Equal("02420A010002", mac.ToPhysicalAddress().ToString());
        Assert.Equal(mac, new MacAddress(mac.ToPhysicalAddress()));
        Assert.Equal(mac, JsonSerializer.Deserialize<MacAddress>(JsonSerializer.Serialize(mac)));
        Assert.True(MacAddress.TryParse(text, out var again) && again == mac && again.GetHashCode() == mac.GetHashCode());
    }

    [Theory]
    [InlineData("")]
    [InlineData("02:42:0a:01:00")]
    [InlineData("02:42:0a:01:00:02:03")]
    [InlineData("02420a010002")]
    [InlineData("0242.0a01.0002")]
    [InlineData("02:42:0a:01:00:0g")]
    [InlineData("02:42:0a:01:00:+2")]
    [InlineData("02:42:0a:01:00: 2")]
    [InlineData("2:42:0a:01:00:002")]
    [InlineData("02:42:0a:01:00;02")]
    public void What_is_no_address_is_refused(string text)
    {
        var error = Assert.Throws<CNetException>(() => MacAddress.Parse(text));
        Assert.Equal((CNetError.MacAddressInvalid, text), (error.Code, error.Target));
        Assert.False(MacAddress.TryParse(text, out _));
    }

    [Fact]
    public void An_address_of_another_length_is_refused()
    {
        Assert.Equal(CNetError.MacAddressInvalid, Assert.Throws<CNetException>(() => new MacAddress(PhysicalAddress.Parse("02420A01000203FF"))).Code);
        Assert.Throws<ArgumentNullException>(() => MacAddress.Parse(null!));
        Assert.False(MacAddress.TryParse(null, out _));
        Assert.True(MacAddress.Read([1, 2, 3, 4]).IsNone);
    }

    [Theory]
    [InlineData("02:42:0a:01:00:02", true)]
    [InlineData("00:16:3e:00:00:01", true)]
    [InlineData("00:00:00:00:00:00", false)]
    [InlineData("01:00:5e:00:00:01", false)]
    [InlineData("ff:ff:ff:ff:ff:ff", false)]
    public void An_interface_can_have_it_where_it_is_one_stations(string text, bool isAssignable)
    {
        Assert.Equal(isAssignable, MacAddress.Parse(text).IsAssignable);
        Assert.Equal(text == "00:00:00:00:00:00", MacAddress.Parse(text).IsNone);
    }

    [Fact]
    public void None_is_written_as_nothing()
    {
        Assert.Equal("", default(MacAddress).ToString());
        Assert.Equal("\"\"", JsonSerializer.Serialize(default(MacAddress)));
        Assert.Equal(default, JsonSerializer.Deserialize<MacAddress>("\"\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<MacAddress>("\"02:42\""));
    }

    [Fact]
    public void Random_ones_are_local_unicast_and_differ()
    {
        var addresses = Enumerable.Range(0, 200).Select(_ => MacAddress.Random()).ToList();
        Assert.Equal(200, addresses.Distinct().Count());
        Assert.All(addresses, mac => Assert.Equal(2, mac.ToPhysicalAddress().GetAddressBytes()[0] & 3));
        Assert.All(addresses, mac => Assert.True(mac.IsAssignable));
    }

    [Fact]
    public void Addresses_are_ordered_by_number()
    {
        var (low, high) = (MacAddress.Parse("02:00:00:00:00:ff"), MacAddress.Parse("fe:00:00:00:00:00"));
        Assert.True(low < high && high > low && low <= high && high >= low && low != high && low.CompareTo((object)high) < 0);
    }

    [Fact]
    public void The_link_local_address_that_belongs_to_it_is_the_kernels()
    {
        Assert.Equal("fe80::42:aff:fe01:2", Ip.LinkLocal(MacAddress.Parse("02:42:0a:01:00:02")).ToString());
        Assert.Equal("fe80::216:3eff:fe00:1", Ip.LinkLocal(MacAddress.Parse("00:16:3e:00:00:01")).ToString());
        Assert.True(Ip.LinkLocal(MacAddress.Parse("02:42:0a:01:00:02")).IsLinkLocal);
    }
}
