using CNet.Benchmarks.Contestants;

namespace CNet.Benchmarks.Scenarios;

/// <summary>Takes the contestants in turns, each round beginning with another one, so that none has the quieter machine.</summary>
/// <param name="contestants">Who takes part; may change between rounds.</param>
/// <param name="pause">How long the kernel has to clear away what one did before it is the next one's turn.</param>
internal sealed class Turns(IReadOnlyList<IContestant> contestants, TimeSpan pause = default)
{
    // Namespaces and deleted links are cleared away by the kernel in the background, under the lock that every change needs.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(60);
    private int _first;

    /// <summary>Lets everybody do a step who is able to.</summary>
    internal void Each(Action<IContestant> step, Abilities needed = default)
    {
        for (var i = 0; i < contestants.Count; i++)
        {
            var contestant = contestants[(_first + i) % contestants.Count];
            if (!contestant.Abilities.HasFlag(needed)) continue;
            step(contestant);
            Thread.Sleep(pause);
        }
    }

    /// <summary>Ends a round.</summary>
    internal void Next()
    {
        _first++;
        Thread.Sleep(Settling);
    }
}
