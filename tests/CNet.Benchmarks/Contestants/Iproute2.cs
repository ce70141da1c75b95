using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants;

/// <summary>
/// iproute2, its fastest way: "ip -batch -", started by a shell that lives in namespaces of its own. Its time is that of the shell's
/// commands, the start of ip included; inside a namespace a second ip is needed. It makes no rules and keeps no records.
/// </summary>
internal sealed class Iproute2 : IContestant
{
    private readonly PrivateShell _shell = new();

    public string Name => "ip -batch";

    /// <summary>Starts a shell; null where there is no iproute2.</summary>
    internal static Iproute2? TryStart()
    {
        try
        {
            return new Iproute2();
        }
        catch (Exception missing) when (missing is System.ComponentModel.Win32Exception or BenchmarkException)
        {
            return null;
        }
    }

    public void MakeLab() => Run(MakingLab);

    public void Prepare(int endpoint) => Run($"ip netns add {Numbered.Endpoint(endpoint)}");

    public Sample Attach(int endpoint) => Run(Batch("ip", Outside(endpoint)) + " && " + Batch($"ip -n {Numbered.Endpoint(endpoint)}", Inside(endpoint)));

    public Sample AttachNew(int endpoint) => Run(AttachingNew(endpoint));

    public Sample Detach(int endpoint) => Run(Batch("ip", $"link del v{Numbered.Endpoint(endpoint)}"));

    public Sample DetachWithNamespace(int endpoint) => Run(Batch("ip", $"link del v{Numbered.Endpoint(endpoint)}", $"netns del {Numbered.Endpoint(endpoint)}"));

    public void CleanUp(int endpoint) => Run($"ip netns del {Numbered.Endpoint(endpoint)}");

    public Sample CreateNetwork(int network) => Run(Making(Numbered.Network(network), Numbered.Gateway(network) + "/24"));

    public Sample RemoveNetwork(int network) => Run(Batch("ip", $"link del {Numbered.Network(network)}"));

    public void Dispose() => _shell.Dispose();

    /// <summary>The command that makes the network that endpoints are attached to.</summary>
    internal static string MakingLab => Making(Numbered.Lab, $"{Numbered.LabGateway}/{Numbered.LabPrefix}");

    /// <summary>The command that attaches an endpoint to a namespace that is made for it.</summary>
    internal static string AttachingNew(int endpoint)
    {
        var space = Numbered.Endpoint(endpoint);
        return Batch("ip", [$"netns add {space}", .. Outside(endpoint)]) + " && " + Batch($"ip -n {space}", ["link set lo up", .. Inside(endpoint)]);
    }

    private static string[] Outside(int endpoint)
    {
        var name = Numbered.Endpoint(endpoint);
        return [$"link add v{name} type veth peer name eth0 netns {name}", $"link set v{name} addrgenmode none master {Numbered.Lab}", $"link set v{name} up"];
    }

    private static string[] Inside(int endpoint) =>
    [
        "link set eth0 addrgenmode none", $"addr add {Numbered.Address(endpoint)}/{Numbered.LabPrefix} dev eth0", "link set eth0 up",
        $"route add default via {Numbered.LabGateway}",
    ];

    private static string Making(string name, string gateway) => Batch("ip",
        $"link add {name} type bridge mcast_snooping 0", $"link set {name} addrgenmode none", $"addr add {gateway} dev {name}", $"link set {name} up");

    /// <summary>By a file in memory: a pipe would cost the shell another process.</summary>
    private static string Batch(string command, params string[] lines) => $"printf '{string.Join("\\n", lines)}\\n' >/run/batch && {command} -batch /run/batch";

    private Sample Run(string command) => _shell.Run(command);
}
