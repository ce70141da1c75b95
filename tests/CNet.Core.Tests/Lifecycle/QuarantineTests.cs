using System.Text;
using CNet.State;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Lifecycle;

/// <summary>A damaged record is named, costs no other, and goes into quarantine; what follows from it is derived anew.</summary>
public sealed class QuarantineTests : HostTest
{
    private Endpoint _web = null!, _db = null!;
    private Network _lab = null!, _other = null!;

    public static TheoryData<string> Damages => ["{ broken", "{}"];

    [KernelTheory]
    [MemberData(nameof(Damages))]
    public void Every_record_can_be_damaged_and_everything_goes_on(string json)
    {
        Build();
        foreach (var key in KeysOf(isLasting: true).Concat(KeysOf(isLasting: false)))
        {
            var isLasting = KeysOf(isLasting: true).Contains(key);
            var before = Read(key, isLasting);
            if (before is null) continue;
            Write(key, isLasting, json);
            // The settings and the hints have no member that must be there.
            if (json.StartsWith('{') && json != "{ broken" && key is "host") continue;

            Assert.Contains(Controller.Health.Test(), check => check is { Name: "Record" } && check.Target == key && check.Message.Contains(key, StringComparison.Ordinal));
            // Whatever was hit, lists come without an error, and there is still another network that can be used.
            Controller.Networks.List();
            Controller.Endpoints.List();
            Controller.Sandboxes.List();
            Controller.Interfaces.List();
            Controller.Health.Repair();
            Assert.DoesNotContain(Controller.Health.Test(), check => check.Status == HostCheckStatus.Failed);
            Assert.Contains(KeysOf(isLasting), name => name.StartsWith($"quarantine/{key}@", StringComparison.Ordinal));
            var fresh = CreateNetwork("fresh", null);
            Assert.True(Attach(fresh, "fresh").State == EndpointState.Joined);
            Controller.Networks.Remove(fresh, force: true);
            Assert.DoesNotContain(Controller.Health.Test(), check => check.Status == HostCheckStatus.Failed);
        }
    }

    [KernelFact]
    public void What_two_endpoints_have_is_named()
    {
        Build();
        var db = Controller.Endpoints.Get("lab/db");
        var web = Controller.Endpoints.Get("lab/web");
        Write(Keys.Endpoint(db.Id), true, Read(Keys.Endpoint(db.Id), true)!.Replace($"\"{db.IPv4Address}\"", $"\"{web.IPv4Address}\"", StringComparison.Ordinal));
        var check = Assert.Single(Controller.Health.Test(), check => check.Name == "Twice");
        Assert.Equal($"lab/{web.IPv4Address}", check.Target);
        Assert.Contains("db and web", check.Message, StringComparison.Ordinal);
    }

    [KernelFact]
    public void A_damaged_network_is_left_out_of_lists_and_named_where_it_is_meant()
    {
        Build();
        Write(Keys.Network(_lab.Id), true, "{ broken");
        var warnings = new List<string>();
        using (OperationLog.Listen(null, warnings.Add)) Assert.Equal(["bridge", "host", "none", "other"], Controller.Networks.List().Select(network => network.Name));
        Assert.Contains(Keys.Network(_lab.Id), Assert.Single(warnings), StringComparison.Ordinal);
        foreach (var name in new[] { "lab", _lab.Id, _lab.Id[..8] })
            Assert.Equal(Keys.Network(_lab.Id), Fails(CNetError.StateCorrupt, () => Controller.Networks.Get(name)).Target);
        Assert.Empty(Controller.Endpoints.List());
        Attach(_other, "free");
        Assert.Equal("free", Assert.Single(Controller.Endpoints.List()).Name);
    }

    [KernelFact("ip")]
    public void With_a_network_go_its_endpoints_bridge_and_subnet_and_come_back_from_quarantine()
    {
        Build();
        var key = Keys.Network(_lab.Id);
        var good = Read(key, true)!;
        Write(key, true, good[..^20]);
        Controller.Health.Repair();
        Assert.Null(Controller.Networks.Find("lab"));
        Assert.Empty(Controller.Endpoints.List());
        Assert.DoesNotContain("veth", InHost("ip", "link"), StringComparison.Ordinal);
        Assert.DoesNotContain(_lab.ShortId, InHost("ip", "link"), StringComparison.Ordinal);
        Controller.Networks.Remove(CreateNetwork("same", "10.1.0.0/24"));

        // As docs/state.md says: the record mended and under its own key again, then Repair-CNetHost.
        Write(key, true, good);
        foreach (var endpoint in new[] { _web, _db }) Write(Keys.Endpoint(endpoint.Id), true, QuarantinedText(Keys.Endpoint(endpoint.Id)));
        Controller.Health.Repair();
        Assert.Equal(_lab.Id, Controller.Networks.Get("lab").Id);
        Assert.Equal(["db", "web"], Controller.Endpoints.List().Select(endpoint => endpoint.Name));
        Assert.Equal(IPAddressOf(_web), IPAddressOf(Controller.Endpoints.Get("lab/web")));
        Fails(CNetError.AddressInUse, () => Controller.Endpoints.Add(_lab, new EndpointSpec { Name = "thief", Addresses = [_web.IPAddress!] }));
        Fails(CNetError.SubnetOverlap, () => CreateNetwork("thief", "10.1.0.0/25"));
        Controller.Sandboxes.Join(Controller.Endpoints.Get("lab/web"), "web");
        Assert.DoesNotContain(Controller.Health.Test(), check => check.Status == HostCheckStatus.Failed);
    }

    [KernelTheory]
    [InlineData("pool/local/4/0a010000")]
    [InlineData("bitmap/local/a010000-4-24/0/0")]
    public void Lost_addresses_are_marked_again(string key)
    {
        Build();
        Write(key, true, "{}");
        Controller.Health.Repair();
        Fails(CNetError.AddressInUse, () => Controller.Endpoints.Add(_lab, new EndpointSpec { Name = "thief", Addresses = [_web.IPAddress!] }));
        Fails(CNetError.AddressInUse, () => Controller.Endpoints.Add(_lab, new EndpointSpec { Name = "thief", Addresses = [System.Net.IPAddress.Parse("10.1.0.255")] }));
        Fails(CNetError.SubnetOverlap, () => CreateNetwork("thief", "10.1.0.0/25"));
        Assert.Equal("10.1.0.4", Controller.Endpoints.Add(_lab, new EndpointSpec { Name = "new" }).IPAddress?.ToString());
    }

    [KernelFact]
    public void Damaged_settings_forbid_what_they_may_have_forbidden()
    {
        Controller.Settings.Set(forwarding: ForwardingMode.Forbid);
        Write(Keys.Host, true, "{ broken");
        Fails(CNetError.ForwardingForbidden, () => CreateNetwork());
        Controller.Health.Repair();
        CreateNetwork();
    }

    [KernelFact("ip", "nft")]
    public void The_guard_outlives_its_record()
    {
        InHost("ip", "link", "add", "wan", "type", "bridge");
        CreateNetwork();
        var before = NftListing.OfText(InHost("nft", "list", "ruleset"));
        Assert.Contains("\"wan\"", before, StringComparison.Ordinal);
        Write("forwarding/4", false, "{}");
        Controller.Health.Repair();
        Assert.Equal(before, NftListing.OfText(InHost("nft", "list", "ruleset")));
        Controller.Networks.Remove(Controller.Networks.Get("lab"));
        Assert.Equal("0", InHost("cat", "/proc/sys/net/ipv4/ip_forward").Trim());
        InHost("ip", "link", "del", "wan");
    }

    [KernelFact]
    public void A_predefined_network_that_is_lost_is_made_anew()
    {
        var id = Controller.Networks.Get("bridge").Id;
        Write(Keys.Network(id), true, "{}");
        Controller.Health.Repair();
        Assert.Equal(["bridge", "host", "none"], Controller.Networks.List().Select(network => network.Name));
        Attach(Controller.Networks.Get("bridge"), "web");
    }

    private void Build()
    {
        Controller.Settings.Set(forwarding: ForwardingMode.Auto);
        _lab = CreateNetwork();
        _other = CreateNetwork("other", null);
        _web = Attach(_lab, "web");
        _db = Attach(_lab, "db");
        Controller.Ports.Publish(_web, [PortSpec.Parse("8080:80"), PortSpec.Parse("53/udp")]);
    }

    private static string? IPAddressOf(Endpoint endpoint) => endpoint.IPAddress?.ToString();

    private string QuarantinedText(string key) => With(isLasting: true, store =>
        store.List($"quarantine/{key}@").Select(document => document.As(StateJson.Default.QuarantineRecord).Text).Single());

    private List<string> KeysOf(bool isLasting) => With(isLasting, store => store.Range(" ", "~").ConvertAll(document => document.Key));

    private string? Read(string key, bool isLasting) => With(isLasting, store => store.Get(key) is { } document ? Encoding.UTF8.GetString(document.Json.Span) : null);

    /// <summary>As somebody does with sqlite3.</summary>
    private void Write(string key, bool isLasting, string json) => With(isLasting, store => store.Commit([new DocumentWrite(key, Encoding.UTF8.GetBytes(json.Length == 0 ? " " : json), null)]));

    private T With<T>(bool isLasting, Func<SqliteStore, T> use)
    {
        using var store = new SqliteStore(Path.Combine(isLasting ? TestHost.StateDirectory : TestHost.RunDirectory, "state.db"));
        return use(store);
    }
}
