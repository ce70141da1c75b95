using CNet.Benchmarks.Contestants;

namespace CNet.Benchmarks.Scenarios;

/// <summary>Takes the contestants in turns, each round beginning with another one, so that none has the quieter machine.</summary>
internal sealed class Turns(IReadOnlyList<IContestant> contestants)
{
    // Namespaces and deleted links are cleared away by the kernel in the background, under the lock that every change needs.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(60);
    private int _first;

    /// <summary>Lets everybody do a step.</summary>
    internal void Each(Action<IContestant> step)
    {
        for (var i = 0; i < contestants.Count; i++) step(contestants[(_first + i) % contestants.Count]);
    }

    /// <summary>Ends a round.</summary>
    internal void Next()
    {
        _first++;
        Thread.Sleep(Settling);
    }
}
