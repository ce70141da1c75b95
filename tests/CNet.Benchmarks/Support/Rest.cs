using System.Diagnostics;

namespace CNet.Benchmarks.Support;

/// <summary>The memory of a process that has come to rest: it goes up with what it does now and then, and down when it lets go of what that took.</summary>
internal static class Rest
{
    private const int Readings = 8;
    private const double Alike = 1.02;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromSeconds(90);

    /// <summary>The largest of some readings, once it neither goes on rising nor on falling, in MB.</summary>
    internal static double MemoryOf(Func<long?> bytes, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var last = new Queue<double>();
        while (last.Count < Readings || Math.Max(last.First(), last.Last()) > Inside(last) * Alike)
        {
            if (cancellation.WaitHandle.WaitOne(Interval)) cancellation.ThrowIfCancellationRequested();
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new BenchmarkException("The memory does not come to rest.");
            last.Enqueue(bytes().GetValueOrDefault() / 1e6);
            if (last.Count > Readings) last.Dequeue();
        }
        return last.Max();
    }

    private static double Inside(IReadOnlyCollection<double> readings) => readings.Skip(1).SkipLast(1).Max();
}
