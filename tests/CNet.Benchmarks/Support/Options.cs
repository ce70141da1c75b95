using System.Globalization;

namespace CNet.Benchmarks.Support;

/// <summary>What the command line says.</summary>
internal sealed record Options
{
    internal const string Usage = """
        Usage: CNet.Benchmarks [peers | ports | names] [--quick] [--markdown FILE] [--only PART,…] [--objects 1,100,1000] [--samples N]
        Measures CNet beside the kernel's own floor (raw netlink in C, compiled by gcc) and iproute2, in turns, each in namespaces of its own.
          peers       beside CNI, netavark and Docker too, and by the cmdlets in pwsh; whatever of these is installed
          ports       published ports, beside whatever of the peers is installed: publishing one, many at once, connections through one, and the agent
          names       the name service, beside a floor, aardvark-dns and Docker: answers per second, one question in flight, and the agent
          --quick     a smoke run in less than 20 s (with peers, ports and names: 60 s), whose numbers mean little
          --markdown  also writes the tables as Markdown; "-" for the console instead of plain text
          --only      some of the parts: attach,network,ready,first,wait,listing; with ports: publish,many,connect,agent; with names: answers,agent; not with peers
          --objects   at how many existing endpoints or networks; with ports: at which ports (1,100,1000,10000); with names: at how many sandboxes (1,50,1000)
          --samples   how often each operation is measured at each number of objects (60; with peers and ports: 30; with names: 10)
        """;

    private const string PeersMode = "peers", PortsMode = "ports", NamesMode = "names";
    private static readonly string[] AllParts = ["attach", "network", "ready", "first", "wait", "listing"], PortParts = ["publish", "many", "connect", "agent"], NameParts = ["answers", "agent"];

    internal bool Peers { get; private init; }

    internal bool Ports { get; private init; }

    internal bool Names { get; private init; }

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

    /// <summary>How long many questions for names are in flight at a time.</summary>
    internal TimeSpan Load => TimeSpan.FromSeconds(Quick ? 0.5 : 3);

    /// <summary>How many sandboxes join whose names are waited for.</summary>
    internal int Joins => Quick ? 10 : 100;

    /// <summary>Fresh processes whose first attach is measured.</summary>
    internal int FreshProcesses => Quick ? 1 : 10;

    /// <exception cref="BenchmarkException">An argument that means nothing.</exception>
    internal static Options Parse(string[] arguments)
    {
        var mode = arguments is [(PeersMode or PortsMode or NamesMode) and var given, ..] ? given : null;
        var parts = mode switch { PortsMode => PortParts, NamesMode => NameParts, _ => AllParts };
        var options = mode switch
        {
            PeersMode => new Options { Peers = true, Rounds = 30 },
            PortsMode => new Options { Ports = true, Rounds = 30, Parts = parts, Levels = [1, 100, 1000, 10_000] },
            NamesMode => new Options { Names = true, Rounds = 10, Parts = parts, Levels = [1, 50, 1000] },
            _ => new Options(),
        };
        for (var i = mode is null ? 0 : 1; i < arguments.Length; i++)
        {
            string Value(int index) => index < arguments.Length ? arguments[index] : throw new BenchmarkException(Usage);
            options = arguments[i] switch
            {
                "--quick" => options with { Quick = true, Levels = [1, 30], Rounds = 7 },
                "--markdown" => options with { Markdown = Value(++i) },
                "--only" when mode != PeersMode => options with { Parts = [.. Value(++i).Split(',').Where(part => parts.Contains(part) ? true : throw new BenchmarkException(Usage))] },
                "--objects" => options with { Levels = [.. Value(++i).Split(',').Select(Number).Order()] },
                "--samples" => options with { Rounds = Number(Value(++i)) },
                _ => throw new BenchmarkException(Usage),
            };
        }
        return options;
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new BenchmarkException(Usage);
}
