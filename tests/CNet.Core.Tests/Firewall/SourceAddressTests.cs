using System.Net;
using System.Net.Sockets;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Firewall;

/// <summary>Under which address of the Host the world sees what leaves a network.</summary>
public sealed class SourceAddressTests : HostTest
{
    private const string Chosen = "192.0.2.9", Chosen6 = "2001:db8::9";
    private Outside? _outside;

    protected override void CleanUp() => _outside?.Dispose();

    [KernelFact("ip", "ping")]
    [Trait("Case", "75")]
    public void What_leaves_a_network_goes_under_the_address_that_was_chosen_for_it_and_under_the_interfaces_own_from_others()
    {
        _outside = new Outside(TestHost);
        Attach(DualStack("lab", 1, ("host_ipv4", Chosen), ("host_ipv6", Chosen6)), "web");
        Attach(DualStack("half", 2, ("host_ipv4", Chosen)), "half");
        Attach(DualStack("other", 3), "other");
        // The Host has them later than the networks. Of its own accord it takes neither: one is second, the other deprecated.
        InHost("ip", "addr", "add", $"{Chosen}/24", "dev", "wan");
        InHost("ip", "-6", "addr", "add", $"{Chosen6}/64", "dev", "wan", "nodad", "preferred_lft", "0");
        Assert.Equal((Chosen, Chosen6), SeenFrom("web"));
        Assert.Equal((Chosen, Outside.HostAddress6), SeenFrom("half"));
        Assert.Equal((Outside.HostAddress, Outside.HostAddress6), SeenFrom("other"));
        // It is no way in, and what stays on the Host keeps its address.
        Assert.False(_outside.Pings("10.1.0.2"));
        Assert.True(Pings("web", "10.1.0.1") && Pings("web", "fd00:1::1"));
    }

    [KernelTheory("nft")]
    [InlineData("host_ipv4", "2001:db8::9", "is not a value")]
    [InlineData("host_ipv6", "192.0.2.9", "is not a value")]
    [InlineData("host_ipv6", "::ffff:192.0.2.9", "is not a value")]
    [InlineData("host_ipv4", "wan", "is not a value")]
    [InlineData("host_ipv4", "0.0.0.0", "under 0.0.0.0")]
    [InlineData("host_ipv4", "127.0.0.1", "under 127.0.0.1")]
    [InlineData("host_ipv4", "224.0.0.1", "under 224.0.0.1")]
    [InlineData("host_ipv4", "255.255.255.255", "under 255.255.255.255")]
    [InlineData("host_ipv6", "::", "under ::,")]
    [InlineData("host_ipv6", "::1", "under ::1,")]
    [InlineData("host_ipv6", "ff02::1", "under ff02::1,")]
    public void An_address_under_which_nothing_can_leave_is_refused(string option, string address, string said)
    {
        Assert.Contains(said, Fails(CNetError.OptionInvalid, () => DualStack("lab", 1, (option, address))).Message, StringComparison.Ordinal);
        Assert.Null(Controller.Networks.Find("lab"));
        Assert.Equal("", InHost("nft", "list", "ruleset"));
    }

    [KernelFact("nft")]
    public void Where_nothing_leaves_under_an_address_of_the_Host_a_choice_of_one_is_refused()
    {
        foreach (var (option, address) in new[] { ("host_ipv4", Chosen), ("host_ipv6", Chosen6) })
        {
            void Refused(string why, NetworkSpec spec) =>
                Assert.Contains(why, Fails(CNetError.OptionInvalid, () => Controller.Networks.Create(spec with { Options = new Dictionary<string, string>(spec.Options) { [option] = address } })).Message, StringComparison.Ordinal);
            var both = new NetworkSpec { Name = "lab", EnableIPv6 = true };
            Refused("internal", both with { Internal = true });
            Refused("enable_ip_masquerade is off", both with { Options = new Dictionary<string, string> { ["enable_ip_masquerade"] = "false" } });
            Refused(option == "host_ipv4" ? "no IPv4" : "no IPv6", both with { EnableIPv4 = option != "host_ipv4", EnableIPv6 = option == "host_ipv4" });
        }
        Assert.Equal("", InHost("nft", "list", "ruleset"));
    }

    [KernelFact("nft")]
    public void The_address_is_kept_in_its_usual_form_and_goes_with_the_network()
    {
        var lab = DualStack("lab", 1, ("host_ipv4", " 192.0.2.9 "), ("host_ipv6", "2001:DB8:0::9"));
        Assert.Equal((Chosen, Chosen6), (lab.Options["com.docker.network.host_ipv4"], lab.Options["com.docker.network.host_ipv6"]));
        var other = DualStack("other", 2);
        Assert.Contains($"\"br-{lab.ShortId}\" : {Chosen6}", InHost("nft", "list", "map", "inet", "cnet", "host6"), StringComparison.Ordinal);
        Controller.Networks.Remove(lab);
        foreach (var map in new[] { "host4", "host6" }) Assert.DoesNotContain("elements", InHost("nft", "list", "map", "inet", "cnet", map), StringComparison.Ordinal);
        Controller.Networks.Remove(other);
    }

    private Network DualStack(string name, int number, params (string Option, string Value)[] options) => Controller.Networks.Create(new NetworkSpec
    {
        Name = name,
        Subnets = [new SubnetSpec { Subnet = Cidr.Parse($"10.{number}.0.0/24") }, new SubnetSpec { Subnet = Cidr.Parse($"fd00:{number}::/64") }],
        Options = options.ToDictionary(option => option.Option, option => option.Value),
    });

    /// <summary>The addresses that a machine outside sees when a sandbox connects to it.</summary>
    private (string IPv4, string IPv6) SeenFrom(string sandbox) => (SeenFrom(sandbox, Outside.Address), SeenFrom(sandbox, Outside.Address6));

    private string SeenFrom(string sandbox, string address)
    {
        using var listener = _outside!.Listen(IPAddress.Parse(address));
        using var client = Controller.Sandboxes.OpenSocket(Controller.Sandboxes.Get(sandbox), listener.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        client.ConnectAsync(listener.LocalEndPoint!, patience.Token).AsTask().GetAwaiter().GetResult();
        using var accepted = listener.Accept();
        return ((IPEndPoint)accepted.RemoteEndPoint!).Address.ToString();
    }
}
