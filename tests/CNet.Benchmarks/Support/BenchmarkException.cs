namespace CNet.Benchmarks.Support;

/// <summary>What keeps the benchmark from going on.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
