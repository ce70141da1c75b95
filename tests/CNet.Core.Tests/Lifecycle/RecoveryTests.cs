using System.Text.Json;
using CNet.State;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Lifecycle;

/// <summary>
/// What a process leaves that is killed in the middle: the kernel half changed, its intent with the lock. The next operation puts it right.
/// </summary>
public sealed class RecoveryTests : HostTest
{
    [KernelFact("ip")]
    public void A_join_that_was_killed_leaves_no_interface()
    {
        var lab = CreateNetwork();
        var web = Controller.Endpoints.Add(lab, new EndpointSpec { Name = "web" });
        var link = "veth" + web.Id[..11];
        InHost("ip", "link", "add", link, "type", "veth", "peer", "name", "half");
        Killed(new Intent { EndpointId = web.Id, HostInterface = link });
        Next();
        Assert.DoesNotContain(link, InHost("ip", "link"), StringComparison.Ordinal);
        Controller.Sandboxes.Join(web, "web");
    }

    [KernelFact("ip")]
    public void A_join_that_was_killed_leaves_nothing_of_a_rate()
    {
        var lab = CreateNetwork();
        var web = Controller.Endpoints.Add(lab, new EndpointSpec { Name = "web", EgressRate = Rate.Parse("10mbit") });
        var device = "ifb" + web.Id[..11];
        InHost("ip", "link", "add", device, "type", "ifb");
        Killed(new Intent { EndpointId = web.Id, HostInterface = "veth" + web.Id[..11] });
        Next();
        Assert.DoesNotContain(device, InHost("ip", "link"), StringComparison.Ordinal);
    }

    [KernelFact("ip", "tc")]
    public void Rates_that_were_half_changed_are_those_on_record()
    {
        var lab = CreateNetwork();
        var slow = Attach(lab, "slow", change: spec => spec with { EgressRate = Rate.Parse("10mbit"), IngressRate = Rate.Parse("20mbit") });
        var free = Attach(lab, "free");
        string Buckets() => string.Join('\n', InHost("tc", "qdisc", "show").Split('\n').Where(line => line.Contains("tbf", StringComparison.Ordinal)).Select(line => line[line.IndexOf(" dev ", StringComparison.Ordinal)..]).Order(StringComparer.Ordinal));
        var before = Buckets();
        // As far as each change may have come: the one that lifts, and the one that limits.
        InHost("tc", "qdisc", "del", "dev", slow.HostInterfaceName!, "root");
        InHost("tc", "qdisc", "del", "dev", slow.HostInterfaceName!, "ingress");
        Killed(new Intent { EndpointId = slow.Id, HostInterface = slow.HostInterfaceName, ChangesRates = true });
        Next();
        Assert.Equal(before, Buckets());
        InHost("ip", "link", "add", "ifb" + free.Id[..11], "type", "ifb");
        InHost("tc", "qdisc", "add", "dev", free.HostInterfaceName!, "root", "tbf", "rate", "10mbit", "burst", "100kb", "latency", "50ms");
        Killed(new Intent { EndpointId = free.Id, HostInterface = free.HostInterfaceName, ChangesRates = true });
        Next();
        Assert.Equal(before, Buckets());
        Assert.DoesNotContain("ifb" + free.Id[..11], InHost("ip", "link"), StringComparison.Ordinal);
        Assert.DoesNotContain(Controller.Health.Test(), check => check.Repair is not null);
    }

    [KernelFact("ip")]
    public void A_sandbox_that_was_half_made_leaves_no_namespace()
    {
        Controller.Namespaces.Create("half");
        Killed(new Intent { SandboxId = new string('a', 64), SandboxPath = Path.Combine(TestHost.NamespaceDirectory, "half") });
        Next();
        Assert.Empty(Controller.Namespaces.List());
    }

    [KernelFact("ip", "nft")]
    public void A_network_that_was_half_made_leaves_neither_bridge_nor_rules()
    {
        CreateNetwork("whole", "10.9.0.0/24");
        InHost("ip", "link", "add", "br-half", "type", "bridge");
        InHost("nft", "add", "element", "inet", "cnet", "networks", "{", "br-half", "}");
        Killed(new Intent { NetworkId = new string('b', 64), NetworkInterface = "br-half", Firewall = new FirewallRecord("br-half", true, false, true, false) });
        Next();
        Assert.DoesNotContain("br-half", InHost("ip", "link"), StringComparison.Ordinal);
        Assert.DoesNotContain("br-half", InHost("nft", "list", "ruleset"), StringComparison.Ordinal);
        Assert.Contains("br-" + Controller.Networks.Get("whole").ShortId, InHost("nft", "list", "ruleset"), StringComparison.Ordinal);
    }

    [KernelFact("ip")]
    public void What_a_record_owns_is_not_swept()
    {
        var lab = CreateNetwork();
        var web = Attach(lab, "web");
        var sandbox = Controller.Sandboxes.Get("web");
        Killed(new Intent
        {
            NetworkId = lab.Id,
            NetworkInterface = "br-" + lab.ShortId,
            Firewall = new FirewallRecord("br-" + lab.ShortId, true, false, true, false),
            EndpointId = web.Id,
            HostInterface = web.HostInterfaceName,
            SandboxId = sandbox.Id,
            SandboxPath = sandbox.Namespace,
        });
        Next();
        Assert.True(Pings("web", "10.1.0.1"));
    }

    [KernelFact("ip")]
    public void A_default_route_that_a_killed_leave_took_along_comes_back()
    {
        Attach(CreateNetwork("alpha", "10.1.0.0/24"), "a", "sb");
        In("sb", "ip", "route", "del", "default");
        Killed(new Intent { EndpointId = new string('c', 64), HostInterface = "vethgone", SandboxId = Controller.Sandboxes.Get("sb").Id });
        Next();
        Assert.Contains("default via 10.1.0.1", In("sb", "ip", "route"), StringComparison.Ordinal);
    }

    [KernelFact("ip")]
    public void What_was_swept_and_could_not_be_put_on_record_is_swept_again()
    {
        var lab = CreateNetwork();
        var device = "br-" + lab.ShortId;
        Controller.Close(TestHost);
        var controller = Controller.Open(TestHost);
        using (var store = new SqliteStore(Path.Combine(TestHost.StateDirectory, "state.db")))
            store.Commit([.. store.Range("network", "network~").Where(document => document.Key.EndsWith(lab.Name, StringComparison.Ordinal) || document.Key.EndsWith(lab.Id, StringComparison.Ordinal)).Select(document => new DocumentWrite(document.Key, null, null))]);
        Killed(new Intent { NetworkId = lab.Id, NetworkInterface = device, Firewall = new FirewallRecord(device, true, false, true, false) });
        using (var database = new SqliteDatabase(Path.Combine(TestHost.RunDirectory, "state.db")))
        {
            database.Execute("CREATE TRIGGER refuse BEFORE DELETE ON documents BEGIN SELECT RAISE(FAIL, 'no'); END");
            Fails(CNetError.StateCorrupt, () => controller.Networks.Create(new NetworkSpec { Name = "next" }));
            database.Execute("DROP TRIGGER refuse");
            controller.Networks.Remove(controller.Networks.Create(new NetworkSpec { Name = "next" }));
            Assert.Equal(0, database.Query("SELECT count(*) FROM documents WHERE key LIKE 'device/%'"));
        }
    }

    [KernelFact]
    public void A_damaged_intent_is_dropped_with_a_warning()
    {
        WriteLock("{ this is not JSON");
        var warnings = new List<string>();
        using (OperationLog.Listen(null, warnings.Add)) Next();
        Assert.Single(warnings);
        Next();
        Assert.Equal("", File.ReadAllText(LockFile).Split((char)0)[0]);
    }

    [KernelFact("ip")]
    public void Records_of_an_earlier_boot_are_forgotten_and_networks_endpoints_and_addresses_are_not()
    {
        var lab = CreateNetwork();
        var web = Attach(lab, "web");
        Controller.Close(TestHost);
        using (var store = new SqliteStore(Path.Combine(TestHost.RunDirectory, "state.db")))
            store.Commit([new DocumentWrite("boot", JsonSerializer.SerializeToUtf8Bytes(new TextRecord("another boot"), StateJson.Default.TextRecord), null)]);
        // As a reboot does.
        InHost("ip", "link", "del", web.HostInterfaceName!);
        InHost("ip", "link", "del", "br-" + lab.ShortId);
        InHost("nft", "flush", "ruleset");
        Machine.Run("umount", Path.Combine(TestHost.NamespaceDirectory, "web"));

        var after = Controller.Open(TestHost);
        Assert.Empty(after.Sandboxes.List());
        var again = after.Endpoints.Get("web");
        Assert.Equal((web.IPAddress, web.MacAddress, EndpointState.Ready), (again.IPAddress, again.MacAddress, again.State));
        after.Sandboxes.Join(again, "web");
        Assert.True(Pings("web", "10.1.0.1"));
        Assert.Contains("br-" + lab.ShortId, InHost("nft", "list", "ruleset"), StringComparison.Ordinal);
    }

    [KernelTheory("ip", "ping")]
    [Trait("Case", "35")]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_process_joined_lives_on_when_it_ends_or_is_killed(bool isKilled)
    {
        var lab = CreateNetwork();
        using var probe = Probe.Start("attach", TestHost.Name, "lab", "old", "8080:80");
        var said = probe.ReadLine()!.Split(' ');
        if (isKilled) probe.Kill();
        else Assert.Equal(0, probe.Finish().ExitCode);

        var old = Controller.Endpoints.Get("old");
        Assert.Equal((said[0], said[1], "old"), (old.IPAddress!.ToString(), old.MacAddress.ToString(), old.Sandbox));
        Fails(CNetError.AddressInUse, () => Controller.Endpoints.Add(lab, new EndpointSpec { Name = "thief", Addresses = [old.IPAddress] }));
        var next = Attach(lab, "next");
        Assert.Contains("lab/old", Fails(CNetError.PortInUse, () => Controller.Ports.Publish(next, [PortSpec.Parse("8080:80")])).Message, StringComparison.Ordinal);
        Assert.NotEqual(old.IPAddress, next.IPAddress);
        Assert.True(Pings("next", said[0]));
        Assert.True(Pings("old", next.IPAddress!.ToString()));
    }

    private string LockFile => Path.Combine(TestHost.RunDirectory, "lock");

    private void Killed(Intent intent) => WriteLock(JsonSerializer.Serialize(intent, StateJson.Default.Intent));

    private void WriteLock(string intent) => File.WriteAllText(LockFile, $"999999 1 killed operation\n{intent}");

    /// <summary>Any change: it finds what was left.</summary>
    private void Next() => Controller.Networks.Remove(CreateNetwork("next", "10.200.0.0/24"));
}
