using System.Text.Json;
using Xunit;

namespace CNet.Tests.Support;

/// <summary>
/// A test in a Host of its own. When it ends, well or not, the Host is removed with all that is in it, and the machine must be as it was.
/// </summary>
public abstract class HostTest : IDisposable
{
    private readonly string _machine = Machine.Snapshot();

    protected HostTest()
    {
        TestHost = Hosts.Create();
        Controller = Controller.Open(TestHost);
        // Hundreds of tests publish ports; those of the agent start it.
        Controller.Settings.Set(agentStart: AgentStart.Manual);
    }

    protected Host TestHost { get; }

    protected Controller Controller { get; }

    public void Dispose()
    {
        CleanUp();
        Hosts.Remove(TestHost, force: true);
        Assert.False(Directory.Exists(Path.GetDirectoryName(TestHost.StateDirectory)), "The Host's directory is left.");
        Assert.DoesNotContain(TestHost.Name, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
        Assert.Equal(_machine, Machine.Snapshot());
        // Another test's thread may be on its way through a namespace; one that stays is a defect.
        Assert.True(SpinWait.SpinUntil(() => Machine.ForeignThreads().Count == 0, TimeSpan.FromSeconds(5)), "A thread stays in a foreign namespace.");
        GC.SuppressFinalize(this);
    }

    /// <summary>What a test made beside its Host.</summary>
    protected virtual void CleanUp()
    {
    }

    /// <summary>Runs a tool in the Host's namespace.</summary>
    private protected string InHost(string program, params string[] arguments) => Machine.Run("nsenter", [$"--net={TestHost.NamespacePath}", program, .. arguments]);

    /// <summary>Runs a tool in the namespace of a sandbox or any named namespace of the Host.</summary>
    private protected string In(string ns, string program, params string[] arguments) =>
        Machine.Run("nsenter", [$"--net={Path.Combine(TestHost.NamespaceDirectory, ns)}", program, .. arguments]);

    /// <summary>What "ip -j" says.</summary>
    private protected JsonElement[] IpJson(string? ns, params string[] arguments)
    {
        var text = ns is null ? InHost("ip", ["-j", "-d", .. arguments]) : In(ns, "ip", ["-j", "-d", .. arguments]);
        return text.Trim().Length == 0 ? [] : [.. JsonDocument.Parse(text).RootElement.EnumerateArray().Where(element => element.ValueKind == JsonValueKind.Object && element.EnumerateObject().Any())];
    }

    /// <summary>True where a ping from a sandbox is answered.</summary>
    private protected bool Pings(string from, string address) =>
        Machine.TryRun("nsenter", $"--net={Path.Combine(TestHost.NamespaceDirectory, from)}", "ping", "-c", "1", "-W", "1", address).ExitCode == 0;

    private protected Network CreateNetwork(string name = "lab", string? subnet = "10.1.0.0/24", Func<NetworkSpec, NetworkSpec>? change = null)
    {
        var spec = new NetworkSpec { Name = name, Subnets = subnet is null ? [] : [new SubnetSpec { Subnet = Cidr.Parse(subnet) }] };
        return Controller.Networks.Create(change?.Invoke(spec) ?? spec);
    }

    /// <summary>Adds an endpoint and joins it to a sandbox of the same name.</summary>
    private protected Endpoint Attach(Network network, string name, string? sandbox = null, JoinSpec? join = null, Func<EndpointSpec, EndpointSpec>? change = null)
    {
        var spec = new EndpointSpec { Name = name };
        return Controller.Sandboxes.Join(Controller.Endpoints.Add(network, change?.Invoke(spec) ?? spec), sandbox ?? name, join);
    }

    private protected static CNetException Fails(CNetError code, Action action)
    {
        var error = Assert.ThrowsAny<CNetException>(action);
        Assert.Equal(code, error.Code);
        return error;
    }
}
