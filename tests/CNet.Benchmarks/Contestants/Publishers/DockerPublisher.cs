using System.Globalization;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants.Publishers;

/// <summary>
/// Docker by its Engine API: a container's ports are published when it is connected to a network, which is measured, and its start is not. It is as it is when
/// installed: two processes of docker-proxy for each port. It is filled by containers of a hundred ports.
/// </summary>
internal sealed class DockerPublisher : IPublisher
{
    // Two processes each.
    private const int Ports = 1000, AtOnce = 100;
    private readonly DockerDaemon _daemon;
    private readonly HashSet<int> _running = [];

    internal DockerPublisher(string directory) => _daemon = DockerDaemon.StartWithLab(directory);

    public string Name => "Docker";

    public int MaximumPorts => Ports;

    public int Fill(int first, int count)
    {
        var some = Math.Min(count, AtOnce);
        var name = string.Create(CultureInfo.InvariantCulture, $"fill{first}");
        _daemon.StartContainer(name, Published.ContainerPort, Enumerable.Range(first, some).Select(Published.HostPort));
        _daemon.Connect(Numbered.Lab, name);
        return some;
    }

    public Sample Publish(int port)
    {
        if (_running.Add(port)) _daemon.StartContainer(Numbered.Endpoint(port), Published.ContainerPort, [Published.HostPort(port)]);
        return _daemon.Connect(Numbered.Lab, Numbered.Endpoint(port));
    }

    public Sample Unpublish(int port) => _daemon.Disconnect(Numbered.Lab, Numbered.Endpoint(port));

    public Way? WayOf(int port) => new(_daemon.NetworkPath, _daemon.NetworkPathOf(Numbered.Endpoint(port)));

    public void Dispose() => _daemon.Dispose();
}
