using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Toolkit;

/// <summary>The ids by which a Host knows namespaces, beside "ip netns".</summary>
public sealed class NamespaceIdTests : HostTest
{
    [KernelFact("ip", "nsenter")]
    public void An_id_is_given_once()
    {
        var web = Controller.Namespaces.Create("web");
        Assert.Null(web.Nsid);
        Assert.Equal(7, Controller.Namespaces.SetId(web, 7).Nsid);
        Assert.Equal(7, Controller.Namespaces.Get("web").Nsid);
        Assert.Equal("nsid 7", InHost("ip", "netns", "list-id").Trim());
        Assert.Equal("web", Controller.Namespaces.GetById(7).Name);
        // It has what is asked for.
        Assert.Equal(7, Controller.Namespaces.SetId(web, 7).Nsid);
        Assert.Equal(7, Controller.Namespaces.SetId(web, null).Nsid);
        Assert.Contains("has the id 7", Fails(CNetError.NamespaceIdInUse, () => Controller.Namespaces.SetId(web, 8)).Message, StringComparison.Ordinal);
        var db = Controller.Namespaces.Create("db");
        Assert.Contains("belongs to another", Fails(CNetError.NamespaceIdInUse, () => Controller.Namespaces.SetId(db, 7)).Message, StringComparison.Ordinal);
        Fails(CNetError.NamespaceIdInUse, () => Controller.Namespaces.SetId(db, 7, new Preview()));
        Assert.Equal(9, Controller.Namespaces.SetId(db, 9, new Preview()).Nsid);
        Assert.Null(Controller.Namespaces.Get("db").Nsid);
        Assert.Equal(Controller.Namespaces.SetId(db, null).Nsid, Controller.Namespaces.Get("db").Nsid);
        Assert.NotNull(Controller.Namespaces.Get("db").Nsid);
    }

    [KernelFact("ip", "nsenter")]
    public void The_ids_are_those_that_ip_lists()
    {
        var lab = CreateNetwork();
        for (var i = 0; i < 70; i++) Controller.Namespaces.SetId(Controller.Namespaces.Create($"ns{i}"), 1000 + i);
        Attach(lab, "web");
        // The kernel gives one to where a link has its other end, once somebody looks.
        InHost("ip", "link");
        var theirs = InHost("ip", "netns", "list-id").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[1]).Order(StringComparer.Ordinal);
        var all = Controller.Namespaces.List(all: true).Where(ns => ns.Nsid is not null).ToList();
        Assert.Equal(theirs, all.Select(ns => $"{ns.Nsid}").Order(StringComparer.Ordinal));
        Assert.All(all.Where(ns => ns.Nsid >= 1000), ns => Assert.Equal($"ns{ns.Nsid - 1000}", ns.Name));
        Assert.NotNull(all.Single(ns => ns.Name == "web").Nsid);
        Assert.Equal(all.Count, Controller.Namespaces.List().Count(ns => ns.Nsid is not null));
    }

    [KernelFact]
    public void An_id_of_a_namespace_that_only_a_socket_holds_is_known_as_such()
    {
        Controller.Namespaces.SetId(Controller.Namespaces.Create("hidden"), 55);
        using var held = OpenSocketIn("hidden");
        Controller.Namespaces.Remove(Controller.Namespaces.Get("hidden"));
        Assert.Contains("held by nothing that can be seen", Fails(CNetError.NamespaceNotFound, () => Controller.Namespaces.GetById(55)).Message, StringComparison.Ordinal);
    }

    private CNet.Linux.NamespaceSession OpenSocketIn(string name)
    {
        using var ns = CNet.Linux.NetworkNamespace.Open(Path.Combine(TestHost.NamespaceDirectory, name));
        return ns.OpenSession();
    }

    [KernelFact]
    public void An_id_that_nobody_has_is_an_error()
    {
        Fails(CNetError.NamespaceNotFound, () => Controller.Namespaces.GetById(4711));
        Fails(CNetError.NamespaceNotFound, () => Controller.Namespaces.GetByInode(1));
    }

    [KernelFact("ip", "unshare", "nsenter", "setpriv")]
    public void Whoever_is_not_root_sees_what_the_kernel_lets_him_see()
    {
        using var run = new PrivateRun();
        run.Run("ip", "netns", "add", "web");
        run.Run("ip", "netns", "set", "web", "5");
        using var inside = run.Settle("unshare", "--net");
        var seen = run.Run(["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "env", "HOME=/", .. Probe.Command, "namespaces", "all"]);
        Assert.Contains(seen, line => line.EndsWith(" web 5 /run/netns/web", StringComparison.Ordinal));
        var hidden = new FileInfo($"/proc/{inside.Id}/ns/net").LinkTarget!["net:[".Length..^1];
        Assert.Contains(run.CNet("all"), line => line.StartsWith(hidden, StringComparison.Ordinal));
        Assert.DoesNotContain(seen, line => line.StartsWith(hidden, StringComparison.Ordinal));
    }

    [KernelFact("ip", "unshare", "nsenter")]
    public void Many_are_not_open_at_once()
    {
        using var run = new PrivateRun();
        run.Run("sh", "-c", "for i in $(seq 400); do ip netns add ns$i && ip netns set ns$i $i || exit 1; done");
        var all = run.Run(["sh", "-c", "ulimit -n 256 && exec \"$@\"", "sh", .. Probe.Command, "namespaces", "all"]);
        Assert.Equal(400, all.Count(line => line.Split(' ') is [_, var name, var id, _] && name == "ns" + id));
    }
}
