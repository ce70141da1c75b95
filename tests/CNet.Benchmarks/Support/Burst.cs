using System.Globalization;

namespace CNet.Benchmarks.Support;

/// <summary>What clients did in some time: connections, or questions.</summary>
/// <param name="PerSecond">How many there were in a second.</param>
/// <param name="Median">What half of them took at most, microseconds.</param>
/// <param name="P99">What 99 of 100 took at most, microseconds.</param>
internal readonly record struct Burst(double PerSecond, double Median, double P99)
{
    /// <summary>Reads what a client reports: how many, and nanoseconds in all, of the median and of the 99th percentile.</summary>
    /// <param name="report">The line.</param>
    /// <param name="what">What was measured, for the message.</param>
    internal static Burst Parse(string report, string what)
    {
        if (report.Split(' ') is not ["ok", .. var words]) throw new BenchmarkException($"{what}: {report}");
        var numbers = words.Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToList();
        return new Burst(numbers[0] * 1e9 / numbers[1], numbers[2] / 1000, numbers[3] / 1000);
    }
}
