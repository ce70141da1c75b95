using System.Globalization;
using CNet.Benchmarks.Contestants.Publishers;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Scenarios;

/// <summary>
/// New connections through the port that was published last: clients on a LAN beside the Host, the Host, a server in the sandbox. The same clients and servers for
/// all, in turns, and in each round a CNet that has published one port only: what the machine does meanwhile does not count.
/// </summary>
internal sealed class ConnectScenario : IDisposable
{
    private const int Flight = 32;
    private const string Single = "CNet, 1 port", None = "–", Target = "≥ 0.95";
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(100);
    private readonly string _program;
    private readonly IReadOnlyList<IPublisher> _publishers;
    private readonly Options _options;
    private readonly CancellationToken _cancellation;
    private readonly CNetPublisher _single = new(Single, Published.IPv4);
    private readonly Dictionary<IPublisher, Traffic> _traffic = [];
    private readonly Dictionary<(int Level, string Publisher), List<(Burst Many, Burst One)>> _bursts = [];

    private ConnectScenario(string program, IReadOnlyList<IPublisher> publishers, Options options, CancellationToken cancellation)
    {
        _program = program;
        _publishers = publishers;
        _options = options;
        _cancellation = cancellation;
        _single.Publish(0);
    }

    /// <summary>Prepares it; null where the traffic cannot be made on this machine.</summary>
    internal static ConnectScenario? TryCreate(string directory, Guests<IPublisher> guests, Options options, CancellationToken cancellation)
    {
        if (!PrivateShell.IsPossible) return null;
        if (Compiler.TryCompile("load", directory) is { } program) return new ConnectScenario(program, guests.Present, options, cancellation);
        guests.Miss("The measurement of connections", Compiler.Packages);
        return null;
    }

    /// <summary>Publishes the port of that number, measures, and takes it back.</summary>
    internal void Run(IReadOnlyList<IPublisher> active, int level)
    {
        var port = level - 1;
        var lines = new List<Line>();
        try
        {
            lines.Add(Open(_single, 0));
            foreach (var publisher in active.Where(publisher => publisher is not (FloorPublisher or NftPublisher or ShellPublisher)))
            {
                publisher.Publish(port);
                lines.Add(Open(publisher, port));
            }
            foreach (var line in lines) line.Run(WarmUp, Flight);
            var turns = new Turns<Line>(lines);
            for (var round = 0; round < _options.Bursts; round++)
            {
                _cancellation.ThrowIfCancellationRequested();
                turns.Each(line => Add(level, line.Name, (line.Run(_options.Burst, Flight), line.Run(_options.Burst, 1))));
                turns.Next();
            }
        }
        finally
        {
            foreach (var line in lines) line.Dispose();
        }
        foreach (var line in lines.Where(line => line.Publisher != _single)) line.Publisher.Unpublish(port);
    }

    internal IEnumerable<Table> ToTables()
    {
        List<string> columns = [Single, .. _publishers.Select(publisher => publisher.Name).Where(name => _bursts.Keys.Any(key => key.Publisher == name))];
        var rates = Of("New TCP connections per second through the N-th port, median (lowest)", columns, (bursts, _) => Text($"{bursts.Median(burst => burst.Many.PerSecond):N0} ({bursts.Min(burst => burst.Many.PerSecond):N0})"));
        rates.Notes.Add(Text($"A connection is a connect, a byte there and a byte back, and a reset; {Flight} at a time, from one machine of a LAN through the Host to one sandbox, clients and server one thread each in C; {_options.Bursts} times {_options.Burst.TotalMilliseconds:0} ms in turns."));
        rates.Notes.Add($"{Single}: another Host that has published one port only, in the same turns; N is what the others have published.");
        yield return rates;
        var relative = Of("The same, as multiples of CNet with one port in the same turn, median", [.. columns.Skip(1)],
            (bursts, single) => Text($"{bursts.Select((burst, turn) => burst.Many.PerSecond / single[turn].Many.PerSecond).Median():0.00}"));
        relative.Notes.Add($"Target: CNet {Target} at every N, which is within 5 % of one port.");
        yield return relative;
        yield return Of("Connect and a byte back, one at a time: microseconds, median / p99", columns, (bursts, _) => Text($"{bursts.Median(burst => burst.One.Median):0} / {bursts.Median(burst => burst.One.P99):0}"));
    }

    public void Dispose()
    {
        foreach (var traffic in _traffic.Values) traffic.Dispose();
        _single.Dispose();
    }

    private Line Open(IPublisher publisher, int port)
    {
        var way = publisher.WayOf(port)!;
        if (!_traffic.TryGetValue(publisher, out var traffic)) traffic = _traffic[publisher] = new Traffic(_program, way.Host);
        return new Line(publisher, traffic, traffic.Serve(way.Sandbox), port);
    }

    private void Add(int level, string publisher, (Burst, Burst) bursts)
    {
        if (!_bursts.TryGetValue((level, publisher), out var all)) all = _bursts[(level, publisher)] = [];
        all.Add(bursts);
    }

    private Table Of(string title, IReadOnlyList<string> columns, Func<List<(Burst Many, Burst One)>, List<(Burst Many, Burst One)>, string> cell)
    {
        var table = new Table(title, ["N", .. columns]);
        foreach (var level in _bursts.Keys.Select(key => key.Level).Distinct())
        {
            var single = _bursts[(level, Single)];
            table.Add([level.ToString("N0", CultureInfo.InvariantCulture), .. columns.Select(name => _bursts.TryGetValue((level, name), out var bursts) ? cell(bursts, single) : None)]);
        }
        return table;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A port that is published, with clients before and a server behind it.</summary>
    private sealed class Line(IPublisher publisher, Traffic traffic, PipeServer server, int port) : Contestants.IEntrant
    {
        public string Name => publisher.Name;

        internal IPublisher Publisher => publisher;

        internal Burst Run(TimeSpan duration, int flight) => traffic.Run(port, duration, flight);

        public void Dispose() => server.Dispose();
    }
}
