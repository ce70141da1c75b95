using System.Net;
using CNet.Netlink.Diag;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Netlink.Diag;

/// <summary>Sockets as the kernel described them; Golden/ has beside the bytes what ss said of each.</summary>
public sealed class BoundSocketTests
{
    [Theory]
    [InlineData("diag-tcp-listen", "Address=127.0.0.1 Inode=14624636 IsListening=True Port=8080 ReceiveQueue=1 RemoteAddress=0.0.0.0 SendQueue=128 State=10")]
    [InlineData("diag-tcp-established", "Address=127.0.0.1 Inode=14624637 Port=40001 RemoteAddress=127.0.0.1 RemotePort=8080 State=1")]
    [InlineData("diag-tcp-dual", "Address=:: Inode=14624638 IsListening=True Port=8081 ReceiveQueue=1 RemoteAddress=:: SendQueue=128 State=10")]
    [InlineData("diag-tcp-v6-only", "Address=::1 Inode=14624639 IsIPv6Only=True IsListening=True Port=8082 RemoteAddress=:: SendQueue=128 State=10")]
    [InlineData("diag-tcp-mapped", "Address=127.0.0.1 Port=8081 RemoteAddress=127.0.0.1 RemotePort=40002 State=1")]
    [InlineData("diag-udp", "Address=127.0.0.1 Inode=14624632 IsListening=True Port=5353 ReceiveQueue=832 RemoteAddress=0.0.0.0 State=7")]
    public void Every_field_is_read(string golden, string expected) => Assert.Equal(expected, Fields.Of(Parsed.Of(golden, BoundSocket.Parse)));

    [Theory]
    [InlineData("diag-tcp-listen", "127.0.0.1 0.0.0.0")]
    [InlineData("diag-tcp-dual", "127.0.0.1 127.0.0.2 ::1 0.0.0.0 ::")]
    [InlineData("diag-tcp-v6-only", "::1 ::")]
    [InlineData("diag-tcp-mapped", "127.0.0.1 0.0.0.0")]
    public void It_meets_those_whose_addresses_overlap(string golden, string met)
    {
        var socket = Parsed.Of(golden, BoundSocket.Parse)!;
        Assert.Equal(met, string.Join(' ', new[] { "127.0.0.1", "127.0.0.2", "::1", "0.0.0.0", "::" }.Where(address => socket.Meets(Ip.From(IPAddress.Parse(address))))));
    }
}
