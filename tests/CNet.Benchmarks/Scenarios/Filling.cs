using System.Diagnostics;
using System.Globalization;
using CNet.Benchmarks.Contestants;

namespace CNet.Benchmarks.Scenarios;

/// <summary>Brings contestants to a number of objects. One that cannot, or not in reasonable time, is left out from there on, and the tables say so.</summary>
/// <param name="objects">What the objects are called.</param>
/// <param name="maximum">How many a contestant can be filled with.</param>
/// <param name="fill">Makes objects beginning with a number, at most as many as are still missing, and returns how many it has made.</param>
/// <param name="note">Takes down who is left out; called by several threads.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class Filling<T>(string objects, Func<T, int> maximum, Func<T, int, int, int> fill, Action<string> note, CancellationToken cancellation)
    where T : IEntrant
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Fills all at once, since that is not measured; whoever does not get there takes no further part.</summary>
    internal void Fill(List<T> active, int existing, int level)
    {
        var filling = active.Select(contestant => (contestant, Task.Factory.StartNew(() => TryFill(contestant, existing, level), TaskCreationOptions.LongRunning))).ToList();
        // All come to their end, so that none is disposed of in the midst of it.
        Task.WhenAll(filling.Select(task => task.Item2)).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        foreach (var (contestant, filled) in filling)
            if (!filled.GetAwaiter().GetResult()) active.Remove(contestant);
    }

    private bool TryFill(T contestant, int existing, int level)
    {
        if (level > maximum(contestant))
        {
            LeaveOut($"{contestant.Name} takes no part at {Number(level)} {objects}: it is not filled with more than {Number(maximum(contestant))}.");
            return false;
        }
        var start = Stopwatch.GetTimestamp();
        for (var i = existing; i < level;)
        {
            cancellation.ThrowIfCancellationRequested();
            i += fill(contestant, i, level - i);
            if (i >= level || Stopwatch.GetElapsedTime(start) < Patience) continue;
            LeaveOut($"{contestant.Name} takes no part at {Number(level)} {objects}: it had {Number(i)} of them after {Patience.TotalSeconds:0} s.");
            return false;
        }
        return true;
    }

    private void LeaveOut(string text)
    {
        Console.Error.WriteLine(text);
        note(text);
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
