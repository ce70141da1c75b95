using System.Net;
using System.Text;
using CNet.State;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Discovery;

/// <summary>What resolves on a network, and the names that somebody gives there.</summary>
public sealed class NamesTests : HostTest
{
    [KernelFact]
    public void An_endpoint_in_a_sandbox_has_names_and_each_says_what_it_is()
    {
        var lab = CreateNetwork("lab", "10.1.0.0/24", spec => spec with { Subnets = [.. spec.Subnets, new SubnetSpec { Subnet = Cidr.Parse("fd00:1::/64") }], EnableIPv6 = true });
        var endpoint = Controller.Endpoints.Add(lab, new EndpointSpec { Name = "front" });
        Assert.Empty(Controller.Names.List(lab));
        Controller.Sandboxes.Join(endpoint, "web");
        var sandbox = Controller.Sandboxes.Get("web");
        Change(Keys.Endpoint(endpoint.Id), StateJson.Default.EndpointRecord, record => record with { Aliases = ["www", "WEB", "no..name"] });
        Change(Keys.Sandbox(sandbox.Id), StateJson.Default.SandboxRecord, record => record with { Hostname = "web.example" });
        var records = Controller.Names.List(lab);
        string[] expected = [$"{sandbox.ShortId} Id", "front Endpoint", "web Sandbox", "web.example Hostname", "www Alias"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), records.Where(record => record.Type == DnsRecordType.A).Select(record => $"{record.Name} {record.Source}").Order(StringComparer.Ordinal));
        Assert.All(records.Where(record => record.Type == DnsRecordType.A), record => Assert.Equal(("10.1.0.2", "lab", "front", "web", TimeSpan.FromMinutes(10)), (record.Data, record.Network, record.Endpoint, record.Sandbox, record.TimeToLive)));
        Assert.Equal(5, records.Count(record => record is { Type: DnsRecordType.AAAA, Data: "fd00:1::2" }));
        Assert.Equal(["web.lab", "web.lab"], records.Where(record => record.Type == DnsRecordType.PTR).Select(record => record.Target));
        Assert.Contains(records, record => record is { Type: DnsRecordType.PTR, Name: "2.0.1.10.in-addr.arpa" });
        Controller.Sandboxes.Leave(endpoint);
        Assert.Empty(Controller.Names.List(lab));
        Assert.Empty(Controller.Names.List(Controller.Networks.Get("bridge")));
    }

    [KernelFact]
    public void A_name_gathers_what_it_is_given_and_goes_with_the_last_of_it()
    {
        var lab = CreateNetwork();
        Assert.Equal(["Printer A 10.1.0.9"], Add(lab, "Printer", "10.1.0.9"));
        Assert.Equal(["Printer A 10.1.0.10", "Printer AAAA fd00::9"], Add(lab, "printer.", "10.1.0.10", "fd00::9", "10.1.0.10"));
        Fails(CNetError.DnsRecordExists, () => Add(lab, "PRINTER", "10.1.0.11", "10.1.0.9"));
        Assert.Equal(3, Given(lab).Count);
        Controller.Names.Add(lab, Spec("printer", "10.1.0.11", "10.1.0.9"), force: true);
        Assert.Equal(["10.1.0.9", "10.1.0.10", "10.1.0.11", "fd00::9"], Given(lab).Select(record => record.Data));
        foreach (var record in Given(lab))
        {
            Controller.Names.Remove(record);
            Controller.Names.Remove(record);
        }
        Assert.Empty(Keyed());
    }

    [KernelFact]
    public void A_service_is_a_place_once()
    {
        var lab = CreateNetwork();
        var spec = new DnsRecordSpec { Name = "_http._tcp.web", Service = new DnsService("web", 8080, 1, 2) };
        var record = Assert.Single(Controller.Names.Add(lab, spec));
        Assert.Equal(("_http._tcp.web SRV 1 2 8080 web", "web", 8080, 1, 2), (record.ToString(), record.Target, record.Port, record.Priority, record.Weight));
        Fails(CNetError.DnsRecordExists, () => Controller.Names.Add(lab, spec with { Service = new DnsService("WEB", 8080) }));
        Controller.Names.Add(lab, spec with { Service = new DnsService("web", 8080, 3) }, force: true);
        Controller.Names.Add(lab, spec with { Service = new DnsService("web", 8081) });
        Assert.Equal(["0 0 8081 web", "3 0 8080 web"], Given(lab).Select(one => one.Data));
        Controller.Names.Remove(Given(lab)[0]);
        Assert.Equal(["3 0 8080 web"], Given(lab).Select(one => one.Data));
    }

    [KernelTheory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("a b")]
    [InlineData("*")]
    [InlineData("a/b")]
    [InlineData("-a")]
    [InlineData("bücher")]
    [InlineData("10.1.0.5")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234")]
    public void What_cannot_be_a_name_is_refused(string name)
    {
        var lab = CreateNetwork();
        Fails(CNetError.NameInvalid, () => Add(lab, name, "10.1.0.9"));
        Fails(CNetError.NameInvalid, () => Controller.Names.Add(lab, new DnsRecordSpec { Name = "_http._tcp", Service = new DnsService(name, 80) }));
        Fails(CNetError.PortInvalid, () => Controller.Names.Add(lab, new DnsRecordSpec { Name = "_http._tcp", Service = new DnsService("web", 65536) }));
        Assert.Empty(Keyed());
    }

    [KernelFact]
    public void Where_nobody_asks_no_name_is_given()
    {
        Fails(CNetError.NetworkPredefined, () => Add(Controller.Networks.Get("bridge"), "printer", "10.1.0.9"));
        Fails(CNetError.ConfigurationInvalid, () => Add(Controller.Networks.Create(new NetworkSpec { Name = "configuration", ConfigOnly = true }), "printer", "10.1.0.9"));
        Assert.Empty(Keyed());
    }

    [KernelFact]
    public void What_belongs_to_an_endpoint_is_not_taken_away_from_it()
    {
        var lab = CreateNetwork();
        Attach(lab, "web");
        Add(lab, "printer", "10.1.0.2");
        foreach (var derived in Controller.Names.List(lab).Where(record => record.Source != DnsRecordSource.Record)) Fails(CNetError.DnsRecordDerived, () => Controller.Names.Remove(derived));
        // An address has the name of its endpoint, and not one that somebody gave.
        Assert.Equal("web.lab", Assert.Single(Controller.Names.List(lab), record => record.Type == DnsRecordType.PTR).Target);
        Controller.Networks.Remove(lab, force: true);
        Assert.Empty(Keyed());
    }

    [KernelFact]
    public void A_preview_gives_nothing()
    {
        var lab = CreateNetwork();
        var preview = new Preview();
        Assert.True(Assert.Single(Controller.Names.Add(lab, Spec("printer", "10.1.0.9"), preview: preview)).IsPreview);
        Fails(CNetError.DnsRecordExists, () => Controller.Names.Add(lab, Spec("printer", "10.1.0.9"), preview: preview));
        Assert.Empty(Keyed());
    }

    [KernelFact]
    public void Names_go_with_their_network_and_those_of_none_go_into_quarantine()
    {
        var (lab, other) = (CreateNetwork(), CreateNetwork("other", "10.2.0.0/24"));
        Add(lab, "printer", "10.1.0.9");
        Add(other, "printer", "10.2.0.9");
        Controller.Networks.Remove(lab);
        Assert.Equal([Keys.NameRecord(other.Id, "printer")], Keyed());
        Assert.Empty(Problems());
        Write(Keys.NameRecord(lab.Id, "printer"), $$"""{"networkId":"{{lab.Id}}","name":"printer","addresses":["10.1.0.9"]}""");
        Write(Keys.NameRecord(other.Id, "scanner"), "{ broken");
        Assert.Equal(["DnsRecord", "Record"], Problems().Select(check => check.Name).Order());
        Assert.All(Controller.Health.Repair(), check => Assert.Equal(HostCheckStatus.Repaired, check.Status));
        Assert.Empty(Problems());
        Assert.Equal([Keys.NameRecord(other.Id, "printer")], Keyed());
    }

    private static DnsRecordSpec Spec(string name, params string[] addresses) => new() { Name = name, Addresses = [.. addresses.Select(IPAddress.Parse)] };

    private List<string> Add(Network network, string name, params string[] addresses) => [.. Controller.Names.Add(network, Spec(name, addresses)).Select(record => record.ToString())];

    private List<DnsRecord> Given(Network network) => [.. Controller.Names.List(network).Where(record => record is { Source: DnsRecordSource.Record, Type: not DnsRecordType.PTR })];

    private List<HostCheck> Problems() => [.. Controller.Health.Test().Where(check => check.Name is "DnsRecord" or "Record")];

    private List<string> Keyed() => With(store => store.List(Keys.NameRecords).Select(document => document.Key).ToList());

    private void Write(string key, string text) => With(store =>
    {
        store.Commit([new DocumentWrite(key, Encoding.UTF8.GetBytes(text), null)]);
        return 0;
    });

    private T With<T>(Func<SqliteStore, T> work)
    {
        using var store = new SqliteStore(Path.Combine(TestHost.StateDirectory, "state.db"));
        return work(store);
    }

    private void Change<T>(string key, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, Func<T, T> change) where T : class
    {
        using var operation = Controller.Begin("change a record", CancellationToken.None);
        var state = key.StartsWith(Keys.Sandboxes, StringComparison.Ordinal) ? operation.Boot : operation.Lasting;
        state.Put(key, change(state.Get(key, type)!), type);
        operation.Complete();
    }
}
