using System.Diagnostics;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Toolkit;

/// <summary>Which interface is the other end of which one, in whatever namespaces they are.</summary>
public sealed class PeerSearchTests : InterfaceTest
{
    private readonly List<Process> _processes = [];

    [KernelFact]
    public void The_veth_of_each_sandbox_is_found_from_both_sides()
    {
        var network = CreateNetwork();
        var endpoints = Enumerable.Range(0, 5).Select(i => Attach(network, $"web{i}")).ToList();
        var all = Controller.Interfaces.ListAll();
        foreach (var endpoint in endpoints)
        {
            var outside = Assert.Single(all, link => link.PeerSandbox == endpoint.Name);
            Assert.Equal((endpoint.HostInterfaceName, "eth0", null), (outside.Name, outside.PeerName, outside.Namespace));
            var inside = Assert.Single(all, link => link.Sandbox == endpoint.Name && link.Name == "eth0");
            Assert.Equal((endpoint.HostInterfaceName, null, null), (inside.PeerName, inside.PeerNamespace, inside.PeerSandbox));
            Assert.Equal((inside.Index, outside.Index), (outside.PeerIndex, inside.PeerIndex));
        }
    }

    [KernelFact("ip")]
    public void Where_all_indexes_are_the_same_each_finds_its_own()
    {
        // Pairs of namespaces, each with links 2 and 3 that lead to 2 and 3 of the partner, or crosswise; all with the same names and MAC addresses.
        const int pairs = 6;
        var expected = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < pairs * 2; i++) Controller.Namespaces.Create($"n{i}");
        for (var i = 0; i < pairs; i++)
        {
            // Partners are far apart, so that the first that fits is not the right one.
            var (a, b) = ($"n{i}", $"n{pairs * 2 - 1 - i}");
            var crossed = i % 2 == 1;
            Connect(a, "x", 2, b, crossed ? "y" : "x", crossed ? 3 : 2);
            Connect(a, "y", 3, b, crossed ? "x" : "y", crossed ? 2 : 3);
        }
        var found = Controller.Interfaces.ListAll().Where(link => link.Kind == "veth" && link.Namespace?[0] == 'n').Select(link => $"{link.Namespace}/{link.Name} {link.PeerNamespace}/{link.PeerName}").Order(StringComparer.Ordinal);
        Assert.Equal(expected, found);

        void Connect(string a, string name, int index, string b, string peer, int peerIndex)
        {
            const string mac = "02:00:00:00:00:01";
            Ip(a, $"link add {name} index {index} address {mac} type veth peer name {peer} index {peerIndex} address {mac} netns {TestHost.NamespaceDirectory}/{b}");
            expected.Add($"{a}/{name} {b}/{peer}");
            expected.Add($"{b}/{peer} {a}/{name}");
        }
    }

    [KernelFact("ip", "unshare")]
    public void A_peer_that_nobody_can_reach_is_not_taken_for_another_one_that_looks_like_it()
    {
        // Two pairs with indexes and names alike; the true partner of one end is in a namespace that nothing but a socket holds.
        Controller.Namespaces.Create("blue");
        Controller.Namespaces.Create("red");
        Controller.Namespaces.Create("hidden");
        Ip("blue", $"link add eth0 index 2 address 02:00:00:00:00:01 type veth peer name eth0 index 2 address 02:00:00:00:00:02 netns {TestHost.NamespaceDirectory}/hidden");
        Controller.Namespaces.Create("other");
        Ip("other", $"link add eth0 index 2 address 02:00:00:00:00:01 type veth peer name eth0 index 2 address 02:00:00:00:00:02 netns {TestHost.NamespaceDirectory}/red");
        using var held = OpenSocketIn("hidden");
        Controller.Namespaces.Remove(Controller.Namespaces.Get("hidden"));
        var all = Controller.Interfaces.ListAll();
        var lonely = Assert.Single(all, link => link is { Namespace: "blue", Name: "eth0" });
        Assert.Equal((2, null, null), (lonely.PeerIndex, lonely.PeerName, lonely.PeerNamespace));
        Assert.Equal("other", Assert.Single(all, link => link is { Namespace: "red", Name: "eth0" }).PeerNamespace);
        Assert.Null(Assert.Single(Controller.Interfaces.ListWithPeers("blue"), link => link.Name == "eth0").PeerName);
    }

    private CNet.Linux.NamespaceSession OpenSocketIn(string name)
    {
        using var ns = CNet.Linux.NetworkNamespace.Open(Path.Combine(TestHost.NamespaceDirectory, name));
        return ns.OpenSession();
    }

    [KernelFact("ip", "unshare")]
    public void Namespaces_of_processes_are_searched_too()
    {
        var process = Inside("unshare", "-n", "sleep", "600");
        Assert.True(SpinWait.SpinUntil(() => File.ReadAllText($"/proc/{process.Id}/comm") == "sleep\n", TimeSpan.FromSeconds(10)));
        var made = MakePair("v0", "eth0", null, $"pid:{process.Id}");
        Assert.Equal("eth0", made.PeerName);
        var all = Controller.Interfaces.ListAll();
        var outside = Assert.Single(all, link => link is { Name: "v0", Namespace: null });
        Assert.Equal(("eth0", $"/proc/{process.Id}/ns/net"), (outside.PeerName, outside.PeerNamespace));
        Assert.Equal("v0", Assert.Single(all, link => link.Namespace == outside.PeerNamespace && link.Name == "eth0").PeerName);
    }

    [KernelFact("ip")]
    public void A_parent_in_another_namespace_is_found_as_well()
    {
        Controller.Namespaces.Create("blue");
        Controller.Namespaces.Create("red");
        MakePair("v0", "v1");
        Controller.Interfaces.Move(Make("mv0", "macvlan", change: spec => spec with { Parent = "v0" }), new InterfaceMove { Namespace = "blue" });
        Controller.Interfaces.Move(Make("vx0", "vxlan", change: spec => spec with { Id = 1, Parent = "v1" }), new InterfaceMove { Namespace = "blue" });
        MakePair("w0", "w1", "blue");
        Controller.Interfaces.Move(Make("mv1", "macvlan", "blue", spec => spec with { Parent = "w0" }), new InterfaceMove { Namespace = "red" });
        Controller.Interfaces.Move(Make("mv2", "macvlan", "blue", spec => spec with { Parent = "w1" }), new InterfaceMove());
        foreach (var list in new Func<string?, IReadOnlyList<Interface>>[] { ns => Controller.Interfaces.ListWithPeers(ns), ns => [.. Controller.Interfaces.ListAll().Where(link => link.Namespace == ns)] })
        {
            Assert.Equal(("v0", null), Parent(list("blue"), "mv0"));
            Assert.Equal(("v1", null), Parent(list("blue"), "vx0"));
            Assert.Equal(("w0", "blue"), Parent(list("red"), "mv1"));
            Assert.Equal(("w1", "blue"), Parent(list(null), "mv2"));
        }

        static (string?, string?) Parent(IReadOnlyList<Interface> links, string name) => Assert.Single(links, link => link.Name == name) is var found ? (found.Parent, found.PeerNamespace) : default;
    }

    [KernelFact("ip")]
    public void A_namespace_with_two_names_is_listed_once()
    {
        Controller.Namespaces.Create("blue");
        using (var ns = CNet.Linux.NetworkNamespace.Open(Path.Combine(TestHost.NamespaceDirectory, "blue"))) Controller.NamedNamespaces.Attach("azure", ns);
        using (var host = Controller.OpenNamespace()) Controller.NamedNamespaces.Attach("me", host);
        MakePair("v0", "eth0", null, "blue");
        var all = Controller.Interfaces.ListAll();
        Assert.Equal("v0", Assert.Single(all, link => link is { Name: "eth0", Namespace: "azure" or "blue" }).PeerName);
        Assert.Single(all, link => link is { Name: "v0", Namespace: null });
        Assert.DoesNotContain(all, link => link.Namespace == "me");
        // Asked for alone it is found likewise.
        Assert.Equal("eth0", Assert.Single(Controller.Interfaces.ListWithPeers(), link => link.Name == "v0").PeerName);
    }

    [KernelFact("ip")]
    public void Of_one_namespace_only_the_peers_at_home_are_named_unless_others_are_asked_for()
    {
        Controller.Namespaces.Create("blue");
        Controller.Namespaces.Create("red");
        MakePair("a", "b", "blue");
        MakePair("c", "d", "blue", "red");
        MakePair("e", "f", "blue", Path.GetFullPath(TestHost.NamespacePath!));
        Assert.Equal(["a b", "b a", "c ", "e ", "lo "], Text(Controller.Interfaces.List("blue")));
        Assert.Equal(["a b", "b a", "c d in red", "e f on the Host", "lo "], Text(Controller.Interfaces.ListWithPeers("blue")));

        static IEnumerable<string> Text(IReadOnlyList<Interface> links) => links.Select(link =>
            $"{link.Name} {link.PeerName}{(link.PeerName is null || link.PeerNamespace == link.Namespace ? "" : link.PeerNamespace is null ? " on the Host" : $" in {link.PeerNamespace}")}").Order(StringComparer.Ordinal);
    }

    [KernelFact("ip")]
    public void Namespaces_that_come_and_go_meanwhile_do_no_harm()
    {
        MakePair("v0", "v1");
        using var stop = new CancellationTokenSource();
        var churn = Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var ns = Controller.Namespaces.Create($"churn{i % 7}");
                MakePair($"c{i % 7}", "eth0", null, ns.Name);
                Controller.Namespaces.Remove(ns);
                // The kernel takes the pair away with the namespace, later.
                Controller.Interfaces.Remove([.. Controller.Interfaces.List().Where(link => link.Name == $"c{i % 7}")]);
            }
        });
        try
        {
            for (var i = 0; i < 50; i++)
                foreach (var link in Controller.Interfaces.ListAll().Where(link => link is { Namespace: null, Kind: "veth", PeerName: not null }))
                    Assert.Equal(link.Name[0] == 'c' ? "eth0" : link.Name == "v0" ? "v1" : "v0", link.PeerName);
        }
        finally
        {
            stop.Cancel();
            churn.Wait();
        }
    }

    protected override void CleanUp()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }

    private Process Inside(string program, params string[] arguments)
    {
        var process = Process.Start("nsenter", [$"--net={TestHost.NamespacePath}", program, .. arguments]);
        _processes.Add(process);
        return process;
    }
}
