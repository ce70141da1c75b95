using CNet.Linux;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Names;

/// <summary>Names of sandboxes, as sandboxes are told them.</summary>
public sealed class NameServerTests : NameTest
{
    [KernelFact]
    [Trait("Case", "103")]
    public void Sandboxes_of_a_network_know_each_other_by_name_and_those_of_the_default_network_have_no_server()
    {
        HostAsks();
        var lab = CreateNetwork();
        var web = Attach(lab, "web");
        var db = Attach(lab, "db");
        Attach(Controller.Networks.Get("bridge"), "old");
        StartAgent();
        Assert.Equal([db.IPv4Address!.ToString()], Resolve("web", "db"));
        Assert.Equal([web.IPv4Address!.ToString()], Resolve("db", "web"));
        Assert.Equal([web.IPv4Address!.ToString()], Resolve("web", "web"));
        Assert.Null(NameClient.Ask(PathOf("old"), "web", timeout: 500));
        Assert.NotEqual(NameAnswer.NoError, Ask("web", "old")!.Code);
        Assert.Equal(2, Controller.Agent.Get().NamedSandboxes);
    }

    [KernelTheory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Case", "104")]
    public void Every_name_of_an_endpoint_is_known_in_any_case_and_with_its_network(bool byTcp)
    {
        HostAsks();
        Controller.Sandboxes.Create(new SandboxSpec { Name = "box", Hostname = "www.example.com" });
        Attach(CreateNetwork("Net.Work"), "web", "box", change: spec => spec with { Aliases = ["front", "a.b"] });
        StartAgent();
        var id = Controller.Sandboxes.Get("box").ShortId;
        foreach (var name in new[] { "box", "web", "front", "a.b", "www.example.com", id, "WEB", "wEb", "web.", "web.net.work", "a.b.NET.work", $"{id}.net.work", "box.net.work." })
            Assert.Equal("code 0: 10.1.0.2", Ask("box", name, byTcp: byTcp)?.ToString());
        foreach (var name in new[] { "we", "webb", "web.net", "web.work", "net.work", "web.net.work.example.com", "web.web", "" })
            Assert.Equal(NameAnswer.ServerFailure, Ask("box", name, byTcp: byTcp)?.Code);
    }

    [KernelFact]
    [Trait("Case", "96")]
    public void Each_family_is_answered_with_its_own_and_a_known_name_is_never_asked_outside()
    {
        HostAsks(HostServer);
        var outside = Outside(question => [StubNameServer.Reply(question, NameAnswer.NameError)]);
        var both = CreateNetwork(change: spec => spec with { EnableIPv6 = true });
        var web = Attach(both, "web");
        Attach(CreateNetwork("four", "10.2.0.0/24"), "db", "web");
        StartAgent();
        Assert.Equal([web.IPv4Address!.ToString()], Resolve("web", "web.lab"));
        Assert.Equal([web.IPv6Address!.ToString()], Resolve("web", "web.lab", NameClient.Aaaa));
        foreach (var type in new[] { NameClient.Aaaa, NameClient.Mx, NameClient.Txt, NameClient.Srv, NameClient.Https, NameClient.Cname, NameClient.Ptr }) Assert.Equal("code 0: ", Ask("web", "db", type)?.ToString());
        Assert.Equal("code 0: ", Ask("web", "_http._tcp.db", NameClient.Srv)?.ToString());
        Assert.Empty(outside.Questions);
        Assert.Equal(NameAnswer.NameError, Ask("web", "nobody")?.Code);
        Assert.Single(outside.Questions);

        Controller.Endpoints.Remove(web, force: true);
        Await(() => Ask("web", "web.lab", NameClient.Aaaa)?.Code == NameAnswer.NameError);
    }

    [KernelFact]
    [Trait("Case", "97")]
    public void An_alias_is_known_on_its_network_only_and_goes_with_it()
    {
        HostAsks();
        var (one, two) = (CreateNetwork("one"), CreateNetwork("two", "10.2.0.0/24"));
        var foo = Attach(one, "web-1", "web", change: spec => spec with { Aliases = ["foo"] });
        Attach(two, "web-2", "web", change: spec => spec with { Aliases = ["bar"] });
        Attach(one, "first");
        Attach(two, "second");
        StartAgent();
        Assert.Equal(["10.1.0.2"], Resolve("first", "foo"));
        Assert.Equal(["10.2.0.2"], Resolve("second", "bar"));
        Assert.Equal(NameAnswer.ServerFailure, Ask("first", "bar")!.Code);
        Assert.Equal(NameAnswer.ServerFailure, Ask("second", "foo")!.Code);
        Controller.Sandboxes.Leave(foo);
        Await(() => Ask("web", "foo")!.Code == NameAnswer.ServerFailure);
        Assert.Equal(["10.2.0.2"], Resolve("web", "bar"));
        Assert.Equal(["10.2.0.2"], Resolve("second", Controller.Sandboxes.Get("web").ShortId));
    }

    [KernelFact]
    public void An_alias_that_several_share_leads_to_all_of_them_in_turn_and_outlives_each()
    {
        HostAsks();
        var lab = CreateNetwork();
        var all = Enumerable.Range(1, 3).Select(number => Attach(lab, $"web-{number}", change: spec => spec with { Aliases = ["www"] })).ToList();
        StartAgent();
        var answers = Enumerable.Range(0, 30).Select(_ => Ask("web-1", "www")!.Records).ToList();
        Assert.All(answers, records => Assert.Equal(all.Select(endpoint => endpoint.IPAddress!.ToString()), records.Order(StringComparer.Ordinal)));
        // Whoever takes the first one comes to each of them.
        Assert.All(answers.CountBy(records => records[0]), first => Assert.Equal(10, first.Value));
        Controller.Sandboxes.Leave(all[1]);
        AwaitName("web-1", "www", "10.1.0.2", "10.1.0.4");
    }

    [KernelFact]
    public void More_than_a_client_takes_by_UDP_is_cut_off_and_told_by_TCP()
    {
        HostAsks();
        var lab = CreateNetwork();
        const int all = 60, whole = 30;
        for (var number = 0; number < all; number++) Attach(lab, $"web-{number}", change: spec => spec with { Aliases = ["www"] });
        StartAgent();
        foreach (var (size, count) in new[] { ((int?)null, whole), (512, whole), (100, whole), (1232, all), (4096, all) })
        {
            var answer = Ask("web-0", "www", ednsSize: size);
            Assert.Equal((count, count < all), (answer!.Records.Count, answer.IsTruncated));
            Assert.InRange(answer.Length, 1, Math.Max(size ?? 0, 512));
        }
        Assert.Equal(all, Ask("web-0", "www", byTcp: true)!.Records.Distinct().Count());
    }

    [KernelFact]
    public void Equal_names_on_two_networks_are_kept_apart()
    {
        HostAsks();
        var (one, two) = (CreateNetwork("one"), CreateNetwork("two", "10.2.0.0/24"));
        Attach(one, "db", "db-1");
        Attach(two, "db", "db-2");
        Attach(one, "first");
        Attach(two, "second");
        Attach(one, "both-1", "both");
        Attach(two, "both-2", "both");
        StartAgent();
        Assert.Equal(["10.1.0.2"], Resolve("first", "db"));
        Assert.Equal(["10.2.0.2"], Resolve("second", "db"));
        Assert.Equal(["10.1.0.2"], Resolve("both", "db"));
        Assert.Equal(["10.2.0.2"], Resolve("both", "db.two"));
        Assert.Equal(NameAnswer.ServerFailure, Ask("first", "db.two")!.Code);
    }

    [KernelFact]
    [Trait("Case", "99")]
    public void A_link_is_one_sandboxs_own_waits_for_its_target_and_follows_it()
    {
        HostAsks();
        var (one, two) = (CreateNetwork("one"), CreateNetwork("two", "10.2.0.0/24"));
        Attach(one, "web-1", "web", change: spec => spec with { Links = [new EndpointLink("db", "database")] });
        Attach(two, "web-2", "web");
        Attach(one, "other");
        StartAgent();
        Assert.Equal(NameAnswer.ServerFailure, Ask("web", "database")!.Code);
        // One of that name elsewhere is not meant.
        Attach(two, "db", "db-2");
        AwaitName("web", "db", "10.2.0.3");
        Assert.Equal(NameAnswer.ServerFailure, Ask("web", "database")!.Code);
        var db = Attach(one, "db", "db-1");
        AwaitName("web", "database", db.IPAddress!.ToString());
        Assert.Equal([db.IPAddress!.ToString()], Resolve("web", "database.one"));
        Assert.Equal(NameAnswer.ServerFailure, Ask("web", "database.two")!.Code);
        Assert.Equal(NameAnswer.ServerFailure, Ask("other", "database")!.Code);
        Controller.Endpoints.Remove(db, force: true);
        var moved = Attach(one, "db", "db-3", change: spec => spec with { Addresses = [System.Net.IPAddress.Parse("10.1.0.77")] });
        AwaitName("web", "database", moved.IPAddress!.ToString());
    }

    [KernelFact]
    public void An_endpoint_that_goes_over_to_another_sandbox_keeps_its_names_whatever_becomes_of_the_first()
    {
        HostAsks();
        var lab = CreateNetwork();
        foreach (var sandbox in new[] { "one", "two", "asker" }) Controller.Sandboxes.Create(new SandboxSpec { Name = sandbox });
        Attach(lab, "asker");
        var db = Attach(lab, "db", "one");
        StartAgent();
        Assert.Equal(["10.1.0.3"], Resolve("asker", "db"));
        for (var i = 0; i < 10; i++)
        {
            var (from, to) = i % 2 == 0 ? ("one", "two") : ("two", "one");
            Controller.Sandboxes.Leave(db);
            Controller.Sandboxes.Join(db, to);
            // The record of the first one is written last.
            var late = Attach(lab, $"late-{i}", from);
            AwaitName("asker", $"late-{i}", late.IPAddress!.ToString());
            AwaitName("asker", "db", "10.1.0.3");
            AwaitName("asker", to, "10.1.0.3");
            Controller.Endpoints.Remove(late, force: true);
        }
    }

    [KernelFact]
    public void An_address_leads_to_its_name_and_one_that_nobody_has_is_asked_outside()
    {
        HostAsks(HostServer);
        var outside = Outside(question => [StubNameServer.Reply(question, NameAnswer.NameError)]);
        var web = Attach(CreateNetwork(change: spec => spec with { EnableIPv6 = true }), "web-1", "web");
        StartAgent();
        Assert.Equal(["web.lab."], Resolve("web", "2.0.1.10.in-addr.arpa", NameClient.Ptr));
        Assert.Equal(["web.lab."], Resolve("web", "2.0.1.10.IN-ADDR.ARPA.", NameClient.Ptr));
        var reverse = string.Join('.', Convert.ToHexStringLower(web.IPv6Address!.GetAddressBytes()).Reverse()) + ".ip6.arpa";
        Assert.Equal(["web.lab."], Resolve("web", reverse, NameClient.Ptr));
        Assert.Empty(outside.Questions);
        string[] unknown = ["9.0.1.10.in-addr.arpa", "2.0.1.in-addr.arpa", "1.2.0.1.10.in-addr.arpa", "02.0.1.10.in-addr.arpa", "x.0.1.10.in-addr.arpa", "256.0.1.10.in-addr.arpa", "in-addr.arpa", reverse[2..], $"g{reverse[1..]}"];
        foreach (var name in unknown) Assert.Equal(NameAnswer.NameError, Ask("web", name, NameClient.Ptr)!.Code);
        Assert.Equal(unknown, outside.Questions.Select(question => question.Name));
    }

    [KernelFact]
    public void A_name_is_known_within_100_milliseconds_of_its_join_and_forgotten_as_soon()
    {
        HostAsks();
        var lab = CreateNetwork();
        Attach(lab, "web");
        StartAgent();
        var (known, forgotten) = (new List<double>(), new List<double>());
        for (var i = 0; i < 20; i++)
        {
            var name = $"db-{i}";
            var db = Attach(lab, name);
            var watch = System.Diagnostics.Stopwatch.StartNew();
            Await(() => Ask("web", name)!.Records is [var only] && only == db.IPAddress!.ToString());
            known.Add(watch.Elapsed.TotalMilliseconds);
            Controller.Sandboxes.Leave(db);
            watch.Restart();
            Await(() => Ask("web", name)!.Code != NameAnswer.NoError);
            forgotten.Add(watch.Elapsed.TotalMilliseconds);
        }
        Assert.InRange(known.Order().ElementAt(known.Count / 2), 0, 100);
        Assert.InRange(forgotten.Order().ElementAt(forgotten.Count / 2), 0, 100);
        Assert.InRange(known.Concat(forgotten).Max(), 0, 2000);
    }

    [KernelFact]
    public void The_first_join_that_needs_it_starts_the_agent_and_others_do_not()
    {
        Controller.Settings.Set(agentStart: AgentStart.OnDemand);
        Attach(Controller.Networks.Get("bridge"), "old");
        Assert.Equal(AgentState.Stopped, Controller.Agent.Get().State);
        Attach(CreateNetwork(), "web");
        Assert.NotEqual(AgentState.Stopped, Controller.Agent.Get().State);
        AwaitName("web", "web", "10.1.0.2");
    }

    [KernelFact]
    public void A_sandbox_that_is_removed_is_let_go_of_and_so_is_a_namespace_that_somebody_deletes()
    {
        HostAsks();
        var lab = CreateNetwork();
        Attach(lab, "web");
        Attach(lab, "db");
        StartAgent();
        Controller.Sandboxes.Remove(Controller.Sandboxes.Get("db"));
        Await(() => Controller.Agent.Get().NamedSandboxes == 1);
        InHost("umount", "-l", PathOf("web"));
        Await(() => Controller.Agent.Get().NamedSandboxes == 0);
    }

    [KernelFact]
    public void Port_53_is_free_for_a_server_of_the_sandboxs_own()
    {
        HostAsks();
        var lab = CreateNetwork();
        Attach(lab, "web");
        Attach(lab, "db");
        var (web, db) = (Keep(NetworkNamespace.Open(PathOf("web"))), Keep(NetworkNamespace.Open(PathOf("db"))));
        // Before the agent is there, and after; on all addresses, and on the very one.
        foreach (var protocol in new[] { TransportProtocol.Udp, TransportProtocol.Tcp }) Keep(HostSockets.Bind(web, protocol, "0.0.0.0", 53));
        StartAgent();
        foreach (var protocol in new[] { TransportProtocol.Udp, TransportProtocol.Tcp }) Keep(HostSockets.Bind(db, protocol, "all", 53));
        foreach (var byTcp in new[] { false, true })
        {
            Assert.Equal("code 0: 10.1.0.3", Ask("web", "db", byTcp: byTcp)?.ToString());
            Assert.Equal("code 0: 10.1.0.2", Ask("db", "web", byTcp: byTcp)?.ToString());
        }
    }

    [KernelFact("nft")]
    public void Rules_that_track_nothing_lead_to_it_and_are_written_anew_where_somebody_takes_them_away()
    {
        HostAsks();
        Attach(CreateNetwork(), "web");
        StartAgent();
        Assert.Equal("code 0: 10.1.0.2", Ask("web", "web")?.ToString());
        var ports = System.Text.RegularExpressions.Regex.Matches(In("web", "ss", "-Hlntu", "src", "127.0.0.11"), @"127\.0\.0\.11:(\d+)").Select(match => match.Groups[1].Value).ToList();
        var (udp, tcp) = (ports[0], ports[1]);
        Assert.Equal($$"""
            table inet cnet-names {
            	chain output {
            		type filter hook output priority raw; policy accept;
            		ip daddr 127.0.0.11 udp dport 53 notrack udp dport set {{udp}} accept
            		ip saddr 127.0.0.11 udp sport {{udp}} notrack udp sport set 53 accept
            		ip daddr 127.0.0.11 tcp dport 53 notrack tcp dport set {{tcp}} accept
            		ip saddr 127.0.0.11 tcp sport {{tcp}} notrack tcp sport set 53 accept
            	}
            }

            """, In("web", "nft", "-n", "list", "table", "inet", "cnet-names").Replace("priority -300", "priority raw", StringComparison.Ordinal));
        foreach (var harm in new[] { "flush ruleset", "delete table inet cnet-names", "flush table inet cnet-names" })
        {
            In("web", "nft", harm);
            Await(() => NameClient.Ask(PathOf("web"), "web", timeout: 200)?.ToString() == "code 0: 10.1.0.2");
            Assert.Equal("code 0: 10.1.0.2", Ask("web", "web", byTcp: true)?.ToString());
        }
        Assert.Contains("removed the rules that lead to the name server in the sandbox 'web'", File.ReadAllText(Controller.Agent.Get().LogPath), StringComparison.Ordinal);
    }

    [KernelTheory("ip", "nft")]
    [InlineData(true)]
    [InlineData(false)]
    public void A_namespace_that_was_there_before_is_left_as_it_was(bool whileTheAgentRuns)
    {
        HostAsks();
        Controller.Namespaces.Create("old");
        In("old", "ip", "link", "set", "lo", "up");
        Controller.Sandboxes.Create(new SandboxSpec { Name = "box", Namespace = "old" });
        var box = Attach(CreateNetwork(), "box");
        StartAgent();
        Await(() => In("old", "nft", "list", "tables").Contains("cnet-names", StringComparison.Ordinal));
        if (!whileTheAgentRuns) Controller.Agent.Stop();
        Controller.Sandboxes.Leave(box);
        Await(() => In("old", "nft", "list", "tables").Length == 0);
    }
}
