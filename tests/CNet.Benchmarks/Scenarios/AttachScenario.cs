using CNet.Benchmarks.Contestants;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Scenarios;

/// <summary>Attaches and detaches an endpoint on a network that has others already.</summary>
internal sealed class AttachScenario(IReadOnlyList<IContestant> contestants, CNetApi cnet, Options options, CancellationToken cancellation)
{
    private static readonly Operation
        Attach = new("attach, namespace exists", 1.4),
        AttachNew = new("attach, new namespace", 1.3),
        AddAndAttach = new("add endpoint + attach", null, Attach),
        AddAndAttachNew = new("add endpoint + attach, new namespace", null, AttachNew),
        Add = new("add endpoint"),
        Detach = new("detach", 1.5),
        DetachWithNamespace = new("detach, namespace goes too", null),
        Remove = new("remove endpoint");

    private readonly Turns<IContestant> _turns = new(contestants);
    private readonly Comparison _comparison = new("Attach and detach", "endpoints");
    private bool _isWarm;

    /// <summary>Measures at a number of endpoints, the first of which are there.</summary>
    internal void Run(int level)
    {
        var measured = level;
        for (var round = _isWarm ? options.WarmUp - 2 : 0; round < options.WarmUp; round++) Round(measured, null);
        _isWarm = true;
        for (var round = 0; round < options.Rounds; round++) Round(measured, level);
    }

    internal Table ToTable()
    {
        _comparison.Notes.Add("The floor and iproute2 have neither records nor rules nor addresses to give out; CNet's attach includes its checks and its records. Detach returns when the link is seen gone; iproute2's waits for the acknowledgement.");
        _comparison.Notes.Add("iproute2's time includes two starts of ip for an attach, one for a detach. Adding an endpoint, which has no counterpart, is held against the floor together with its attach.");
        return _comparison.ToTable();
    }

    /// <summary>One round of everybody; recorded where a level is given.</summary>
    private void Round(int endpoint, int? level)
    {
        cancellation.ThrowIfCancellationRequested();
        cnet.Added.Clear();
        cnet.Removed.Clear();
        _turns.Each(contestant => contestant.Prepare(endpoint));
        _turns.Each(contestant => Record(Attach, contestant, contestant.Attach(endpoint)));
        _turns.Each(contestant => Record(Detach, contestant, contestant.Detach(endpoint)));
        _turns.Each(contestant => contestant.CleanUp(endpoint));
        _turns.Next();
        _turns.Each(contestant => Record(AttachNew, contestant, contestant.AttachNew(endpoint)));
        _turns.Each(contestant => Record(DetachWithNamespace, contestant, contestant.DetachWithNamespace(endpoint)));
        foreach (var sample in cnet.Added) Record(Add, cnet, sample);
        foreach (var sample in cnet.Removed) Record(Remove, cnet, sample);
        _turns.Next();

        void Record(Operation operation, IContestant contestant, Sample sample)
        {
            if (level is not { } number) return;
            _comparison.Add(operation, number, contestant.Name, sample);
            if (contestant != cnet) return;
            if (operation == Attach) _comparison.Add(AddAndAttach, number, cnet.Name, Sum(cnet.Added[^1], sample));
            if (operation == AttachNew) _comparison.Add(AddAndAttachNew, number, cnet.Name, Sum(cnet.Added[^1], sample));
        }
    }

    private static Sample Sum(Sample left, Sample right) => new(left.Microseconds + right.Microseconds, left.Bytes + right.Bytes);
}
