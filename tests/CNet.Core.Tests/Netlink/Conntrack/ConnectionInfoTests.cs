using CNet.Netlink.Conntrack;
using Xunit;

namespace CNet.Tests.Netlink.Conntrack;

/// <summary>Connections as the kernel described them; Golden/ has beside the bytes what conntrack would say of each.</summary>
public sealed class ConnectionInfoTests
{
    [Theory]
    [InlineData("newconntrack-udp", "Udp 127.0.0.1:40000→127.0.0.1:53 back 127.0.0.1:5353→127.0.0.1:40000 zones 0 0 0 id 20202cda")]
    [InlineData("newconntrack-v6", "Udp ::1:40000→::1:53 back ::1:5353→::1:40000 zones 0 0 0 id 4404d32d")]
    [InlineData("newconntrack-tcp", "Tcp 127.0.0.1:40001→127.0.0.1:8080 back 127.0.0.1:8080→127.0.0.1:40001 zones 9 0 0 id 30655275")]
    [InlineData("newconntrack-zone", "Udp 127.0.0.1:40000→127.0.0.1:54 back 127.0.0.1:54→127.0.0.1:40000 zones 0 0 7 id 41ef588d")]
    [InlineData("newconntrack-icmp", "1 127.0.0.1:0→127.0.0.1:0 back 127.0.0.1:0→127.0.0.1:0 zones 0 0 0 id 2310eba5")]
    public void Every_field_is_read(string golden, string expected)
    {
        var connection = Parsed.Of(golden, ConnectionInfo.Parse)!;
        Assert.Equal(expected, $"{connection.Protocol} {Text(connection.Original)} back {Text(connection.Reply)} zones {connection.Original.Zone} {connection.Reply.Zone} {connection.Zone} id {connection.Id:x}");
    }

    private static string Text(ConnectionTuple tuple) => $"{tuple.Source}:{tuple.SourcePort}→{tuple.Destination}:{tuple.DestinationPort}";
}
