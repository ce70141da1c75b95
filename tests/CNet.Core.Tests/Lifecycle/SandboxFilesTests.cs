using System.Net;
using System.Text.Json;
using CNet.Discovery;
using CNet.Lifecycle;
using CNet.State;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Lifecycle;

/// <summary>The files that programs of a sandbox see in place of the Host's, as such a program reads them.</summary>
public sealed class SandboxFilesTests : HostTest
{
    private const string First4 = "127.0.0.1\tlocalhost\n";
    private const string First = First4 + "::1\tlocalhost ip6-localhost ip6-loopback\nfe00::\tip6-localnet\nff00::\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n";

    [KernelFact("ip")]
    [Trait("Case", "94")]
    public void The_hosts_file_has_the_lines_of_the_endpoints_that_are_joined()
    {
        var (one, two) = (Dual("n1", "10.1.0.0/24", "fd00:1::/64"), Dual("n2", "10.2.0.0/24", "fd00:2::/64"));
        var first = Attach(one, "first", "web");
        Assert.Equal(First + "10.1.0.2\tweb\nfd00:1::2\tweb\n", Read("web", "hosts"));
        Attach(two, "second", "web");
        Assert.Equal(First + "10.1.0.2\tweb\nfd00:1::2\tweb\n10.2.0.2\tweb\nfd00:2::2\tweb\n", Read("web", "hosts"));
        Controller.Sandboxes.Leave(first);
        Assert.Equal(First + "10.2.0.2\tweb\nfd00:2::2\tweb\n", Read("web", "hosts"));
        Controller.Sandboxes.Join(first, "web");
        Assert.Equal(First + "10.2.0.2\tweb\nfd00:2::2\tweb\n10.1.0.2\tweb\nfd00:1::2\tweb\n", Read("web", "hosts"));
    }

    [KernelFact("ip")]
    [Trait("Case", "94")]
    public void Where_the_sandbox_has_no_IPv6_loopback_its_hosts_file_has_no_lines_of_it()
    {
        Controller.Sandboxes.Create(new SandboxSpec { Name = "web", Sysctls = new Dictionary<string, string> { ["net.ipv6.conf.lo.disable_ipv6"] = "1" } });
        Attach(CreateNetwork(), "web");
        Assert.Equal(First4 + "10.1.0.2\tweb\n", Read("web", "hosts"));
    }

    [KernelFact("ip")]
    [Trait("Case", "114")]
    public void The_Host_is_reached_by_the_addresses_of_the_default_network()
    {
        GiveBridge6("fddd:6ff4:6e08::/64", "fddd:6ff4:6e08::1");
        var gateway = Controller.Networks.Get("bridge").Gateway[0].ToString();
        Controller.Sandboxes.Create(new SandboxSpec { Name = "web", HostEntries = [HostEntry.Parse("outside:host-gateway"), HostEntry.Parse("printer:10.9.9.9")] });
        Attach(Dual("lab", "10.1.0.0/24", "fd00:1::/64"), "web");
        Assert.Equal(First + $"{gateway}\toutside\nfddd:6ff4:6e08::1\toutside\n10.9.9.9\tprinter\n10.1.0.2\tweb\nfd00:1::2\tweb\n", Read("web", "hosts"));
        // Nobody has joined the default network so far.
        Assert.True(Pings("web", gateway));
        Assert.True(Pings("web", "fddd:6ff4:6e08::1"));
    }

    [KernelFact("ip")]
    public void Programs_that_run_see_what_changes_and_what_is_edited_stays()
    {
        Attach(CreateNetwork(), "web");
        using var resident = Controller.Programs.Start(Controller.Sandboxes.Get("web"), new ProgramSpec { FilePath = "sh", Arguments = ["-c", "echo '10.9.9.9\tmine' >> /etc/hosts && echo ready && exec cat"], HasInput = true });
        Assert.Equal("ready", FirstLine(resident));
        string Seen(string file) => File.ReadAllText($"/proc/{resident.ProcessId}/root/etc/{file}");
        Assert.Contains("nameserver 127.0.0.11\n", Seen("resolv.conf"), StringComparison.Ordinal);
        var other = Attach(CreateNetwork("other", "10.2.0.0/24"), "other", "web");
        Assert.Equal(First + "10.1.0.2\tweb\n10.9.9.9\tmine\n10.2.0.2\tweb\n", Seen("hosts"));
        Controller.Sandboxes.Leave(Controller.Endpoints.Get("lab/web"));
        Assert.Equal(First + "10.9.9.9\tmine\n10.2.0.2\tweb\n", Seen("hosts"));
        Controller.Sandboxes.Leave(other);
        Assert.Equal(First + "10.9.9.9\tmine\n", Seen("hosts"));
    }

    [KernelFact("ip")]
    public void The_resolver_follows_the_networks_until_somebody_edits_its_file()
    {
        File.WriteAllText(Path.Combine(TestHost.StateDirectory, "resolv.conf"), "nameserver 192.0.2.1\n");
        Controller.Sandboxes.Create(new SandboxSpec { Name = "web" });
        var bridge = Attach(Controller.Networks.Get("bridge"), "web");
        Assert.Contains("\nnameserver 192.0.2.1\n", Read("web", "resolv.conf"), StringComparison.Ordinal);
        var lab = CreateNetwork();
        var web = Attach(lab, "web");
        Assert.Contains("# ExtServers: [host(192.0.2.1)]\n", Read("web", "resolv.conf"), StringComparison.Ordinal);
        Controller.Networks.Update(lab, dnsServers: [IPAddress.Parse("9.9.9.9")]);
        Assert.Contains("# ExtServers: [9.9.9.9]\n", Read("web", "resolv.conf"), StringComparison.Ordinal);
        Controller.Sandboxes.Leave(web);
        Assert.Contains("\nnameserver 192.0.2.1\n", Read("web", "resolv.conf"), StringComparison.Ordinal);
        Invoke("web", "sh", "-c", "echo 'nameserver 10.9.9.9' > /etc/resolv.conf");
        Controller.Sandboxes.Join(web, "web");
        Controller.Sandboxes.Leave(bridge);
        Assert.Equal("nameserver 10.9.9.9\n", Read("web", "resolv.conf"));
    }

    [KernelFact("ip")]
    public void A_host_name_is_the_sandboxs_alone()
    {
        var name = Machine.Run("cat", "/proc/sys/kernel/hostname");
        Controller.Sandboxes.Create(new SandboxSpec { Name = "web", Hostname = "www.example.com" });
        Attach(CreateNetwork(), "web");
        Assert.Equal("www\nexample.com\n", Invoke("web", "cat", "/proc/sys/kernel/hostname", "/proc/sys/kernel/domainname"));
        Assert.Equal(First + "10.1.0.2\twww.example.com www\n", Read("web", "hosts"));
        if (File.Exists("/etc/hostname")) Assert.Equal("www\n", Read("web", "hostname"));
        Attach(Controller.Networks.Get("lab"), "db");
        Assert.Equal(name, Invoke("db", "cat", "/proc/sys/kernel/hostname"));
        Assert.Equal(name, Machine.Run("cat", "/proc/sys/kernel/hostname"));
    }

    [KernelFact("ip")]
    public void In_the_Hosts_namespace_the_Hosts_files_are_seen_but_for_what_is_the_sandboxs_own()
    {
        Controller.Sandboxes.Create(new SandboxSpec { Name = "plain", UseHostNamespace = true });
        Assert.Equal(Machine.Run("stat", "-c", "%d:%i", "/etc/hosts", "/etc/resolv.conf"), Invoke("plain", "stat", "-c", "%d:%i", "/etc/hosts", "/etc/resolv.conf"));
        Controller.Sandboxes.Create(new SandboxSpec { Name = "own", UseHostNamespace = true, HostEntries = [HostEntry.Parse("printer:10.9.9.9")] });
        Assert.Equal(File.ReadAllText("/etc/hosts").TrimEnd('\n') + "\n10.9.9.9\tprinter\n", Read("own", "hosts"));
        Assert.Equal(Machine.Run("stat", "-c", "%d:%i", "/etc/resolv.conf"), Invoke("own", "stat", "-c", "%d:%i", "/etc/resolv.conf"));
    }

    [KernelFact("ip")]
    public void The_files_are_made_for_the_first_program_and_go_with_the_sandbox()
    {
        Attach(CreateNetwork(), "web");
        Assert.Empty(SandboxPlaces.All(TestHost));
        Read("web", "hosts");
        Assert.Equal([Controller.Sandboxes.Get("web").Id], SandboxPlaces.All(TestHost));
        Controller.Sandboxes.Leave(Controller.Endpoints.Get("web"));
        Assert.Empty(SandboxPlaces.All(TestHost));
    }

    [KernelFact("ip")]
    public void A_join_whose_names_cannot_be_written_is_undone_and_a_leave_is_not()
    {
        Controller.Sandboxes.Create(new SandboxSpec { Name = "web" });
        var lab = CreateNetwork();
        var web = Attach(lab, "web");
        Read("web", "hosts");
        var hosts = SandboxPlaces.Of(TestHost, web.SandboxId!).Hosts;
        File.Delete(hosts);
        Directory.CreateDirectory(hosts);
        var other = Controller.Endpoints.Add(lab, new EndpointSpec { Name = "other" });
        Fails(CNetError.SystemCallFailed, () => Controller.Sandboxes.Join(other, "web"));
        Assert.Equal(EndpointState.Ready, Controller.Endpoints.Get("other").State);
        Assert.DoesNotContain("eth1", In("web", "ip", "-o", "link"), StringComparison.Ordinal);
        var warnings = new List<string>();
        using (OperationLog.Listen(null, warnings.Add)) Controller.Sandboxes.Leave(web);
        Assert.Contains(warnings, warning => warning.Contains("keeps names", StringComparison.Ordinal));
        Assert.Equal(EndpointState.Ready, Controller.Endpoints.Get("web").State);
    }

    [KernelFact("ip")]
    public void What_a_kill_left_of_files_is_put_right()
    {
        var lab = CreateNetwork();
        Controller.Sandboxes.Create(new SandboxSpec { Name = "web" });
        var web = Attach(lab, "web");
        Read("web", "hosts");
        var places = SandboxPlaces.Of(TestHost, web.SandboxId!);
        // Killed between the mark and the file, and between the file and the record.
        File.WriteAllText(places.HostsMark, "10.1.0.2\tweb\n10.7.7.7\tweb\n");
        File.AppendAllText(places.Hosts, "10.7.7.7\tweb\n");
        var nobodys = SandboxPlaces.Of(TestHost, new string('e', 64));
        Directory.CreateDirectory(nobodys.Etc);
        var intent = new Intent { FilesOf = [web.SandboxId!, new string('e', 64), "../.."] };
        File.WriteAllText(Path.Combine(TestHost.RunDirectory, "lock"), $"999999 1 killed operation\n{JsonSerializer.Serialize(intent, StateJson.Default.Intent)}");
        CreateNetwork("next", "10.9.0.0/24");
        Assert.Equal(First + "10.1.0.2\tweb\n", File.ReadAllText(places.Hosts));
        Assert.Equal([web.SandboxId!], SandboxPlaces.All(TestHost));
        Assert.True(Directory.Exists(TestHost.RunDirectory));
    }

    [KernelFact("ip")]
    public void Files_that_are_gone_are_made_again_and_those_of_nobody_removed()
    {
        Attach(CreateNetwork(), "web");
        Read("web", "hosts");
        var places = SandboxPlaces.Of(TestHost, Controller.Sandboxes.Get("web").Id);
        File.Delete(places.Hosts);
        var nobodys = SandboxPlaces.Of(TestHost, new string('e', 64));
        Directory.CreateDirectory(nobodys.Etc);
        Assert.Equal(["File web", $"Leftover {nobodys.Root}"], Controller.Health.Test().Where(check => check.Repair is not null).Select(check => $"{check.Name} {check.Target}").Order(StringComparer.Ordinal));
        Controller.Health.Repair();
        Assert.DoesNotContain(Controller.Health.Test(), check => check.Repair is not null);
        Assert.Equal(First + "10.1.0.2\tweb\n", Read("web", "hosts"));
        Controller.Health.Clear();
        Assert.False(Directory.Exists(SandboxPlaces.RootOf(TestHost)));
    }

    private Network Dual(string name, string subnet, string subnet6) => CreateNetwork(name, subnet, spec => spec with { Subnets = [.. spec.Subnets, new SubnetSpec { Subnet = Cidr.Parse(subnet6) }] });

    /// <summary>Gives the default network IPv6, as its administrator could have it where it was made.</summary>
    private void GiveBridge6(string subnet, string gateway)
    {
        using var operation = Controller.Begin("give the default network IPv6", default);
        var bridge = Lookup.Network(operation.State, FirstUse.Bridge);
        var pool = new PoolRecord { Subnet = Cidr.Parse(subnet), Gateway = Ip.From(IPAddress.Parse(gateway)) };
        operation.Lasting.Put(Keys.Network(bridge.Id), bridge with { EnableIPv6 = true, Pools = [.. bridge.Pools, pool] }, StateJson.Default.NetworkRecord);
        operation.Complete();
    }

    private string Read(string sandbox, string file) => Invoke(sandbox, "cat", $"/etc/{file}");

    private string Invoke(string sandbox, string program, params string[] arguments)
    {
        using var run = Controller.Programs.Start(Controller.Sandboxes.Get(sandbox), new ProgramSpec { FilePath = program, Arguments = arguments });
        var (exitCode, output, error) = run.ReadToEnd();
        return exitCode == 0 ? output : throw new InvalidOperationException($"{program} → {exitCode}: {error}");
    }

    /// <summary>Waits for the first line of a program that lives on until its input is closed.</summary>
    private static string? FirstLine(RunningProgram program)
    {
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        string? first = null;
        try
        {
            program.ReadLines(line =>
            {
                first ??= line;
                enough.Cancel();
            }, _ => { }, enough.Token);
        }
        catch (OperationCanceledException)
        {
            // It has said what it had to say.
        }
        return first;
    }
}
