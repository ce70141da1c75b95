using System.Text.Json;
using Xunit;

namespace CNet.Tests.Values;

public sealed class RateTests
{
    [Theory]
    [InlineData("10mbit", 10_000_000, "10mbit")]
    [InlineData("1gbit", 1_000_000_000, "1gbit")]
    [InlineData("2tbit", 2_000_000_000_000, "2tbit")]
    [InlineData("512kbit", 512_000, "512kbit")]
    [InlineData("1.5mbit", 1_500_000, "1500kbit")]
    [InlineData("1.5MBit", 1_500_000, "1500kbit")]
    [InlineData("1000kbit", 1_000_000, "1mbit")]
    [InlineData("8bit", 8, "8bit")]
    [InlineData("8", 8, "8bit")]
    [InlineData("10000000", 10_000_000, "10mbit")]
    [InlineData("100bps", 800, "800bit")]
    [InlineData("100kbps", 800_000, "800kbit")]
    [InlineData("100mbps", 800_000_000, "800mbit")]
    [InlineData("1gbps", 8_000_000_000, "8gbit")]
    [InlineData("1kibit", 1_024, "1024bit")]
    [InlineData("1MiBit", 1_048_576, "1048576bit")]
    [InlineData("1kibps", 8_192, "8192bit")]
    [InlineData(".5kbit", 500, "500bit")]
    [InlineData("0", 0, "unlimited")]
    [InlineData("0mbit", 0, "unlimited")]
    [InlineData("unlimited", 0, "unlimited")]
    [InlineData("Unlimited", 0, "unlimited")]
    [InlineData("9223372036854775807", long.MaxValue, "9223372036854775807bit")]
    public void A_rate_is_read_as_tc_reads_it(string text, long bits, string written)
    {
        var rate = Rate.Parse(text);
        Assert.Equal((bits, written, bits == 0), (rate.BitsPerSecond, rate.ToString(), rate.IsUnlimited));
        Assert.Equal(new Rate(bits), rate);
        Assert.Equal(rate, Rate.Parse(written));
        Assert.Equal(rate, JsonSerializer.Deserialize<Rate>(JsonSerializer.Serialize(rate)));
        Assert.True(Rate.TryParse(text, out var again) && again == rate && again.GetHashCode() == rate.GetHashCode() && again.Equals((object)rate));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("fast")]
    [InlineData("mbit")]
    [InlineData("10mb")]
    [InlineData("10m")]
    [InlineData("10 mbit")]
    [InlineData("10mbit ")]
    [InlineData("10mbit/s")]
    [InlineData("10xbit")]
    [InlineData("10ibit")]
    [InlineData("-1mbit")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1e6")]
    [InlineData("1,5mbit")]
    [InlineData("1.5.5mbit")]
    [InlineData("0.1bit")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999tbit")]
    [InlineData("99999999999999999999999999999999999999999")]
    public void What_is_no_rate_is_refused(string text)
    {
        var error = Assert.Throws<CNetException>(() => Rate.Parse(text));
        Assert.Equal((CNetError.RateInvalid, text), (error.Code, error.Target));
        Assert.False(Rate.TryParse(text, out _));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Rate>($"\"{text}\""));
    }

    [Fact]
    public void A_number_below_zero_and_nothing_are_no_rates()
    {
        Assert.Equal(CNetError.RateInvalid, Assert.Throws<CNetException>(() => new Rate(-1)).Code);
        Assert.Throws<ArgumentNullException>(() => Rate.Parse(null!));
        Assert.False(Rate.TryParse(null, out _));
    }

    [Fact]
    public void Rates_are_ordered_by_how_much_passes()
    {
        var (slow, fast) = (Rate.Parse("9mbit"), Rate.Parse("1gbit"));
        Assert.Equal([slow, fast, Rate.Unlimited], new[] { Rate.Unlimited, fast, slow }.Order());
        Assert.True(slow < fast && fast > slow && slow <= fast && fast >= slow && fast < Rate.Unlimited && slow != fast && slow == new Rate(9_000_000));
        Assert.Equal(1, slow.CompareTo(null));
        Assert.Equal(slow.CompareTo(fast), slow.CompareTo((object)fast));
        Assert.False(slow.Equals("9mbit"));
    }

    [Theory]
    [InlineData(0, "unlimited")]
    [InlineData(1_250_000, "10mbit")]
    [InlineData(ulong.MaxValue, "9223372036854775800bit")]
    public void Bytes_are_eight_bits(ulong bytes, string rate) => Assert.Equal(rate, Rate.OfBytes(bytes).ToString());
}
