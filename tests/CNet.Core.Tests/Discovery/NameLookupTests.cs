using System.Diagnostics;
using System.Net;
using CNet.Discovery;
using CNet.Linux;
using CNet.Tests.Support;
using Xunit;
using static CNet.Tests.Support.FakeNameServer;

namespace CNet.Tests.Discovery;

/// <summary>Names are looked up as programs look them up, whatever servers say.</summary>
public sealed class NameLookupTests : HostTest
{
    private const string First = "127.0.0.1", Second = "127.0.0.2";

    /// <summary>How long a server is waited for that says nothing; one that answers does so earlier.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly NetworkNamespace _space;

    public NameLookupTests() => _space = Controller.OpenNamespace();

    protected override void CleanUp() => _space.Dispose();

    [KernelFact]
    public void Both_families_are_asked_for_and_what_each_says_is_told()
    {
        Resolver($"nameserver {First}");
        using var server = Serve(First, question => [Reply(question, records: question.Type == DnsRecordType.A ? [Address("192.0.2.1"), Address("192.0.2.2")] : [Address("2001:db8::1")])]);
        var records = Controller.Names.Resolve("web.test");
        Assert.Equal(["web.test A 192.0.2.1", "web.test A 192.0.2.2", "web.test AAAA 2001:db8::1"], records.Select(record => record.ToString()));
        Assert.All(records, record => Assert.Equal((IPAddress.Parse(First), DnsRecordSource.Server, First, TimeSpan.FromMinutes(1), null), (record.Server, record.Source, record.AnsweredBy, record.TimeToLive, record.Network)));
        Assert.Equal(["web.test A", "web.test AAAA"], server.Asked.Order());
    }

    [KernelTheory]
    [InlineData("ndots:1", "a", "a.x.test a.y.test a")]
    [InlineData("ndots:1", "a.b", "a.b a.b.x.test a.b.y.test")]
    [InlineData("ndots:2", "a.b", "a.b.x.test a.b.y.test a.b")]
    [InlineData("ndots:0", "a", "a a.x.test a.y.test")]
    [InlineData("ndots:1", "a.", "a")]
    [InlineData("rotate", "a", "a.x.test a.y.test a")]
    public void Names_are_searched_for_in_the_domains(string options, string name, string asked)
    {
        Resolver($"nameserver {First}", "search x.test y.test", $"options {options}");
        using var server = Serve(First, question => [Reply(question, DnsResponseCode.NameError)]);
        var error = Fails(CNetError.NameNotFound, () => Controller.Names.Resolve(name, spec: new NameLookupSpec { Types = [DnsRecordType.A] }));
        Assert.Equal(asked, string.Join(' ', server.Asked.Select(question => question.Replace(" A", "", StringComparison.Ordinal))));
        Assert.Contains(First, error.Message, StringComparison.Ordinal);
    }

    [KernelFact]
    public void The_search_ends_with_the_first_domain_that_has_the_name_in_a_family_at_least()
    {
        Resolver($"nameserver {First}", "search x.test y.test z.test");
        using var server = Serve(First, question => [question switch
        {
            { Name: "a.x.test" } => Reply(question),
            { Name: "a.y.test", Type: DnsRecordType.AAAA } => Reply(question, records: [Address("2001:db8::1")]),
            { Name: "a.y.test" } => Reply(question),
            _ => Reply(question, DnsResponseCode.NameError),
        }]);
        Assert.Equal(["a.y.test AAAA 2001:db8::1"], Controller.Names.Resolve("a").Select(record => record.ToString()));
        // It exists in another domain: that says more than that it does not in the others.
        Fails(CNetError.NameTypeNotFound, () => Controller.Names.Resolve("a", spec: new NameLookupSpec { Types = [DnsRecordType.MX] }));
        Assert.DoesNotContain(server.Asked, question => question.StartsWith("a.z", StringComparison.Ordinal) && !question.EndsWith("MX", StringComparison.Ordinal));
    }

    [KernelFact]
    public void That_a_name_exists_says_more_than_who_is_silent_about_others()
    {
        Resolver($"nameserver {First}", "search x.test", "options attempts:1");
        using var server = Serve(First, question => question.Name == "a.b" ? [Reply(question)] : []);
        Fails(CNetError.NameTypeNotFound, () => Controller.Names.Resolve("a.b", spec: new NameLookupSpec { Timeout = Patience }));
        // Whoever says nothing of one family says nothing of the name.
        using var half = Serve(Second, question => question.Type == DnsRecordType.A ? [Reply(question)] : []);
        Fails(CNetError.Timeout, () => Controller.Names.Resolve("a.b", spec: new NameLookupSpec { Timeout = Patience, Servers = [IPAddress.Parse(Second)] }));
    }

    [KernelTheory]
    [InlineData(2, "SERVFAIL")]
    [InlineData(5, "REFUSED")]
    [InlineData(1, "FORMERR")]
    [InlineData(4, "NOTIMP")]
    public void Another_server_is_asked_where_one_cannot_answer(int code, string text)
    {
        Resolver($"nameserver {First}", $"nameserver {Second}");
        using var troubled = Serve(First, question => [Reply(question, (DnsResponseCode)code)]);
        using (Serve(Second, question => [Reply(question, records: Address("192.0.2.1"))]))
            Assert.Equal(IPAddress.Parse(Second), Assert.Single(Ask("web.test")).Server);
        var error = Fails(CNetError.NameServerFailed, () => Ask("web.test"));
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        Assert.All(troubled.Asked, question => Assert.Equal("web.test A", question));
        Assert.Equal(2, troubled.Asked.Count);
    }

    [KernelFact]
    public void Another_server_is_asked_where_one_is_not_there_or_says_nothing()
    {
        Resolver($"nameserver {First}", $"nameserver {Second}", "options timeout:1 attempts:1");
        using (Serve(Second, question => [Reply(question, records: Address("192.0.2.1"))]))
        {
            Assert.Single(Ask("web.test"));
            using var silent = Serve(First, _ => []);
            Assert.Single(Controller.Names.Resolve("web.test", spec: new NameLookupSpec { Types = [DnsRecordType.A], Timeout = Patience }));
            Assert.Single(silent.Asked);
        }
        // What a troubled server says tells more than that the first one is not there.
        using (Serve(Second, question => [Reply(question, DnsResponseCode.Refused)]))
            Assert.Contains("REFUSED", Fails(CNetError.NameServerFailed, () => Ask("web.test")).Message, StringComparison.Ordinal);
        Assert.Contains("Connection refused", Fails(CNetError.NameServerFailed, () => Ask("web.test")).Message, StringComparison.Ordinal);
    }

    [KernelFact]
    public void Who_says_nothing_is_asked_as_often_as_the_file_says_for_no_further_domain_but_for_the_name_itself()
    {
        Resolver($"nameserver {First}", "search x.test y.test", "options attempts:3");
        using var silent = Serve(First, _ => []);
        var error = Fails(CNetError.Timeout, () => Controller.Names.Resolve("web", spec: new NameLookupSpec { Types = [DnsRecordType.A], Timeout = TimeSpan.FromMilliseconds(20) }));
        Assert.Contains(First, error.Message, StringComparison.Ordinal);
        Eventually.Equal(6, () => silent.Asked.Count);
        Assert.Equal(["web.x.test A", "web.x.test A", "web.x.test A", "web A", "web A", "web A"], silent.Asked);
    }

    [KernelFact]
    public void Only_the_answer_to_the_question_is_taken()
    {
        Resolver($"nameserver {First}");
        using var server = Serve(First, question =>
        {
            var right = Reply(question, records: Address("192.0.2.1"));
            var otherId = Reply(question, records: Address("192.0.2.66"));
            otherId[0] ^= 1;
            var otherName = Reply(question, records: Address("192.0.2.67"));
            otherName[DnsWire.HeaderSize + 1] ^= 1;
            var otherType = Reply(question, records: Address("192.0.2.68"));
            otherType[question.Message.Length - 3] ^= 2;
            var noAnswer = Reply(question, records: Address("192.0.2.69"));
            noAnswer[DnsWire.FlagsOffset] = 0;
            return [[], [1], otherId, otherName, otherType, noAnswer, Reply(question, records: Record(DnsRecordType.A, 1)), right];
        });
        Assert.Equal("192.0.2.1", Assert.Single(Ask("web.test")).Data);
    }

    [KernelFact]
    public void What_does_not_fit_is_asked_for_by_TCP()
    {
        Resolver($"nameserver {First}");
        var addresses = Enumerable.Range(0, 2000).Select(number => $"198.18.{number / 250}.{number % 250}").ToList();
        using var server = Serve(First, question => [Reply(question, truncated: !question.IsTcp, records: question.IsTcp ? [.. addresses.Select(Address)] : [])]);
        Assert.Equal(addresses, Ask("web.test").Select(record => record.Data));
        Assert.Equal(["web.test A", "web.test A+tcp"], server.Asked);
    }

    [KernelFact]
    public void An_address_stands_for_its_name_and_the_type_says_what_is_asked_for()
    {
        Resolver($"nameserver {First}", "search x.test");
        using var server = Serve(First, question => [question.Type == DnsRecordType.PTR ? Reply(question, records: Record(DnsRecordType.PTR, 3, (byte)'w', (byte)'e', (byte)'b', 0)) : Reply(question)]);
        Assert.Equal("web", Assert.Single(Controller.Names.Resolve("192.0.2.1")).Target);
        Assert.Equal("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", Assert.Single(Controller.Names.Resolve("2001:db8::1")).Name);
        Assert.Equal(["1.2.0.192.in-addr.arpa PTR"], server.Asked.Take(1));
        Fails(CNetError.NameTypeNotFound, () => Controller.Names.Resolve("web.test", spec: new NameLookupSpec { Types = [DnsRecordType.TXT, DnsRecordType.SOA] }));
        Assert.Contains("web.test SOA", server.Asked);
    }

    [KernelFact]
    public void The_hosts_file_goes_before_all_servers_unless_one_is_named()
    {
        Resolver($"nameserver {First}");
        using var server = Serve(First, question => [Reply(question, DnsResponseCode.NameError)]);
        var own = Controller.Names.Resolve("localhost");
        Assert.Contains(own, record => record is { Data: "127.0.0.1", Source: DnsRecordSource.File, AnsweredBy: "/etc/hosts", Server: null });
        Assert.Equal("localhost", Controller.Names.Resolve("127.0.0.1")[0].Target);
        Assert.Empty(server.Asked);
        Fails(CNetError.NameNotFound, () => Controller.Names.Resolve("localhost", spec: new NameLookupSpec { Servers = [IPAddress.Parse(First)] }));
    }

    [KernelFact]
    public void A_name_behind_another_one_is_told_with_it()
    {
        Resolver($"nameserver {First}");
        // www.test stands for a name at the place of its own data.
        byte[] alias = [0xc0, DnsWire.HeaderSize, 0, 5, 0, 1, 0, 0, 0, 60, 0, 5, 3, (byte)'w', (byte)'e', (byte)'b', 0];
        using var server = Serve(First, question => [Reply(question, records: question.Type == DnsRecordType.A ? [alias, [0xc0, 38, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1]] : [alias])]);
        Assert.Equal(["www.test CNAME web", "web A 192.0.2.1"], Controller.Names.Resolve("www.test").Select(record => record.ToString()));
    }

    [KernelFact]
    public void From_a_sandbox_its_own_network_is_asked()
    {
        var lab = CreateNetwork();
        Attach(lab, "web");
        Attach(lab, "dns");
        using var space = NetworkNamespace.Open(Path.Combine(TestHost.NamespaceDirectory, "dns"));
        using var server = new FakeNameServer(space, "10.1.0.3", question => [Reply(question, records: Address("192.0.2.1"))]);
        var record = Assert.Single(Controller.Names.Resolve("web.test", Controller.Sandboxes.Get("web"), new NameLookupSpec { Types = [DnsRecordType.A], Servers = [IPAddress.Parse("10.1.0.3")] }));
        Assert.Equal(("192.0.2.1", "web", IPAddress.Parse("10.1.0.3")), (record.Data, record.Sandbox, record.Server));
    }

    [KernelFact]
    public void The_files_of_a_sandbox_count_before_they_are_made_and_as_somebody_has_edited_them()
    {
        Resolver($"nameserver {First}");
        Controller.Sandboxes.Create(new SandboxSpec { Name = "web", HostEntries = [new HostEntry("printer", IPAddress.Parse("10.1.0.9"))] });
        Attach(CreateNetwork(), "front", "web");
        var web = Controller.Sandboxes.Get("web");
        Assert.Equal("10.1.0.9", Assert.Single(Controller.Names.Resolve("printer", web)).Data);
        Assert.Equal("web", Controller.Names.Resolve("10.1.0.2", web)[0].Target);
        var places = SandboxPlaces.Of(TestHost, web.Id);
        Assert.False(File.Exists(places.Hosts), "To look a name up writes no file.");
        using (var program = Controller.Programs.Start(web, new ProgramSpec { FilePath = "true" })) program.ReadToEnd();
        File.AppendAllText(places.Hosts, "10.1.0.10 printer scanner\n");
        Assert.Equal(["10.1.0.9", "10.1.0.10"], Controller.Names.Resolve("printer", web).Select(record => record.Data));
        Assert.Equal((places.Hosts, DnsRecordSource.File), (Controller.Names.Resolve("scanner", web)[0].AnsweredBy, Controller.Names.Resolve("scanner", web)[0].Source));
        using var space = NetworkNamespace.Open(Path.Combine(TestHost.NamespaceDirectory, "web"));
        using var server = new FakeNameServer(space, "127.0.0.1", question => [Reply(question, records: Address("192.0.2.1"))]);
        File.WriteAllText(places.Resolver, "nameserver 127.0.0.1\nsearch x.test\noptions ndots:3\n");
        Assert.Equal("a.b.x.test", Assert.Single(Controller.Names.Resolve("a.b", web, new NameLookupSpec { Types = [DnsRecordType.A] })).Name);
    }

    [KernelFact]
    public void Giving_up_is_heard_at_once()
    {
        Resolver($"nameserver {First}");
        using var cancellation = new CancellationTokenSource();
        using var silent = Serve(First, _ =>
        {
            cancellation.Cancel();
            return [];
        });
        var began = Stopwatch.GetTimestamp();
        Assert.ThrowsAny<OperationCanceledException>(() => Controller.Names.Resolve("web.test", spec: new NameLookupSpec { Timeout = TimeSpan.FromMinutes(1) }, cancellation: cancellation.Token));
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(20));
    }

    [KernelTheory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("a2345678901234567890123456789012345678901234567890123456789012345")]
    public void What_cannot_be_a_name_is_refused(string name) => Fails(CNetError.NameInvalid, () => Controller.Names.Resolve(name));

    private IReadOnlyList<DnsRecord> Ask(string name) => Controller.Names.Resolve(name, spec: new NameLookupSpec { Types = [DnsRecordType.A] });

    private void Resolver(params string[] lines) => File.WriteAllLines(Path.Combine(TestHost.StateDirectory, "resolv.conf"), lines);

    private FakeNameServer Serve(string address, Func<FakeNameServer.Question, IEnumerable<byte[]>> answer) => new(_space, address, answer);
}
