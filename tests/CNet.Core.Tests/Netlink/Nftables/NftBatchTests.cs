using CNet.Linux;
using CNet.Netlink;
using CNet.Netlink.Nftables;
using CNet.Tests.Support;
using Xunit;
using static CNet.Linux.Interop.Constants;
using static CNet.Netlink.Wire.NftablesConstants;

namespace CNet.Tests.Netlink.Nftables;

/// <summary>What CNet writes into nf_tables, as nft itself lists it.</summary>
public sealed class NftBatchTests : HostTest
{
    private const string Everything = """
        table inet cnet {
            set networks {
                type ifname
                elements = { "br-lab", "cnet0" }
            }

            set pairs {
                type ifname . ifname
                elements = { "br-lab" . "eth0" }
            }

            map inside {
                type ifname . ifname : verdict
                elements = { "br-lab" . "br-lab" : accept, "cnet0" . "cnet0" : drop }
            }

            map host4 {
                type ifname : ipv4_addr
                elements = { "br-lab" : 192.0.2.9, "cnet0" : 10.0.0.1 }
            }

            map host6 {
                type ifname : ipv6_addr
                elements = { "br-lab" : 2001:db8::9 }
            }

            chain forward {
                type filter hook forward priority filter; policy accept;
                ct state established,related accept
                iifname . oifname vmap @inside
                oifname @networks drop
                meta nfproto ipv6 iifname . oifname @pairs accept
            }

            chain postrouting {
                type nat hook postrouting priority srcnat; policy accept;
                meta nfproto ipv4 snat ip to iifname map @host4
                meta nfproto ipv6 snat ip6 to iifname map @host6
                meta nfproto ipv4 iifname @networks masquerade
            }

            chain early {
                type filter hook prerouting priority -350; policy accept;
            }
        }
        """;

    private static readonly NftSet Networks = new("networks", NftType.InterfaceName), Pairs = new("pairs", NftType.InterfaceName, NftType.InterfaceName), Missing = new("missing", NftType.InterfaceName),
        Inside = new("inside", NftType.InterfaceName, NftType.InterfaceName) { HasVerdicts = true },
        Host4 = new("host4", NftType.InterfaceName) { Data = [NftType.IPv4] }, Host6 = new("host6", NftType.InterfaceName) { Data = [NftType.IPv6] };

    private HostKernel? _kernel;

    private HostKernel Kernel => _kernel ??= new HostKernel(NetworkNamespace.Open(TestHost.NamespacePath!));

    protected override void CleanUp() => _kernel?.Dispose();

    [KernelFact("nft")]
    public void Nft_lists_exactly_what_was_written()
    {
        Run(WriteEverything);
        Assert.Equal(Everything, Ruleset());
    }

    [KernelFact("nft")]
    public void Nft_sees_in_it_what_it_would_have_written_itself()
    {
        Run(WriteEverything);
        var ours = Json();
        InHost("nft", "flush", "ruleset");
        var batch = new NftBatch("cnet");
        WriteEverything(batch);
        Nft(RequestText.DescribeChanges(batch.Seal(), null));
        Assert.Equal(Everything, Ruleset());
        Assert.Equal(Json(), ours);
    }

    [KernelFact("nft")]
    public void The_commands_that_are_shown_undo_what_was_written()
    {
        Run(WriteEverything);
        var batch = new NftBatch("cnet");
        batch.DeleteElement(new NftElement(Networks, "cnet0"));
        batch.DeleteElement(new NftElement(Inside, "br-lab", "br-lab"));
        batch.DeleteElement(new NftElement(Host4, "cnet0"));
        Nft(RequestText.DescribeChanges(batch.Seal(), null));
        Assert.Equal(Everything.Replace("\"br-lab\", \"cnet0\"", "\"br-lab\"", StringComparison.Ordinal).Replace("\"br-lab\" . \"br-lab\" : accept, ", "", StringComparison.Ordinal)
            .Replace(", \"cnet0\" : 10.0.0.1", "", StringComparison.Ordinal), Ruleset());
        batch = new NftBatch("cnet");
        batch.DeleteTable();
        Nft(RequestText.DescribeChanges(batch.Seal(), null));
        Assert.Equal("", Ruleset());
    }

    [KernelFact("nft")]
    public void Elements_come_and_go()
    {
        Run(WriteEverything);
        Run(batch =>
        {
            batch.DeleteElement(new NftElement(Networks, "br-lab"));
            batch.DeleteElement(new NftElement(Pairs, "br-lab", "eth0"));
            batch.DeleteElement(new NftElement(Inside, "cnet0", "cnet0"));
            batch.AddElement(new NftElement(Networks, "br-other"));
        });
        Assert.Equal(["\"br-other\"", "\"cnet0\""], Elements("networks"));
        Assert.Empty(Elements("pairs"));
        Assert.Equal(["\"br-lab\" . \"br-lab\" : accept"], Elements("inside"));
    }

    [KernelFact("nft")]
    public void An_element_that_is_there_already_may_be_added_again()
    {
        Run(WriteEverything);
        Run(batch =>
        {
            batch.AddTable();
            batch.AddElement(new NftElement(Networks, "br-lab"));
            batch.AddElement(new NftElement(Inside, "br-lab", "br-lab") { Verdict = Verdict.Accept });
            batch.AddElement(new NftElement(Host4, "br-lab") { Data = [Ip.V4(0xc0000209)] });
        });
        Assert.Equal(Everything, Ruleset());
    }

    [KernelFact("nft")]
    public void A_transaction_that_fails_leaves_nothing()
    {
        var batch = new NftBatch("cnet");
        WriteEverything(batch);
        batch.AddElement(new NftElement(Missing, "br-lab"));
        var error = Assert.Throws<NetlinkException>(() => Kernel.Netfilter.Execute(batch.Seal()));
        Assert.Equal((ENOENT, """nft add element inet cnet missing { "br-lab" }"""), (error.Errno, error.Request));
        Assert.Equal("", Ruleset());
    }

    [KernelFact("nft")]
    public void A_change_that_fails_leaves_what_was_there()
    {
        Run(WriteEverything);
        var failure = TryRun(batch =>
        {
            batch.AddElement(new NftElement(Networks, "br-other"));
            batch.DeleteElement(new NftElement(Networks, "never-there"));
            batch.DeleteElement(new NftElement(Networks, "cnet0"));
        });
        Assert.Equal(ENOENT, failure!.Value.Errno);
        // The opening bracket of the transaction is message 0.
        Assert.Equal(2, failure.Value.Index);
        Assert.Equal(Everything, Ruleset());
    }

    [KernelFact("nft")]
    public void The_socket_is_of_use_after_a_transaction_that_failed()
    {
        Assert.NotNull(TryRun(batch => batch.DeleteTable()));
        Run(batch => batch.AddTable());
        Assert.Equal("table inet cnet {\n}", Ruleset());
    }

    [KernelFact("nft")]
    public void Thousands_of_elements_go_in_one_transaction()
    {
        Run(batch =>
        {
            batch.AddTable();
            batch.AddSet(Networks);
            for (var i = 0; i < 5000; i++) batch.AddElement(new NftElement(Networks, $"br-{i}"));
        });
        Assert.Equal(5000, Elements("networks").Count);
    }

    [KernelFact("nft")]
    public void Names_of_interfaces_need_no_escape()
    {
        string[] names = ["a\"b", "a;b", "a{}b", "a*b", "$x", "-x", "a\\n", "äöü€", "fifteen-bytes-x", "a#b", "'"];
        Run(batch =>
        {
            batch.AddTable();
            batch.AddSet(Networks);
            foreach (var name in names) batch.AddElement(new NftElement(Networks, name));
        });
        var listed = System.Text.Json.JsonDocument.Parse(InHost("nft", "-j", "list", "set", "inet", "cnet", "networks")).RootElement.GetProperty("nftables")[1].GetProperty("set").GetProperty("elem");
        Assert.Equal(names.Order(StringComparer.Ordinal), listed.EnumerateArray().Select(element => element.GetString()).Order(StringComparer.Ordinal));
        Run(batch =>
        {
            foreach (var name in names) batch.DeleteElement(new NftElement(Networks, name));
        });
        Assert.Empty(Elements("networks"));
    }

    private static void WriteEverything(NftBatch batch)
    {
        batch.AddTable();
        batch.AddSet(Networks);
        batch.AddSet(Pairs);
        batch.AddSet(Inside);
        batch.AddSet(Host4);
        batch.AddSet(Host6);
        batch.AddChain("forward", "filter", NF_INET_FORWARD, NF_IP_PRI_FILTER);
        batch.AddChain("postrouting", "nat", NF_INET_POST_ROUTING, NF_IP_PRI_NAT_SRC);
        batch.AddChain("early", "filter", NF_INET_PRE_ROUTING, -350);
        batch.AddRule("forward", rule => rule.EstablishedOrRelated().Decide(Verdict.Accept));
        batch.AddRule("forward", rule => rule.InterfacesVerdict(Inside));
        batch.AddRule("forward", rule => rule.OutputInterface(Networks).Decide(Verdict.Drop));
        batch.AddRule("forward", rule => rule.Family(isIPv6: true).Interfaces(Pairs).Decide(Verdict.Accept));
        batch.AddRule("postrouting", rule => rule.Family(isIPv6: false).SourceNat(Host4, isIPv6: false));
        batch.AddRule("postrouting", rule => rule.Family(isIPv6: true).SourceNat(Host6, isIPv6: true));
        batch.AddRule("postrouting", rule => rule.Family(isIPv6: false).InputInterface(Networks).Masquerade());
        batch.AddElement(new NftElement(Networks, "br-lab"));
        batch.AddElement(new NftElement(Networks, "cnet0"));
        batch.AddElement(new NftElement(Pairs, "br-lab", "eth0"));
        batch.AddElement(new NftElement(Inside, "br-lab", "br-lab") { Verdict = Verdict.Accept });
        batch.AddElement(new NftElement(Inside, "cnet0", "cnet0") { Verdict = Verdict.Drop });
        batch.AddElement(new NftElement(Host4, "br-lab") { Data = [Ip.V4(0xc0000209)] });
        batch.AddElement(new NftElement(Host4, "cnet0") { Data = [Ip.V4(0x0a000001)] });
        batch.AddElement(new NftElement(Host6, "br-lab") { Data = [Ip.From(System.Net.IPAddress.Parse("2001:db8::9"))] });
    }

    private void Run(Action<NftBatch> write)
    {
        var batch = new NftBatch("cnet");
        write(batch);
        Kernel.Netfilter.Execute(batch.Seal());
    }

    private NetlinkFailure? TryRun(Action<NftBatch> write)
    {
        var batch = new NftBatch("cnet");
        write(batch);
        return Kernel.Netfilter.TryExecute(batch.Seal());
    }

    private void Nft(List<string> commands)
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllLines(directory.File("commands"), commands.Select(command => command["nft ".Length..]));
        InHost("nft", "-f", directory.File("commands"));
    }

    private List<string> Elements(string set)
    {
        var listing = NftListing.OfText(InHost("nft", "list", set == "inside" ? "map" : "set", "inet", "cnet", set));
        var start = listing.IndexOf("elements = { ", StringComparison.Ordinal);
        return start < 0 ? [] : [.. listing[(start + "elements = { ".Length)..listing.IndexOf(" }", start, StringComparison.Ordinal)].Split(", ")];
    }

    private string Ruleset() => NftListing.OfText(InHost("nft", "list", "ruleset"));

    private string Json() => NftListing.OfJson(InHost("nft", "-j", "list", "ruleset"));
}
