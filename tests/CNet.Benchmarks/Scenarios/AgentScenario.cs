using System.Diagnostics;
using System.Globalization;
using CNet.Benchmarks.Contestants.Publishers;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Scenarios;

/// <summary>The agent: how soon it holds what is published, what it takes of memory, and what passes through it.</summary>
internal sealed class AgentScenario(string directory, Options options, CancellationToken cancellation)
{
    private const int Flight = 32, Proxied = 0;
    private const string Agent = "::1", Kernel = "127.0.0.1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    internal IEnumerable<Table> Run()
    {
        using var one = new CNetPublisher(CNetPublisher.OnAll, Published.All);
        var tables = new List<Table> { Holding(one) };
        if (Compiler.TryCompile("load", directory) is { } program) tables.Add(Passing(one, program));
        else tables[0].Notes.Add($"What passes through the agent is left out: apt-get install {Compiler.Packages}.");
        return tables;
    }

    private Table Holding(CNetPublisher one)
    {
        var table = new Table("The agent: holding what is published", "what", "ports", "median", "p90", "target");
        one.Controller.Agent.Start();
        Samples publish = new(), held = new(), released = new();
        for (var i = -3; i < options.Rounds; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var published = one.Publish(Proxied);
            var there = Wait(one, 2);
            one.Unpublish(Proxied);
            var gone = Wait(one, 0);
            if (i < 0) continue;
            publish.Add(published);
            held.Add(there);
            released.Add(gone);
        }
        Time("publish while it runs, ms", 1, publish, "");
        Time("from published to held, ms", 1, held, "≤ 100");
        Time("from taken back to released, ms", 1, released, "≤ 100");
        using (var many = new CNetPublisher(CNetPublisher.OnIPv4, Published.IPv4))
        {
            many.Controller.Agent.Start();
            Memory("memory, idle, MB", many, 0, "≤ 35");
            for (var port = 0; port < options.ManyPorts; port += many.Fill(port, options.ManyPorts - port)) cancellation.ThrowIfCancellationRequested();
            var all = new Samples();
            all.Add(Wait(many, options.ManyPorts));
            Time("from the last one published to all held, ms", options.ManyPorts, all, "");
            Memory("memory with all held, MB", many, options.ManyPorts, "");
        }
        table.Notes.Add("A port on all addresses is held twice, for IPv4 and for IPv6; the many are on IPv4 only. What is held is asked of the agent again and again, which is in the times. Memory is what is resident at most, once that neither rises nor falls any more.");
        return table;

        void Time(string what, int ports, Samples samples, string target) => table.Add(what, Number(ports), Text(samples.Median / 1000, "0.00"), Text(samples.P90 / 1000, "0.00"), target);

        void Memory(string what, CNetPublisher publisher, int ports, string target) =>
            table.Add(what, Number(ports), Text(Rest.MemoryOf(() => publisher.Controller.Agent.Get().MemoryBytes, cancellation), "0.0"), "", target);
    }

    /// <summary>Clients on the Host itself connect by its loopback addresses: IPv6 passes through the agent, and IPv4 the kernel translates.</summary>
    private Table Passing(CNetPublisher one, string program)
    {
        one.Publish(Proxied);
        Wait(one, 2);
        using var clients = Traffic.OnHost(program, one.HostPath);
        using var server = clients.Serve(one.WayOf(Proxied)!.Sandbox);
        var table = new Table("The agent: new TCP connections from the Host itself", "by", "per second, median", "lowest", "one at a time, µs", "p99");
        var ways = new[] { Agent, Kernel };
        var bursts = ways.ToDictionary(way => way, _ => new List<(Burst Many, Burst One)>());
        for (var round = -1; round < options.Bursts; round++)
            foreach (var way in round % 2 == 0 ? ways : ways.Reverse())
            {
                cancellation.ThrowIfCancellationRequested();
                var (many, single) = (clients.Run(Proxied, options.Burst, Flight, way), clients.Run(Proxied, options.Burst, 1, way));
                if (round >= 0) bursts[way].Add((many, single));
            }
        foreach (var way in ways)
            table.Add(way == Agent ? $"[{way}], the agent" : $"{way}, the kernel", Text(bursts[way].Median(burst => burst.Many.PerSecond), "N0"), Text(bursts[way].Min(burst => burst.Many.PerSecond), "N0"),
                Text(bursts[way].Median(burst => burst.One.Median), "0"), Text(bursts[way].Median(burst => burst.One.P99), "0"));
        table.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"As above: a connect, a byte there and a byte back, and a reset, {Flight} at a time; {options.Bursts} times {options.Burst.TotalMilliseconds:0} ms in turns."));
        return table;
    }

    /// <summary>How long it takes from now until the agent holds as many ports.</summary>
    private Sample Wait(CNetPublisher publisher, int ports)
    {
        var start = Stopwatch.GetTimestamp();
        while (publisher.Controller.Agent.Get() is var agent && agent.HeldPorts != ports)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new BenchmarkException(string.Create(CultureInfo.InvariantCulture, $"The agent holds {agent.HeldPorts} of {ports} ports after {Patience.TotalSeconds:0} s. {string.Join(", ", agent.NotHeld.Take(3))}"));
        }
        return new Sample(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
    }

    private static string Number(int value) => Text(value, "N0");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
