using Xunit;

namespace CNet.Tests.Drivers;

public sealed class DriverOptionTests
{
    [Theory]
    [InlineData(DriverOptionType.Boolean, " True ", "true")]
    [InlineData(DriverOptionType.Boolean, "1", "true")]
    [InlineData(DriverOptionType.Boolean, "yes", "true")]
    [InlineData(DriverOptionType.Boolean, "ON", "true")]
    [InlineData(DriverOptionType.Boolean, "false", "false")]
    [InlineData(DriverOptionType.Boolean, "0", "false")]
    [InlineData(DriverOptionType.Boolean, "No", "false")]
    [InlineData(DriverOptionType.Boolean, "off", "false")]
    [InlineData(DriverOptionType.Boolean, "2", null)]
    [InlineData(DriverOptionType.Boolean, "", null)]
    [InlineData(DriverOptionType.Integer, "68", "68")]
    [InlineData(DriverOptionType.Integer, " 1500", "1500")]
    [InlineData(DriverOptionType.Integer, "+0100", "100")]
    [InlineData(DriverOptionType.Integer, "65535", "65535")]
    [InlineData(DriverOptionType.Integer, "67", null)]
    [InlineData(DriverOptionType.Integer, "65536", null)]
    [InlineData(DriverOptionType.Integer, "-68", null)]
    [InlineData(DriverOptionType.Integer, "1,500", null)]
    [InlineData(DriverOptionType.Integer, "99999999999", null)]
    [InlineData(DriverOptionType.InterfaceName, "br-lab", "br-lab")]
    [InlineData(DriverOptionType.InterfaceName, "a name", null)]
    [InlineData(DriverOptionType.InterfaceName, "", null)]
    [InlineData(DriverOptionType.Choice, "nat", "nat")]
    [InlineData(DriverOptionType.Choice, "NAT", null)]
    [InlineData(DriverOptionType.Choice, "other", null)]
    [InlineData(DriverOptionType.IPv4Address, " 192.0.2.1", "192.0.2.1")]
    [InlineData(DriverOptionType.IPv4Address, "0.0.0.0", "0.0.0.0")]
    [InlineData(DriverOptionType.IPv4Address, "192.0.2", null)]
    [InlineData(DriverOptionType.IPv4Address, "192.0.2.1/24", null)]
    [InlineData(DriverOptionType.IPv4Address, "2001:db8::1", null)]
    [InlineData(DriverOptionType.IPv4Address, "", null)]
    [InlineData(DriverOptionType.IPv6Address, "2001:DB8:0::1", "2001:db8::1")]
    [InlineData(DriverOptionType.IPv6Address, "fe80::1%eth0", null)]
    [InlineData(DriverOptionType.IPv6Address, "::ffff:192.0.2.1", null)]
    [InlineData(DriverOptionType.IPv6Address, "192.0.2.1", null)]
    public void A_value_is_brought_into_its_form_or_refused_with_what_would_do(DriverOptionType type, string value, string? normal)
    {
        var option = new DriverOption
        {
            Name = "org.example.thing",
            Target = DriverOptionTarget.Network,
            Type = type,
            Minimum = 68,
            Maximum = 65535,
            Values = ["nat", "routed"],
            Description = "A thing.",
        };
        Assert.Equal("thing", option.ShortName);
        if (normal is not null)
        {
            Assert.Equal(normal, option.Normalize(value));
            return;
        }
        var refused = Assert.Throws<CNetException>(() => option.Normalize(value));
        Assert.Equal((CNetError.OptionInvalid, value, $"'{value}' is not a value of the option org.example.thing."), (refused.Code, refused.Target, refused.Message));
        Assert.Contains(type switch
        {
            DriverOptionType.Boolean => "true or false",
            DriverOptionType.Integer => "from 68 to 65535",
            DriverOptionType.InterfaceName => "15 bytes",
            DriverOptionType.IPv4Address => "192.0.2.1",
            DriverOptionType.IPv6Address => "2001:db8::1",
            _ => "nat, routed",
        }, refused.Hint, StringComparison.Ordinal);
    }
}
