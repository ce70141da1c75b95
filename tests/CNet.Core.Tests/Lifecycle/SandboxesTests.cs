using System.Diagnostics;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Lifecycle;

public sealed class SandboxesTests : HostTest
{
    private readonly List<Process> _processes = [];

    protected override void CleanUp()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    [KernelFact]
    [Trait("Case", "10")]
    public void An_endpoint_joins_once()
    {
        var web = Attach(CreateNetwork(), "web", "sb1");
        var error = Fails(CNetError.EndpointJoined, () => Controller.Sandboxes.Join(web, "sb2"));
        Assert.Contains("sb1", error.Message, StringComparison.Ordinal);
        Assert.Null(Controller.Sandboxes.Find("sb2"));
        Assert.Equal("sb1", Controller.Endpoints.Get("web").Sandbox);
    }

    [KernelFact]
    [Trait("Case", "12")]
    public void Who_is_not_in_a_sandbox_cannot_leave_it()
    {
        var lab = CreateNetwork();
        var web = Controller.Endpoints.Add(lab, new EndpointSpec { Name = "web" });
        Fails(CNetError.EndpointNotJoined, () => Controller.Sandboxes.Leave(web));
        web = Controller.Sandboxes.Join(web, "one");
        var two = Controller.Sandboxes.Create(new SandboxSpec { Name = "two" });
        var error = Fails(CNetError.EndpointNotJoined, () => Controller.Sandboxes.Leave(web, two));
        Assert.Contains("'one'", error.Message, StringComparison.Ordinal);
        Controller.Sandboxes.Leave(web, Controller.Sandboxes.Get("one"));
    }

    [KernelFact]
    [Trait("Case", "13")]
    public void A_sandbox_is_removed_with_its_endpoints_kept_or_removed_too()
    {
        var lab = CreateNetwork();
        var other = CreateNetwork("other", "10.2.0.0/24");
        var sandbox = Controller.Sandboxes.Create(new SandboxSpec { Name = "both" });
        Attach(lab, "a", "both");
        Attach(other, "b", "both");
        Controller.Sandboxes.Remove(sandbox);
        Assert.All(Controller.Endpoints.List(), endpoint => Assert.Equal(EndpointState.Ready, endpoint.State));
        Controller.Sandboxes.Join(Controller.Endpoints.Get("a"), "again");
        Controller.Sandboxes.Join(Controller.Endpoints.Get("b"), "again");
        Controller.Sandboxes.Remove(Controller.Sandboxes.Get("again"), removeEndpoints: true);
        Assert.Empty(Controller.Endpoints.List());
        Controller.Networks.Remove(lab);
        Controller.Networks.Remove(other);
    }

    [KernelFact]
    [Trait("Case", "14")]
    [Trait("Case", "15")]
    public void A_sandbox_needs_a_name_of_its_own()
    {
        Controller.Sandboxes.Create(new SandboxSpec { Name = "web" });
        Fails(CNetError.SandboxExists, () => Controller.Sandboxes.Create(new SandboxSpec { Name = "web" }));
        Fails(CNetError.NameInvalid, () => Controller.Sandboxes.Create(new SandboxSpec { Name = "" }));
        Fails(CNetError.NameInvalid, () => Controller.Sandboxes.Create(new SandboxSpec { Name = "../x" }));
    }

    [KernelFact]
    [Trait("Case", "23")]
    public void A_sandbox_that_nothing_ever_joined_is_removed()
    {
        var sandbox = Controller.Sandboxes.Create(new SandboxSpec { Name = "idle" });
        Assert.True(File.Exists(sandbox.Namespace));
        Controller.Sandboxes.Remove(sandbox);
        Assert.Empty(Controller.Sandboxes.List());
        Assert.False(File.Exists(sandbox.Namespace));
    }

    [KernelFact("unshare")]
    [Trait("Case", "14")]
    public void A_process_is_in_one_sandbox_only()
    {
        var container = Start("unshare", "-n", "sleep", "600");
        SpinWait.SpinUntil(() => !SameNamespace(container.Id), TimeSpan.FromSeconds(5));
        Controller.Sandboxes.Create(new SandboxSpec { Name = "first", ProcessId = container.Id });
        var error = Fails(CNetError.NamespaceInUse, () => Controller.Sandboxes.Create(new SandboxSpec { Name = "second", ProcessId = container.Id }));
        Assert.Contains("'first'", error.Message, StringComparison.Ordinal);
        Assert.Equal(["first"], Controller.Sandboxes.List().Select(sandbox => sandbox.Name));
    }

    [KernelFact("ip")]
    [Trait("Case", "16")]
    public void The_gateway_is_known_after_joining_and_interfaces_are_numbered()
    {
        var lab = CreateNetwork();
        var web = Controller.Endpoints.Add(lab, new EndpointSpec { Name = "web" });
        Assert.Null(web.Gateway);
        Assert.NotNull(web.IPAddress);
        web = Controller.Sandboxes.Join(web, "sb");
        Assert.Equal("10.1.0.1", web.Gateway!.ToString());
        var second = Attach(CreateNetwork("other", "10.2.0.0/24"), "two", "sb");
        Assert.Equal(("eth0", "eth1"), (web.InterfaceName, second.InterfaceName));
        Assert.Equal(web.SandboxId, second.SandboxId);
    }

    [KernelFact("ip")]
    public void Gaps_are_filled_and_names_of_the_users_choice_count()
    {
        var networks = Enumerable.Range(1, 5).Select(i => CreateNetwork($"n{i}", $"10.{i}.0.0/24")).ToList();
        Attach(networks[0], "a", "sb", new JoinSpec { InterfaceName = "eth1" });
        Assert.Equal("eth0", Attach(networks[1], "b", "sb").InterfaceName);
        Assert.Equal("eth2", Attach(networks[2], "c", "sb").InterfaceName);
        Controller.Sandboxes.Leave(Controller.Endpoints.Get("a"));
        Assert.Equal("eth1", Attach(networks[3], "d", "sb").InterfaceName);
        Fails(CNetError.InterfaceExists, () => Attach(networks[4], "e", "sb", new JoinSpec { InterfaceName = "eth2" }));
        Fails(CNetError.NameInvalid, () => Controller.Sandboxes.Join(Controller.Endpoints.Get("e"), "sb", new JoinSpec { InterfaceName = "a/b" }));
        Assert.Equal("wan", Controller.Sandboxes.Join(Controller.Endpoints.Get("e"), "sb", new JoinSpec { InterfaceName = "wan" }).InterfaceName);
        Assert.Equal(["lo", "eth0", "eth1", "eth2", "wan"], IpJson("sb", "link").Select(link => link.GetProperty("ifname").GetString()).OrderBy(name => name == "lo" ? "" : name));
    }

    [KernelFact]
    public void A_sandbox_that_join_made_goes_with_its_last_endpoint_and_another_stays()
    {
        var lab = CreateNetwork();
        Controller.Sandboxes.Create(new SandboxSpec { Name = "stays" });
        var a = Attach(lab, "a", "stays");
        var b = Attach(lab, "b", "goes");
        Controller.Sandboxes.Leave(a);
        Controller.Sandboxes.Leave(b);
        Assert.Equal(["stays"], Controller.Sandboxes.List().Select(sandbox => sandbox.Name));
        Fails(CNetError.SandboxNotFound, () => Controller.Sandboxes.Join(b, "nowhere", create: false));
    }

    [KernelFact]
    public void A_sandbox_that_join_made_stays_while_processes_live_in_it()
    {
        var web = Attach(CreateNetwork(), "web");
        using var program = Controller.Programs.Start(Controller.Sandboxes.Get("web"), new ProgramSpec { FilePath = "sleep", Arguments = ["600"] });
        var warnings = new List<string>();
        using (OperationLog.Listen(null, warnings.Add)) Controller.Sandboxes.Leave(web);
        Assert.Contains(warnings, warning => warning.Contains("sleep", StringComparison.Ordinal));
        var sandbox = Controller.Sandboxes.Get("web");
        var refused = Fails(CNetError.SandboxInUse, () => Controller.Sandboxes.Remove(sandbox));
        Assert.Contains($"({program.ProcessId})", refused.Message, StringComparison.Ordinal);
        Controller.Sandboxes.Remove(sandbox, force: true);
        Assert.Equal(128 + 9, program.Exit.Result);
        Assert.Empty(Controller.Sandboxes.List());
    }

    [KernelFact("nsenter")]
    public void Force_ends_what_CNet_started_and_names_and_leaves_the_rest()
    {
        var sandbox = Controller.Sandboxes.Create(new SandboxSpec { Name = "web" });
        var stranger = Start("nsenter", $"--net={sandbox.Namespace}", "sleep", "600");
        using var program = Controller.Programs.Start(sandbox, new ProgramSpec { FilePath = "sh", Arguments = ["-c", "sleep 600 & sleep 601"] });
        SpinWait.SpinUntil(() => Controller.Namespaces.Get("web").ProcessId.Count >= 4, TimeSpan.FromSeconds(5));
        var warnings = new List<string>();
        using (OperationLog.Listen(null, warnings.Add)) Controller.Sandboxes.Remove(sandbox, force: true);
        Assert.Contains(warnings, warning => warning.Contains($"({stranger.Id})", StringComparison.Ordinal));
        Assert.False(stranger.HasExited);
        Assert.NotEqual(0, program.Exit.Result);
    }

    [KernelFact("ip")]
    [Trait("Case", "17")]
    public void A_named_namespace_is_adopted_and_left_as_it_was_found()
    {
        Controller.Namespaces.Create("mine");
        In("mine", "ip", "link", "add", "eth0", "type", "veth", "peer", "name", "own1");
        In("mine", "ip", "addr", "add", "192.0.2.1/24", "dev", "own1");
        var before = In("mine", "ip", "-br", "addr");
        Fails(CNetError.NamespaceExists, () => Controller.Sandboxes.Create(new SandboxSpec { Name = "mine" }));
        var sandbox = Controller.Sandboxes.Create(new SandboxSpec { Name = "mine", Namespace = "mine" });
        Assert.Equal(SandboxOrigin.Namespace, sandbox.Origin);
        var web = Attach(CreateNetwork(), "web", "mine");
        Assert.Equal("eth1", web.InterfaceName);
        Assert.True(Pings("mine", "10.1.0.1"));
        Fails(CNetError.RouteConflict, () => { In("mine", "ip", "link", "set", "own1", "up"); Attach(CreateNetwork("clash", "192.0.2.0/25"), "x", "mine"); });
        In("mine", "ip", "link", "set", "own1", "down");
        Controller.Sandboxes.Remove(sandbox);
        Assert.Equal(before, In("mine", "ip", "-br", "addr"));
        Assert.Equal("mine", Controller.Namespaces.Get("mine").Name);
        Controller.Namespaces.Remove(Controller.Namespaces.Get("mine"));
    }

    [KernelFact("unshare", "ip")]
    [Trait("Case", "17")]
    public void The_namespace_of_a_process_is_adopted_and_the_process_unharmed()
    {
        var container = Start("unshare", "-n", "sleep", "600");
        SpinWait.SpinUntil(() => !SameNamespace(container.Id), TimeSpan.FromSeconds(5));
        var sandbox = Controller.Sandboxes.Create(new SandboxSpec { Name = "container", ProcessId = container.Id });
        Assert.Equal(container.Id, sandbox.ProcessId);
        var web = Attach(CreateNetwork(), "web", "container");
        Assert.Contains("10.1.0.2/24", Machine.Run("nsenter", "-t", $"{container.Id}", "-n", "ip", "addr"), StringComparison.Ordinal);
        Assert.Equal(sandbox.Namespace, Controller.Sandboxes.Get("container").Namespace);
        Controller.Sandboxes.Remove(sandbox);
        Assert.False(container.HasExited);
        Assert.DoesNotContain("10.1.0.2", Machine.Run("nsenter", "-t", $"{container.Id}", "-n", "ip", "addr"), StringComparison.Ordinal);
        Assert.Equal(EndpointState.Ready, Controller.Endpoints.Get(web.Id).State);
    }

    [KernelFact("unshare")]
    public void A_process_that_ended_takes_its_sandbox_along()
    {
        var container = Start("unshare", "-n", "sleep", "600");
        SpinWait.SpinUntil(() => !SameNamespace(container.Id), TimeSpan.FromSeconds(5));
        Controller.Sandboxes.Create(new SandboxSpec { Name = "container", ProcessId = container.Id });
        var lab = CreateNetwork();
        Attach(lab, "web", "container");
        container.Kill();
        container.WaitForExit();
        Assert.Equal(SandboxState.Gone, Controller.Sandboxes.Get("container").State);
        Fails(CNetError.NamespaceNotFound, () => Attach(CreateNetwork("other", "10.2.0.0/24"), "x", "container"));
        Controller.Sandboxes.Remove(Controller.Sandboxes.Get("container"));
        Controller.Sandboxes.Join(Controller.Endpoints.Get("web"), "elsewhere");
        Fails(CNetError.NamespaceNotFound, () => Controller.Sandboxes.Create(new SandboxSpec { Name = "ghost", ProcessId = container.Id }));
    }

    [KernelFact("ip")]
    [Trait("Case", "19")]
    [Trait("Case", "116")]
    public void Sandboxes_on_the_host_network_share_its_namespace()
    {
        var network = Controller.Networks.Get("host");
        var links = InHost("ip", "-br", "link");
        var first = Attach(network, "one");
        var second = Attach(network, "two");
        Assert.Null(first.InterfaceName);
        Assert.Null(first.IPAddress);
        Assert.Equal(SandboxOrigin.Host, Controller.Sandboxes.Get("one").Origin);
        var home = InHost("readlink", "/proc/self/ns/net").Trim();
        foreach (var name in new[] { "one", "two" })
        {
            using var program = Controller.Programs.Start(Controller.Sandboxes.Get(name), new ProgramSpec { FilePath = "readlink", Arguments = ["/proc/self/ns/net"] });
            Assert.Equal(home, program.ReadToEnd().Output.Trim());
        }
        Assert.Equal(links, InHost("ip", "-br", "link"));
        Fails(CNetError.SandboxModeConflict, () => Attach(CreateNetwork(), "x", "one"));
        Controller.Sandboxes.Leave(first);
        Controller.Endpoints.Remove(second, force: true);
        Attach(network, "three");
        Assert.Equal(["three"], Controller.Sandboxes.List().Select(sandbox => sandbox.Name));
    }

    [KernelFact("ip")]
    public void A_sandbox_on_none_has_its_loopback_and_no_other_network()
    {
        Attach(Controller.Networks.Get("none"), "alone");
        Assert.True(Pings("alone", "127.0.0.1"));
        Assert.Single(IpJson("alone", "link"));
        Fails(CNetError.SandboxModeConflict, () => Attach(CreateNetwork(), "x", "alone"));
        Controller.Sandboxes.Create(new SandboxSpec { Name = "busy" });
        Attach(CreateNetwork("other", "10.2.0.0/24"), "y", "busy");
        Fails(CNetError.SandboxModeConflict, () => Attach(Controller.Networks.Get("none"), "z", "busy"));
    }

    [KernelFact("sysctl")]
    public void Kernel_parameters_are_set_in_an_own_namespace_only()
    {
        var sysctls = new Dictionary<string, string> { ["net.ipv4.ip_forward"] = "1", ["net.ipv4.ip_local_port_range"] = "20000 20100" };
        Controller.Sandboxes.Create(new SandboxSpec { Name = "router", Sysctls = sysctls });
        Assert.Equal("1", In("router", "sysctl", "-n", "net.ipv4.ip_forward").Trim());
        Assert.Equal("20000\t20100", In("router", "sysctl", "-n", "net.ipv4.ip_local_port_range").Trim());
        foreach (var bad in new[] { "net.ipv4", "net.ipv4.ip_forward.x", "kernel.hostname", "net..x", "net.ipv4.../../x", "net.ipv4.nothing_like_it" })
            Fails(CNetError.SysctlInvalid, () => Controller.Sandboxes.Create(new SandboxSpec { Name = "bad", Sysctls = new Dictionary<string, string> { [bad] = "1" } }));
        Fails(CNetError.SysctlInvalid, () => Controller.Sandboxes.Create(new SandboxSpec { Name = "bad", Sysctls = new Dictionary<string, string> { ["net.ipv4.ip_forward"] = "maybe" } }));
        Assert.Equal(["router"], Controller.Sandboxes.List().Select(sandbox => sandbox.Name));
        Assert.False(File.Exists(Path.Combine(TestHost.NamespaceDirectory, "bad")));
    }

    [KernelFact]
    public void Two_workloads_share_one_sandbox()
    {
        Attach(CreateNetwork(), "pod");
        var sandbox = Controller.Sandboxes.Get("pod");
        using var first = Controller.Programs.Start(sandbox, new ProgramSpec { FilePath = "readlink", Arguments = ["/proc/self/ns/net"] });
        using var second = Controller.Programs.Start(sandbox, new ProgramSpec { FilePath = "readlink", Arguments = ["/proc/self/ns/net"] });
        Assert.Equal(first.ReadToEnd().Output, second.ReadToEnd().Output);
    }

    private Process Start(string program, params string[] arguments)
    {
        var process = Process.Start(program, arguments);
        _processes.Add(process);
        return process;
    }

    private static bool SameNamespace(int pid) => new FileInfo($"/proc/{pid}/ns/net").LinkTarget == new FileInfo("/proc/self/ns/net").LinkTarget;
}
