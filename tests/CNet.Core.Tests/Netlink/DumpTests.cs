using CNet.Linux;
using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.Tests.Support;
using Xunit;
using static CNet.Linux.Interop.Constants;

namespace CNet.Tests.Netlink;

/// <summary>Long lists of the real kernel, some of which change while they are read.</summary>
public sealed class DumpTests : IDisposable
{
    private readonly NamespaceSession _session = NetworkNamespace.Create();

    public void Dispose() => _session.Dispose();

    [KernelFact]
    public void A_thousand_links_come_in_many_parts_and_none_is_missing()
    {
        AddPairs(500);
        var expected = Enumerable.Range(0, 500).SelectMany(i => new[] { $"v{i}", $"w{i}" }).Append("lo").Order(StringComparer.Ordinal);
        Assert.Equal(expected, List().Select(link => link.Name).Order(StringComparer.Ordinal));
    }

    [KernelFact]
    public void A_list_that_changed_while_it_was_read_is_read_again()
    {
        AddPairs(100);
        using var other = _session.Namespace.OpenSession();
        var calls = 0;
        var links = List(_ =>
        {
            if (++calls == 1) AddPair(other.Route, "new-a", "new-b");
        });
        Assert.True(calls > links.Count, "The kernel did not say that the list had changed.");
        Assert.Equal(203, links.Select(link => link.Name).Distinct().Count());
        Assert.Equal(203, links.Count);
    }

    [KernelFact]
    public void A_list_that_never_stops_changing_is_given_up()
    {
        AddPairs(100);
        using var other = _session.Namespace.OpenSession();
        var attempts = 0;
        var error = Assert.Throws<NetlinkException>(() => List(link =>
        {
            if (link.Index == NamespaceSession.LoopbackIndex) AddPair(other.Route, $"new-a{++attempts}", $"new-b{attempts}");
        }));
        Assert.Equal((EBUSY, "ip link show"), (error.Errno, error.Request));
        Assert.True(attempts > 10);
    }

    [KernelFact]
    public void A_cancelled_list_is_not_begun() =>
        Assert.Throws<OperationCanceledException>(() => { _session.Route.Dump(Batch(batch => batch.DumpLinks()), LinkInfo.Parse, new CancellationToken(canceled: true)); });

    [KernelFact]
    public void Whatever_another_thread_changes_no_link_is_missing_or_there_twice()
    {
        const int steady = 300;
        AddPairs(steady / 2);
        using var other = _session.Namespace.OpenSession();
        using var stop = new CancellationTokenSource();
        var changer = new Thread(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                AddPair(other.Route, $"new-a{i}", $"new-b{i}");
                other.Route.Execute(Batch(batch => batch.DeleteLink($"new-a{i}")));
            }
        });
        changer.Start();
        try
        {
            var readAgain = 0;
            var end = DateTime.UtcNow + TimeSpan.FromSeconds(30);
            for (var round = 0; round < Campaign.Rounds(30, 3000) || (readAgain == 0 && DateTime.UtcNow < end); round++)
            {
                var calls = 0;
                var names = List(_ => calls++).Select(link => link.Name).ToList();
                if (calls > names.Count) readAgain++;
                Assert.Equal(names.Count, names.Distinct().Count());
                Assert.Equal(steady, names.Count(name => name[0] is 'v' or 'w'));
                Assert.Contains("lo", names);
            }
            Assert.NotEqual(0, readAgain);
        }
        finally
        {
            stop.Cancel();
            changer.Join();
        }
    }

    private List<LinkInfo> List(Action<LinkInfo>? each = null) => _session.Route.Dump(Batch(batch => batch.DumpLinks()), (in Message message) =>
    {
        var link = LinkInfo.Parse(message);
        each?.Invoke(link!);
        return link;
    });

    private void AddPairs(int count) => _session.Route.Execute(Batch(batch =>
    {
        for (var i = 0; i < count; i++) batch.AddLink($"v{i}", new VethKind($"w{i}", default, -1, 0));
    }));

    private static void AddPair(NetlinkSocket socket, string name, string peer) =>
        socket.Execute(Batch(batch => batch.AddLink(name, new VethKind(peer, default, -1, 0))));

    private static MessageBuffer Batch(Action<MessageBuffer> write)
    {
        var batch = new MessageBuffer();
        write(batch);
        return batch;
    }
}
