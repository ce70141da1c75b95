using System.Globalization;
using CNet.Benchmarks.Contestants.NameServers;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Scenarios;

/// <summary>Questions for the name of the last sandbox of a network, asked in the first one: many in flight, and one at a time. The same clients for all, in turns.</summary>
/// <param name="servers">Who is asked; the floor is among them.</param>
/// <param name="client">Asks one question at a time.</param>
/// <param name="load">Asks many; null where it is not installed.</param>
/// <param name="options">How often, and how long.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class NameScenario(IReadOnlyList<INameServer> servers, NameClient client, DnsPerf? load, Options options, CancellationToken cancellation)
{
    private const int Flight = 100;
    private const string FloorName = "floor", None = "–", Multiples = "as multiples of the floor in the same turn, median";
    private readonly Dictionary<(int Level, string Server), List<Answers>> _answers = [];
    private readonly List<string> _leftOut = [];

    /// <summary>Measures at each number of sandboxes.</summary>
    internal void Run()
    {
        var active = servers.ToList();
        var filling = new Filling<INameServer>("sandboxes", server => server.MaximumSandboxes, (server, first, count) => server.Fill(first, count), Note, cancellation);
        var existing = 0;
        foreach (var level in options.Levels)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Making {level:N0} sandboxes with all."));
            filling.Fill(active, existing, level);
            existing = level;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Asking at {level:N0} sandboxes."));
            Measure(active, level);
        }
    }

    internal IEnumerable<Table> ToTables()
    {
        if (load is not null)
        {
            var rates = Of(Text($"Names: answers per second, {Flight} questions in flight, median (lowest)"), (own, _) => Text($"{own.Median(answers => answers.Many.PerSecond):N0} ({own.Min(answers => answers.Many.PerSecond):N0})"));
            rates.Notes.Add(Text($"dnsperf in the first sandbox asks for the name of the last one; {options.Rounds} times {options.Load.TotalSeconds:0.#} s in turns. It takes a processor of its own, and on two of them some of the server's."));
            rates.Notes.Add("floor: one thread in C that answers every question with one address, and knows no names. CNet and Docker listen inside of the sandbox, aardvark-dns on the bridge.");
            rates.Notes.AddRange(_leftOut);
            rates.Notes.AddRange(Losses());
            yield return rates;
            var relative = Of($"Names: answers per second, {Multiples}", (own, floor) => Text($"{MedianRatio(own, floor, answers => answers.Many.PerSecond):0.00}"));
            relative.Notes.Add("Target: CNet ≥ 0.8, and 150,000 a second.");
            yield return relative;
        }
        yield return Of("Names: one question in flight: microseconds, median / p99", (own, _) => Text($"{own.Median(answers => answers.One.Median):0.0} / {own.Median(answers => answers.One.P99):0.0}"));
        var slower = Of($"Names: one question in flight, {Multiples}", (own, floor) => Text($"{MedianRatio(own, floor, answers => answers.One.Median):0.00}"));
        slower.Notes.Add(Text($"A client of one thread in C, in the same sandbox, which looks into each answer; {options.Rounds} times {options.Burst.TotalMilliseconds:0} ms in turns. Target: CNet ≤ 1.15."));
        if (load is null) slower.Notes.AddRange(_leftOut);
        yield return slower;
    }

    private void Measure(IReadOnlyList<INameServer> active, int level)
    {
        var questions = active.ToDictionary(server => server, server => server.QuestionFor(level - 1));
        foreach (var question in questions.Values) client.WaitFor(question);
        var turns = new Turns<INameServer>(active);
        // The first round is for what is compiled while it runs.
        for (var round = -1; round < options.Rounds; round++)
        {
            turns.Each(server =>
            {
                cancellation.ThrowIfCancellationRequested();
                var answers = new Answers(load?.Run(questions[server], options.Load, Flight) ?? default, client.Run(questions[server], options.Burst));
                if (round >= 0) AnswersOf(level, server.Name).Add(answers);
            });
            turns.Next();
        }
    }

    private List<Answers> AnswersOf(int level, string server) => _answers.TryGetValue((level, server), out var all) ? all : _answers[(level, server)] = [];

    private IEnumerable<string> Losses() =>
        _answers.Select(pair => (pair.Key, Lost: pair.Value.Sum(answers => answers.Many.Lost))).Where(pair => pair.Lost > 0).Select(pair => Text($"{pair.Key.Server} left {pair.Lost:N0} questions without an answer at {pair.Key.Level:N0} sandboxes."));

    private Table Of(string title, Func<List<Answers>, List<Answers>, string> cell)
    {
        var columns = servers.Select(server => server.Name).ToList();
        var table = new Table(title, ["sandboxes", .. columns]);
        foreach (var level in options.Levels)
            table.Add([level.ToString("N0", CultureInfo.InvariantCulture), .. columns.Select(name => _answers.TryGetValue((level, name), out var own) ? cell(own, _answers[(level, FloorName)]) : None)]);
        return table;
    }

    private void Note(string text)
    {
        lock (_leftOut) _leftOut.Add(text);
    }

    private static double MedianRatio(List<Answers> own, List<Answers> floor, Func<Answers, double> value) => own.Select((answers, turn) => value(answers) / value(floor[turn])).Median();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>What came of one turn.</summary>
    private readonly record struct Answers(Throughput Many, Burst One);
}
