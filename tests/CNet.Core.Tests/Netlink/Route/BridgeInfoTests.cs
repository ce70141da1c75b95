using CNet.Netlink.Route;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Netlink.Route;

/// <summary>Bridges and their ports as the kernel described them; Golden/ has beside the bytes what iproute2 said of each.</summary>
public sealed class BridgeInfoTests
{
    [Theory]
    [InlineData("newlink-bridge", "AgeingTime=30000 BridgeId=8000.02:42:0a:01:00:01 ForwardDelay=1500 HelloTime=200 Index=2 IsUp=True MacAddress=02:42:0a:01:00:01 MaxAge=2000 Name=br0 Priority=32768 RootId=8000.02:42:0a:01:00:01")]
    [InlineData("newlink-bridge-port", "nothing")]
    [InlineData("newlink-veth", "nothing")]
    [InlineData("newlink-bridge-family", "nothing")]
    public void Every_field_of_a_bridge_is_read(string golden, string expected) => Assert.Equal(expected, Fields.Of(Parsed.Of(golden, BridgeInfo.Parse)));

    [Theory]
    [InlineData("newlink-bridge-port", "BridgeIndex=2 Index=5 IsIsolated=True Learns=True Name=p0 Number=1 PathCost=2 Priority=32 State=3")]
    [InlineData("newlink-bridge", "nothing")]
    [InlineData("newlink-veth", "nothing")]
    [InlineData("newlink-bridge-family", "nothing")]
    public void Every_field_of_a_port_is_read(string golden, string expected) => Assert.Equal(expected, Fields.Of(Parsed.Of(golden, BridgePortInfo.Parse)));
}
