namespace CNet.Benchmarks.Contestants;

/// <summary>One of those that are compared, by whichever scenario.</summary>
internal interface IEntrant : IDisposable
{
    /// <summary>What it is called in the tables.</summary>
    string Name { get; }
}
