using System.Globalization;
using CNet.Benchmarks.Contestants;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Scenarios;

/// <summary>All operations of endpoints, and then of networks, beside the peers: whoever has the ability, in turns, at each number of objects.</summary>
internal sealed class PeerScenario
{
    private const string EndpointsAttached = "endpoints", NetworksMade = "networks";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
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
        turns.Each(contestant => contestant.Prepare(endpoint), Can(Abilities.Attach));
        turns.Each(contestant => record("attach, namespace exists", contestant, contestant.Attach(endpoint)), Can(Abilities.Attach));
        turns.Each(contestant => record("detach", contestant, contestant.Detach(endpoint)), Can(Abilities.Attach));
        turns.Each(contestant => contestant.CleanUp(endpoint), Can(Abilities.Attach));
        turns.Next();
        turns.Each(contestant => record("attach, new namespace", contestant, contestant.AttachNew(endpoint)), Can(Abilities.AttachNew));
        turns.Each(contestant => record("detach, namespace goes too", contestant, contestant.DetachWithNamespace(endpoint)), Can(Abilities.AttachNew));
        turns.Next();
    }, atLevel);

    /// <summary>Makes and removes a network on a Host that has others already.</summary>
    internal void RunNetworks() => Run(Abilities.Networks, NetworksMade, _ => int.MaxValue, (contestant, network) => contestant.CreateNetwork(network), (turns, network, record) =>
    {
        turns.Each(contestant => record("create network", contestant, contestant.CreateNetwork(network)), Can(Abilities.Networks));
        turns.Each(contestant => record("remove network", contestant, contestant.RemoveNetwork(network)), Can(Abilities.Networks));
        turns.Next();
    }, _ => { });

    private void Run(Abilities needed, string objects, Func<IContestant, int> maximum, Action<IContestant, int> fill, Action<Turns<IContestant>, int, Action<string, IContestant, Sample>> round, Action<int> atLevel)
    {
        var active = _all.Where(contestant => contestant.Abilities.HasFlag(needed)).ToList();
        // Only what is compiled while it runs needs many rounds to become warm.
        Repeat(new Turns<IContestant>([.. active.Where(contestant => contestant is Floor or CNetApi or CNetShell)]), _options.WarmUp, 0, null);
        var filling = new Filling<IContestant>(objects, maximum, (contestant, number, _) =>
        {
            fill(contestant, number);
            return 1;
        }, Note, _cancellation);
        var existing = 0;
        foreach (var level in _options.Levels)
        {
            Console.Error.WriteLine($"Filling all with {Number(level)} {objects}.");
            filling.Fill(active, existing, level);
            Console.Error.WriteLine($"Measuring at {Number(level)} {objects}.");
            existing = level;
            var turns = new Turns<IContestant>(active, Pause);
            Repeat(turns, 2, level, null);
            Repeat(turns, _options.Rounds, level, level);
            atLevel(level);
        }

        void Repeat(Turns<IContestant> turns, int count, int number, int? level)
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

    private static Func<IContestant, bool> Can(Abilities needed) => contestant => contestant.Abilities.HasFlag(needed);

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private void Note(string text)
    {
        lock (_table) _table.Notes.Add(text);
    }
}
