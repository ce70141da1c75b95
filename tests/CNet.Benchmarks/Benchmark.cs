using CNet.Benchmarks.Contestants;
using CNet.Benchmarks.Scenarios;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks;

/// <summary>One run: brings the contestants together, part by part, and takes all of them away again.</summary>
internal sealed class Benchmark(Options options, CancellationToken cancellation) : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("cnet-benchmarks-").FullName;
    private readonly List<Table> _tables = [];
    private string? _floor;

    internal IReadOnlyList<Table> Run()
    {
        _floor = Compiler.TryCompile(Floor.Part, _directory);
        if (Has("attach") || Has("ready") || Has("first")) RunLab();
        if (Has("wait")) WithContestants(all: false, (contestants, cnet) =>
        {
            cnet.MakeLab();
            _tables.Add(new WaitScenario(cnet, options, cancellation).Run());
        });
        if (Has("network")) WithContestants(all: true, (contestants, cnet) => _tables.Add(new NetworkScenario(contestants, cnet, options, cancellation).Run()));
        if (Has("listing"))
        {
            using var listing = new ListingScenario(_floor, options, cancellation);
            _tables.AddRange(listing.Run());
        }
        if (_floor is null) foreach (var table in _tables) table.Notes.Add("The floor is left out: gcc is not on this machine.");
        return _tables;
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void RunLab() => WithContestants(Has("attach"), (contestants, cnet) =>
    {
        foreach (var contestant in contestants) contestant.MakeLab();
        if (Has("first")) _tables.Add(new FirstAttachScenario(cnet, options, cancellation).Run());
        var attach = new AttachScenario(contestants, cnet, options, cancellation);
        var ready = new ReadyScenario(cnet, options, cancellation);
        var existing = 0;
        foreach (var level in Has("attach") || Has("ready") ? options.Levels : [])
        {
            for (; existing < level; existing++)
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (var contestant in contestants) contestant.AttachNew(existing);
            }
            if (Has("attach")) attach.Run(level);
            if (Has("ready")) ready.Run(level);
        }
        if (Has("attach")) _tables.Insert(0, attach.ToTable());
        if (Has("ready")) _tables.Add(ready.Table);
    });

    private void WithContestants(bool all, Action<IReadOnlyList<IContestant>, CNetApi> part)
    {
        var contestants = new List<IContestant>();
        try
        {
            if (all && _floor is not null) contestants.Add(Floor.Start(_floor));
            var cnet = new CNetApi();
            contestants.Add(cnet);
            if (all && Iproute2.TryStart() is { } peer) contestants.Add(peer);
            part(contestants, cnet);
        }
        finally
        {
            foreach (var contestant in contestants) contestant.Dispose();
        }
    }

    private bool Has(string part) => options.Parts.Contains(part);
}
