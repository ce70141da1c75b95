using CNet.Benchmarks.Contestants;
using CNet.Benchmarks.Contestants.NameServers;
using CNet.Benchmarks.Scenarios;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks;

/// <summary>The run of names, beside whatever peers are installed.</summary>
internal sealed class NameBenchmark(Options options, CancellationToken cancellation) : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("cnet-benchmarks-").FullName;

    internal IReadOnlyList<Table> Run()
    {
        var program = Compiler.TryCompile(NameClient.Part, _directory) ?? throw new BenchmarkException($"The client that asks for names is written in C: apt-get install {Compiler.Packages}");
        using var client = new NameClient(program);
        var tables = new List<Table>();
        if (options.Parts.Contains("answers"))
        {
            using var guests = new Guests<INameServer>(cancellation);
            Invite(guests, program);
            var load = DnsPerf.IsInstalled ? new DnsPerf(_directory) : null;
            if (load is null) guests.Miss("The measurement with many questions in flight", DnsPerf.Package);
            var names = new NameScenario(guests.Present, client, load, options, cancellation);
            names.Run();
            tables.AddRange(names.ToTables());
            tables[0].Notes.AddRange(guests.Missing);
        }
        // When the others are gone, since this compares CNet with its targets only.
        if (options.Parts.Contains("agent")) tables.Add(new NameAgentScenario(client, options, cancellation).Run());
        return tables;
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void Invite(Guests<INameServer> guests, string program)
    {
        guests.Invite(true, "The floor", null, () => new FloorNameServer(program));
        guests.Invite(true, "CNet", null, () => new CNetNameServer());
        if (!PrivateShell.IsPossible)
        {
            guests.Miss("Every peer", PrivateShell.Packages);
            return;
        }
        guests.Invite(AardvarkNameServer.IsInstalled, "aardvark-dns", AardvarkNameServer.Package, () => new AardvarkNameServer());
        guests.Invite(DockerDaemon.IsInstalled, "Docker", DockerDaemon.Packages, () => new DockerNameServer(_directory));
    }
}
