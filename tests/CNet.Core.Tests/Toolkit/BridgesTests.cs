using System.Globalization;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Toolkit;

/// <summary>Bridges, as iproute2 sees those of CNet and CNet those of iproute2.</summary>
public sealed class BridgesTests : ToolkitTest
{
    public BridgesTests()
    {
        InBlue("ip link add br0 type bridge");
        InBlue("ip link set v1 master br0");
        InBlue("ip link add p1 type veth peer name p2");
        InBlue("ip link set p1 master br0");
        InBlue("ip link set v1 type bridge_slave hairpin on cost 77 priority 5");
        InBlue("ip link set p1 type bridge_slave isolated on guard on learning off");
        InBlue("ip link set br0 up");
    }

    [KernelFact("ip", "bridge")]
    public void They_are_listed_as_ip_lists_them()
    {
        InBlue("ip link set br0 type bridge ageing_time 6000 forward_delay 400 hello_time 300 max_age 1500 priority 4096 mcast_snooping 0 stp_state 1");
        InBlue("bridge fdb add 02:00:00:00:00:07 dev v1 master static");
        InBlue("bridge fdb add 02:00:00:00:00:08 dev v1 master dynamic");
        var bridge = Assert.Single(Controller.Bridges.List(Blue));
        var data = JsonInBlue("ip -j -d link show br0")[0].GetProperty("linkinfo").GetProperty("info_data");
        Assert.Equal(string.Join(' ', new[] { "ageing_time", "forward_delay", "hello_time", "max_age", "priority", "mcast_snooping", "stp_state", "vlan_filtering", "root_port", "root_path_cost" }.Select(name => Text(data, name))),
            $"{Ticks(bridge.AgeingTime)} {Ticks(bridge.ForwardDelay)} {Ticks(bridge.HelloTime)} {Ticks(bridge.MaxAge)} {bridge.Priority} {(bridge.MulticastSnooping ? 1 : 0)} {(bridge.StpEnabled ? 1 : 0)} {(bridge.VlanFiltering ? 1 : 0)} {bridge.RootPort} {bridge.RootPathCost}");
        Assert.Equal(("br0", $"1000.{bridge.MacAddress}", bridge.BridgeId, true, Blue, null), (bridge.Name, bridge.BridgeId, bridge.RootId, bridge.IsUp, bridge.Namespace, bridge.Network));
        var ports = JsonInBlue("ip -j -d link show master br0").ToDictionary(link => Text(link, "ifname")!, link => link.GetProperty("linkinfo").GetProperty("info_slave_data"));
        foreach (var port in bridge.Ports)
            Assert.Equal(string.Join(' ', new[] { "state", "cost", "priority", "isolated", "hairpin", "guard", "learning" }.Select(name => Text(ports[port.Name], name))) + " " + Convert.ToInt32(Text(ports[port.Name], "no"), 16),
                $"{State(port.State)} {port.PathCost} {port.Priority} {port.IsIsolated} {port.IsHairpin} {port.IsGuarded} {port.Learning} {port.Number}");
        Assert.Equal(["p1", "v1"], bridge.Ports.Select(port => port.Name).Order(StringComparer.Ordinal));
        Assert.Equal((BridgePortState.Disabled, 77L, true, false), (bridge.Ports.Single(port => port.Name == "p1").State, bridge.Ports.Single(port => port.Name == V1).PathCost, bridge.Ports.Single(port => port.Name == V1).IsHairpin, bridge.Ports.Single(port => port.Name == "p1").Learning));
        Assert.Equal(["02:00:00:00:00:07", "02:00:00:00:00:08"], bridge.Ports.Single(port => port.Name == V1).LearnedMacAddress.Select(mac => mac.ToString()).Where(mac => mac.StartsWith("02:00:00", StringComparison.Ordinal)));
    }

    [KernelFact("ip")]
    public void What_is_set_is_what_ip_shows()
    {
        var changed = Controller.Bridges.Set(Controller.Bridges.List(Blue)[0], new BridgeSettings
        {
            StpEnabled = true,
            AgeingTime = TimeSpan.FromMinutes(1),
            ForwardDelay = TimeSpan.FromSeconds(4),
            HelloTime = TimeSpan.FromSeconds(3),
            MaxAge = TimeSpan.FromSeconds(15),
            Priority = 4096,
            MulticastSnooping = false,
        });
        Assert.Equal((true, TimeSpan.FromMinutes(1), 4096), (changed.StpEnabled, changed.AgeingTime, changed.Priority));
        var data = JsonInBlue("ip -j -d link show br0")[0].GetProperty("linkinfo").GetProperty("info_data");
        Assert.Equal("1 6000 400 300 1500 4096 0", string.Join(' ', new[] { "stp_state", "ageing_time", "forward_delay", "hello_time", "max_age", "priority", "mcast_snooping" }.Select(name => Text(data, name))));
        // What is not said stays.
        Controller.Bridges.Set(changed, new BridgeSettings { StpEnabled = false });
        data = JsonInBlue("ip -j -d link show br0")[0].GetProperty("linkinfo").GetProperty("info_data");
        Assert.Equal("0 6000 4096", $"{Text(data, "stp_state")} {Text(data, "ageing_time")} {Text(data, "priority")}");
    }

    [KernelFact("ip")]
    public void What_cannot_be_is_refused_and_a_preview_changes_nothing()
    {
        var bridge = Controller.Bridges.List(Blue)[0];
        var before = JsonInBlue("ip -j -d link show br0")[0].GetProperty("linkinfo").GetProperty("info_data").GetProperty("ageing_time").ToString();
        Fails(CNetError.OptionInvalid, () => Controller.Bridges.Set(bridge, new BridgeSettings { Priority = 65536 }));
        Fails(CNetError.DurationInvalid, () => Controller.Bridges.Set(bridge, new BridgeSettings { AgeingTime = TimeSpan.FromDays(1000) }));
        Fails(CNetError.OptionInvalid, () => Controller.Bridges.Set(bridge, new BridgeSettings { HelloTime = TimeSpan.FromSeconds(60) }));
        Assert.Equal(TimeSpan.FromSeconds(7), Controller.Bridges.Set(bridge, new BridgeSettings { AgeingTime = TimeSpan.FromSeconds(7) }, preview: new Preview()).AgeingTime);
        Assert.Equal(before, JsonInBlue("ip -j -d link show br0")[0].GetProperty("linkinfo").GetProperty("info_data").GetProperty("ageing_time").ToString());
        InBlue("ip link del br0");
        Fails(CNetError.InterfaceNotFound, () => Controller.Bridges.Set(bridge, new BridgeSettings { Priority = 1 }));
    }

    [KernelFact("ip")]
    public void That_of_a_network_is_known_with_the_endpoints_behind_its_ports_and_stays_as_it_is()
    {
        var network = CreateNetwork();
        Attach(network, "web");
        Attach(network, "db", "store");
        var bridge = Assert.Single(Controller.Bridges.List());
        Assert.Equal("lab", bridge.Network);
        Assert.Equal(["lab/db store", "lab/web web"], bridge.Ports.Select(port => $"{port.Endpoint} {port.Sandbox}").Order(StringComparer.Ordinal));
        Assert.Equal(["02:42:0a:01:00:02", "02:42:0a:01:00:03"], bridge.Ports.SelectMany(port => port.LearnedMacAddress).Select(mac => mac.ToString()).Order(StringComparer.Ordinal));
        Assert.Contains("network 'lab'", Fails(CNetError.InterfaceInUse, () => Controller.Bridges.Set(bridge, new BridgeSettings { Priority = 1 })).Message, StringComparison.Ordinal);
        Assert.Equal(1, Controller.Bridges.Set(bridge, new BridgeSettings { Priority = 1 }, force: true).Priority);
    }

    private static string Ticks(TimeSpan time) => (time.TotalSeconds * 100).ToString(CultureInfo.InvariantCulture);

    private static string State(BridgePortState state) => state switch { BridgePortState.Disabled => "disabled", BridgePortState.Forwarding => "forwarding", BridgePortState.Listening => "listening", BridgePortState.Learning => "learning", _ => "blocking" };
}
