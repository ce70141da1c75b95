using System.Diagnostics;

namespace CNet.Benchmarks.Support;

/// <summary>One operation that was measured.</summary>
/// <param name="Microseconds">How long it took.</param>
/// <param name="Bytes">What it allocated on the managed heap, by the thread that asked for it; 0 outside of CNet.</param>
internal readonly record struct Sample(double Microseconds, long Bytes = 0)
{
    /// <summary>Does something in this process, and measures it.</summary>
    internal static Sample Of(Action action)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        action();
        var elapsed = Stopwatch.GetElapsedTime(start);
        return new Sample(elapsed.TotalMicroseconds, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }
}

/// <summary>The samples of one operation of one contestant.</summary>
internal sealed class Samples
{
    private readonly List<Sample> _all = [];

    internal int Count => _all.Count;

    internal double Median => Percentile(50);

    internal double P90 => Percentile(90);

    internal double Minimum => Percentile(0);

    internal double Maximum => Percentile(100);

    internal double MedianKibibytes => _all.Select(sample => (double)sample.Bytes).Order().ElementAt(_all.Count / 2) / 1024;

    internal void Add(Sample sample) => _all.Add(sample);

    internal double Percentile(int percent)
    {
        var ordered = _all.Select(sample => sample.Microseconds).Order().ToList();
        return ordered[Math.Min(ordered.Count * percent / 100, ordered.Count - 1)];
    }
}
