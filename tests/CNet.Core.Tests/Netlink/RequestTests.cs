using CNet.Netlink;
using CNet.Netlink.Route;
using Xunit;

namespace CNet.Tests.Netlink;

/// <summary>The requests CNet sends, byte for byte, and the commands they are shown as. The first line of a golden request is its command.</summary>
public sealed class RequestTests
{
    public static TheoryData<string> All => [.. Requests.Names];

    [Theory]
    [MemberData(nameof(All))]
    public void The_bytes_are_as_they_were(string name) => Assert.Equal(Convert.ToHexStringLower(Golden.Bytes($"request-{name}")), Convert.ToHexStringLower(Requests.Make(name).Written));

    [Theory]
    [MemberData(nameof(All))]
    public void The_command_that_is_shown_is_equivalent(string name) =>
        Assert.Equal(Golden.Title($"request-{name}"), RequestText.Describe(Requests.Make(name), Requests.IndexOf(name), null));

    [Fact]
    public void No_golden_request_is_forgotten() =>
        Assert.Equal(Requests.Names.Select(name => $"request-{name}").Order(StringComparer.Ordinal), Golden.Names.Where(name => name.StartsWith("request-", StringComparison.Ordinal)));

    [Theory]
    [InlineData("set-up", "ip -n db link set v1 up")]
    [InlineData("add-route-default-v6", "ip -n db -6 route add default via fd00:1::1 dev v1")]
    [InlineData("replace-ingress", "tc -n db qdisc replace dev v1 ingress")]
    [InlineData("replace-forwarding", "bridge -n db fdb replace 02:42:0a:01:00:03 dev v1 master static")]
    public void A_request_to_another_namespace_says_so(string name, string command) => Assert.Equal(command, RequestText.Describe(Requests.Make(name), 0, "db"));

    [Fact]
    public void Of_a_batch_the_changes_are_shown_and_not_the_questions()
    {
        var batch = new MessageBuffer();
        batch.AddLink("br-lab", new BridgeKind());
        batch.SetLinkUp("br-lab");
        batch.GetLink("br-lab");
        batch.Seal(1);
        Assert.Equal(["ip link add br-lab type bridge", "ip link set br-lab up"], RequestText.DescribeChanges(batch, null));
        Assert.Equal("ip link show br-lab", RequestText.Describe(batch, 2, null));
        Assert.Equal("netlink request", RequestText.Describe(batch, 3, null));
    }

    [Fact]
    public void A_transaction_is_shown_without_its_brackets() =>
        Assert.Equal(["nft add table inet cnet"], RequestText.DescribeChanges(Requests.Make("nft-table"), null));

    [Fact]
    public void A_question_about_connections_or_sockets_is_no_change_and_a_deletion_is()
    {
        foreach (var question in new[] { "conntrack-list", "conntrack-list-port", "diag-tcp" }) Assert.Empty(RequestText.DescribeChanges(Requests.Make(question), null));
        Assert.Equal([Golden.Title("request-conntrack-delete")], RequestText.DescribeChanges(Requests.Make("conntrack-delete"), null));
    }

    [Fact]
    public void Links_without_a_name_are_shown_by_their_index()
    {
        var batch = new MessageBuffer();
        batch.SetLinkMaster(4711, 4712);
        batch.MoveLink(4711, 9);
        batch.Seal(1);
        Assert.Equal(["ip link set if4711 master if4712", "ip link set if4711 netns /proc/self/fd/9"], RequestText.DescribeChanges(batch, null));
    }

    [Fact]
    public void A_listener_hears_what_a_batch_changes()
    {
        var heard = new List<string>();
        using (OperationLog.Listen(heard.Add)) OperationLog.Commands(Requests.Make("set-up"), "web");
        OperationLog.Commands(Requests.Make("set-down"), "web");
        Assert.Equal(["ip -n web link set v1 up"], heard);
    }
}
