using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Toolkit;

/// <summary>Forwarding entries, as bridge(8) sees those of CNet and CNet those of bridge(8).</summary>
public sealed class ForwardingEntriesTests : ToolkitTest
{
    private static readonly MacAddress Mac = MacAddress.Parse("02:00:00:00:00:07");

    public ForwardingEntriesTests()
    {
        InBlue("ip link add br0 type bridge");
        InBlue("ip link set br0 up");
        InBlue("ip link set v1 master br0");
        InBlue("ip link add vx type vxlan id 7 dstport 4789");
        InBlue("ip link set vx up");
    }

    [KernelFact("ip", "bridge")]
    public void They_are_listed_as_bridge_lists_them_and_those_of_bridge_are_forgotten()
    {
        InBlue("bridge fdb add 02:00:00:00:00:07 dev v1 master static sticky");
        InBlue("bridge fdb add 02:00:00:00:00:08 dev v1 master dynamic");
        InBlue("bridge fdb add 02:00:00:00:00:09 dev v1 master permanent");
        InBlue("bridge fdb add 02:00:00:00:00:0a dev br0 self permanent");
        InBlue("bridge fdb append 00:00:00:00:00:00 dev vx dst 10.9.0.77");
        InBlue("bridge fdb append 00:00:00:00:00:00 dev vx dst 10.9.0.78 port 4790 vni 9");
        InBlue("bridge fdb add 02:00:00:00:00:0b dev vx dst 10.9.0.79");
        Assert.Equal(ByBridge(), ByCNet());
        var ours = Controller.ForwardingEntries.List(Blue).Where(entry => entry.MacAddress.ToString().StartsWith("02:00:00:00:00:", StringComparison.Ordinal) || entry.Destination is not null).ToList();
        Assert.True(ours.Count >= 7, ByCNet());
        foreach (var entry in ours) Controller.ForwardingEntries.Remove(entry);
        Assert.DoesNotContain("02:00:00:00:00:", InBlue("bridge fdb show"), StringComparison.Ordinal);
        Assert.DoesNotContain("dst", InBlue("bridge fdb show"), StringComparison.Ordinal);
        Fails(CNetError.NeighborNotFound, () => Controller.ForwardingEntries.Remove(ours[0]));
    }

    [KernelFact("ip", "bridge")]
    public void One_that_is_said_is_in_the_table_of_the_bridge()
    {
        var made = Controller.ForwardingEntries.Add(new ForwardingEntrySpec { MacAddress = Mac, InterfaceName = V1, IsSticky = true }, Blue);
        Assert.Equal(("br0", ForwardingState.Static, "sticky", Blue), (made.Bridge, made.State, string.Join(' ', made.Flags), made.Namespace));
        var seen = Assert.Single(JsonInBlue("bridge -j fdb show"), entry => Text(entry, "mac") == Mac.ToString());
        Assert.Equal(("br0", "static", "v1", "[\"sticky\"]"), (Text(seen, "master"), Text(seen, "state"), Text(seen, "ifname"), Text(seen, "flags")));
        Fails(CNetError.NeighborExists, () => Controller.ForwardingEntries.Add(new ForwardingEntrySpec { MacAddress = Mac, InterfaceName = V1 }, Blue));
        Assert.Equal(ForwardingState.Dynamic, Controller.ForwardingEntries.Add(new ForwardingEntrySpec { MacAddress = Mac, InterfaceName = V1, State = ForwardingState.Dynamic }, Blue, ForwardingConflict.Replace).State);
        Assert.DoesNotContain("static", InBlue("bridge fdb show dev v1").Split('\n').Single(line => line.StartsWith(Mac.ToString(), StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [KernelFact("ip", "bridge")]
    public void A_tunnel_sends_to_several_others()
    {
        var spec = new ForwardingEntrySpec { MacAddress = default, InterfaceName = "vx", Destination = Address("10.9.0.77"), State = ForwardingState.Permanent };
        Controller.ForwardingEntries.Add(spec, Blue);
        var second = Controller.ForwardingEntries.Add(spec with { Destination = Address("10.9.0.78"), Port = 4790, Vni = 9 }, Blue, ForwardingConflict.Append);
        Assert.Equal("00:00:00:00:00:00 dev vx dst 10.9.0.78 4790 9", $"{second} {second.Port} {second.Vni}");
        var seen = JsonInBlue("bridge -j fdb show dev vx").Where(entry => Text(entry, "mac") == "00:00:00:00:00:00").Select(entry => $"{Text(entry, "dst")} {Text(entry, "port")} {Text(entry, "vni")} {Text(entry, "state")}").Order(StringComparer.Ordinal);
        Assert.Equal(["10.9.0.77   permanent", "10.9.0.78 4790 9 permanent"], seen);
    }

    [KernelFact("ip", "bridge", "ping")]
    public void What_a_bridge_learned_is_dynamic_and_has_an_age()
    {
        InBlue("ip addr add 10.9.0.1/24 dev br0");
        In(Blue, "sh", "-c", "ip link set v2 down; ip link set v2 address 02:00:00:00:00:99; ip link set v2 up; ip addr add 10.9.0.2/24 dev v2");
        // Whoever is asked for by ARP is seen by the bridge.
        Machine.TryRun("nsenter", $"--net={Path.Combine(TestHost.NamespaceDirectory, Blue)}", "ping", "-c", "1", "-W", "1", "-I", "v2", "10.9.0.3");
        var learned = Assert.Single(Controller.ForwardingEntries.List(Blue), entry => entry.MacAddress.ToString() == "02:00:00:00:00:99" && entry.State == ForwardingState.Dynamic);
        Assert.Equal((V1, "br0", ""), (learned.InterfaceName, learned.Bridge, string.Join(' ', learned.Flags)));
        Assert.InRange(learned.Used!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    public static TheoryData<ForwardingEntrySpec, CNetError> Malformed => new()
    {
        { new ForwardingEntrySpec { MacAddress = default, InterfaceName = V1 }, CNetError.MacAddressInvalid },
        { new ForwardingEntrySpec { MacAddress = Mac, InterfaceName = V1, Vlan = 4095 }, CNetError.OptionInvalid },
        { new ForwardingEntrySpec { MacAddress = Mac, InterfaceName = V1, Vni = 9 }, CNetError.OptionInvalid },
        { new ForwardingEntrySpec { MacAddress = Mac, InterfaceName = "vx", Destination = Address("10.9.0.7"), Vni = 1 << 24 }, CNetError.OptionInvalid },
        { new ForwardingEntrySpec { MacAddress = Mac, InterfaceName = "vx", Destination = Address("10.9.0.7"), Port = 65536 }, CNetError.OptionInvalid },
        { new ForwardingEntrySpec { MacAddress = Mac, InterfaceName = "nope" }, CNetError.InterfaceNotFound },
    };

    [KernelTheory("ip")]
    [MemberData(nameof(Malformed))]
    public void What_cannot_be_is_refused(ForwardingEntrySpec spec, CNetError code) => Assert.NotNull(Fails(code, () => Controller.ForwardingEntries.Add(spec, Blue)).Hint);

    private string ByCNet() => string.Join('\n', Controller.ForwardingEntries.List(Blue).Select(entry =>
        $"{entry.MacAddress.ToFullString()} {entry.InterfaceName} {entry.Bridge} {entry.Vlan} {entry.Destination} {entry.Port} {entry.Vni} {(entry.State == ForwardingState.Dynamic ? "" : entry.State.ToString())} {string.Join(' ', entry.Flags.Order(StringComparer.Ordinal))}").Order(StringComparer.OrdinalIgnoreCase));

    private string ByBridge() => string.Join('\n', JsonInBlue("bridge -j fdb show").Select(entry =>
        $"{Text(entry, "mac")} {Text(entry, "ifname")} {Text(entry, "master")} {Text(entry, "vlan")} {Text(entry, "dst")} {Text(entry, "port")} {Text(entry, "vni")} {Name(Text(entry, "state"))} {string.Join(' ', entry.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()).Order(StringComparer.Ordinal))}").Order(StringComparer.OrdinalIgnoreCase));

    private static string Name(string? state) => state switch { "permanent" => "Permanent", "static" => "Static", _ => "" };
}
