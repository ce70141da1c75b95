using CNet.Netlink.Route;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Netlink.Route;

/// <summary>Queueing disciplines and filters as the kernel described them; Golden/ has beside the bytes what tc said of most.</summary>
public sealed class QdiscInfoTests
{
    [Theory]
    [InlineData("newqdisc-tbf", "IsRoot=True Kind=tbf Limit=RateLimit { BytesPerSecond = 1250000, BurstBytes = 73728, QueueBytes = 136228 } LinkIndex=5")]
    [InlineData("newqdisc-tbf-wide", "IsRoot=True Kind=tbf Limit=RateLimit { BytesPerSecond = 50000000000, BurstBytes = 199996800, QueueBytes = 2700000000 } LinkIndex=7")]
    [InlineData("newqdisc-ingress", "Kind=ingress LinkIndex=5")]
    [InlineData("newfilter-redirect", "nothing")]
    public void Every_field_of_a_queueing_discipline_is_read(string golden, string expected) => Assert.Equal(expected, Fields.Of(Parsed.Of(golden, QdiscInfo.Parse)));

    [Theory]
    [InlineData("newfilter-redirect", "LinkIndex=5 TargetIndex=7")]
    [InlineData("newfilter-table", "nothing")]
    [InlineData("newfilter-mirror", "nothing")]
    [InlineData("newfilter-protocol", "nothing")]
    [InlineData("newfilter-match", "nothing")]
    [InlineData("newfilter-class", "nothing")]
    [InlineData("newqdisc-tbf", "nothing")]
    public void Only_a_filter_that_sends_everything_elsewhere_is_a_redirect(string golden, string expected) => Assert.Equal(expected, Fields.Of(Parsed.Of(golden, RedirectInfo.Parse)));

    [Theory]
    [InlineData("8kbit", 1_000, 73_728, 73_778)]
    [InlineData("10mbit", 1_250_000, 73_728, 136_228)]
    [InlineData("1gbit", 125_000_000, 500_000, 6_750_000)]
    [InlineData("400gbit", 50_000_000_000, 200_000_000, 2_700_000_000)]
    public void The_burst_is_what_passes_between_two_ticks_and_at_least_a_large_packet(string rate, ulong bytes, uint burst, uint queue)
    {
        var limit = RateLimit.Of(Rate.Parse(rate));
        Assert.Equal(new RateLimit(bytes, burst, queue), limit);
        Assert.Equal(50u, limit.Milliseconds);
    }

    [Fact]
    public void What_the_kernel_tells_of_a_limit_is_like_it_and_like_no_other()
    {
        Assert.True(Parsed.Of("newqdisc-tbf", QdiscInfo.Parse)!.Limit!.Value.IsLike(RateLimit.Of(Rate.Parse("10mbit"))));
        Assert.True(Parsed.Of("newqdisc-tbf-wide", QdiscInfo.Parse)!.Limit!.Value.IsLike(RateLimit.Of(Rate.Parse("400gbit"))));
        var limit = RateLimit.Of(Rate.Parse("10mbit"));
        Assert.False(limit.IsLike(limit with { BytesPerSecond = limit.BytesPerSecond + 1 }));
        Assert.False(limit.IsLike(limit with { QueueBytes = limit.QueueBytes + 1 }));
        Assert.False(limit.IsLike(limit with { BurstBytes = limit.BurstBytes - 100 }));
    }
}
