using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Toolkit;

/// <summary>Neighbours, as iproute2 sees those of CNet and CNet those of iproute2.</summary>
public sealed class NeighborsTests : ToolkitTest
{
    private static readonly MacAddress Mac = MacAddress.Parse("02:00:00:00:00:07");

    public NeighborsTests() => InBlue("ip addr add 10.9.0.1/24 dev v1");

    [KernelFact("ip")]
    public void They_are_listed_as_ip_lists_them_and_those_of_ip_are_forgotten()
    {
        InBlue("ip neigh add 10.9.0.7 lladdr 02:00:00:00:00:07 dev v1 nud permanent");
        InBlue("ip neigh add 10.9.0.8 lladdr 02:00:00:00:00:08 dev v1 nud stale router");
        InBlue("ip neigh add 10.9.0.9 lladdr 02:00:00:00:00:09 dev v1 nud noarp");
        InBlue("ip neigh add fd00::7 lladdr 02:00:00:00:00:07 dev v2 nud reachable extern_learn");
        InBlue("ip neigh add proxy 10.9.0.10 dev v1");
        InBlue("ip neigh add proxy fd00::10 dev v2");
        var there = Controller.Neighbors.List(Blue).Where(neighbor => neighbor.InterfaceName != "lo" && !Ip.From(neighbor.IPAddress).IsMulticast).ToList();
        Assert.Equal(
        [
            "10.9.0.10 v1  None proxy", "10.9.0.7 v1 02:00:00:00:00:07 Permanent", "10.9.0.8 v1 02:00:00:00:00:08 Stale router", "10.9.0.9 v1 02:00:00:00:00:09 NoArp", "fd00::10 v2  None proxy",
            "fd00::7 v2 02:00:00:00:00:07 Reachable extern",
        ], there.Select(Text).Order(StringComparer.Ordinal));
        var byIp = JsonInBlue("ip -j neigh show nud all").Where(one => Text(one, "dev") is V1 or V2 && !Text(one, "dst")!.StartsWith("ff02", StringComparison.Ordinal) && !Text(one, "dst")!.StartsWith("224", StringComparison.Ordinal))
            .Select(one => $"{Text(one, "dst")} {Text(one, "dev")} {Text(one, "lladdr")} {one.GetProperty("state")[0]}");
        Assert.Equal(byIp.Order(StringComparer.OrdinalIgnoreCase), there.Where(one => !one.IsProxy).Select(one => $"{one.IPAddress} {one.InterfaceName} {one.MacAddress} {one.State.ToString().ToUpperInvariant()}").Order(StringComparer.OrdinalIgnoreCase));
        Assert.All(there.Where(one => !one.IsProxy), one => Assert.InRange(one.Updated!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(30)));
        foreach (var neighbor in there) Controller.Neighbors.Remove(neighbor);
        Assert.DoesNotContain("10.9.0.", InBlue("ip neigh show nud all") + InBlue("ip neigh show proxy") + InBlue("ip -6 neigh show proxy"), StringComparison.Ordinal);
        foreach (var neighbor in there) Fails(CNetError.NeighborNotFound, () => Controller.Neighbors.Remove(neighbor));
    }

    [KernelTheory("ip")]
    [InlineData(NeighborState.Permanent)]
    [InlineData(NeighborState.Reachable)]
    [InlineData(NeighborState.Stale)]
    [InlineData(NeighborState.NoArp)]
    public void One_that_is_told_is_known(NeighborState state)
    {
        var made = Controller.Neighbors.Add(new NeighborSpec { IPAddress = Address("10.9.0.7"), InterfaceName = V1, MacAddress = Mac, State = state }, Blue);
        Assert.Equal((state, Mac, Blue), (made.State, made.MacAddress, made.Namespace));
        var seen = Assert.Single(JsonInBlue("ip -j neigh show 10.9.0.7 nud all"));
        Assert.Equal((Mac.ToString(), state.ToString().ToUpperInvariant()), (Text(seen, "lladdr"), seen.GetProperty("state")[0].GetString()));
    }

    [KernelFact("ip")]
    public void A_second_one_takes_the_place_of_the_first_where_it_is_to()
    {
        var spec = new NeighborSpec { IPAddress = Address("10.9.0.7"), InterfaceName = V1, MacAddress = Mac };
        Controller.Neighbors.Add(spec, Blue);
        var other = spec with { MacAddress = MacAddress.Parse("02:00:00:00:00:08") };
        Fails(CNetError.NeighborExists, () => Controller.Neighbors.Add(other, Blue));
        Assert.Equal(other.MacAddress, Controller.Neighbors.Add(other, Blue, replace: true).MacAddress);
        Assert.Contains("02:00:00:00:00:08", InBlue("ip neigh show 10.9.0.7"), StringComparison.Ordinal);
    }

    [KernelFact("ip")]
    public void An_address_is_answered_for()
    {
        var made = Controller.Neighbors.Add(new NeighborSpec { IPAddress = Address("10.9.0.9"), InterfaceName = V1, IsProxy = true }, Blue);
        Assert.True(made.IsProxy);
        Assert.Equal("10.9.0.9", Text(Assert.Single(JsonInBlue("ip -j neigh show proxy")), "dst"));
        Controller.Neighbors.Remove(made);
        Assert.Empty(JsonInBlue("ip -j neigh show proxy"));
    }

    [KernelFact("ip")]
    public void What_cannot_be_is_refused()
    {
        var spec = new NeighborSpec { IPAddress = Address("10.9.0.7"), InterfaceName = V1, MacAddress = Mac };
        Fails(CNetError.MacAddressInvalid, () => Controller.Neighbors.Add(spec with { MacAddress = default }, Blue));
        Fails(CNetError.MacAddressInvalid, () => Controller.Neighbors.Add(spec with { MacAddress = MacAddress.Parse("ff:ff:ff:ff:ff:ff") }, Blue));
        Fails(CNetError.MacAddressInvalid, () => Controller.Neighbors.Add(spec with { IsProxy = true }, Blue));
        Fails(CNetError.OptionInvalid, () => Controller.Neighbors.Add(spec with { State = (NeighborState)77 }, Blue));
        Fails(CNetError.InterfaceNotFound, () => Controller.Neighbors.Add(spec with { InterfaceName = "nope" }, Blue));
        Assert.DoesNotContain("10.9.0.7", InBlue("ip neigh show nud all"), StringComparison.Ordinal);
    }

    private static string Text(Neighbor one) =>
        $"{one.IPAddress} {one.InterfaceName} {one.MacAddress} {one.State}{(one.IsProxy ? " proxy" : "")}{(one.IsRouter ? " router" : "")}{(one.IsExternLearned ? " extern" : "")}";
}
