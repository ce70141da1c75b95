using CNet.Tests.Support;
using CNet.Toolkit;
using Xunit;

namespace CNet.Tests.Toolkit;

/// <summary>Interfaces as they are listed, beside what ip says of the same namespace; and whose they are.</summary>
public sealed class InterfaceListTests : InterfaceTest
{
    [KernelFact("ip")]
    public void All_that_iproute2_says_of_each_is_said()
    {
        Controller.Namespaces.Create("blue");
        foreach (var command in new[]
        {
            "link add br0 type bridge", "link add v0 type veth peer name v1", "link set v0 master br0 alias uplink group 9 txqueuelen 321 up", "link set v1 up",
            "link add mv0 link v1 type macvlan mode private", "link add vx0 type vxlan id 77 local 10.1.0.1 remote 10.1.0.2 dev v1 dstport 4790",
            "tuntap add t0 mode tap", "tuntap add t1 mode tun", "addr add 10.9.0.1/24 dev v1", "addr add fd09::1/64 dev v1 nodad", "link set lo up",
        }) Ip("blue", command);
        var ours = Controller.Interfaces.List("blue").Select(link => $"{link.Index} {link.Name} {link.Mtu} {(link.MacAddress.IsNone ? null : link.MacAddress)} {link.Master} {link.MasterKind} {link.Alias} {link.Group} {link.TxQueueLength} {link.PeerName} {link.KindId} {link.LocalAddress} {link.RemoteAddress} {link.Port} {link.Mode} {string.Join(' ', link.Address)}");
        var theirs = IpJson("blue", "addr", "show").Select(link =>
        {
            string? Get(string name) => link.TryGetProperty(name, out var value) ? value.ToString() : null;
            string? Info(string name) => link.TryGetProperty("linkinfo", out var info) && info.TryGetProperty(name, out var value) ? value.ToString() : null;
            string? Data(string name) => link.TryGetProperty("linkinfo", out var info) && info.TryGetProperty("info_data", out var data) && data.TryGetProperty(name, out var value) ? value.ToString() : null;
            var isVxlan = Info("info_kind") == "vxlan";
            var isEthernet = Get("link_type") == "ether";
            var mode = Info("info_kind") == "macvlan" ? Enum.Parse<InterfaceMode>(Data("mode")!, ignoreCase: true).ToString() : null;
            var addresses = string.Join(' ', link.GetProperty("addr_info").EnumerateArray().Select(address => $"{address.GetProperty("local")}/{address.GetProperty("prefixlen")}"));
            return $"{Get("ifindex")} {Get("ifname")} {Get("mtu")} {(isEthernet ? Get("address") : null)} {Get("master")} {Info("info_slave_kind")} {Get("ifalias")} {(Get("group") == "default" ? "0" : Get("group"))} {Get("txqlen")} {Get("link") ?? Data("link")} {(isVxlan ? Data("id") : null)} {(isVxlan ? Data("local") : null)} {(isVxlan ? Data("remote") : null)} {(isVxlan ? Data("port") : null)} {mode} {addresses}";
        });
        Assert.Equal(theirs, ours);
    }

    [KernelFact]
    public void Whose_they_are_is_looked_up_again_when_something_has_changed()
    {
        var network = CreateNetwork();
        var first = Owners.Read(Controller);
        Assert.Same(first, Owners.Read(Controller));
        Assert.Equal("lab", first.Of(null, null).NetworkOf(network.InterfaceName!));
        var endpoint = Attach(network, "web");
        Assert.Equal("lab/web", Owners.Read(Controller).Of(null, null).EndpointOf(endpoint.HostInterfaceName!));
        Controller.Networks.Remove(network, force: true);
        Assert.Null(Owners.Read(Controller).Of(null, null).NetworkOf(network.InterfaceName!));
    }
}
