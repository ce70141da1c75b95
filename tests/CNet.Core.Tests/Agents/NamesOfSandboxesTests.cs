using System.Net;
using CNet.Discovery;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Agents;

/// <summary>What sandboxes get to hear from CNet's name server, with who knew it; and the log of their questions.</summary>
public sealed class NamesOfSandboxesTests : AgentTest
{
    private Network _lab = null!;

    [KernelFact("dig")]
    public void Names_that_somebody_gives_are_served_and_taken_away()
    {
        Build();
        Controller.Names.Add(_lab, new DnsRecordSpec { Name = "printer", Addresses = [IPAddress.Parse("10.1.0.9"), IPAddress.Parse("fd00::9")] });
        Controller.Names.Add(_lab, new DnsRecordSpec { Name = "_ipp._tcp.printer", Service = new DnsService("printer", 631, 1, 2) });
        StartAgent();
        Assert.Equal("10.1.0.9", Dig("printer", "A"));
        Assert.Equal("fd00::9", Dig("printer.lab", "AAAA"));
        Assert.Equal("1 2 631 printer.", Dig("_ipp._tcp.printer", "SRV"));
        Assert.Equal("printer.lab.", Dig("9.0.1.10.in-addr.arpa", "PTR"));
        // While the agent runs it follows.
        Controller.Names.Add(_lab, new DnsRecordSpec { Name = "scanner", Addresses = [IPAddress.Parse("10.1.0.8")] });
        Await(() => Dig("scanner", "A") == "10.1.0.8");
        foreach (var record in Controller.Names.List(_lab).Where(record => record is { Name: "scanner", Source: DnsRecordSource.Record })) Controller.Names.Remove(record);
        Await(() => Dig("scanner", "A").Length == 0);
    }

    [KernelFact]
    public void All_that_is_listed_is_answered_and_by_the_network()
    {
        Build();
        Controller.Names.Add(_lab, new DnsRecordSpec { Name = "Printer", Addresses = [IPAddress.Parse("10.1.0.9"), IPAddress.Parse("10.1.0.3"), IPAddress.Parse("fd00::9")] });
        Controller.Names.Add(_lab, new DnsRecordSpec { Name = "_http._tcp.web", Service = new DnsService("web", 80) });
        StartAgent();
        foreach (var listed in Controller.Names.List(_lab))
        {
            // What a sandbox is called itself stands in its own hosts file.
            var asker = listed.Sandbox == "web" ? "db" : "web";
            var answers = Controller.Names.Resolve(listed.Name, Controller.Sandboxes.Get(asker), new NameLookupSpec { Types = [listed.Type] });
            Assert.Contains(answers, answer => string.Equals(answer.Data, listed.Data, StringComparison.OrdinalIgnoreCase));
            Assert.All(answers, answer => Assert.Equal((DnsRecordSource.Network, "lab", asker, ResolverConfiguration.OwnAddress.ToIPAddress(), listed.TimeToLive), (answer.Source, answer.Network, answer.Sandbox, answer.Server, answer.TimeToLive)));
        }
        // The address of an endpoint has the endpoint's name, also where somebody gave it another one before.
        Assert.Equal("db.lab", Assert.Single(Controller.Names.Resolve("10.1.0.3", Controller.Sandboxes.Get("web"))).Target);
    }

    [KernelFact]
    public void What_somebody_outside_knows_is_told_with_who_it_was()
    {
        Build();
        File.WriteAllText(Path.Combine(TestHost.StateDirectory, "resolv.conf"), "nameserver 127.0.0.1\nsearch example.test\n");
        using var server = new FakeNameServer(Space, "127.0.0.1", question => [question.Name.StartsWith("www", StringComparison.Ordinal) ? FakeNameServer.Reply(question, records: FakeNameServer.Address("192.0.2.1")) : FakeNameServer.Reply(question, DnsResponseCode.NameError)]);
        StartAgent();
        var (web, spec) = (Controller.Sandboxes.Get("web"), new NameLookupSpec { Types = [DnsRecordType.A] });
        var record = Assert.Single(Controller.Names.Resolve("www.test", web, spec));
        Assert.Equal((DnsRecordSource.Server, "host(127.0.0.1)", null, ResolverConfiguration.OwnAddress.ToIPAddress()), (record.Source, record.AnsweredBy, record.Network, record.Server));
        var error = Fails(CNetError.NameNotFound, () => Controller.Names.Resolve("nobody", web, spec));
        Assert.Contains("nobody.example.test", error.Message, StringComparison.Ordinal);
        Assert.Contains("Get-CNetDnsLog", error.Hint, StringComparison.Ordinal);
        // The name of an endpoint has what it has, and nobody outside is asked.
        Fails(CNetError.NameTypeNotFound, () => Controller.Names.Resolve("db.", web, spec with { Types = [DnsRecordType.TXT] }));
        Assert.DoesNotContain(server.Asked, question => question.StartsWith("db", StringComparison.Ordinal));
        Assert.Equal(["www.test A NOERROR  host(127.0.0.1)", "nobody A NXDOMAIN  host(127.0.0.1)", "nobody.example.test A NXDOMAIN  host(127.0.0.1)", "db TXT NOERROR lab "],
            Controller.Names.Queries().Select(query => $"{query.Name} {query.Type} {query.Code} {query.Network} {query.Server}"));
    }

    [KernelFact]
    public void The_log_tells_who_asked_and_goes_on_from_where_it_was_read()
    {
        Build();
        StartAgent();
        Assert.Empty(Controller.Names.Queries());
        foreach (var (asker, name) in new[] { ("web", "db"), ("db", "web") }) Controller.Names.Resolve(name, Controller.Sandboxes.Get(asker), new NameLookupSpec { Types = [DnsRecordType.A] });
        var queries = Controller.Names.Queries();
        Assert.Equal(["1 web: db A NOERROR", "2 db: web A NOERROR"], queries.Select(query => $"{query.Number} {query}"));
        Assert.All(queries, query => Assert.InRange(DateTimeOffset.Now - query.Time, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(20)));
        Assert.Equal(2, Controller.Agent.Get().QueryCount);
        Assert.Empty(Controller.Names.Queries(queries[^1]));
        Assert.Equal(queries.Skip(1), Controller.Names.Queries(queries[0]));
        Controller.Agent.Stop();
        Fails(CNetError.AgentUnavailable, () => Controller.Names.Queries());
        var refused = Fails(CNetError.AgentUnavailable, () => Controller.Names.Resolve("db", Controller.Sandboxes.Get("web")));
        Assert.Contains("Start-CNetAgent", refused.Hint, StringComparison.Ordinal);
        // Another agent counts anew: what it was asked came after all that the first one was.
        StartAgent();
        Controller.Names.Resolve("db", Controller.Sandboxes.Get("web"), new NameLookupSpec { Types = [DnsRecordType.A] });
        Assert.Equal(["1 web: db A NOERROR"], Controller.Names.Queries(queries[^1]).Select(query => $"{query.Number} {query}"));
    }

    private void Build()
    {
        _lab = CreateNetwork();
        Attach(_lab, "web");
        Attach(_lab, "db");
    }

    private string Dig(string name, string type) => In("web", "dig", "+short", "+time=2", "+tries=1", "@127.0.0.11", name, type).Trim();
}
