namespace CNet.Benchmarks.Support;

/// <summary>The middle of what was measured.</summary>
internal static class Medians
{
    /// <summary>The median of a value of each.</summary>
    internal static double Median<T>(this IEnumerable<T> all, Func<T, double> value) => all.Select(value).Median();

    /// <summary>The median; the greater one where two are in the middle.</summary>
    internal static double Median(this IEnumerable<double> values)
    {
        var ordered = values.Order().ToList();
        return ordered[ordered.Count / 2];
    }
}
