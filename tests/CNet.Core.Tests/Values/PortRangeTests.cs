using Xunit;

namespace CNet.Tests.Values;

/// <summary>Ports, and several in a row.</summary>
public sealed class PortRangeTests
{
    [Theory]
    [InlineData("1", 1, 1)]
    [InlineData("80", 80, 80)]
    [InlineData("65535", 65535, 65535)]
    [InlineData("9090-9092", 9090, 9092)]
    [InlineData("1-65535", 1, 65535)]
    [InlineData("080", 80, 80)]
    public void What_is_written_is_read(string text, int first, int last)
    {
        var range = PortRange.Parse(text);
        Assert.Equal((first, last, last - first + 1), (range.First, range.Last, range.Count));
        Assert.Equal(range, PortRange.Parse(range.ToString()));
        Assert.Equal(new PortRange(first, last), range);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("9090-")]
    [InlineData("-9090")]
    [InlineData("9090-9089")]
    [InlineData("0-5")]
    [InlineData("5-65536")]
    [InlineData("1-2-3")]
    [InlineData(" 80")]
    [InlineData("80 ")]
    [InlineData("+80")]
    [InlineData("8e1")]
    [InlineData("0x50")]
    [InlineData("99999999999")]
    [InlineData("٨٠")]
    [InlineData("http")]
    public void What_is_none_is_refused(string text)
    {
        Assert.False(PortRange.TryParse(text, out var range));
        Assert.Equal(default, range);
        var error = Assert.Throws<CNetException>(() => PortRange.Parse(text));
        Assert.Equal((CNetError.PortInvalid, text), (error.Code, error.Target));
        Assert.NotEmpty(error.Hint!);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 65536)]
    [InlineData(-1, -1)]
    public void What_cannot_be_made_is_refused(int first, int last) => Assert.Equal(CNetError.PortInvalid, Assert.Throws<CNetException>(() => new PortRange(first, last)).Code);

    [Fact]
    public void Null_is_none() => Assert.False(PortRange.TryParse(null, out _));

    [Fact]
    public void Whether_they_overlap_and_contain_is_as_if_counted()
    {
        for (var code = 0; code < 6 * 6 * 6 * 6; code++)
        {
            var (a, b, c, d) = (code % 6 + 1, code / 6 % 6 + 1, code / 36 % 6 + 1, code / 216 + 1);
            if (b < a || d < c) continue;
            var (left, right) = (new PortRange(a, b), new PortRange(c, d));
            var common = Enumerable.Range(a, b - a + 1).Intersect(Enumerable.Range(c, d - c + 1)).Any();
            Assert.Equal(common, left.Overlaps(right));
            Assert.Equal(c >= a && c <= b, left.Contains(c));
            Assert.Equal((a, b).CompareTo((c, d)), Math.Sign(left.CompareTo(right)));
            var order = left.CompareTo(right);
            Assert.Equal([order < 0, order > 0, order <= 0, order >= 0], new[] { left < right, right < left, left <= right, right <= left });
        }
    }
}
