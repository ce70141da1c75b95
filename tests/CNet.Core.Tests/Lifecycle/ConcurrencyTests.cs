using System.Globalization;
using CNet.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace CNet.Tests.Lifecycle;

/// <summary>Many processes at work on one network: nobody is refused, nothing is given out twice, nothing is left, and everybody gets his turn.</summary>
[Collection(AloneCollection.Name)]
public sealed class ConcurrencyTests(ITestOutputHelper output) : HostTest
{
    private const int Workers = 8, Fair = 4;

    [KernelFact("ip", "nft", "nsenter", "sysctl")]
    public void Eight_processes_work_on_one_network()
    {
        InHost("sysctl", "-q", "-w", "net.ipv4.ip_forward=0", "net.ipv6.conf.all.forwarding=0");
        _ = Controller.Networks.List();
        var invariants = new HostInvariants(TestHost);
        CreateNetwork();
        var (waits, turns) = Work();
        Assert.Empty(invariants.Problems());
        Assert.Empty(Controller.Endpoints.List());
        Assert.Empty(Controller.Sandboxes.List());
        Controller.Networks.Remove(Controller.Networks.Get("lab"));
        Assert.Empty(invariants.Leaks());
        DemandFair(waits, turns);
    }

    /// <summary>Has all of them work at once. How long each waited for the Host's lock, in milliseconds, and how many others had it meanwhile.</summary>
    private (List<double> Waits, List<long> Turns) Work()
    {
        var duration = Campaign.Rounds(3_000, 60_000).ToString(CultureInfo.InvariantCulture);
        var probes = Enumerable.Range(0, Workers).Select(number => Probe.Start("work", TestHost.Name, "lab", $"w{number}", duration)).ToList();
        var (waits, turns) = (new List<double>(), new List<long>());
        try
        {
            Assert.All(probes, probe => Assert.Equal("ready", probe.ReadLine()));
            probes.ForEach(probe => probe.WriteLine());
            foreach (var said in probes.Select(probe => probe.Finish()))
            {
                Assert.True(said.ExitCode == 0, said.Output + said.Error);
                var lines = said.Output.Split('\n');
                output.WriteLine($"{lines[0]} changes");
                foreach (var words in lines.Skip(1).Select(line => line.Split(' ')))
                {
                    waits.Add(double.Parse(words[0], CultureInfo.InvariantCulture) / 1000);
                    turns.Add(long.Parse(words[1], CultureInfo.InvariantCulture));
                }
            }
            return (waits, turns);
        }
        finally
        {
            probes.ForEach(probe => probe.Dispose());
        }
    }

    /// <summary>
    /// Nobody is overtaken: while one waits, each of the others has the lock once or twice. The time that takes is only told: a machine that has
    /// other work for a moment is no unfairness.
    /// </summary>
    private void DemandFair(List<double> waits, List<long> turns)
    {
        waits.Sort();
        turns.Sort();
        var last = waits.Count * 99 / 100;
        var (median, late) = (waits[waits.Count / 2], waits[last]);
        var numbers = string.Create(CultureInfo.InvariantCulture,
            $"{waits.Count} waits: median {median:0.00} ms, p99 {late:0.00} ms, longest {waits[^1]:0.00} ms; others meanwhile: median {turns[turns.Count / 2]}, p99 {turns[last]}, most {turns[^1]}");
        output.WriteLine(numbers);
        Assert.True(turns[last] <= 2 * Workers && turns[last] <= Fair * turns[turns.Count / 2], numbers);
    }
}

/// <summary>What measures waits runs while no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1711", Justification = "xunit's word for it.")]
public sealed class AloneCollection
{
    internal const string Name = "alone";
}
