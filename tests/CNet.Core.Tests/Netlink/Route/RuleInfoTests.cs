using CNet.Netlink.Route;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Netlink.Route;

/// <summary>Rules as the kernel described them; Golden/ has beside the bytes what iproute2 said of each.</summary>
public sealed class RuleInfoTests
{
    [Theory]
    [InlineData("newrule-local", "Action=1 Priority=0 Table=255")]
    [InlineData("newrule-whole", "Action=1 From=10.0.0.0/8 InputInterface=lo Inverts=True Mark=16 Mask=255 OutputInterface=v9 Priority=100 SuppressPrefixLength=0 Table=1000 To=10.2.0.0/16")]
    [InlineData("newrule-goto", "Action=2 Goto=100 Priority=50")]
    [InlineData("newrule-l3mdev", "Action=1 IsDomain=True Priority=60")]
    [InlineData("newrule-v6-prohibit", "Action=8 IsIPv6=True Priority=100 To=fd00::/8")]
    [InlineData("newroute-default", "nothing")]
    public void Every_field_is_read(string golden, string expected) => Assert.Equal(expected, Fields.Of(Parsed.Of(golden, RuleInfo.Parse)));
}
