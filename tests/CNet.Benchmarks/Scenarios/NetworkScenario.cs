using CNet.Benchmarks.Contestants;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Scenarios;

/// <summary>Makes and removes a network on a Host that has others already.</summary>
internal sealed class NetworkScenario(IReadOnlyList<IContestant> contestants, CNetApi cnet, Options options, CancellationToken cancellation)
{
    private static readonly Operation
        Create = new("create network", 2.0),
        CreateDefault = new("create network, subnet chosen", 2.0, Create),
        Remove = new("remove network");

    private readonly Turns<IContestant> _turns = new(contestants);
    private readonly Comparison _comparison = new("Networks", "networks");

    internal Table Run()
    {
        var existing = 0;
        var warmUp = options.WarmUp;
        foreach (var level in options.Levels)
        {
            for (; existing < level; existing++)
            {
                cancellation.ThrowIfCancellationRequested();
                _turns.Each(contestant => contestant.CreateNetwork(existing));
            }
            for (var round = 0; round < warmUp; round++) Round(existing, null);
            for (var round = 0; round < options.Rounds; round++) Round(existing, level);
            warmUp = 2;
        }
        _comparison.Notes.Add("The floor's network is a bridge with its address, up, mcast_snooping 0, and one element of an nf_tables set; iproute2's has no rule. CNet's has three elements of nf_tables, address pools and records.");
        _comparison.Notes.Add("The kernel holds whoever deletes a bridge for one or two grace periods, before it says that the bridge is gone: the floor of removal is the kernel's.");
        return _comparison.ToTable();
    }

    private void Round(int network, int? level)
    {
        cancellation.ThrowIfCancellationRequested();
        _turns.Each(contestant => Record(Create, contestant, contestant.CreateNetwork(network)));
        _turns.Each(contestant => Record(Remove, contestant, contestant.RemoveNetwork(network)));
        _turns.Next();
        Record(CreateDefault, cnet, cnet.CreateDefaultNetwork(network));
        cnet.RemoveNetwork(network);
        _turns.Next();

        void Record(Operation operation, IContestant contestant, Sample sample)
        {
            if (level is { } number) _comparison.Add(operation, number, contestant.Name, sample);
        }
    }
}
