using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants;

/// <summary>
/// CNI's plugins bridge and host-local, at their least (no masquerading, no published ports). Each ADD and DEL starts the plugin, which starts
/// host-local, as a runtime does. A bridge comes with the first endpoint and never goes: there is no network to create.
/// </summary>
internal sealed class Cni : IContestant
{
    internal const string Package = "containernetworking-plugins";
    internal const string Plugins = "/usr/lib/cni";
    private const string Configuration = "/run/lab.conf";
    private readonly PrivateShell _shell = new();

    public string Name => "CNI";

    public Abilities Abilities => Abilities.Attach | Abilities.AttachNew;

    internal static bool IsInstalled => File.Exists(Path.Combine(Plugins, "bridge")) && File.Exists(Path.Combine(Plugins, "host-local"));

    public void MakeLab() => _shell.Run(Configure);

    /// <summary>The command that writes down what the bridge is to be.</summary>
    internal static string Configure => $$$"""
        cat > {{{Configuration}}} <<'END'
        {"cniVersion":"1.0.0","name":"{{{Numbered.Lab}}}","type":"bridge","bridge":"{{{Numbered.Lab}}}","isGateway":true,
         "ipam":{"type":"host-local","dataDir":"/run/addresses","ranges":[[{"subnet":"{{{Numbered.LabSubnet}}}","gateway":"{{{Numbered.LabGateway}}}"}]],"routes":[{"dst":"0.0.0.0/0"}]}}
        END
        """;

    public void Prepare(int endpoint) => _shell.Run($"ip netns add {Numbered.Endpoint(endpoint)}");

    public Sample Attach(int endpoint) => _shell.Run(Plugin("ADD", endpoint));

    public Sample AttachNew(int endpoint) => _shell.Run($"ip netns add {Numbered.Endpoint(endpoint)} && {Plugin("ADD", endpoint)}");

    public Sample Detach(int endpoint) => _shell.Run(Plugin("DEL", endpoint));

    public Sample DetachWithNamespace(int endpoint) => _shell.Run($"{Plugin("DEL", endpoint)} && ip netns del {Numbered.Endpoint(endpoint)}");

    public void CleanUp(int endpoint) => _shell.Run($"ip netns del {Numbered.Endpoint(endpoint)}");

    public Sample CreateNetwork(int network) => throw new NotSupportedException();

    public Sample RemoveNetwork(int network) => throw new NotSupportedException();

    public void Dispose() => _shell.Dispose();

    private static string Plugin(string command, int endpoint) => Call("bridge", command, Numbered.Endpoint(endpoint), Numbered.Endpoint(endpoint));

    /// <summary>The command that calls a plugin, whose answer lies in /run/result.</summary>
    internal static string Call(string plugin, string command, string container, string space, string configuration = Configuration) =>
        $"CNI_COMMAND={command} CNI_CONTAINERID={container} CNI_NETNS=/run/netns/{space} CNI_IFNAME=eth0 CNI_PATH={Plugins} {Plugins}/{plugin} <{configuration} >/run/result";
}
