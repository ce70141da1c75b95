using System.Globalization;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants.Publishers;

/// <summary>netavark: a container has its port mappings when it is set up, so that what is measured is that of a container with one of them. It is filled by containers of ten.</summary>
internal sealed class NetavarkPublisher : IPublisher
{
    private const int AtOnce = 10;
    private readonly PrivateShell _shell = new();
    private int _containers;

    internal NetavarkPublisher() => _shell.Run($"ip netns add {Published.Last}");

    public string Name => "netavark";

    public int Fill(int first, int count)
    {
        var some = Math.Min(count, AtOnce);
        var container = ++_containers;
        var name = Numbered.Endpoint(container);
        _shell.Run($"ip netns add {name}");
        Describe(container, first, some);
        _shell.Run(Contestants.Netavark.Call("setup", name, name));
        return some;
    }

    public Sample Publish(int port)
    {
        Describe(0, port, 1);
        return _shell.Run(Contestants.Netavark.Call("setup", Published.Last, Published.Last));
    }

    public Sample Unpublish(int port) => _shell.Run(Contestants.Netavark.Call("teardown", Published.Last, Published.Last));

    public Way? WayOf(int port) => new(_shell.NetworkPath, _shell.PathOf($"/run/netns/{Published.Last}"));

    public void Dispose() => _shell.Dispose();

    private void Describe(int container, int first, int count)
    {
        var ports = string.Join(',', Enumerable.Range(first, count).Select(Mapping));
        var name = Numbered.Endpoint(container);
        File.WriteAllText(_shell.PathOf($"/run/{name}.json"), Contestants.Netavark.Json(name, Numbered.Lab, Numbered.LabSubnet, Numbered.LabGateway, Numbered.Address(container), "eth0", ports));
    }

    private static string Mapping(int port) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"host_ip":"","host_port":{{Published.HostPort(port)}},"container_port":{{Published.ContainerPort}},"protocol":"tcp","range":1}""");
}
