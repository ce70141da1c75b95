using CNet.Netlink.Route;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Netlink.Route;

/// <summary>Routes as the kernel described them; Golden/ has beside the bytes what iproute2 said of each.</summary>
public sealed class RouteInfoTests
{
    [Theory]
    [InlineData("newroute-default", "Destination=0.0.0.0/0 Gateway=10.1.0.254 Hops=Gateway=10.1.0.254 LinkIndex=2 Weight=1 LinkIndex=2 Metric=50 Protocol=3 Table=254 Type=1")]
    [InlineData("newroute-via", "Destination=10.20.0.0/16 Gateway=10.2.0.2 Hops=Gateway=10.2.0.2 LinkIndex=3 Weight=1 LinkIndex=3 Protocol=4 Table=254 Type=1")]
    [InlineData("newroute-source", "Destination=10.21.0.0/16 Hops=LinkIndex=3 Weight=1 LinkIndex=3 PreferredSource=10.2.0.1 Protocol=3 Scope=253 Table=254 Type=1")]
    [InlineData("newroute-kernel", "Destination=10.1.0.0/24 Hops=LinkIndex=2 Weight=1 LinkIndex=2 PreferredSource=10.1.0.1 Protocol=2 Scope=253 Table=254 Type=1")]
    [InlineData("newroute-blackhole", "Destination=10.23.0.0/16 Protocol=3 Table=254 Type=6")]
    [InlineData("newroute-unreachable", "Destination=10.24.0.0/16 Metric=7 Protocol=3 Table=254 Type=7")]
    [InlineData("newroute-multipath", "Destination=10.22.0.0/16 Gateway=10.2.0.2 Hops=Gateway=10.2.0.2 LinkIndex=3 Weight=1; Gateway=10.4.0.7 LinkIndex=4 Weight=3 LinkIndex=3 Protocol=3 Table=254 Type=1")]
    [InlineData("newroute-v4-via-v6", "Destination=10.25.0.0/16 Gateway=fd00:1::9 Hops=Gateway=fd00:1::9 LinkIndex=4 Weight=1 LinkIndex=4 Protocol=3 Table=254 Type=1")]
    [InlineData("newroute-table", "Destination=10.27.0.0/16 Gateway=10.2.0.2 Hops=Gateway=10.2.0.2 LinkIndex=3 Weight=1 LinkIndex=3 Protocol=3 Table=1000 Type=1")]
    [InlineData("newroute-local", "Destination=10.1.0.1/32 Hops=LinkIndex=2 Weight=1 LinkIndex=2 PreferredSource=10.1.0.1 Protocol=2 Scope=254 Table=255 Type=2")]
    [InlineData("newroute-broadcast", "Destination=10.1.0.255/32 Hops=LinkIndex=2 Weight=1 LinkIndex=2 PreferredSource=10.1.0.1 Protocol=2 Scope=253 Table=255 Type=3")]
    [InlineData("newroute-v6-default", "Destination=::/0 Gateway=fd00:1::1 Hops=Gateway=fd00:1::1 LinkIndex=4 Weight=1 LinkIndex=4 Metric=30 Protocol=3 Table=254 Type=1")]
    [InlineData("newroute-v6-via", "Destination=fd00:20::/32 Gateway=fd00:1::2 Hops=Gateway=fd00:1::2 LinkIndex=4 Weight=1 LinkIndex=4 Metric=1024 Protocol=3 Table=254 Type=1")]
    [InlineData("newroute-v6-link", "Destination=fd00:21::/32 Hops=LinkIndex=4 Weight=1 LinkIndex=4 Metric=1024 Protocol=3 Table=254 Type=1")]
    [InlineData("newroute-v6-multipath", "Destination=fd00:22::/32 Gateway=fd00:1::2 Hops=Gateway=fd00:1::2 LinkIndex=4 Weight=1; Gateway=fd00:1::3 LinkIndex=4 Weight=1 LinkIndex=4 Metric=1024 Protocol=3 Table=254 Type=1")]
    [InlineData("newroute-v6-blackhole", "Destination=fd00:23::/32 Hops=LinkIndex=1 Weight=1 LinkIndex=1 Metric=1024 Protocol=3 Table=254 Type=6")]
    [InlineData("newroute-cached", "nothing")]
    public void Every_field_is_read(string golden, string expected) => Assert.Equal(expected, Fields.Of(Parsed.Of(golden, RouteInfo.Parse)));

    [Fact]
    public void The_first_of_several_hops_may_be_an_IPv6_one_of_an_IPv4_route() =>
        Assert.Equal("Destination=10.26.0.0/16 Gateway=fd00:1::9 Hops=Gateway=fd00:1::9 LinkIndex=4 Weight=1; Gateway=10.2.0.2 LinkIndex=3 Weight=1 LinkIndex=4 Protocol=3 Table=254 Type=1", Fields.Of(Parsed.Of("newroute-multipath-via-v6", RouteInfo.Parse)));
}
