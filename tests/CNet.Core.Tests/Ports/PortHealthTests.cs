using System.Text;
using CNet.State;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Ports;

/// <summary>What somebody does to published ports behind CNet's back, or to their records, is found and put right.</summary>
public sealed class PortHealthTests : PortsTest
{
    public static TheoryData<string, string, string> Disturbances => new()
    {
        { "Firewall", "inet cnet", "nft flush map inet cnet port4" },
        { "Firewall", "inet cnet", "nft flush map inet cnet range4" },
        { "Firewall", "inet cnet", "nft add element inet cnet port4 '{ tcp . 9999 : 10.1.0.2 . 99 }'" },
        { "Firewall", "inet cnet", "nft delete element inet cnet port4-at '{ 127.0.0.1 . tcp . 53 }'" },
        { "Firewall", "inet cnet", "nft delete element inet cnet range4 '{ tcp . 9000-9002 }'; nft add element inet cnet range4 '{ tcp . 9000-9003 : 10.1.0.2 }'" },
        { "Firewall", "inet cnet", "nft flush set inet cnet near4" },
        { "Firewall", "inet cnet", "nft flush set inet cnet self4" },
        { "Firewall", "inet cnet", "nft flush chain inet cnet publish" },
        { "Firewall", "inet cnet", "nft flush chain inet cnet loopback" },
        { "Port", "lab/web", "bridge link set dev VETH hairpin off" },
        { "Port", "lab/db", "bridge link set dev DB hairpin on" },
        { "Bridge", "lab", "sysctl -qw net.ipv4.conf.BRIDGE.route_localnet=0" },
        { "Interface", "lab/web", "ip link del VETH" },
        { "Bridge", "lab", "ip link del BRIDGE" },
    };

    [KernelTheory("ip", "nft", "bridge", "sysctl")]
    [MemberData(nameof(Disturbances))]
    public void What_differs_is_found_and_put_right(string name, string target, string disturbance)
    {
        var (web, db) = Build();
        var before = View();
        InHost("sh", "-ec", disturbance.Replace("VETH", web.HostInterfaceName, StringComparison.Ordinal).Replace("DB", db.HostInterfaceName, StringComparison.Ordinal).Replace("BRIDGE", "br-" + web.NetworkId[..12], StringComparison.Ordinal));
        Assert.NotEqual(before, View());
        Assert.Contains(Differences(), check => (check.Name, check.Target) == (name, target));
        Assert.All(Controller.Health.Repair(), check => Assert.Equal(HostCheckStatus.Repaired, check.Status));
        Assert.Empty(Differences());
        Assert.Equal(before, View());
    }

    [KernelFact("nft")]
    public void Records_that_disagree_are_brought_to_agree_by_those_of_the_ports()
    {
        var (web, db) = Build();
        var before = View();
        void Heals(Action<SqliteStore> lasting, Action<SqliteStore>? boot = null)
        {
            With(TestHost.StateDirectory, lasting);
            if (boot is not null) With(TestHost.RunDirectory, boot);
            Assert.Contains(Differences(), check => check.Name == "PublishedPort");
            Assert.All(Controller.Health.Repair(), check => Assert.Equal(HostCheckStatus.Repaired, check.Status));
            Assert.Empty(Differences());
            Assert.Equal(before, View());
        }

        var index = Keys.EndpointPortsOf(web.Id);
        Heals(store => Write(store, index + "tcp/0.0.0.0/08080", null));
        Heals(store => Write(store, index + "tcp/0.0.0.0/08080", """{"value":"tcp/0.0.0.0/01234"}"""));
        Heals(store => Write(store, index + "tcp/0.0.0.0/01234", """{"value":"tcp/0.0.0.0/01234"}"""));
        Heals(store => Write(store, Keys.EndpointPortsOf(db.Id) + "tcp/0.0.0.0/08080", """{"value":"tcp/0.0.0.0/08080"}"""));
        Heals(store => Write(store, Keys.EndpointPorts + "x", """{"value":"x"}"""));
        Heals(store => Replace(store, Keys.Endpoint(web.Id), "\"hasPorts\":true", "\"hasPorts\":false"));
        Heals(store => Replace(store, Keys.Endpoint(db.Id), "{", "{\"hasPorts\":true,"));
        Heals(_ => { }, store => Replace(store, Keys.Sandbox(web.SandboxId!), "\"hasPorts\":true", "\"hasPorts\":false"));
        Heals(_ => { }, store => Replace(store, Keys.Sandbox(db.SandboxId!), "\"joins\":[{", "\"joins\":[{\"hasPorts\":true,"));
    }

    [KernelFact("nft")]
    public void Ports_of_nobody_and_ports_in_the_way_of_others_are_put_aside()
    {
        var (web, db) = Build();
        var before = View();
        var records = new[]
        {
            Port(new string('e', 64), "0.0.0.0", 7000, 1),
            Port(db.Id, "127.0.0.1", 8080, 1),
            Port(db.Id, "0.0.0.0", 9002, 5),
            Port(db.Id, "192.0.2.77", 9001, 1),
        };
        foreach (var record in records)
        {
            With(TestHost.StateDirectory, store => Write(store, Keys.Port(record.Suffix), System.Text.Json.JsonSerializer.Serialize(record, StateJson.Default.PortRecord)));
            Assert.Contains(Differences(), check => check.Name == "PublishedPort" && check.Target == Keys.Port(record.Suffix));
            Controller.Health.Repair();
            Assert.Empty(Differences());
            Assert.Equal(before, View());
            Assert.Contains(RecordedState.Read(TestHost).KeysOfAll, key => key.StartsWith($"quarantine/{Keys.Port(record.Suffix)}@", StringComparison.Ordinal));
        }
        Assert.Equal(web.Id, Assert.Single(Controller.Ports.List().Select(port => port.EndpointId).Distinct()));
    }

    private static PortRecord Port(string endpoint, string address, int port, int count) =>
        new() { EndpointId = endpoint, Protocol = TransportProtocol.Tcp, Address = Ip.From(System.Net.IPAddress.Parse(address)), HostPort = port, ContainerPort = 80, Count = count };

    private (Endpoint Web, Endpoint Db) Build()
    {
        var lab = CreateNetwork();
        var (web, db) = (Attach(lab, "web"), Attach(lab, "db"));
        Publish(web, "8080:80", "127.0.0.1:53:53", "9000-9002:9000-9002");
        Assert.Empty(Differences());
        return (Controller.Endpoints.Get("web"), Controller.Endpoints.Get("db"));
    }

    private List<HostCheck> Differences() => [.. Controller.Health.Test().Where(check => check.Status is HostCheckStatus.Failed || check.Repair is not null)];

    private string View() => string.Join('\n', [Rules(), .. Controller.Ports.List().Select(port => $"{port} {port.Path} {port.TargetAddress}"),
        .. IpJson(null, "link").Select(link => (Name: link.GetProperty("ifname").GetString(), Info: link.TryGetProperty("linkinfo", out var info) && info.TryGetProperty("info_slave_data", out var slave) ? slave : default))
            .Where(port => port.Info.ValueKind != System.Text.Json.JsonValueKind.Undefined).Select(port => $"{port.Name} {port.Info.GetProperty("hairpin")}").Order(StringComparer.Ordinal),
        InHost("sh", "-c", "cat /proc/sys/net/ipv4/conf/br-*/route_localnet || true")]);

    private static void With(string directory, Action<SqliteStore> change)
    {
        using var store = new SqliteStore(Path.Combine(directory, "state.db"));
        change(store);
    }

    private static void Write(SqliteStore store, string key, string? json) => store.Commit([new DocumentWrite(key, json is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(json), null)]);

    private static void Replace(SqliteStore store, string key, string old, string with)
    {
        var text = Encoding.UTF8.GetString(store.Get(key)!.Json.Span);
        var index = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(index >= 0, text);
        Write(store, key, text[..index] + with + text[(index + old.Length)..]);
    }
}
