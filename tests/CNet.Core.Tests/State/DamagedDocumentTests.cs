using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CNet.Ipam;
using CNet.State;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.State;

/// <summary>Whatever lies in the state instead of a record: it is read, or refused as damaged; nothing else.</summary>
public sealed class DamagedDocumentTests
{
    private static readonly Sample[] Samples =
    [
        Of(new NetworkRecord
        {
            Id = new string('a', 64), Name = "lab", Driver = "bridge", Created = DateTimeOffset.UnixEpoch, EnableIPv4 = true, EnableIPv6 = true, Internal = true,
            Pools = [new PoolRecord { Subnet = Cidr.Parse("10.1.0.0/24"), Range = Cidr.Parse("10.1.0.128/25"), Gateway = Ip.V4(0x0a010001), Auxiliary = new() { ["kept"] = Ip.V4(0x0a010005) } }],
            Options = new() { ["com.docker.network.driver.mtu"] = "1400" }, Labels = new() { ["tier"] = "back" }, Routes = [new RouteRecord(Cidr.Parse("10.9.0.0/16"), Ip.V4(0x0a010009))],
        }, StateJson.Default.NetworkRecord, Keys.Network(new string('a', 64))),
        Of(new EndpointRecord { Id = new string('b', 64), Name = "web", NetworkId = new string('a', 64), Mac = MacAddress.Parse("02:00:00:00:00:01"), IPv4 = Ip.V4(0x0a010002), IPv6 = Ip.V6(5), EgressRate = Rate.Parse("10mbit"), IngressRate = Rate.Parse("1gbit") }, StateJson.Default.EndpointRecord, Keys.Endpoint(new string('b', 64))),
        Of(new SandboxRecord
        {
            Id = new string('c', 64), Name = "box", Kind = SandboxKind.Process, Path = "/run/netns/box", Cookie = ulong.MaxValue, ProcessId = 1, ProcessStart = 5, MadeByJoin = true,
            Joins = [new JoinRecord { EndpointId = new string('b', 64), NetworkId = new string('a', 64), NetworkName = "lab", Interface = "eth0", InterfaceIndex = 2, HostInterface = "veth", HostInterfaceIndex = 3, Gateway4 = Ip.V4(1), IsGateway4 = true }],
        }, StateJson.Default.SandboxRecord, Keys.Sandbox(new string('c', 64))),
        Of(new JoinedRecord(new string('c', 64), "box"), StateJson.Default.JoinedRecord),
        Of(new DeviceRecord { NetworkId = new string('a', 64), Interface = "br-lab", InterfaceIndex = 4, Owned = true, AddedAddresses = ["10.1.0.1"], Firewall = new FirewallRecord("br-lab", true, false, true, false, Host6: Ip.V6(9)) }, StateJson.Default.DeviceRecord, Keys.Device(new string('a', 64))),
        Of(new ForwardingRecord { Existing = ["eth0"], Guarded = ["eth0"], Indexes = [2], AcceptRouterAdvertisements = ["eth0"] }, StateJson.Default.ForwardingRecord),
        Of(new HostSettingsRecord { DefaultPools = [new PoolSettingRecord(Cidr.Parse("10.0.0.0/8"), 24)], DefaultSubnet = Cidr.Parse("10.0.0.0/24"), Forwarding = ForwardingMode.Forbid }, StateJson.Default.HostSettingsRecord),
        Of(new PortRecord { EndpointId = new string('b', 64), Protocol = TransportProtocol.Udp, Address = Ip.V4(0x7f000001), HostPort = 9800, ContainerPort = 80, Count = 4 }, StateJson.Default.PortRecord, Keys.Port("udp/127.0.0.1/09803")),
        Of(new TextRecord("text"), StateJson.Default.TextRecord),
        Of(new PoolDocument(Cidr.Parse("fd00::/64"), "network 'lab'"), StateJson.Default.PoolDocument),
        Of(new HintDocument(new() { ["10.0.0.0/8/24"] = Ip.V4(0x0a000100) }), StateJson.Default.HintDocument),
        Of(BitmapDocument.Of(0, 7, [.. Enumerable.Repeat(ulong.MaxValue, 3)]), StateJson.Default.BitmapDocument, "sample/0/7"),
        Of(new Intent { NetworkId = new string('a', 64), Firewall = new FirewallRecord("br", true, true, true, true), SandboxPath = "/run/netns/box" }, StateJson.Default.Intent),
    ];

    [Fact]
    public void What_is_whole_is_read() => Assert.All(Samples, sample => Assert.Equal(Encoding.UTF8.GetString(sample.Json), sample.ReadAndWrite(sample.Json)));

    [Fact]
    public void Documents_changed_at_random_are_read_or_refused()
    {
        var seed = Campaign.Seed();
        var damage = new JsonDamage(new Random(seed), [.. Samples.Select(sample => sample.Json)]);
        var (read, refused) = (0, 0);
        for (var round = 0; round < Campaign.Rounds(20_000, 1_000_000); round++)
        {
            var sample = Samples[round % Samples.Length];
            var json = damage.Apply(sample.Json);
            try
            {
                sample.ReadAndWrite(json);
                read++;
            }
            catch (CNetException error) when (error is { Code: CNetError.StateCorrupt, Hint.Length: > 0 } && error.Message.Contains(sample.Key, StringComparison.Ordinal))
            {
                refused++;
            }
            catch (Exception error)
            {
                Assert.Fail($"Seed {seed}, round {round}: {Encoding.UTF8.GetString(json)[..Math.Min(json.Length, 2000)]}\n{error}");
            }
        }
        // Else the damage is not what it is meant to be.
        Assert.True(read > 1_000 && refused > 1_000, $"{read} were read, {refused} refused");
    }

    private static Sample Of<T>(T value, JsonTypeInfo<T> type, string key = "sample/") where T : class => new(JsonSerializer.SerializeToUtf8Bytes(value, type), key, json =>
    {
        var read = new Document(key, 1, json).As(type);
        // What was read can be used and written again.
        if (read is BitmapDocument bitmap) _ = (bitmap.Index, bitmap.ToWords());
        _ = Fields.Of(read);
        return JsonSerializer.Serialize(read, type);
    });

    private sealed record Sample(byte[] Json, string Key, Func<byte[], string> ReadAndWrite);
}
