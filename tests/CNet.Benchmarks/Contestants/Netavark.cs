using System.Globalization;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants;

/// <summary>
/// netavark, started for each setup and teardown as Podman does it, without aardvark-dns. A network comes with its first endpoint and goes with its
/// last one: that is what is measured as creating and removing one, with that endpoint.
/// </summary>
internal sealed class Netavark : IContestant
{
    internal const string Package = "netavark";
    private const string Program = "/usr/lib/podman/netavark", Holder = "holder";
    private readonly PrivateShell _shell = new();

    public string Name => "netavark";

    internal static bool IsInstalled => File.Exists(Program);

    public void MakeLab() => _shell.Run($"ip netns add {Holder}");

    public void Prepare(int endpoint)
    {
        _shell.Run($"ip netns add {Numbered.Endpoint(endpoint)}");
        Describe(endpoint);
    }

    public Sample Attach(int endpoint) => _shell.Run(Call("setup", endpoint));

    public Sample AttachNew(int endpoint)
    {
        Describe(endpoint);
        return _shell.Run($"ip netns add {Numbered.Endpoint(endpoint)} && {Call("setup", endpoint)}");
    }

    public Sample Detach(int endpoint) => _shell.Run(Call("teardown", endpoint));

    public Sample DetachWithNamespace(int endpoint) => _shell.Run($"{Call("teardown", endpoint)} && ip netns del {Numbered.Endpoint(endpoint)}");

    public void CleanUp(int endpoint) => _shell.Run($"ip netns del {Numbered.Endpoint(endpoint)}");

    public Sample CreateNetwork(int network)
    {
        var name = Numbered.Network(network);
        Write(name, Json(name, name, Numbered.Subnet(network), Numbered.Gateway(network), Numbered.Gateway(network)[..^1] + "2", "e" + name));
        return _shell.Run(Call("setup", Holder, name));
    }

    public Sample RemoveNetwork(int network) => _shell.Run(Call("teardown", Holder, Numbered.Network(network)));

    public void Dispose() => _shell.Dispose();

    private void Describe(int endpoint) =>
        Write(Numbered.Endpoint(endpoint), Json(Numbered.Endpoint(endpoint), Numbered.Lab, Numbered.LabSubnet, Numbered.LabGateway, Numbered.Address(endpoint), "eth0"));

    private void Write(string name, string json) => _shell.Run($"printf '%s' '{json}' >/run/{name}.json");

    private static string Call(string verb, int endpoint) => Call(verb, Numbered.Endpoint(endpoint), Numbered.Endpoint(endpoint));

    /// <summary>The command that sets a namespace up, or tears it down, by a description in /run.</summary>
    internal static string Call(string verb, string space, string json) => $"{Program} --config /run/netavark {verb} /run/netns/{space} </run/{json}.json >/run/result";

    /// <summary>The description of a container with one network, and with the ports that are given as JSON has them.</summary>
    internal static string Json(string container, string network, string subnet, string gateway, string address, string link, string ports = "") => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"container_id":"{{{container}}}","container_name":"{{{container}}}","port_mappings":[{{{ports}}}],"networks":{"{{{network}}}":{"static_ips":["{{{address}}}"],"interface_name":"{{{link}}}"}},"network_info":{"{{{network}}}":{"name":"{{{network}}}","id":"{{{network}}}","driver":"bridge","network_interface":"{{{network}}}","subnets":[{"subnet":"{{{subnet}}}","gateway":"{{{gateway}}}"}],"ipv6_enabled":false,"internal":false,"dns_enabled":false,"ipam_options":{"driver":"host-local"},"options":{} } } }
        """);
}
