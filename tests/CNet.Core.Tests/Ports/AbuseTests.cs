using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CNet.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace CNet.Tests.Ports;

/// <summary>
/// Many processes that want the same ports and are killed while they have them, programs that take ports in between, and somebody who flushes
/// the rules: nothing is given out twice, nothing is lost, and nothing is left.
/// </summary>
public sealed class AbuseTests(ITestOutputHelper output) : HostTest
{
    private const int Workers = 4, FirstPort = 20000, Ports = 200;

    [KernelFact("nft", "ip")]
    public void Whatever_happens_while_ports_come_and_go_records_and_rules_agree()
    {
        var seed = Campaign.Seed();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var lab = CreateNetwork(change: spec => spec with { EnableIPv6 = true });
        for (var i = 0; i < Workers; i++) Attach(lab, $"e{i}");
        var untouched = InHost("nft", "list", "table", "inet", "cnet");
        var (published, kills) = (0, 0);
        for (var round = 0; round < Campaign.Rounds(1, 40); round++)
        {
            var workers = Enumerable.Range(0, Workers).Select(worker => Probe.Start("ports", TestHost.Name, $"e{worker}", random.Next().ToString(CultureInfo.InvariantCulture))).ToList();
            try
            {
                foreach (var worker in workers) Assert.Equal("ready", worker.ReadLine());
                for (var step = 0; step < 10; step++)
                {
                    Disturb(random);
                    foreach (var worker in workers)
                    {
                        Assert.True(int.TryParse(worker.ReadLine(), CultureInfo.InvariantCulture, out _), $"Seed {seed}, round {round}: a worker has failed.");
                        published += 10;
                    }
                }
                foreach (var worker in workers.Where(_ => random.Next(2) == 0))
                {
                    worker.Kill();
                    kills++;
                }
                foreach (var worker in workers.Where(worker => !worker.HasExited))
                {
                    var (exitCode, said, error) = worker.Finish();
                    Assert.True(exitCode == 0 && said.EndsWith("done", StringComparison.Ordinal), $"Seed {seed}, round {round}: {said}{error}");
                }
            }
            finally
            {
                foreach (var worker in workers) worker.Dispose();
            }
            AssertWhole(lab, $"Seed {seed}, round {round}");
        }
        output.WriteLine($"{published} ports published, {kills} kills");
        foreach (var port in Controller.Ports.List()) Controller.Ports.Unpublish(port);
        Assert.Equal(NftListing.InAnyOrder(untouched), NftListing.InAnyOrder(InHost("nft", "list", "table", "inet", "cnet")));
        Controller.Networks.Remove(lab, force: true);
        Assert.Equal("", InHost("nft", "list", "ruleset"));
    }

    /// <summary>Takes a port for a moment, as a program of the Host does, or takes all rules away.</summary>
    private void Disturb(Random random)
    {
        if (random.Next(4) == 0)
        {
            InHost("nft", "flush", "ruleset");
            return;
        }
        var protocol = random.Next(2) == 0 ? TransportProtocol.Tcp : TransportProtocol.Udp;
        using var socket = Service.Open(TestHost.NamespacePath!, AddressFamily.InterNetwork, protocol);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, FirstPort + random.Next(Ports)));
            if (protocol == TransportProtocol.Tcp) socket.Listen();
        }
        catch (SocketException)
        {
            // Somebody else has it.
        }
    }

    /// <summary>The next command finishes what was interrupted; then records and rules agree, and no port has two holders.</summary>
    private void AssertWhole(Network network, string when)
    {
        Controller.Endpoints.Remove(Attach(network, "next"), force: true);
        var wrong = Controller.Policy.List().Where(entry => entry.State is FirewallState.Missing or FirewallState.Foreign).Select(entry => $"{entry.State} {string.Join(", ", entry.Element)}")
            .Concat(Controller.Health.Test().Where(check => check.Repair is not null).Select(check => check.ToString())).Concat(Twice()).ToList();
        Assert.True(wrong.Count == 0, $"{when}: {string.Join("; ", wrong)}");
    }

    private IEnumerable<string> Twice()
    {
        var ports = Controller.Ports.List();
        foreach (var (port, index) in ports.Select((port, index) => (port, index)))
            foreach (var other in ports.Skip(index + 1))
                if (port.Protocol == other.Protocol && port.HostPorts!.Value.Overlaps(other.HostPorts!.Value) && port.HostAddress!.AddressFamily == other.HostAddress!.AddressFamily
                    && (port.HostAddress.Equals(other.HostAddress) || port.HostAddress.Equals(IPAddress.Any) || other.HostAddress.Equals(IPAddress.Any)))
                    yield return $"{port} of {port.Endpoint} and {other} of {other.Endpoint}";
    }
}
