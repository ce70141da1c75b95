namespace CNet.Benchmarks.Contestants.NameServers;

/// <summary>Docker: dockerd listens in every container that is on a network which was made for it, and answers for containers' names.</summary>
internal sealed class DockerNameServer : INameServer
{
    // A container is two processes and a shim, and takes half a second.
    private const int Containers = 50;
    private readonly DockerDaemon _daemon;

    internal DockerNameServer(string directory) => _daemon = DockerDaemon.StartWithLab(directory);

    public string Name => "Docker";

    public int MaximumSandboxes => Containers;

    public int Fill(int first, int count)
    {
        _daemon.StartContainer(Numbered.Endpoint(first));
        _daemon.Connect(Numbered.Lab, Numbered.Endpoint(first));
        return 1;
    }

    public Question QuestionFor(int sandbox) =>
        new(_daemon.NetworkPathOf(Numbered.Endpoint(0)), Question.Inside, Numbered.Endpoint(sandbox), _daemon.AddressOf(Numbered.Endpoint(sandbox), Numbered.Lab));

    public void Dispose() => _daemon.Dispose();
}
