using CNet.Benchmarks.Contestants;
using CNet.Benchmarks.Contestants.Publishers;
using CNet.Benchmarks.Scenarios;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks;

/// <summary>The run of published ports, beside whatever peers are installed.</summary>
internal sealed class PortBenchmark(Options options, CancellationToken cancellation) : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("cnet-benchmarks-").FullName;

    internal IReadOnlyList<Table> Run()
    {
        var tables = new List<Table>();
        using (var guests = new Guests<IPublisher>(cancellation))
        {
            Invite(guests);
            using var connect = options.Parts.Contains("connect") ? ConnectScenario.TryCreate(_directory, guests, options, cancellation) : null;
            var publish = new PublishScenario(guests.Present, options, cancellation);
            if (options.Parts.Contains("publish") || connect is not null) publish.Run(connect);
            publish.Table.Notes.AddRange(guests.Missing);
            if (options.Parts.Contains("publish")) tables.AddRange(publish.Table.ToTables());
            if (connect is not null) tables.AddRange(connect.ToTables());
        }
        // When the others are gone, since these compare CNet with its targets only.
        if (options.Parts.Contains("many")) tables.Add(new ManyPortsScenario(options, cancellation).Run());
        if (options.Parts.Contains("agent")) tables.AddRange(new AgentScenario(_directory, options, cancellation).Run());
        return tables;
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void Invite(Guests<IPublisher> guests)
    {
        guests.Invite(true, "The floor", null, () => new FloorPublisher());
        guests.Invite(true, CNetPublisher.OnIPv4, null, () => new CNetPublisher(CNetPublisher.OnIPv4, Published.IPv4));
        guests.Invite(true, CNetPublisher.OnAll, null, () => new CNetPublisher(CNetPublisher.OnAll, Published.All));
        guests.Invite(CNetShell.IsInstalled, "pwsh", null, () => new ShellPublisher());
        if (!PrivateShell.IsPossible)
        {
            guests.Miss("Every peer", PrivateShell.Packages);
            return;
        }
        guests.Invite(Installed.Find(NftPublisher.Program) is not null, "nft", NftPublisher.Package, () => new NftPublisher());
        guests.Invite(CniPublisher.IsInstalled, "CNI", CniPublisher.Packages, () => new CniPublisher());
        guests.Invite(Netavark.IsInstalled, "netavark", Netavark.Package, () => new NetavarkPublisher());
        guests.Invite(DockerDaemon.IsInstalled, "Docker", DockerDaemon.Packages, () => new DockerPublisher(_directory));
    }
}
