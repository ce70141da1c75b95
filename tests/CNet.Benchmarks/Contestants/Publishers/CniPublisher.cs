using System.Globalization;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants.Publishers;

/// <summary>
/// CNI's portmap, chained behind bridge, whose own call is not measured. It is filled by containers of ten ports, of which portmap hears and that
/// are not there: it only asks for their address.
/// </summary>
internal sealed class CniPublisher : IPublisher
{
    internal const string Packages = Cni.Package + " iptables";
    private const string Plugin = "portmap", Configuration = "/run/portmap.conf", Bridge = "/run/bridge.result";
    private const int AtOnce = 10;
    private readonly PrivateShell _shell = new();
    private readonly string _result;
    private int _containers;

    internal CniPublisher()
    {
        _shell.Run(Cni.Configure);
        _shell.Run($"ip netns add {Published.Last} && {Cni.Call("bridge", "ADD", Published.Last, Published.Last)} && cp /run/result {Bridge}");
        _result = File.ReadAllText(_shell.PathOf(Bridge));
    }

    public string Name => "CNI";

    internal static bool IsInstalled => Cni.IsInstalled && File.Exists(Path.Combine(Cni.Plugins, Plugin)) && Installed.Find("iptables") is not null;

    public int Fill(int first, int count)
    {
        var some = Math.Min(count, AtOnce);
        var container = ++_containers;
        Describe(string.Create(CultureInfo.InvariantCulture, $$"""{"cniVersion":"1.0.0","ips":[{"address":"{{Numbered.Address(container)}}/{{Numbered.LabPrefix}}"}]}"""), first, some);
        _shell.Run(Cni.Call(Plugin, "ADD", Numbered.Endpoint(container), Published.Last, Configuration));
        return some;
    }

    public Sample Publish(int port)
    {
        Describe(_result, port, 1);
        return _shell.Run(Cni.Call(Plugin, "ADD", Published.Last, Published.Last, Configuration));
    }

    public Sample Unpublish(int port)
    {
        Describe(_result, port, 1);
        return _shell.Run(Cni.Call(Plugin, "DEL", Published.Last, Published.Last, Configuration));
    }

    public Way? WayOf(int port) => new(_shell.NetworkPath, _shell.PathOf($"/run/netns/{Published.Last}"));

    public void Dispose() => _shell.Dispose();

    private void Describe(string result, int first, int count) => File.WriteAllText(_shell.PathOf(Configuration),
        $$"""{"cniVersion":"1.0.0","name":"{{Numbered.Lab}}","type":"{{Plugin}}","runtimeConfig":{"portMappings":[{{string.Join(',', Enumerable.Range(first, count).Select(Mapping))}}]},"prevResult":{{result}}}""");

    private static string Mapping(int port) => string.Create(CultureInfo.InvariantCulture, $$"""{"hostPort":{{Published.HostPort(port)}},"containerPort":{{Published.ContainerPort}},"protocol":"tcp"}""");
}
