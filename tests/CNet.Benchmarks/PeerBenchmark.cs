using CNet.Benchmarks.Contestants;
using CNet.Benchmarks.Scenarios;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks;

/// <summary>The run beside the real peers. One that is not installed is left out, and said so; each works in namespaces of its own, away from this machine's network.</summary>
internal sealed class PeerBenchmark(Options options, CancellationToken cancellation) : IDisposable
{
    private static readonly string[] Explanations =
    [
        "floor: raw netlink in C, timed in its process; no records, addresses, checks or rules. CNet: in process, with all of these. pwsh: CNet's cmdlets in a warm pwsh, timed around the pipeline.",
        "ip -batch, CNI and netavark are programs: their times include the start of the processes, as with every runtime that uses them. New namespaces are made for them by ip netns add, which is in the times that say so (2 to 3 ms).",
        "CNI: bridge and host-local at their least, no masquerading. netavark: without aardvark-dns; its network is created by its first endpoint and removed with its last one, which are measured together.",
        "Docker: requests to the Engine API over its socket; attaching is connecting a running container that has no network, whose start is not measured.",
        "Detach returns when the link is seen gone with floor and CNet; the others wait for the kernel's acknowledgement.",
    ];

    private readonly string _directory = Directory.CreateTempSubdirectory("cnet-benchmarks-").FullName;
    private readonly List<string> _missing = [];

    internal IReadOnlyList<Table> Run()
    {
        var tables = new List<Table>();
        var contestants = new List<IContestant>();
        try
        {
            var cnet = new CNetApi();
            Invite(contestants, cnet);
            foreach (var contestant in contestants) contestant.MakeLab();
            var scenario = new PeerScenario(contestants, options, cancellation);
            scenario.Table.Notes.AddRange(Explanations);
            var first = new FirstAttachScenario(cnet, options, cancellation).Run();
            // Before there are thousands of links and namespaces on the machine.
            var fresh = CNetShell.IsInstalled ? new FreshShellScenario(options, cancellation).Run() : null;
            var ready = new ReadyScenario(cnet, options, cancellation);
            scenario.RunEndpoints(ready.Run);
            scenario.RunNetworks();
            scenario.Table.Notes.AddRange(_missing);
            tables.AddRange([.. scenario.Table.ToTables(), ready.Table, first]);
            if (fresh is not null) tables.Add(fresh);
        }
        finally
        {
            foreach (var contestant in contestants) contestant.Dispose();
        }
        return tables;
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void Invite(List<IContestant> contestants, CNetApi cnet)
    {
        var floor = Floor.Compile(_directory);
        Add(floor is not null, "The floor", "gcc libc6-dev", () => Floor.Start(floor!));
        contestants.Add(cnet);
        Add(CNetShell.IsInstalled, "pwsh", null, CNetShell.Start);
        if (Installed.Find("unshare") is null || Installed.Find("ip") is null)
        {
            Miss("Every peer", "iproute2 util-linux");
            return;
        }
        Add(true, "ip -batch", "iproute2", Iproute2.TryStart);
        Add(Cni.IsInstalled, "CNI", Cni.Package, () => new Cni());
        Add(Netavark.IsInstalled, "netavark", Netavark.Package, () => new Netavark());
        Add(DockerDaemon.IsInstalled, "Docker", DockerDaemon.Packages, () => new Contestants.Docker(_directory));

        void Add(bool isInstalled, string name, string? packages, Func<IContestant?> start)
        {
            cancellation.ThrowIfCancellationRequested();
            if (isInstalled && start() is { } contestant) contestants.Add(contestant);
            else Miss(name, packages);
        }
    }

    private void Miss(string name, string? packages)
    {
        var text = $"{name} is left out: it is not installed ({(packages is null ? "see README.md, and build the module" : $"apt-get install {packages}")}).";
        Console.Error.WriteLine(text);
        _missing.Add(text);
    }
}
