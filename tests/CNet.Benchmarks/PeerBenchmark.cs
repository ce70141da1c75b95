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

    internal IReadOnlyList<Table> Run()
    {
        using var guests = new Guests<IContestant>(cancellation);
        var cnet = new CNetApi();
        Invite(guests, cnet);
        foreach (var contestant in guests.Present) contestant.MakeLab();
        var scenario = new PeerScenario(guests.Present, options, cancellation);
        scenario.Table.Notes.AddRange(Explanations);
        var first = new FirstAttachScenario(cnet, options, cancellation).Run();
        // Before there are thousands of links and namespaces on the machine.
        var fresh = CNetShell.IsInstalled ? new FreshShellScenario(options, cancellation).Run() : null;
        var ready = new ReadyScenario(cnet, options, cancellation);
        scenario.RunEndpoints(ready.Run);
        scenario.RunNetworks();
        scenario.Table.Notes.AddRange(guests.Missing);
        return [.. scenario.Table.ToTables(), ready.Table, first, .. fresh is null ? Array.Empty<Table>() : [fresh]];
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void Invite(Guests<IContestant> guests, CNetApi cnet)
    {
        var floor = Compiler.TryCompile(Floor.Part, _directory);
        guests.Invite(floor is not null, "The floor", Compiler.Packages, () => Floor.Start(floor!));
        guests.Invite(true, cnet.Name, null, () => cnet);
        guests.Invite(CNetShell.IsInstalled, "pwsh", null, CNetShell.Start);
        if (!PrivateShell.IsPossible)
        {
            guests.Miss("Every peer", PrivateShell.Packages);
            return;
        }
        guests.Invite(true, "ip -batch", "iproute2", Iproute2.TryStart);
        guests.Invite(Cni.IsInstalled, "CNI", Cni.Package, () => new Cni());
        guests.Invite(Netavark.IsInstalled, "netavark", Netavark.Package, () => new Netavark());
        guests.Invite(DockerDaemon.IsInstalled, "Docker", DockerDaemon.Packages, () => new Contestants.Docker(_directory));
    }
}
