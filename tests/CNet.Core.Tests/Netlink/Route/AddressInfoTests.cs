using CNet.Netlink.Route;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Netlink.Route;

/// <summary>Addresses as the kernel described them; Golden/ has beside the bytes what iproute2 said of each.</summary>
public sealed class AddressInfoTests
{
    [Theory]
    [InlineData("newaddr-loopback", "Address=127.0.0.1 Flags=128 Label=lo LinkIndex=1 PrefixLength=8 Scope=254 Subnet=127.0.0.0/8")]
    [InlineData("newaddr-v4", "Address=10.1.0.1 Broadcast=10.1.0.255 Flags=128 Label=br0 LinkIndex=2 PrefixLength=24 Subnet=10.1.0.0/24")]
    [InlineData("newaddr-v4-label", "Address=10.4.0.1 Broadcast=10.4.0.255 Flags=128 Label=p1:x LinkIndex=4 PrefixLength=24 Scope=253 Subnet=10.4.0.0/24")]
    [InlineData("newaddr-v4-lifetime", "Address=10.5.0.9 Label=p1 LinkIndex=4 PreferredSeconds=1800 PrefixLength=31 Subnet=10.5.0.8/31 ValidSeconds=3600")]
    [InlineData("newaddr-v4-peer", "Address=10.3.0.1 Flags=128 Label=p1 LinkIndex=4 Peer=10.3.0.2 PrefixLength=32 Subnet=10.3.0.1/32")]
    [InlineData("newaddr-v6", "Address=fd00:1::5 Flags=130 LinkIndex=4 PrefixLength=64 Subnet=fd00:1::/64")]
    [InlineData("newaddr-v6-peer", "Address=fd00:2::1 Flags=130 LinkIndex=4 Peer=fd00:2::2 PrefixLength=128 Subnet=fd00:2::1/128")]
    [InlineData("newaddr-v6-linklocal", "Address=fe80::42:aff:fe01:1 Flags=192 LinkIndex=2 PrefixLength=64 Scope=253 Subnet=fe80::/64")]
    [InlineData("newaddr-v6-loopback", "Address=::1 Flags=128 LinkIndex=1 PrefixLength=128 Scope=254 Subnet=::1/128")]
    public void Every_field_is_read(string golden, string expected) => Assert.Equal(expected, Fields.Of(Parsed.Of(golden, AddressInfo.Parse)));
}
