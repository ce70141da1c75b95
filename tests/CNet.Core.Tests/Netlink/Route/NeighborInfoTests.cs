using CNet.Netlink.Route;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Netlink.Route;

/// <summary>Neighbours as the kernel described them; Golden/ has beside the bytes what iproute2 said of each.</summary>
public sealed class NeighborInfoTests
{
    [Theory]
    [InlineData("newneigh-arp", "Address=10.1.0.9 Ages=0,0,0,0 Family=2 LinkIndex=2 MacAddress=02:42:0a:01:00:09 State=128")]
    [InlineData("newneigh-nd", "Address=fd00:1::9 Ages=0,0,0,1 Family=10 LinkIndex=4 MacAddress=02:42:0a:01:00:19 State=2")]
    [InlineData("newneigh-failed", "Address=10.1.0.10 Ages=6000,0,0,0 Family=2 LinkIndex=2 State=32")]
    [InlineData("newneigh-fdb", "Ages=0,0,0,0 Family=7 LinkIndex=5 MacAddress=02:42:0a:01:00:29 MasterIndex=2 State=64")]
    [InlineData("newneigh-fdb-vxlan", "Address=10.9.9.9 Ages=0,0,0,0 Family=7 Flags=2 LinkIndex=7 State=192")]
    [InlineData("newneigh-fdb-sticky", "Ages=0,0,0,0 Family=7 Flags=64 LinkIndex=5 MacAddress=02:00:00:00:00:09 MasterIndex=3 State=64")]
    [InlineData("newneigh-fdb-vni", "Address=10.1.0.9 Ages=0,0,0,0 Family=7 Flags=2 LinkIndex=2 Port=4790 State=192 Vni=9")]
    public void Every_field_is_read(string golden, string expected) => Assert.Equal(expected, Fields.Of(Parsed.Of(golden, NeighborInfo.Parse)));
}
