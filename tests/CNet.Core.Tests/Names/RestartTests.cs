using System.Collections.Concurrent;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Names;

/// <summary>The name service dies, and begins again: there may be no answer meanwhile, but never a wrong one.</summary>
public sealed class RestartTests : NameTest
{
    private const int Sandboxes = 20;

    [KernelFact]
    public void Killed_again_and_again_under_load_it_never_gives_a_wrong_answer()
    {
        HostAsks(HostServer);
        // Whoever asked outside for a name of the network would learn that it does not exist.
        var outside = Outside(question => [StubNameServer.Reply(question, NameAnswer.NameError)]);
        var lab = CreateNetwork();
        for (var i = 0; i < Sandboxes; i++) Attach(lab, $"box-{i}");
        StartAgent();
        AwaitName("box-0", $"box-{Sandboxes - 1}", AddressOf(Sandboxes - 1));
        using var ended = new CancellationTokenSource();
        var wrong = new ConcurrentQueue<string>();
        var (right, rounds) = (0, Campaign.Rounds(5, 50));
        var askers = Enumerable.Range(0, 3).Select(asker => Task.Factory.StartNew(() =>
        {
            var random = new Random(asker);
            while (!ended.IsCancellationRequested)
            {
                var (from, to) = (random.Next(Sandboxes), random.Next(Sandboxes));
                var answer = NameClient.Ask(PathOf($"box-{from}"), $"box-{to}", byTcp: random.Next(4) == 0, timeout: 200);
                if (answer?.ToString() == $"code 0: {AddressOf(to)}") Interlocked.Increment(ref right);
                else if (answer is not null) wrong.Enqueue($"box-{to} for box-{from}: {answer}");
            }
        }, TaskCreationOptions.LongRunning)).ToList();
        var chance = new Random(Campaign.Seed());
        for (var round = 0; round < rounds; round++)
        {
            var before = Volatile.Read(ref right);
            // As much later as it likes.
            Await(() => Volatile.Read(ref right) - before > chance.Next(200));
            Native.Kill(Controller.Agent.Get().ProcessId!.Value);
            Await(() => Controller.Agent.Get().State == AgentState.Stopped);
            StartAgent();
        }
        var last = Volatile.Read(ref right);
        Await(() => Volatile.Read(ref right) > last + 100);
        ended.Cancel();
        Task.WaitAll([.. askers]);
        Assert.Empty(wrong);
        Assert.Empty(outside.Questions);
    }

    [KernelFact]
    public void What_changes_while_it_is_down_is_known_when_it_is_back()
    {
        HostAsks();
        var lab = CreateNetwork();
        Attach(lab, "web");
        var db = Attach(lab, "db");
        StartAgent();
        Assert.Equal(["10.1.0.3"], Resolve("web", "db"));
        Controller.Agent.Stop();
        Assert.Null(NameClient.Ask(PathOf("web"), "db", timeout: 500));
        Controller.Endpoints.Remove(db, force: true);
        var late = Attach(lab, "new");
        StartAgent();
        Assert.Equal([late.IPAddress!.ToString()], Resolve("web", "new"));
        Assert.Equal(NameAnswer.ServerFailure, Ask("web", "db")!.Code);
    }

    [KernelFact]
    public void One_that_was_killed_is_started_again_by_the_next_join()
    {
        Controller.Settings.Set(agentStart: AgentStart.OnDemand);
        var lab = CreateNetwork();
        Attach(lab, "web");
        AwaitName("web", "web", "10.1.0.2");
        // One that ends as soon as it has begun is not started over and over.
        Await(() => DateTimeOffset.Now - Controller.Agent.Get().Started > TimeSpan.FromSeconds(1.5));
        Native.Kill(Controller.Agent.Get().ProcessId!.Value);
        Await(() => Controller.Agent.Get().State == AgentState.Stopped);
        Attach(lab, "db");
        AwaitName("web", "db", "10.1.0.3");
    }

    [KernelFact]
    public void That_it_does_not_run_is_seen_and_put_right()
    {
        Attach(CreateNetwork(), "web");
        StartAgent();
        Controller.Settings.Set(agentStart: AgentStart.OnDemand);
        Assert.DoesNotContain(Controller.Health.Test(), check => check.Status != HostCheckStatus.Ok && check.Name == "Agent");
        Controller.Agent.Stop();
        var missing = Assert.Single(Controller.Health.Test(), check => check.Name == "Agent");
        Assert.Equal((HostCheckStatus.Warning, true), (missing.Status, missing.Message.Contains("find nobody by name", StringComparison.Ordinal)));
        Controller.Health.Repair();
        AwaitName("web", "web", "10.1.0.2");
    }

    [KernelFact]
    public void A_thousand_endpoints_are_all_known_from_every_side()
    {
        HostAsks();
        // A bridge takes fewer than 1,024.
        var networks = Enumerable.Range(0, 2).Select(number => CreateNetwork($"net-{number}", $"10.{number}.0.0/22")).ToList();
        var endpoints = Enumerable.Range(0, 1000).Select(number => Attach(networks[number % 2], $"box-{number}")).ToList();
        var agent = StartAgent();
        Await(() => Controller.Agent.Get().NamedSandboxes == 1000);
        for (var i = 0; i < 1000; i += 37)
            foreach (var other in new[] { 0, 1, 498, 999 })
                Assert.Equal((i - other) % 2 == 0 ? $"code 0: {endpoints[other].IPAddress}" : "code 2: ", Ask($"box-{i}", $"box-{other}")?.ToString());
        // Everybody goes, and nothing of them stays: neither names nor sockets.
        foreach (var endpoint in endpoints.Skip(2)) Controller.Endpoints.Remove(endpoint, force: true);
        Await(() => Controller.Agent.Get().NamedSandboxes == 2);
        Assert.InRange(Directory.GetFiles($"/proc/{agent.ProcessId}/fd").Length, 1, 100);
        Assert.Equal("code 0: 10.0.0.2", Ask("box-0", "box-0")?.ToString());
    }

    private static string AddressOf(int number) => $"10.1.0.{number + 2}";
}
