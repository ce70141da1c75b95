using CNet.Netlink.Route;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Netlink.Route;

/// <summary>Links as the kernel described them; Golden/ has beside the bytes what iproute2 said of each.</summary>
public sealed class LinkInfoTests
{
    [Theory]
    [InlineData("newlink-loopback", "Flags=65609 HardwareType=772 Index=1 IsImmovable=True IsUp=True Mtu=65536 Name=lo Statistics=0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0 TxQueueLength=1000")]
    [InlineData("newlink-bridge", "Flags=69699 HardwareType=1 Index=2 IsImmovable=True IsUp=True Kind=bridge MacAddress=02:42:0a:01:00:01 Mtu=1500 Name=br0 OperationalState=6 Statistics=1,1,76,90,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0 TxQueueLength=1000")]
    [InlineData("newlink-veth", "Alias=a port Flags=69699 Group=7 HardwareType=1 Index=3 IsUp=True Kind=veth LinkIndex=2 LinkNamespaceId=0 MacAddress=02:42:0a:01:00:02 Mtu=1400 Name=v0 OperationalState=6 PeerIndex=2 Statistics=1,1,90,90,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0 TxQueueLength=1000")]
    [InlineData("newlink-bridge-port", "Flags=69699 HardwareType=1 Index=5 IsIsolatedPort=True IsUp=True Kind=veth LinkIndex=4 MacAddress=02:42:0a:01:00:12 MasterIndex=2 MasterKind=bridge Mtu=1500 Name=p0 OperationalState=6 PeerIndex=4 Statistics=1,2,90,180,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0 TxQueueLength=1000")]
    [InlineData("newlink-macvlan", "Details=(Mode=Private) Flags=4098 HardwareType=1 Index=6 Kind=macvlan LinkIndex=4 MacAddress=02:42:0a:01:00:14 Mtu=1500 Name=mv0 OperationalState=2 PeerIndex=4 Statistics=0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0 TxQueueLength=1000")]
    [InlineData("newlink-vxlan", "Details=(CarrierIndex=2 Id=42 Local=10.1.0.1 Port=4789) Flags=4098 HardwareType=1 Index=7 Kind=vxlan MacAddress=02:42:0a:01:00:15 Mtu=1450 Name=vx0 OperationalState=2 PeerIndex=2 Statistics=0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0 TxQueueLength=1000")]
    [InlineData("newlink-loopback-statistics", "Flags=65609 HardwareType=772 Index=1 IsImmovable=True IsUp=True Mtu=65536 Name=lo Statistics=2,2,168,168,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0 TxQueueLength=1000")]
    [InlineData("newlink-veth-statistics", "Alias=a port Flags=69699 Group=7 HardwareType=1 Index=3 IsUp=True Kind=veth LinkIndex=2 LinkNamespaceId=0 MacAddress=02:42:0a:01:00:02 Mtu=1400 Name=v0 OperationalState=6 PeerIndex=2 Statistics=6,6,504,504,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0 TxQueueLength=1000")]
    [InlineData("newlink-bridge-port-statistics", "Flags=69699 HardwareType=1 Index=5 IsIsolatedPort=True IsUp=True Kind=veth LinkIndex=4 MacAddress=02:42:0a:01:00:12 MasterIndex=2 MasterKind=bridge Mtu=1500 Name=p0 OperationalState=6 PeerIndex=4 Statistics=3,6,266,532,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0 TxQueueLength=1000")]
    [InlineData("newlink-bridge-family", "nothing")]
    public void Every_field_is_read(string golden, string expected) => Assert.Equal(expected, Fields.Of(Parsed.Of(golden, LinkInfo.Parse)));
}
