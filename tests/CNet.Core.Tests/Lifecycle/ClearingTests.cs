using CNet.State;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Lifecycle;

public sealed class ClearingTests : HostTest
{
    [KernelFact("ip", "nft")]
    public void Nothing_of_CNets_stays()
    {
        Build();
        Controller.Health.Clear();
        AssertClean();
        Assert.Empty(Controller.Sandboxes.List());
        Assert.Equal(["bridge", "host", "none"], Controller.Networks.List().Select(network => network.Name));
        CreateNetwork();
    }

    [KernelFact("ip", "nft")]
    public void What_is_damaged_goes_too()
    {
        Build();
        var lab = Controller.Networks.Get("lab");
        using (var store = new SqliteStore(Path.Combine(TestHost.StateDirectory, "state.db")))
            store.Commit([new DocumentWrite(Keys.Network(lab.Id), "{}"u8.ToArray(), null)]);
        using (var store = new SqliteStore(Path.Combine(TestHost.RunDirectory, "state.db")))
            store.Commit([new DocumentWrite(Keys.Forwarding(isIPv6: true), "{}"u8.ToArray(), null), new DocumentWrite(Keys.Joined(Controller.Endpoints.Get("six/web").Id), "{}"u8.ToArray(), null)]);
        Controller.Health.Clear();
        // That CNet turned it on, nothing says any more: there was nothing to guard.
        AssertClean(forwardingOfIPv6: "1");
    }

    [KernelFact("ip")]
    public void An_adopted_namespace_stays_as_it_was()
    {
        Controller.Namespaces.Create("foreign");
        Controller.Sandboxes.Create(new SandboxSpec { Name = "adopted", Namespace = "foreign" });
        Attach(CreateNetwork(), "web", "adopted");
        Controller.Health.Clear();
        Assert.Equal("foreign", Assert.Single(Controller.Namespaces.List()).Name);
        Assert.Single(IpJson("foreign", "link"));
    }

    [KernelFact("sleep")]
    public void Processes_keep_a_Host_from_being_cleared_and_force_ends_them()
    {
        Build();
        using var program = Controller.Programs.Start(Controller.Sandboxes.Get("web"), new ProgramSpec { FilePath = "sleep", Arguments = ["60"] });
        Assert.Contains("sleep", Fails(CNetError.SandboxInUse, () => Controller.Health.Clear()).Message, StringComparison.Ordinal);
        Assert.Equal(2, Controller.Endpoints.List().Count);
        Controller.Health.Clear(force: true);
        AssertClean();
    }

    [KernelFact]
    public void Another_process_that_has_the_state_open_sees_that_it_is_gone()
    {
        Build();
        var other = Controller;
        Controller.Close(TestHost);
        Controller.Open(TestHost).Health.Clear();
        Assert.Empty(other.Endpoints.List());
        CreateNetwork("after", "10.1.0.0/24");
        Assert.Contains(Controller.Open(TestHost).Networks.List(), network => network.Name == "after");
    }

    [KernelFact]
    public void It_tells_how_far_it_is_and_can_be_stopped_between_two_things()
    {
        Build();
        Controller.Endpoints.Add(Controller.Networks.Get("lab"), new EndpointSpec { Name = "idle" });
        using var stop = new CancellationTokenSource();
        void StopAtEndpoint(Progress step)
        {
            if (step.Current == "endpoint lab/idle") stop.Cancel();
        }

        Assert.Throws<OperationCanceledException>(() => Controller.Health.Clear(progress: StopAtEndpoint, cancellation: stop.Token));
        Assert.Empty(Controller.Sandboxes.List());
        Assert.Equal("idle", Assert.Single(Controller.Endpoints.List()).Name);
        Attach(Controller.Networks.Get("lab"), "web");
        var steps = new List<Progress>();
        Controller.Health.Clear(progress: steps.Add);
        // A sandbox with its endpoint, an endpoint that is not joined, two networks and the three predefined ones.
        Assert.Equal(["sandbox web", "endpoint lab/idle"], steps.Select(step => step.Current).Where(current => !current.StartsWith("network", StringComparison.Ordinal)));
        Assert.Equal(8, Assert.Single(steps.Select(step => step.Total).Distinct()));
        Assert.Equal([0, 2, 3, 4, 5, 6, 7], steps.Select(step => step.Done));
        AssertClean();
    }

    private void Build()
    {
        Attach(CreateNetwork(), "web");
        Attach(CreateNetwork("six", null, spec => spec with { EnableIPv6 = true }), "web", "web");
        Controller.Settings.Set(forwarding: ForwardingMode.Forbid);
    }

    private void AssertClean(string forwardingOfIPv6 = "0")
    {
        Assert.Equal("lo", Assert.Single(IpJson(null, "link")).GetProperty("ifname").GetString());
        Assert.Equal("", InHost("nft", "list", "ruleset"));
        Assert.Equal($"0\n{forwardingOfIPv6}\n", InHost("cat", "/proc/sys/net/ipv4/ip_forward", "/proc/sys/net/ipv6/conf/all/forwarding"));
        Assert.Empty(Directory.EnumerateFiles(TestHost.NamespaceDirectory));
        Assert.False(Directory.Exists(TestHost.StateDirectory) || Directory.Exists(TestHost.RunDirectory));
    }
}
