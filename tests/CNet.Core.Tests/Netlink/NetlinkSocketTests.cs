using CNet.Linux;
using CNet.Linux.Interop;
using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.Tests.Support;
using Xunit;
using static CNet.Linux.Interop.Constants;
using static CNet.Netlink.Wire.NetlinkConstants;

namespace CNet.Tests.Netlink;

/// <summary>Conversations with the real kernel, in a namespace that goes with the test.</summary>
public sealed class NetlinkSocketTests : IDisposable
{
    private const int Loopback = NamespaceSession.LoopbackIndex;
    private readonly NamespaceSession _session = NetworkNamespace.Create();
    private readonly MessageBuffer _batch = new();

    private NetlinkSocket Socket => _session.Route;

    public void Dispose() => _session.Dispose();

    [KernelFact]
    public void The_reply_to_the_last_question_completes_a_batch()
    {
        _batch.AddLink("br-a", new BridgeKind());
        _batch.SetLinkUp("br-a");
        _batch.GetLink("br-a");
        var replies = new List<LinkInfo?>();
        Socket.Execute(_batch, ref replies, static (ref List<LinkInfo?> list, in Message reply) => list.Add(LinkInfo.Parse(reply)));
        var link = Assert.Single(replies);
        Assert.Equal(("br-a", "bridge", true), (link!.Name, link.Kind, link.IsUp));
    }

    [KernelFact]
    public void A_refusal_is_thrown_with_the_kernels_text_and_the_command()
    {
        _batch.Name(Loopback, "lo");
        _batch.AddAddress(Loopback, Address("10.1.0.1"), 24);
        Socket.Execute(_batch);
        var error = Assert.Throws<NetlinkException>(() => Socket.Execute(_batch));
        Assert.Equal((EEXIST, "ipv4: Address already assigned", "ip addr add 10.1.0.1/24 brd 10.1.0.255 dev lo"), (error.Errno, error.KernelText, error.Request));
        Assert.Equal("The kernel refused 'ip addr add 10.1.0.1/24 brd 10.1.0.255 dev lo': ipv4: Address already assigned (File exists, errno 17)", error.Message);
        Assert.Equal(CNetError.NetlinkFailed, error.Code);
    }

    [KernelFact]
    public void A_refusal_in_another_namespace_names_it()
    {
        Socket.Label = "web";
        _batch.DeleteLink("nothing");
        Assert.Equal("The kernel refused 'ip -n web link del nothing': No such device (errno 19)", Assert.Throws<NetlinkException>(() => Socket.Execute(_batch)).Message);
    }

    [KernelFact]
    public void After_a_refusal_the_rest_of_a_batch_is_done_and_the_first_one_is_reported()
    {
        _batch.AddLink("br-a", new BridgeKind());
        _batch.SetLinkUp("nothing-1");
        _batch.AddLink("br-b", new BridgeKind());
        _batch.SetLinkUp("nothing-2");
        _batch.AddLink("br-c", new BridgeKind());
        var failure = Socket.TryExecute(_batch);
        Assert.Equal(new NetlinkFailure(1, ENODEV, null), failure);
        Assert.Equal("ip link set nothing-1 up", Socket.ToException(_batch, failure!.Value).Request);
        Assert.Equal(["br-a", "br-b", "br-c", "lo"], Names());
    }

    [KernelFact]
    public void A_refused_last_message_completes_a_batch_too()
    {
        _batch.AddLink("br-a", new BridgeKind());
        _batch.DeleteLink("nothing");
        Assert.Equal(1, Socket.TryExecute(_batch)!.Value.Index);
        _batch.Clear();
        _batch.SetLinkUp("br-a");
        _batch.GetLink("nothing");
        Assert.Equal(new NetlinkFailure(1, ENODEV, null), Socket.TryExecute(_batch));
        Assert.Null(Socket.TryExecute(Change(batch => batch.SetLinkUp("br-a"))));
    }

    [KernelFact]
    public void A_batch_can_be_sent_again()
    {
        _batch.SetLinkMtu(Loopback, 2000);
        for (var i = 0; i < 3; i++) Socket.Execute(_batch);
        Assert.Equal(2000, Links().Single().Mtu);
    }

    [KernelFact]
    public void Answers_to_a_request_that_was_given_up_are_skipped()
    {
        Socket.Execute(Change(batch => batch.SetLinkUp(Loopback)));
        // Two answers that nobody waits for: a link and a refusal, under numbers of the past.
        var old = Change(batch =>
        {
            batch.DeleteLink("nothing");
            batch.GetLink(Loopback);
        });
        old.Seal(0);
        Socket.Send(old.Written);
        var replies = 0;
        Assert.Null(Socket.TryExecute(Change(batch => batch.SetLinkMtu(Loopback, 3000)), ref replies, static (ref int count, in Message _) => count++));
        Assert.Equal(0, replies);
        Socket.Send(old.Written);
        Assert.Equal(3000, Assert.Single(Links()).Mtu);
    }

    [KernelFact]
    public void Only_the_kernel_is_believed()
    {
        uint port = 0;
        Socket.Execute(Change(batch => batch.GetLink(Loopback)), ref port, static (ref uint value, in Message reply) => value = reply.Header.nlmsg_pid);
        using var forger = _session.Namespace.OpenSocket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
        // A refusal of each of the next requests.
        for (uint sequence = 0; sequence < 10; sequence++)
        {
            var forged = Convert.FromHexString("24000000" + "0200" + "0000" + "00000000" + "00000000" + "ffffffff" + "00000000000000000000000000000000");
            BitConverter.TryWriteBytes(forged.AsSpan(8), sequence);
            Native.SendTo(forger.Number, forged, port);
        }
        Assert.Null(Socket.TryExecute(Change(batch => batch.SetLinkUp(Loopback))));
        Assert.Single(Links());
    }

    [KernelFact]
    public void A_dump_that_ends_in_an_error_throws_it()
    {
        _batch.DumpAddresses(4711);
        var error = Assert.Throws<NetlinkException>(() => Socket.Dump(_batch, AddressInfo.Parse));
        Assert.Equal((ENODEV, "ip addr show dev if4711"), (error.Errno, error.Request));
        Assert.Single(Links());
    }

    [KernelFact]
    public void A_dump_has_what_the_parser_takes()
    {
        _batch.DumpLinks();
        Assert.Empty(Socket.Dump<LinkInfo>(_batch, (in Message _) => null));
        Assert.Single(Socket.Dump(_batch, LinkInfo.Parse));
    }

    [KernelFact]
    public void The_cookie_is_the_namespaces()
    {
        using var other = NetworkNamespace.Create();
        using var again = _session.Namespace.OpenSession();
        Assert.Equal(Socket.NamespaceCookie, again.Route.NamespaceCookie);
        Assert.NotEqual(Socket.NamespaceCookie, other.Route.NamespaceCookie);
    }

    [KernelFact]
    public void An_answer_larger_than_the_buffer_is_refused_and_the_socket_stays_of_use()
    {
        var batch = OversizedQuestion(NLM_F_ACK);
        Assert.Equal(CNetError.NetlinkFailed, Assert.Throws<CNetException>(() => Socket.TryExecute(batch)).Code);
        Assert.Single(Links());
    }

    [KernelFact]
    public async Task An_answer_to_a_dump_larger_than_the_buffer_is_read_whole()
    {
        var question = OversizedQuestion(0);
        var dump = Task.Run(() => Socket.Dump(question, LinkInfo.Parse));
        Assert.Same(dump, await Task.WhenAny(dump, Task.Delay(TimeSpan.FromSeconds(10))));
        Assert.Equal(EINVAL, (await Assert.ThrowsAsync<NetlinkException>(() => dump)).Errno);
    }

    [KernelFact]
    public void Hundreds_of_refusals_in_one_batch_do_not_drown_the_first()
    {
        for (var i = 0; i < 2000; i++) _batch.DeleteLink("nothing");
        _batch.GetLink(Loopback);
        Assert.Equal(new NetlinkFailure(0, ENODEV, null), Socket.TryExecute(_batch));
    }

    [KernelFact]
    public void A_batch_of_thousands_of_messages_is_sent()
    {
        for (var i = 0; i < 10_000; i++) _batch.SetLinkMtu(Loopback, 1000 + i);
        Socket.Execute(_batch);
        Assert.Equal(10_999, Links().Single().Mtu);
    }

    /// <summary>A question of more than 64 KiB that is refused, by a socket whose refusals carry the whole question.</summary>
    private unsafe MessageBuffer OversizedQuestion(ushort flags)
    {
        var off = 0;
        Assert.Equal(0, LibC.setsockopt(Socket.Fd, SOL_NETLINK, NETLINK_CAP_ACK, &off, sizeof(int)));
        return Change(batch =>
        {
            batch.BeginQuery(CNet.Netlink.Wire.RouteConstants.RTM_GETLINK, flags);
            new LinkId(0, null).Write(batch);
            for (var i = 0; i < 3; i++) batch.Attribute(4000, new byte[40_000]);
        });
    }

    private static MessageBuffer Change(Action<MessageBuffer> write)
    {
        var batch = new MessageBuffer();
        write(batch);
        return batch;
    }

    private List<LinkInfo> Links() => Socket.Dump(Change(batch => batch.DumpLinks()), LinkInfo.Parse);

    private IEnumerable<string> Names() => Links().Select(link => link.Name).Order(StringComparer.Ordinal);

    private static Ip Address(string text) => Ip.From(System.Net.IPAddress.Parse(text));
}
