using System.Globalization;
using CNet.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace CNet.Tests.Lifecycle;

/// <summary>Many processes at work on one network: nobody is refused, nothing is given out twice, nothing is left, and everybody gets his turn.</summary>
public sealed class ConcurrencyTests(ITestOutputHelper output) : HostTest
{
    private const int Workers = 8, Fair = 4, Attempts = 3;

    [KernelFact("ip", "nft", "nsenter", "sysctl")]
    public void Eight_processes_work_on_one_network()
    {
        InHost("sysctl", "-q", "-w", "net.ipv4.ip_forward=0", "net.ipv6.conf.all.forwarding=0");
        _ = Controller.Networks.List();
        var invariants = new HostInvariants(TestHost);
        CreateNetwork();
        // A machine that stands still for a moment is no unfairness; one that shows again and again is. A few seconds say little of it.
        var attempt = 1;
        while (!IsFair(Work(), out var numbers) && Campaign.IsLong) Assert.True(attempt++ < Attempts, numbers);
        Assert.Empty(invariants.Problems());
        Assert.Empty(Controller.Endpoints.List());
        Assert.Empty(Controller.Sandboxes.List());
        Controller.Networks.Remove(Controller.Networks.Get("lab"));
        Assert.Empty(invariants.Leaks());
    }

    /// <summary>Has all of them work at once. How long they waited for the Host's lock.</summary>
    private List<double> Work()
    {
        var duration = Campaign.Rounds(3_000, 60_000).ToString(CultureInfo.InvariantCulture);
        var probes = Enumerable.Range(0, Workers).Select(number => Probe.Start("work", TestHost.Name, "lab", $"w{number}", duration)).ToList();
        var waits = new List<double>();
        try
        {
            Assert.All(probes, probe => Assert.Equal("ready", probe.ReadLine()));
            probes.ForEach(probe => probe.WriteLine());
            foreach (var said in probes.Select(probe => probe.Finish()))
            {
                Assert.True(said.ExitCode == 0, said.Output + said.Error);
                var lines = said.Output.Split('\n');
                output.WriteLine($"{lines[0]} changes");
                waits.AddRange(lines.Skip(1).Select(line => double.Parse(line, CultureInfo.InvariantCulture)));
            }
            return waits;
        }
        finally
        {
            probes.ForEach(probe => probe.Dispose());
        }
    }

    private bool IsFair(List<double> waits, out string numbers)
    {
        waits.Sort();
        var (median, late) = (waits[waits.Count / 2], waits[waits.Count * 99 / 100]);
        numbers = string.Create(CultureInfo.InvariantCulture, $"{waits.Count} waits: median {median / 1000:0.00} ms, p99 {late / 1000:0.00} ms, longest {waits[^1] / 1000:0.00} ms");
        output.WriteLine(numbers);
        return late <= Fair * median;
    }
}
