using System.Globalization;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Containers;

/// <summary>What holds for the container of any runtime: it is found, named, looked into, joined, and released as it was.</summary>
public abstract class ContainerTest(ContainerBed bed, NamespaceOwnerKind kind) : HostTest
{
    private protected string Runtime => kind.ToString().ToLowerInvariant();

    private protected ContainerBed Bed => bed;

    private protected void IsFoundAndMeantByItsName(string name, params string[] options)
    {
        var id = bed.Start(name, options);
        var pid = ContainerBed.ProcessOf(id);
        var ns = Assert.Single(Controller.Namespaces.List(all: true), ns => ns.Owner?.Id == id);
        Assert.Equal((kind, name), (ns.Owner!.Kind, ns.Owner.Name));
        Assert.Equal($"{Runtime} {name}", ns.Owner.ToString());
        Assert.Equal($"{Runtime}:{name}", ns.Owner.Locator);
        Assert.Equal([pid], ns.ProcessId);
        Assert.Null(ns.Name);
        Assert.Null(ns.Sandbox);

        foreach (var text in new[] { name, id, id[..12], id[..4] }) Assert.Equal(ns.Inode, Controller.Namespaces.Get($"{Runtime}:{text}").Inode);
        Assert.Contains($"{Runtime}:{name}", Namespaces.ListContainers());
        foreach (var text in new[] { name[..^1], id[..3], "", "*", id + "0" }) Fails(CNetError.NamespaceNotFound, () => Controller.Namespaces.Get($"{Runtime}:{text}"));
        foreach (var other in new[] { "docker", "podman", "containerd" }.Where(other => other != Runtime)) Fails(CNetError.NamespaceNotFound, () => Controller.Namespaces.Get($"{other}:{name}"));

        Assert.Contains(Controller.Interfaces.List($"{Runtime}:{name}"), link => link.Name == "lo");
        using var program = Controller.Programs.Start($"{Runtime}:{name}", new ProgramSpec { FilePath = "readlink", Arguments = ["/proc/self/ns/net"] });
        var lines = new List<string>();
        Assert.Equal(0, program.ReadLines(lines.Add, _ => { }));
        Assert.Equal([string.Create(CultureInfo.InvariantCulture, $"net:[{ns.Inode}]")], lines);
    }

    private protected void GetsANameAndLosesIt(string name, params string[] options)
    {
        var pid = ContainerBed.ProcessOf(bed.Start(name, options));
        var named = Controller.Namespaces.Create("visible", $"{Runtime}:{name}");
        Assert.Equal(("visible", $"{Runtime} {name}"), (named.Name, named.Owner?.ToString()));
        Assert.Equal([pid], named.ProcessId);
        Assert.Equal("visible", Controller.Namespaces.Get($"{Runtime}:{name}").Name);
        Assert.Equal("lo", IpJson("visible", "link")[0].GetProperty("ifname").GetString());
        Controller.Namespaces.Remove(named);
        Assert.Empty(Controller.Namespaces.List());
        Assert.Equal([pid], Controller.Namespaces.Get($"{Runtime}:{name}").ProcessId);
    }

    private protected void JoinsAndIsReleasedAsItWas(string name, params string[] options)
    {
        var pid = ContainerBed.ProcessOf(bed.Start(name, options));
        var before = State(pid);
        var lab = CreateNetwork(change: spec => spec with { Internal = true });
        var web = Attach(lab, "web");
        var sandbox = Controller.Sandboxes.Create(new SandboxSpec { Name = "box", Namespace = $"{Runtime}:{name}" });
        Assert.Equal((SandboxOrigin.Process, pid), (sandbox.Origin, sandbox.ProcessId));
        var box = Attach(lab, "box");
        Assert.True(Pings("web", box.IPAddress!.ToString()), "the container answers");
        Assert.Equal(0, Machine.TryRun("nsenter", $"--net=/proc/{pid}/ns/net", "ping", "-c", "1", "-W", "1", web.IPAddress!.ToString()).ExitCode);
        var ns = Controller.Namespaces.Get($"{Runtime}:{name}");
        Assert.Equal(("box", $"{Runtime} {name}"), (ns.Sandbox, ns.Owner?.ToString()));
        Assert.Contains(Controller.Interfaces.List($"{Runtime}:{name}"), link => link.Sandbox == "box" && link.Name == box.InterfaceName);

        Controller.Sandboxes.Leave(Controller.Endpoints.Get(box.Id));
        Controller.Sandboxes.Remove(Controller.Sandboxes.Get("box"));
        Assert.Equal(before, State(pid));
    }

    /// <summary>A process, and what its namespace has.</summary>
    private static string State(int pid)
    {
        string Ip(params string[] arguments) => Machine.Run("nsenter", [$"--net=/proc/{pid}/ns/net", "ip", .. arguments]);
        return $"{File.ReadAllText($"/proc/{pid}/stat").Split(' ')[21]}\n{Ip("-o", "addr")}{Ip("route", "show", "table", "all")}{Ip("-6", "route", "show", "table", "all")}";
    }
}
