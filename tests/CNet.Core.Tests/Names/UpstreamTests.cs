using System.Diagnostics;
using System.Net;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Names;

/// <summary>Names that others know: who is asked, from where, and what is believed.</summary>
public sealed class UpstreamTests : NameTest
{
    private const string Second = "127.0.0.54", Name = "www.example.com";

    /// <summary>A sandbox "web" on a network "lab", served.</summary>
    private void Begin(Func<NetworkSpec, NetworkSpec>? change = null, Func<SandboxSpec, SandboxSpec>? sandbox = null)
    {
        Create(sandbox);
        Attach(CreateNetwork(change: change), "web");
        StartAgent();
    }

    private void Create(Func<SandboxSpec, SandboxSpec>? change)
    {
        var spec = new SandboxSpec { Name = "web" };
        Controller.Sandboxes.Create(change?.Invoke(spec) ?? spec);
    }

    private static IEnumerable<byte[]> Good(StubQuestion question) => [StubNameServer.Reply(question, NameAnswer.NoError, question.Type == NameClient.Aaaa ? "2001:db8::7" : "192.0.2.7")];

    [KernelTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_Hosts_servers_are_asked_from_the_Host(bool byTcp)
    {
        HostAsks(HostServer);
        var outside = Outside(Good);
        Begin();
        Assert.Equal("code 0: 192.0.2.7", Ask("web", Name, byTcp: byTcp)?.ToString());
        Assert.Equal("code 0: 2001:db8::7", Ask("web", Name, NameClient.Aaaa, byTcp)?.ToString());
        Assert.All(outside.Questions, question => Assert.Equal((Name, byTcp), (question.Name, question.IsTcp)));
    }

    [KernelFact]
    public void Servers_of_the_sandbox_are_asked_from_inside_it_and_go_before_the_Hosts()
    {
        HostAsks(HostServer);
        var host = Outside(Good);
        var lab = CreateNetwork();
        Attach(lab, "dns");
        Create(spec => spec with { DnsServers = [IPAddress.Parse("10.1.0.2")] });
        Attach(lab, "web");
        // Beside the sandbox's own server at 127.0.0.11.
        using var inside = new StubNameServer(PathOf("dns"), "10.1.0.2", question => [StubNameServer.Reply(question, NameAnswer.NoError, "198.51.100.1")]);
        StartAgent();
        Assert.Equal("code 0: 198.51.100.1", Ask("web", Name)?.ToString());
        Assert.Equal("code 0: 198.51.100.1", Ask("web", Name, byTcp: true)?.ToString());
        Assert.Empty(host.Questions);
        Assert.Equal("code 0: 192.0.2.7", Ask("dns", Name)?.ToString());
    }

    [KernelTheory]
    [InlineData(NameAnswer.ServerFailure)]
    [InlineData(NameAnswer.Refused)]
    [InlineData(-1)]
    [Trait("Case", "101")]
    public void A_server_that_fails_or_is_not_there_is_followed_by_the_next_at_once(int code)
    {
        HostAsks(HostServer, Second);
        if (code >= 0) Outside(question => [StubNameServer.Reply(question, code)]);
        var second = Outside(Good, Second);
        Begin();
        foreach (var byTcp in new[] { false, true })
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal("code 0: 192.0.2.7", Ask("web", Name, byTcp: byTcp)?.ToString());
            Assert.InRange(watch.ElapsedMilliseconds, 0, 3000);
        }
        Assert.Equal(2, second.Questions.Count);
    }

    [KernelFact]
    [Trait("Case", "101")]
    public void That_a_name_does_not_exist_is_an_answer_and_so_is_that_it_has_nothing()
    {
        HostAsks(HostServer, Second);
        Outside(question => [StubNameServer.Reply(question, question.Name.StartsWith("no", StringComparison.Ordinal) ? NameAnswer.NameError : NameAnswer.NoError)]);
        var second = Outside(Good, Second);
        Begin();
        Assert.Equal("code 3: ", Ask("web", "nobody.example.com")?.ToString());
        Assert.Equal("code 0: ", Ask("web", "empty.example.com")?.ToString());
        Assert.Equal("code 3: ", Ask("web", "x_%.9999.in-addr.arpa", NameClient.Ptr)?.ToString().Replace("code 0", "code 3", StringComparison.Ordinal));
        Assert.Empty(second.Questions);
    }

    [KernelFact]
    public void A_server_that_does_not_answer_is_followed_by_the_next_after_its_time_and_where_all_are_silent_the_client_is_told()
    {
        HostAsks(HostServer, Second);
        Outside(_ => []);
        Outside(question => question.Name == Name ? Good(question) : [], Second);
        Begin();
        var watch = Stopwatch.StartNew();
        var silent = Task.Run(() => Ask("web", "silent.example.com"));
        Assert.Equal("code 0: 192.0.2.7", Ask("web", Name)?.ToString());
        Assert.InRange(watch.ElapsedMilliseconds, 3500, 8000);
        Assert.Equal("code 2: ", silent.Result?.ToString());
    }

    [KernelFact]
    [Trait("Case", "101")]
    public void A_truncated_answer_sends_the_client_to_TCP_and_a_long_one_is_passed_on()
    {
        HostAsks(HostServer);
        var many = Enumerable.Range(1, 200).Select(number => $"192.0.2.{number}").ToArray();
        Outside(question =>
        {
            var reply = StubNameServer.Reply(question, NameAnswer.NoError, many);
            // One that does not care what its client takes.
            if (question.IsTcp || question.Name.StartsWith("long", StringComparison.Ordinal)) return [reply];
            var head = StubNameServer.Reply(question, NameAnswer.NoError);
            head[2] |= 0x02;
            return [head];
        });
        Begin();
        Assert.True(Ask("web", Name)!.IsTruncated);
        Assert.Equal(many, Ask("web", Name, byTcp: true)!.Records);
        Assert.Equal(many, Ask("web", "long.example.com")!.Records);
    }

    [KernelFact]
    public void Answers_that_are_none_are_not_believed()
    {
        HostAsks(HostServer);
        using var liar = new Attacker(TestHost.NamespacePath!);
        Outside(question =>
        {
            var lie = StubNameServer.Reply(question, NameAnswer.NoError, "6.6.6.6");
            byte[] Change(int at, byte by) => [.. lie[..at], (byte)(lie[at] ^ by), .. lie[(at + 1)..]];
            liar.Send(lie);
            return
            [
                Change(0, 1), Change(1, 1),                                                    // another id
                Change(2, 0x80),                                                               // a question
                Change(13, 1), StubNameServer.Reply(StubQuestion.Read(NameClient.Question("com", id: (ushort)(lie[0] << 8 | lie[1])), isTcp: false), NameAnswer.NoError, "6.6.6.6"),   // another name
                Change(question.End - 3, 0x1d), Change(question.End - 1, 2),   // another type, another class
                lie[..11], lie[..13], [], [.. lie[..12], 0xc0, 12], new byte[600],
                StubNameServer.Reply(question, NameAnswer.NoError, "192.0.2.7"),
            ];
        });
        Begin();
        for (var i = 0; i < 20; i++) Assert.Equal("code 0: 192.0.2.7", Ask("web", Name)?.ToString());
        Assert.InRange(liar.Sent, 20, int.MaxValue);
    }

    [KernelFact]
    public void Ids_and_ports_of_questions_to_others_are_by_chance()
    {
        HostAsks(HostServer);
        var outside = Outside(Good);
        Begin();
        for (var i = 0; i < 20; i++) NameClient.Exchange(PathOf("web"), NameClient.Question(Name, id: 4711));
        var ids = outside.Questions.Select(question => question.Message[0] << 8 | question.Message[1]).ToList();
        Assert.True(ids.Distinct().Count() > 15, string.Join(' ', ids));
        Assert.DoesNotContain(ids.Zip(ids.Skip(1)), pair => pair.Second == pair.First + 1);
    }

    [KernelFact]
    [Trait("Case", "102")]
    public void Internal_networks_never_ask_by_the_Host_until_there_is_a_way_out()
    {
        HostAsks(HostServer);
        var outside = Outside(Good);
        Begin(spec => spec with { Internal = true });
        Attach(Controller.Networks.Get("lab"), "db");
        Await(() => Ask("web", "db")!.ToString() == "code 0: 10.1.0.3");
        Assert.Equal("code 2: ", Ask("web", Name)?.ToString());
        Assert.Equal("code 2: ", Ask("web", Name, byTcp: true)?.ToString());
        Assert.Empty(outside.Questions);
        var way = Attach(CreateNetwork("way", "10.2.0.0/24"), "out", "web");
        Await(() => Ask("web", Name)!.Code == NameAnswer.NoError);
        Controller.Sandboxes.Leave(way);
        Await(() => Ask("web", Name)!.Code == NameAnswer.ServerFailure);
    }

    [KernelFact]
    [Trait("Case", "102")]
    public void A_server_on_the_internal_network_itself_is_asked()
    {
        HostAsks(HostServer);
        var host = Outside(Good);
        var lab = CreateNetwork(change: spec => spec with { Internal = true });
        Attach(lab, "dns");
        using var inside = new StubNameServer(PathOf("dns"), "10.1.0.2", question => [StubNameServer.Reply(question, NameAnswer.NoError, "198.51.100.1")]);
        Create(spec => spec with { DnsServers = [IPAddress.Parse("10.1.0.2")] });
        Attach(lab, "web");
        StartAgent();
        Assert.Equal("code 0: 198.51.100.1", Ask("web", Name)?.ToString());
        Assert.Empty(host.Questions);
    }

    [KernelFact]
    [Trait("Case", "113")]
    public void The_own_server_is_not_asked_again()
    {
        Create(spec => spec with { DnsServers = [IPAddress.Parse("127.0.0.11")] });
        var lab = CreateNetwork();
        Attach(lab, "web");
        Controller.Sandboxes.Create(new SandboxSpec { Name = "two", DnsServers = [IPAddress.Parse("127.0.0.11"), IPAddress.Parse("10.1.0.4")] });
        Attach(lab, "two");
        Attach(lab, "dns");
        using var inside = new StubNameServer(PathOf("dns"), "10.1.0.4", Good);
        StartAgent();
        Assert.Equal("code 2: ", Ask("web", Name)?.ToString());
        Assert.Equal("code 0: 192.0.2.7", Ask("two", Name)?.ToString());
    }

    [KernelFact]
    [Trait("Case", "113")]
    public void A_sandbox_without_IPv4_asks_the_world_too()
    {
        HostAsks(HostServer);
        Outside(Good);
        Attach(CreateNetwork(subnet: null, change: spec => spec with { EnableIPv4 = false, EnableIPv6 = true }), "web");
        StartAgent();
        Assert.Equal("code 0: 2001:db8::7", Ask("web", Name, NameClient.Aaaa)?.ToString());
        Assert.Single(Resolve("web", "web", NameClient.Aaaa));
    }

    [KernelFact]
    public void A_name_without_dots_stays_where_it_is_said_how_many_dots_go_out()
    {
        HostAsks(HostServer);
        var outside = Outside(Good);
        Begin(sandbox: spec => spec with { DnsOptions = ["ndots:1"] });
        Assert.Equal("code 0: ", Ask("web", "alone")?.ToString());
        Assert.Empty(outside.Questions);
        Assert.Equal("code 0: 192.0.2.7", Ask("web", "not.alone")?.ToString());
    }

    [KernelFact]
    public void What_the_Hosts_file_says_counts_when_it_changes()
    {
        HostAsks(HostServer);
        Outside(Good);
        Outside(question => [StubNameServer.Reply(question, NameAnswer.NoError, "192.0.2.8")], Second);
        Begin();
        Assert.Equal("code 0: 192.0.2.7", Ask("web", Name)?.ToString());
        HostAsks(Second);
        AwaitName("web", Name, "192.0.2.8");
    }

    [KernelFact]
    public void More_questions_at_once_than_may_wait_are_refused_and_names_of_the_network_are_answered_all_the_while()
    {
        HostAsks(HostServer);
        var outside = Outside(_ => []);
        Begin();
        Attach(Controller.Networks.Get("lab"), "db");
        AwaitName("db", "web", "10.1.0.2");
        using var socket = NameClient.Open(PathOf("web"));
        const int Waiting = 1024, More = 50;
        for (var sent = 0; sent < Waiting;)
        {
            // No more at once than a socket holds.
            for (var burst = 0; burst < 64; burst++, sent++) socket.Send(NameClient.Question($"a{sent}.example.com"));
            var until = sent;
            Await(() => outside.Questions.Count >= until);
        }
        for (var i = 0; i < More; i++)
        {
            socket.Send(NameClient.Question($"b{i}.example.com"));
            Assert.Equal(NameAnswer.Refused, NameClient.Read(NameClient.Receive(socket, byTcp: false)).Code);
        }
        Assert.Equal(["10.1.0.3"], Resolve("web", "db"));
        // They are others: who asks too much harms nobody else.
        Assert.Equal(["10.1.0.2"], Resolve("db", "web"));
        Assert.Equal(Waiting, outside.Questions.Count);
    }
}
