using Xunit;

namespace CNet.Tests.Model;

/// <summary>How ports that are to be published are written, as "docker run -p" has it.</summary>
public sealed class PortSpecTests
{
    [Theory]
    [InlineData("80", null, null, "80", "tcp", "80/tcp")]
    [InlineData("80/udp", null, null, "80", "udp", "80/udp")]
    [InlineData("80/SCTP", null, null, "80", "sctp", "80/sctp")]
    [InlineData("8080:80", null, "8080", "80", "tcp", "8080:80/tcp")]
    [InlineData("127.0.0.1:8080:80/tcp", "127.0.0.1", "8080", "80", "tcp", "127.0.0.1:8080:80/tcp")]
    [InlineData("192.0.2.1::80", "192.0.2.1", null, "80", "tcp", "192.0.2.1::80/tcp")]
    [InlineData("0.0.0.0:8080:80", "0.0.0.0", "8080", "80", "tcp", "0.0.0.0:8080:80/tcp")]
    [InlineData("[::1]:53:53/udp", "::1", "53", "53", "udp", "[::1]:53:53/udp")]
    [InlineData("[::]::53", "::", null, "53", "tcp", "[::]::53/tcp")]
    [InlineData("[2001:db8::1]:8080-8081:80", "2001:db8::1", "8080-8081", "80", "tcp", "[2001:db8::1]:8080-8081:80/tcp")]
    [InlineData("9800-9803:80-83", null, "9800-9803", "80-83", "tcp", "9800-9803:80-83/tcp")]
    [InlineData("80-83", null, null, "80-83", "tcp", "80-83/tcp")]
    [InlineData("8080-8090:80", null, "8080-8090", "80", "tcp", "8080-8090:80/tcp")]
    [InlineData(":80", null, null, "80", "tcp", "80/tcp")]
    [InlineData("::80", null, null, "80", "tcp", "80/tcp")]
    [InlineData(":8080:80", null, "8080", "80", "tcp", "8080:80/tcp")]
    public void What_is_written_is_read(string text, string? address, string? host, string container, string protocol, string written)
    {
        var spec = PortSpec.Parse(text);
        Assert.Equal((address, host, container, protocol), (spec.HostAddress?.ToString(), spec.HostPorts?.ToString(), spec.ContainerPorts.ToString(), spec.Protocol.ToString().ToLowerInvariant()));
        Assert.Equal(written, spec.ToString());
        Assert.Equal(spec, PortSpec.Parse(written));
    }

    [Theory]
    // No port specified.
    [InlineData("", "it has no port of the endpoint")]
    [InlineData("8080:", "it has no port of the endpoint")]
    [InlineData("127.0.0.1:8080:", "it has no port of the endpoint")]
    [InlineData("/tcp", "it has no port of the endpoint")]
    // Invalid protocol.
    [InlineData("80/icmp", "'icmp' is none of the protocols")]
    [InlineData("80/", "'' is none of the protocols")]
    [InlineData("80/6", "'6' is none of the protocols")]
    [InlineData("80/tcp/udp", "is no port of the endpoint")]
    // Invalid ports.
    [InlineData("http", "'http' is no port of the endpoint")]
    [InlineData("0", "'0' is no port of the endpoint")]
    [InlineData("8080:65536", "'65536' is no port of the endpoint")]
    [InlineData("x:80", "'x' is no port of the Host")]
    [InlineData("0:80", "'0' is no port of the Host")]
    [InlineData("9090-9089:80", "'9090-9089' is no port of the Host")]
    [InlineData("9090-:80", "'9090-' is no port of the Host")]
    [InlineData("-9090:80", "'-9090' is no port of the Host")]
    [InlineData("80:90-89", "'90-89' is no port of the endpoint")]
    // Ranges that do not fit.
    [InlineData("8080-8082:80-81", "The 3 ports 8080-8082 of the Host do not fit the 2 ports 80-81")]
    [InlineData("8080:80-81", "The 1 ports 8080 of the Host do not fit the 2 ports 80-81")]
    // Addresses.
    [InlineData("[::1:8080:80", "the bracket of the address is not closed")]
    [InlineData("[127.0.0.1]:8080:80", "'127.0.0.1' is not an IPv6 address")]
    [InlineData("2001:db8::1:8080:80", "an IPv6 address needs brackets")]
    [InlineData("[::1]:80", "after an address come two ports")]
    public void What_is_none_is_refused_and_says_why(string text, string why)
    {
        var error = Assert.Throws<CNetException>(() => PortSpec.Parse(text));
        Assert.Equal(CNetError.PortInvalid, error.Code);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Hint!);
    }

    [Theory]
    [InlineData("300.0.0.1:8080:80")]
    [InlineData("127.0.0.1.:8080:80")]
    [InlineData("localhost:8080:80")]
    [InlineData("1:8080:80")]
    [InlineData("[::g]:8080:80")]
    public void What_is_no_address_is_refused(string text) => Assert.Equal(CNetError.AddressInvalid, Assert.Throws<CNetException>(() => PortSpec.Parse(text)).Code);

    [Fact]
    public void Anything_at_all_is_read_or_refused()
    {
        const string Alphabet = "0189.:-/[]atcp ud\u0660";
        var seed = Support.Campaign.Seed();
        var random = new Random(seed);
        var read = 0;
        for (var round = 0; round < Support.Campaign.Rounds(50_000, 2_000_000); round++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(16)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
            try
            {
                var spec = PortSpec.Parse(text);
                Assert.Equal(spec, PortSpec.Parse(spec.ToString()));
                read++;
            }
            catch (CNetException refused)
            {
                Assert.True(refused.Code is CNetError.PortInvalid or CNetError.AddressInvalid && refused.Hint is { Length: > 0 }, $"Seed {seed}: '{text}': {refused}");
            }
        }
        Assert.True(read > 10, $"{read} were read");
    }
}
