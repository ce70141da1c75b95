using System.Diagnostics;
using System.Globalization;
using CNet.Benchmarks.Contestants;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Scenarios;

/// <summary>All operations of endpoints, and then of networks, beside the peers: whoever has the ability, in turns, at each number of objects.</summary>
internal sealed class PeerScenario
{
    private const string EndpointsAttached = "endpoints", NetworksMade = "networks";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120), Pause = TimeSpan.FromMilliseconds(10);
    private readonly IReadOnlyList<IContestant> _all;
    private readonly Options _options;
    private readonly CancellationToken _cancellation;
    private readonly PeerTable _table;

    internal PeerScenario(IReadOnlyList<IContestant> contestants, Options options, CancellationToken cancellation)
    {
        _all = contestants;
        _options = options;
        _cancellation = cancellation;
        _table = new PeerTable([.. contestants.Select(contestant => contestant.Name)]);
    }

    internal PeerTable Table => _table;

    /// <summary>Attaches and detaches an endpoint on a network that has others already.</summary>
    /// <param name="atLevel">What else there is to do when the endpoints are there.</param>
    internal void RunEndpoints(Action<int> atLevel) => Run(Abilities.Attach, EndpointsAttached, contestant => contestant.MaximumEndpoints, (contestant, endpoint) => contestant.Fill(endpoint), (turns, endpoint, record) =>
    {
        turns.Each(contestant => contestant.Prepare(endpoint), Abilities.Attach);
        turns.Each(contestant => record("attach, namespace exists", contestant, contestant.Attach(endpoint)), Abilities.Attach);
        turns.Each(contestant => record("detach", contestant, contestant.Detach(endpoint)), Abilities.Attach);
        turns.Each(contestant => contestant.CleanUp(endpoint), Abilities.Attach);
        turns.Next();
        turns.Each(contestant => record("attach, new namespace", contestant, contestant.AttachNew(endpoint)), Abilities.AttachNew);
        turns.Each(contestant => record("detach, namespace goes too", contestant, contestant.DetachWithNamespace(endpoint)), Abilities.AttachNew);
        turns.Next();
    }, atLevel);

    /// <summary>Makes and removes a network on a Host that has others already.</summary>
    internal void RunNetworks() => Run(Abilities.Networks, NetworksMade, _ => int.MaxValue, (contestant, network) => contestant.CreateNetwork(network), (turns, network, record) =>
    {
        turns.Each(contestant => record("create network", contestant, contestant.CreateNetwork(network)), Abilities.Networks);
        turns.Each(contestant => record("remove network", contestant, contestant.RemoveNetwork(network)), Abilities.Networks);
        turns.Next();
    }, _ => { });

    private void Run(Abilities needed, string objects, Func<IContestant, int> maximum, Action<IContestant, int> fill, Action<Turns, int, Action<string, IContestant, Sample>> round, Action<int> atLevel)
    {
        var active = _all.Where(contestant => contestant.Abilities.HasFlag(needed)).ToList();
        // Only what is compiled while it runs needs many rounds to become warm.
        Repeat(new Turns([.. active.Where(contestant => contestant is Floor or CNetApi or CNetShell)]), _options.WarmUp, 0, null);
        var existing = 0;
        foreach (var level in _options.Levels)
        {
            Console.Error.WriteLine($"Filling all with {Number(level)} {objects}.");
            FillAll(active, objects, existing, level, maximum, fill);
            Console.Error.WriteLine($"Measuring at {Number(level)} {objects}.");
            existing = level;
            var turns = new Turns(active, Pause);
            Repeat(turns, 2, level, null);
            Repeat(turns, _options.Rounds, level, level);
            atLevel(level);
        }

        void Repeat(Turns turns, int count, int number, int? level)
        {
            for (var i = 0; i < count; i++)
            {
                _cancellation.ThrowIfCancellationRequested();
                round(turns, number, (operation, contestant, sample) =>
                {
                    if (level is { } there) _table.Add(operation, there, contestant.Name, sample);
                });
            }
        }
    }

    /// <summary>Fills all at once, since that is not measured; whoever does not get there takes no further part.</summary>
    private void FillAll(List<IContestant> active, string objects, int existing, int level, Func<IContestant, int> maximum, Action<IContestant, int> fill)
    {
        var filling = active.Select(contestant => (contestant, Task.Factory.StartNew(() => TryFill(contestant, objects, existing, level, maximum(contestant), fill), TaskCreationOptions.LongRunning))).ToList();
        // All come to their end, so that none is disposed of in the midst of it.
        Task.WhenAll(filling.Select(task => task.Item2)).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        foreach (var (contestant, filled) in filling)
            if (!filled.GetAwaiter().GetResult()) active.Remove(contestant);
    }

    /// <summary>Brings a contestant to a number of objects; one that cannot, or not in reasonable time, is left out from there on, and the table says so.</summary>
    private bool TryFill(IContestant contestant, string objects, int existing, int level, int maximum, Action<IContestant, int> fill)
    {
        if (level > maximum)
        {
            Note($"{contestant.Name} takes no part at {Number(level)} {objects}: it is not filled with more than {Number(maximum)}.");
            return false;
        }
        var start = Stopwatch.GetTimestamp();
        for (var i = existing; i < level; i++)
        {
            _cancellation.ThrowIfCancellationRequested();
            fill(contestant, i);
            if (Stopwatch.GetElapsedTime(start) < Patience) continue;
            Note($"{contestant.Name} takes no part at {Number(level)} {objects}: it had {Number(i + 1)} of them after {Patience.TotalSeconds:0} s.");
            return false;
        }
        return true;
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private void Note(string text)
    {
        Console.Error.WriteLine(text);
        lock (_table) _table.Notes.Add(text);
    }
}
