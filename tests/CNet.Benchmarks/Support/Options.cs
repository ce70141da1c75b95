using System.Globalization;

namespace CNet.Benchmarks.Support;

/// <summary>What the command line says.</summary>
internal sealed record Options
{
    internal const string Usage = """
        Usage: CNet.Benchmarks [peers | ports] [--quick] [--markdown FILE] [--only PART,…] [--objects 1,100,1000] [--samples N]
        Measures CNet beside the kernel's own floor (raw netlink in C, compiled by gcc) and iproute2, in turns, each in namespaces of its own.
          peers       beside CNI, netavark and Docker too, and by the cmdlets in pwsh; whatever of these is installed
          ports       published ports, beside whatever of the peers is installed: publishing one, many at once, connections through one, and the agent
          --quick     a smoke run in less than 20 s (with peers, and ports: 60 s), whose numbers mean little
          --markdown  also writes the tables as Markdown; "-" for the console instead of plain text
          --only      some of the parts: attach,network,ready,first,wait; with ports: publish,many,connect,agent; not with peers
          --objects   at how many existing endpoints or networks; with ports: at which ports (1,100,1000,10000)
          --samples   how often each operation is measured at each number of objects (60; with peers and ports: 30)
        """;

    private const string PeersMode = "peers", PortsMode = "ports";
    private static readonly string[] AllParts = ["attach", "network", "ready", "first", "wait"], PortParts = ["publish", "many", "connect", "agent"];

    internal bool Peers { get; private init; }

    internal bool Ports { get; private init; }

    internal bool Quick { get; private init; }

    internal string? Markdown { get; private init; }

    internal IReadOnlyList<string> Parts { get; private init; } = AllParts;

    internal IReadOnlyList<int> Levels { get; private init; } = [1, 100, 1000];

    internal int Rounds { get; private init; } = 60;

    internal int WarmUp => Quick ? 2 : 40;

    /// <summary>Connections of fresh endpoints for each way and level.</summary>
    internal int Connections => Quick ? 10 : 300;

    /// <summary>How long processes are at work that wait for each other.</summary>
    internal TimeSpan Contention => TimeSpan.FromSeconds(Quick ? 1 : 10);

    /// <summary>How many ports are published at once.</summary>
    internal int ManyPorts => Quick ? 100 : 10_000;

    /// <summary>How often many ports are published at once, which takes seconds.</summary>
    internal int ManyRounds => Quick ? 1 : 5;

    /// <summary>How often each contestant's connections are counted at each number of ports.</summary>
    internal int Bursts => Quick ? 2 : 15;

    /// <summary>How long they are counted.</summary>
    internal TimeSpan Burst => TimeSpan.FromMilliseconds(Quick ? 100 : 1000);

    /// <summary>Fresh processes whose first attach is measured.</summary>
    internal int FreshProcesses => Quick ? 1 : 10;

    /// <exception cref="BenchmarkException">An argument that means nothing.</exception>
    internal static Options Parse(string[] arguments)
    {
        var (peers, ports) = (arguments is [PeersMode, ..], arguments is [PortsMode, ..]);
        var parts = ports ? PortParts : AllParts;
        var options = peers ? new Options { Peers = true, Rounds = 30 } : ports ? new Options { Ports = true, Rounds = 30, Parts = parts, Levels = [1, 100, 1000, 10_000] } : new Options();
        for (var i = peers || ports ? 1 : 0; i < arguments.Length; i++)
        {
            string Value(int index) => index < arguments.Length ? arguments[index] : throw new BenchmarkException(Usage);
            options = arguments[i] switch
            {
                "--quick" => options with { Quick = true, Levels = [1, 30], Rounds = 7 },
                "--markdown" => options with { Markdown = Value(++i) },
                "--only" when !peers => options with { Parts = [.. Value(++i).Split(',').Where(part => parts.Contains(part) ? true : throw new BenchmarkException(Usage))] },
                "--objects" => options with { Levels = [.. Value(++i).Split(',').Select(Number).Order()] },
                "--samples" => options with { Rounds = Number(Value(++i)) },
                _ => throw new BenchmarkException(Usage),
            };
        }
        return options;
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new BenchmarkException(Usage);
}
