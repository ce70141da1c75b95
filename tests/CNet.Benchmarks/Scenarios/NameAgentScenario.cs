using System.Diagnostics;
using System.Globalization;
using CNet.Benchmarks.Contestants.NameServers;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Scenarios;

/// <summary>The agent and its names: what it takes of memory, and how soon a sandbox that has joined is known, and itself knows others.</summary>
internal sealed class NameAgentScenario(NameClient client, Options options, CancellationToken cancellation)
{
    private readonly Table _table = new("The agent: names", "what", "sandboxes", "median", "worst", "target");

    internal Table Run()
    {
        using var cnet = new CNetNameServer();
        Memory(cnet, 0, "≤ 35");
        var existing = 0;
        foreach (var level in options.Levels)
        {
            while (existing < level)
            {
                cancellation.ThrowIfCancellationRequested();
                existing += cnet.Fill(existing, level - existing);
            }
            client.WaitFor(cnet.QuestionFor(level - 1));
            Memory(cnet, level, level == 1000 ? "≤ 60" : "");
            Joins(cnet, level);
        }
        _table.Notes.Add("Memory is what is resident at most, once that neither rises nor falls any more. A join is that of a new endpoint and a new sandbox, which go again before the next.");
        _table.Notes.Add("What is asked is asked again and again until the answer is the right one, a tenth of a millisecond after a wrong one, or none; the time begins when the join returns.");
        return _table;
    }

    private void Joins(CNetNameServer cnet, int level)
    {
        Samples asFirst = new(), asItself = new();
        for (var i = 0; i < options.Joins; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            asFirst.Add(Join(cnet, level + i, () => cnet.QuestionIn(0, level + i)));
            asItself.Add(Join(cnet, level + i, () => cnet.QuestionIn(level + i, 0)));
        }
        Row("from a join's return to its name, asked in the first sandbox, ms", level, asFirst);
        Row("from a join's return to another's name, asked in it, ms", level, asItself);
    }

    private Sample Join(CNetNameServer cnet, int sandbox, Func<Question> question)
    {
        cnet.Join(sandbox);
        var start = Stopwatch.GetTimestamp();
        client.WaitFor(question());
        var elapsed = Stopwatch.GetElapsedTime(start);
        cnet.Leave(sandbox);
        return new Sample(elapsed.TotalMicroseconds);
    }

    private void Memory(CNetNameServer cnet, int level, string target) =>
        _table.Add("memory, MB", Number(level), Text(Rest.MemoryOf(() => cnet.Agent.MemoryBytes, cancellation), "0.0"), "", target);

    private void Row(string what, int level, Samples samples) => _table.Add(what, Number(level), Text(samples.Median / 1000, "0.00"), Text(samples.Maximum / 1000, "0.00"), "");

    private static string Number(int value) => Text(value, "N0");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
