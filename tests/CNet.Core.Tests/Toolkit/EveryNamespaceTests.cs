using System.Diagnostics;
using System.Globalization;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Toolkit;

/// <summary>A namespace is found by whatever holds it, and can be opened by the path it is found at.</summary>
public sealed class EveryNamespaceTests : HostTest
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<Process> _holders = [];

    protected override void CleanUp()
    {
        foreach (var holder in _holders)
        {
            holder.StandardInput.Close();
            holder.WaitForExit();
            holder.Dispose();
        }
        _directory.Dispose();
    }

    [KernelFact]
    public void One_that_only_a_descriptor_holds()
    {
        var inode = Controller.Namespaces.Create("held").Inode;
        var pid = Hold("sh", "-c", $"exec 9<{TestHost.NamespaceDirectory}/held; echo ready; exec cat");
        Controller.Namespaces.Remove(Controller.Namespaces.Get("held"));
        var ns = Find(inode);
        Assert.Equal($"/proc/{pid}/fd/9", ns.Path);
        Assert.Empty(ns.ProcessId);
        Assert.Empty(ns.Mounts);
        CanBeUsed(ns);
    }

    [KernelFact("unshare", "umount")]
    public void One_of_another_kind_is_none()
    {
        var file = _directory.File("uts");
        File.WriteAllText(file, "");
        Machine.Run("unshare", $"--uts={file}", "true");
        try
        {
            var inode = ulong.Parse(Machine.Run("stat", "-L", "-c", "%i", file), CultureInfo.InvariantCulture);
            Hold("sh", "-c", $"exec 9<{file}; echo ready; exec cat");
            Assert.DoesNotContain(Controller.Namespaces.List(all: true), ns => ns.Inode == inode);
        }
        finally
        {
            Machine.Run("umount", "-l", file);
        }
    }

    [KernelFact]
    public void One_that_only_a_thread_lives_in()
    {
        var inode = Controller.Namespaces.Create("held").Inode;
        var pid = Hold([.. Probe.Command, "namespaces", "enter", $"{TestHost.NamespaceDirectory}/held"]);
        Controller.Namespaces.Remove(Controller.Namespaces.Get("held"));
        var ns = Find(inode);
        Assert.StartsWith($"/proc/{pid}/task/", ns.Path, StringComparison.Ordinal);
        Assert.Equal([pid], ns.ProcessId);
        CanBeUsed(ns);
    }

    [KernelFact("unshare")]
    public void One_that_is_mounted_in_another_mount_namespace()
    {
        var file = _directory.File("with blank");
        var pid = Hold(["unshare", "--mount", "--propagation", "private", "sh", "-c", $"mount -t tmpfs tmpfs {_directory.Path} && touch '{file}' && unshare '--net={file}' true && stat -L -c %i '{file}' && exec cat"], out var inode);
        var ns = Find(ulong.Parse(inode, CultureInfo.InvariantCulture));
        Assert.Equal($"/proc/{pid}/root{file}", ns.Path);
        Assert.Equal([ns.Path], ns.Mounts);
        Assert.Equal((null, 0), (ns.Owner, ns.ProcessId.Count));
        CanBeUsed(ns);
    }

    [KernelFact("unshare", "umount")]
    public void One_that_is_mounted_without_a_name()
    {
        var file = _directory.File("ns");
        File.WriteAllText(file, "");
        Machine.Run("unshare", $"--net={file}", "true");
        try
        {
            var ns = Assert.Single(Controller.Namespaces.List(all: true), ns => ns.Path == file);
            Assert.Equal([file], ns.Mounts);
            CanBeUsed(ns);
            var named = Controller.Namespaces.Create("second", file);
            Assert.Equal([file, named.Path], named.Mounts.Order(StringComparer.Ordinal));
            Controller.Namespaces.Remove(named);
            Assert.Equal(ns.Inode, Find(ns.Inode).Inode);
        }
        finally
        {
            Machine.Run("umount", "-l", file);
        }
    }

    [KernelFact("unshare", "lsns")]
    public void All_that_processes_live_in_as_lsns_lists_them()
    {
        Hold("unshare", "--net", "sh", "-c", "echo ready; exec cat");
        string[] Lsns() => Machine.Run("lsns", "--type", "net", "--noheadings", "--raw", "--output", "NS").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var before = Lsns();
        var ours = Controller.Namespaces.List(all: true);
        var after = Lsns();
        // Those that other tests make and remove meanwhile are in one of the lists only.
        Assert.Empty(before.Intersect(after).Except(ours.Select(ns => ns.Inode.ToString(CultureInfo.InvariantCulture))));
        Assert.Equal(ours.Count, ours.DistinctBy(ns => ns.Inode).Count());
    }

    [KernelFact]
    public void Each_says_whose_it_is()
    {
        Controller.Sandboxes.Create(new SandboxSpec { Name = "web" });
        Controller.Namespaces.Create("bare");
        var all = Controller.Namespaces.List(all: true);
        Assert.Equal("sandbox web", all.Single(ns => ns.Name == "web").Owner?.ToString());
        Assert.Equal(Controller.Sandboxes.Get("web").Id, all.Single(ns => ns.Name == "web").Owner?.Id);
        Assert.Null(all.Single(ns => ns.Name == "bare").Owner);
        Assert.Equal($"host {TestHost.Name}", all.Single(ns => ns.Mounts.Contains(TestHost.NamespacePath)).Owner?.ToString());
        Assert.Equal("host machine", all.Single(ns => ns.ProcessId.Contains(Environment.ProcessId)).Owner?.ToString());
        // Seen from another Host it is that Host's, whatever that one calls it.
        Assert.Equal($"host {TestHost.Name}", Controller.Open(Hosts.Machine).Namespaces.List(all: true).Single(ns => ns.Mounts.Contains($"{TestHost.NamespaceDirectory}/bare")).Owner?.ToString());
    }

    [KernelFact]
    public void One_with_two_names_is_there_once_and_under_each()
    {
        var first = Controller.Namespaces.Create("a");
        var second = Controller.Namespaces.Create("b", "a");
        Assert.Equal((first.Inode, "b"), (second.Inode, second.Name));
        Assert.All(Controller.Namespaces.List(), ns => Assert.Equal(["a", "b"], ns.Names));
        Assert.Equal(["a", "b"], Controller.Namespaces.List().Select(ns => ns.Name));
        Assert.Equal("a", Assert.Single(Controller.Namespaces.List(all: true), ns => ns.Names.Count > 0).Name);
        Controller.Namespaces.Remove(Controller.Namespaces.Get("a"));
        Assert.Equal(["b"], Controller.Namespaces.Get("b").Names);
    }

    private Namespace Find(ulong inode)
    {
        Assert.Equal(inode, Controller.Namespaces.GetByInode(inode).Inode);
        return Assert.Single(Controller.Namespaces.List(all: true), ns => ns.Inode == inode);
    }

    /// <summary>Whatever takes a namespace takes its path.</summary>
    private void CanBeUsed(Namespace ns)
    {
        Assert.Equal(ns.Inode, Controller.Namespaces.Get(ns.Path).Inode);
        Assert.Equal("lo", Assert.Single(Controller.Interfaces.List(ns.Path)).Name);
        Assert.DoesNotContain(Controller.Routes.List(ns.Path), route => route.InterfaceName != "lo");
        var web = Controller.Sandboxes.Create(new SandboxSpec { Name = "adopted", Namespace = ns.Path });
        Assert.Equal(SandboxState.Ready, web.State);
        Attach(CreateNetwork(), "adopted");
        Assert.Contains(Controller.Interfaces.List(ns.Path), link => link.Endpoint == "lab/adopted");
        Controller.Sandboxes.Leave(Controller.Endpoints.Get("adopted"));
        Controller.Sandboxes.Remove(Controller.Sandboxes.Get("adopted"));
        Assert.Equal("lo", Assert.Single(Controller.Interfaces.List(ns.Path)).Name);
    }

    private int Hold(params string[] command) => Hold(command, out _);

    /// <summary>Starts a process that lives as long as the test, and has said something by now.</summary>
    private int Hold(string[] command, out string said)
    {
        var holder = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        _holders.Add(holder);
        said = holder.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The process ended.");
        return holder.Id;
    }
}
