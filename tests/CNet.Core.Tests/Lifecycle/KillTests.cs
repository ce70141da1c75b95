using System.Diagnostics;
using System.Globalization;
using CNet.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace CNet.Tests.Lifecycle;

/// <summary>A process that changes a Host is killed at any moment: the next change works, and leaves state and kernel whole.</summary>
public sealed class KillTests(ITestOutputHelper output) : HostTest
{
    private const int MaxSteps = 60, MaxMicroseconds = 4_000, Stride = 20, Killed = 128 + 9;

    [KernelFact("ip", "tc", "nft", "nsenter", "sysctl")]
    public void Whenever_a_process_is_killed_the_next_change_leaves_all_whole()
    {
        var invariants = Begin();
        var seed = Campaign.Seed();
        var random = new Random(seed);
        output.WriteLine($"seed {seed}");
        var during = new Dictionary<string, int>();
        for (var round = 0; round < Campaign.Rounds(15, 300); round++)
        {
            var (last, moment) = Kill(random);
            during[Kind(last)] = during.GetValueOrDefault(Kind(last)) + 1;
            Next(round);
            var problems = invariants.Problems();
            Assert.True(problems.Count == 0, $"Seed {seed}, round {round}, killed {moment} after '{last}':\n{string.Join('\n', problems)}");
        }
        foreach (var (kind, count) in during.OrderByDescending(pair => pair.Value)) output.WriteLine($"{count} × {kind}");
        RemoveAll();
        Assert.Empty(invariants.Leaks());
    }

    [KernelFact("ip", "tc", "nft", "nsenter", "sysctl")]
    public void Before_whichever_command_a_process_is_killed_the_next_change_leaves_all_whole()
    {
        var invariants = Begin();
        var seed = Campaign.Seed();
        var isLong = Campaign.IsLong;
        var random = new Random(seed);
        var number = isLong ? 0 : random.Next(Stride);
        while (Die(number) is var command && command != "done")
        {
            Next(number);
            var problems = invariants.Problems();
            RemoveAll();
            problems = [.. problems, .. invariants.Leaks()];
            Assert.True(problems.Count == 0, $"Seed {seed}, killed before the command {number}, '{command}':\n{string.Join('\n', problems)}");
            number += isLong ? 1 : random.Next(1, 2 * Stride);
        }
        output.WriteLine($"{number} commands");
        Assert.True(number > Stride, "Nothing was done to the kernel.");
        Assert.Empty(invariants.Leaks());
    }

    [KernelFact("ip", "tc", "nft", "nsenter", "sysctl")]
    public void Forwarding_that_a_killed_process_turned_on_is_turned_off_again()
    {
        var invariants = Begin();
        // IPv4's is on by then.
        Assert.StartsWith("sysctl", Die(0, "net.ipv6.conf.all.forwarding=1"), StringComparison.Ordinal);
        Assert.StartsWith("1", InHost("cat", "/proc/sys/net/ipv4/ip_forward"), StringComparison.Ordinal);
        Next(0);
        Assert.Empty(invariants.Problems());
        Assert.StartsWith("0", InHost("cat", "/proc/sys/net/ipv4/ip_forward"), StringComparison.Ordinal);
    }

    [KernelFact("ip", "tc", "nft", "nsenter", "sysctl")]
    public void Forwarding_is_turned_off_with_the_last_network_whose_removal_was_killed()
    {
        var invariants = Begin();
        Assert.StartsWith("ip link del br-", Die(2, "ip link del br-"), StringComparison.Ordinal);
        Next(0);
        Assert.Empty(invariants.Problems());
    }

    [KernelFact("ip", "tc", "nft", "nsenter", "sysctl")]
    public void A_sandbox_that_a_join_made_goes_even_where_the_leaving_of_its_last_endpoint_was_killed()
    {
        var invariants = Begin();
        // The second endpoint that leaves is the only one of "other".
        Assert.StartsWith("ip link del veth", Die(1, "ip link del veth"), StringComparison.Ordinal);
        Next(0);
        Assert.Empty(invariants.Problems());
        Assert.Equal(["box"], Controller.Sandboxes.List().Select(sandbox => sandbox.Name));
    }

    [KernelTheory("ip", "tc", "nft", "nsenter", "sysctl")]
    [InlineData(0, "ip link add ifb")]
    [InlineData(0, "tc qdisc replace")]
    [InlineData(0, "tc filter replace")]
    [InlineData(1, "tc qdisc replace dev ifb")]
    [InlineData(1, "tc filter replace")]
    [InlineData(2, "tc qdisc replace dev ifb")]
    [InlineData(0, " root")]
    [InlineData(0, "tc qdisc del")]
    [InlineData(1, "tc qdisc del")]
    [InlineData(0, "ip link del ifb")]
    [InlineData(1, "ip link del ifb")]
    public void Whenever_a_change_of_rates_is_killed_the_next_change_leaves_all_whole(int number, string command)
    {
        var invariants = Begin();
        Assert.Contains(command, Die(number, command), StringComparison.Ordinal);
        Next(number);
        Assert.Empty(invariants.Problems());
        RemoveAll();
        Assert.Empty(invariants.Leaks());
    }

    [KernelFact("ip", "tc", "nft", "nsenter", "sysctl")]
    public void A_bridge_of_somebody_elses_loses_what_a_killed_process_gave_it()
    {
        InHost("ip", "link", "add", "name", "foreign0", "type", "bridge");
        var invariants = Begin();
        // By then it has its address.
        Assert.Contains("foreign0", Die(0, "inet cnet networks { \"foreign0\" }"), StringComparison.Ordinal);
        Assert.Contains("10.77.0.1/24", InHost("ip", "addr", "show", "foreign0"), StringComparison.Ordinal);
        Next(0);
        Assert.DoesNotContain("inet ", InHost("ip", "addr", "show", "foreign0"), StringComparison.Ordinal);
        RemoveAll();
        Assert.Empty(invariants.Leaks());
    }

    private HostInvariants Begin()
    {
        InHost("sysctl", "-q", "-w", "net.ipv4.ip_forward=0", "net.ipv6.conf.all.forwarding=0");
        _ = Controller.Networks.List();
        return new HostInvariants(TestHost);
    }

    private void RemoveAll()
    {
        foreach (var network in Controller.Networks.List().Where(network => !network.Predefined)) Controller.Networks.Remove(network, force: true);
        foreach (var sandbox in Controller.Sandboxes.List()) Controller.Sandboxes.Remove(sandbox);
    }

    /// <summary>Lets a process make and remove one of everything, until it is killed before the command of that number, of those that contain a text. That command.</summary>
    private string Die(int number, string text = "")
    {
        using var probe = Probe.Start("die", TestHost.Name, number.ToString(CultureInfo.InvariantCulture), text);
        var (exitCode, said, error) = probe.Finish();
        Assert.True(exitCode == (said == "done" ? 0 : Killed), $"{exitCode}: {said}\n{error}");
        return said;
    }

    /// <summary>Lets a process change the Host for a while and kills it, mostly in the middle of something. What it had begun last.</summary>
    private (string Last, TimeSpan Moment) Kill(Random random)
    {
        using var probe = Probe.Start("churn", TestHost.Name, random.Next().ToString(CultureInfo.InvariantCulture));
        var last = probe.ReadLine();
        for (var steps = random.Next(MaxSteps); steps > 0 && last is not null; steps--) last = probe.ReadLine();
        // The moment is what the campaign varies; nothing is waited for.
        var moment = TimeSpan.FromMicroseconds(random.Next(MaxMicroseconds));
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < moment;) Thread.SpinWait(10);
        probe.Kill();
        var (_, rest, error) = probe.Finish();
        if (rest.Length > 0) last = rest.Split('\n')[^1];
        Assert.True(last is not null && !last.StartsWith("error", StringComparison.Ordinal), $"{last}\n{error}");
        return (last, moment);
    }

    /// <summary>Any change: it finds what was left. One that touches nothing else, or one that all that was left must not stand in the way of.</summary>
    private void Next(int round)
    {
        if (round % 2 == 0) Controller.Sandboxes.Remove(Controller.Sandboxes.Create(new SandboxSpec { Name = "next" }));
        else Controller.Networks.Remove(CreateNetwork("next", "10.200.0.0/24"));
    }

    private static string Kind(string step) => string.Join(' ', step.Split(' ').Take(2));
}
