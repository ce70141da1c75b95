using CNet.Benchmarks.Contestants;

namespace CNet.Benchmarks.Scenarios;

/// <summary>Takes the contestants in turns, each round beginning with another one, so that none has the quieter machine.</summary>
/// <param name="contestants">Who takes part; may change between rounds.</param>
/// <param name="pause">How long the kernel has to clear away what one did before it is the next one's turn.</param>
internal sealed class Turns<T>(IReadOnlyList<T> contestants, TimeSpan pause = default)
    where T : IEntrant
{
    // Namespaces and deleted links are cleared away by the kernel in the background, under the lock that every change needs.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(60);
    private int _first;

    /// <summary>Lets everybody do a step who takes part in it.</summary>
    internal void Each(Action<T> step, Func<T, bool>? takesPart = null)
    {
        for (var i = 0; i < contestants.Count; i++)
        {
            var contestant = contestants[(_first + i) % contestants.Count];
            if (takesPart?.Invoke(contestant) == false) continue;
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
