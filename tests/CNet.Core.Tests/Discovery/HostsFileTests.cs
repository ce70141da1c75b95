using CNet.Discovery;
using Xunit;

namespace CNet.Tests.Discovery;

/// <summary>Hosts files are read as the C library does.</summary>
public sealed class HostsFileTests
{
    private static readonly HostsFile Hosts = HostsFile.Parse("hosts", "# none here\n127.0.0.1\tlocalhost\n::1 localhost ip6-localhost # loopback\n\n10.1.0.2  web web.lab\r\n10.1.0.3 web\nnonsense web\n10.1.0.4\n");

    [Theory]
    [InlineData("localhost", "127.0.0.1 ::1")]
    [InlineData("WEB", "10.1.0.2 10.1.0.3")]
    [InlineData("web.lab", "10.1.0.2")]
    [InlineData("#", "")]
    [InlineData("loopback", "")]
    [InlineData("db", "")]
    public void Names_have_addresses(string name, string addresses) => Assert.Equal(addresses, string.Join(' ', Hosts.AddressesOf(name)));

    [Theory]
    [InlineData("10.1.0.2", "web")]
    [InlineData("::1", "localhost")]
    [InlineData("10.1.0.4", null)]
    public void Addresses_have_a_name(string address, string? name)
    {
        Assert.True(Ip.TryParse(address, out var ip));
        Assert.Equal(name, Hosts.NameOf(ip));
    }

    [Fact]
    public void A_file_that_is_not_there_says_nothing() => Assert.Empty(HostsFile.Read("/nowhere/hosts").AddressesOf("localhost"));
}
