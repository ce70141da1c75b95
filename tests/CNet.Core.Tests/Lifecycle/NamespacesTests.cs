using System.Diagnostics;
using CNet.Linux;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Lifecycle;

public sealed class NamespacesTests : HostTest
{
    [KernelFact("ip")]
    public void A_namespace_is_made_as_iproute2_makes_it()
    {
        var ns = Controller.Namespaces.Create("ns0");
        Assert.Equal(Path.Combine(TestHost.NamespaceDirectory, "ns0"), ns.Path);
        Assert.Equal("DOWN", IpJson("ns0", "link")[0].GetProperty("operstate").GetString());
        Assert.Empty(ns.ProcessId);
        Fails(CNetError.NamespaceExists, () => Controller.Namespaces.Create("ns0"));
        Controller.Namespaces.Remove(ns);
        Controller.Namespaces.Remove(ns);
        Fails(CNetError.NamespaceNotFound, () => Controller.Namespaces.Get("ns0"));
    }

    [KernelFact("unshare")]
    public void The_namespace_of_a_process_is_identified_and_named()
    {
        Controller.Namespaces.Create("ns0");
        using var inside = Process.Start("nsenter", [$"--net={TestHost.NamespaceDirectory}/ns0", "sleep", "600"]);
        try
        {
            SpinWait.SpinUntil(() => Controller.Namespaces.Get("ns0").ProcessId.Count > 0, TimeSpan.FromSeconds(5));
            Assert.Equal([inside.Id], Controller.Namespaces.Get("ns0").ProcessId);
            Assert.Equal("ns0", Controller.Namespaces.GetOfProcess(inside.Id).Name);
            var second = Controller.Namespaces.Create("ns1", $"pid:{inside.Id}");
            Assert.Equal(Controller.Namespaces.Get("ns0").Inode, second.Inode);
            Assert.Equal(["ns0", "ns1"], Controller.Namespaces.List().Select(ns => ns.Name));
        }
        finally
        {
            inside.Kill();
            inside.WaitForExit();
        }
        Fails(CNetError.NamespaceNotFound, () => Controller.Namespaces.GetOfProcess(inside.Id));
    }

    [KernelFact]
    public void Of_several_names_the_one_that_was_asked_for_is_meant()
    {
        Controller.Namespaces.Create("ns5");
        using (var ns = NetworkNamespace.Open(Path.Combine(TestHost.NamespaceDirectory, "ns5")))
            foreach (var name in Enumerable.Range(0, 10).Select(i => $"ns{i}").Where(name => name != "ns5")) Controller.NamedNamespaces.Attach(name, ns);
        Assert.All(Controller.Namespaces.List(), ns => Assert.Equal(ns, Controller.Namespaces.Get(ns.Path), (a, b) => a.Name == b.Name && a.Path == b.Path));
        Controller.Namespaces.Remove(Controller.Namespaces.Get("ns5"));
        Assert.Equal(["ns0", "ns1", "ns2", "ns3", "ns4", "ns6", "ns7", "ns8", "ns9"], Controller.Namespaces.List().Select(ns => ns.Name));
    }

    [KernelFact("unshare")]
    public void All_shows_those_without_a_name_too()
    {
        using var container = Process.Start("unshare", ["-n", "sleep", "600"]);
        try
        {
            var home = new FileInfo("/proc/self/ns/net").LinkTarget;
            SpinWait.SpinUntil(() => new FileInfo($"/proc/{container.Id}/ns/net").LinkTarget != home, TimeSpan.FromSeconds(5));
            Assert.DoesNotContain(Controller.Namespaces.List(), ns => ns.ProcessId.Contains(container.Id));
            var unnamed = Assert.Single(Controller.Namespaces.List(all: true), ns => ns.ProcessId.Contains(container.Id));
            Assert.Null(unnamed.Name);
        }
        finally
        {
            container.Kill();
            container.WaitForExit();
        }
    }

    [KernelFact]
    public void A_sandboxs_namespace_is_removed_with_the_sandbox_only()
    {
        Controller.Sandboxes.Create(new SandboxSpec { Name = "web" });
        Assert.Equal("web", Controller.Namespaces.Get("web").Sandbox);
        var refused = Fails(CNetError.NamespaceInUse, () => Controller.Namespaces.Remove(Controller.Namespaces.Get("web")));
        Assert.Contains("Remove-CNetSandbox", refused.Hint, StringComparison.Ordinal);
    }

    [KernelFact]
    public void A_file_that_is_no_namespace_is_not_one()
    {
        Controller.Namespaces.Create("real");
        File.WriteAllText(Path.Combine(TestHost.NamespaceDirectory, "stale"), "");
        Assert.Equal(["real"], Controller.Namespaces.List().Select(ns => ns.Name));
        foreach (var bad in new[] { "stale", "nothing", "/etc/passwd", "pid:999999999", "", Path.Combine(TestHost.NamespaceDirectory, "stale") })
            Fails(CNetError.NamespaceNotFound, () => Controller.Namespaces.Get(bad));
        // As after a reboot where /run is a disk: the name is free.
        Controller.Namespaces.Create("stale");
    }

    [KernelFact("ip")]
    public void A_namespace_that_was_deleted_behind_CNets_back_does_not_take_the_commands_along()
    {
        var lab = CreateNetwork();
        var web = Attach(lab, "web");
        Machine.Run("umount", "-l", Path.Combine(TestHost.NamespaceDirectory, "web"));
        Assert.Equal(SandboxState.Gone, Controller.Sandboxes.Get("web").State);
        Controller.Sandboxes.Remove(Controller.Sandboxes.Get("web"));
        Assert.Equal("web2", Controller.Sandboxes.Join(Controller.Endpoints.Get(web.Id), "web2").Sandbox);
    }

    [KernelFact("ip")]
    public void Another_namespace_in_the_place_of_a_sandboxs_is_not_touched()
    {
        var lab = CreateNetwork();
        Attach(lab, "web");
        var file = Path.Combine(TestHost.NamespaceDirectory, "web");
        Machine.Run("umount", "-l", file);
        File.Delete(file);
        Controller.NamedNamespaces.Create("web").Dispose();
        Fails(CNetError.NamespaceNotFound, () => Attach(CreateNetwork("other", "10.2.0.0/24"), "x", "web"));
        Assert.Single(IpJson("web", "link"));
    }
}
