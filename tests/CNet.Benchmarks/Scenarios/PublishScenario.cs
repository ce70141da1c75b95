using System.Globalization;
using CNet.Benchmarks.Contestants.Publishers;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Scenarios;

/// <summary>Publishes a port, and takes it back, where others are published already: the N-th one.</summary>
internal sealed class PublishScenario(IReadOnlyList<IPublisher> publishers, Options options, CancellationToken cancellation)
{
    private const int InARow = 10;
    private static readonly string[] Explanations =
    [
        "floor: one transaction with one element of one map, by CNet's netlink codec; no record, no check. CNet: one port on the IPv4 addresses of the Host, in process; CNet, all: on all addresses of both families, as it is where none is named.",
        "Target: CNet publishes a port in at most 0.1 ms, whatever N is. No agent runs: nobody waits for it to hold the port.",
        "pwsh: an endpoint piped to Publish-CNetPort in a warm pwsh, a mapping to Unpublish-CNetPort. nft: nft add element, nft delete element; the start of nft is in it, as is that of the plugins.",
        "CNI: the call of portmap alone, without that of bridge. netavark and Docker publish ports with a container's network only: a setup with one mapping, and connecting a container that runs and has one; what that takes without a port is in the tables of attaching.",
        $"In a row: ports N to N + {InARow - 1}, one after the other, before it is the next one's turn; otherwise what the others do in between leaves cold caches, as in a script that does other things.",
        "The N - 1 ports before were published by containers of ten ports each with CNI and netavark, of a hundred with Docker, and by one endpoint with CNet.",
    ];

    private readonly PeerTable _table = new([.. publishers.Select(publisher => publisher.Name)], "Publishing the N-th port", "N");

    internal PeerTable Table => _table;

    /// <summary>Measures at each number of ports.</summary>
    /// <param name="connect">Connections through the last port, where they are measured too.</param>
    internal void Run(ConnectScenario? connect)
    {
        var active = publishers.ToList();
        // Only what is compiled while it runs needs many rounds to become warm.
        Repeat(new Turns<IPublisher>([.. active.Where(IsResident)]), options.WarmUp, 0, record: false);
        var filling = new Filling<IPublisher>("ports before the one that is measured", publisher => publisher.MaximumPorts, (publisher, first, count) => publisher.Fill(first, count), Note, cancellation);
        var existing = 0;
        foreach (var level in options.Levels)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Publishing {level - 1:N0} ports with all."));
            filling.Fill(active, existing, level - 1);
            existing = level - 1;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Measuring port {level:N0}."));
            if (options.Parts.Contains("publish"))
            {
                var turns = new Turns<IPublisher>(active);
                Repeat(turns, 2, existing, record: false);
                Repeat(turns, options.Rounds, existing, record: true);
            }
            connect?.Run(active, level);
        }
        _table.Notes.InsertRange(0, Explanations);
    }

    private void Repeat(Turns<IPublisher> turns, int count, int port, bool record)
    {
        for (var i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            turns.Each(publisher => Record("publish", publisher, publisher.Publish(port)));
            turns.Each(publisher => Record("take back", publisher, publisher.Unpublish(port)));
            turns.Next();
            // Without the caches that programs leave cold between two turns.
            turns.Each(publisher =>
            {
                for (var next = 0; next < InARow; next++) Record("publish, in a row", publisher, publisher.Publish(port + next));
                for (var next = 0; next < InARow; next++) Record("take back, in a row", publisher, publisher.Unpublish(port + next));
            }, IsResident);
            turns.Next();
        }

        void Record(string operation, IPublisher publisher, Sample sample)
        {
            if (record) _table.Add(operation, port + 1, publisher.Name, sample);
        }
    }

    /// <summary>Whether nothing is started for what is measured.</summary>
    private static bool IsResident(IPublisher publisher) => publisher is FloorPublisher or CNetPublisher or ShellPublisher;

    private void Note(string text)
    {
        lock (_table) _table.Notes.Add(text);
    }
}
