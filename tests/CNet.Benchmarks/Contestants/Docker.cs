using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants;

/// <summary>Docker by its Engine API: no process is started for what is measured. Attaching is connecting a running container to a network.</summary>
internal sealed class Docker(string directory) : IContestant
{
    // A container is two processes and a shim: what a thousand of them need is not the network's cost, nor there on a small machine.
    private const int Containers = 150;
    private readonly DockerDaemon _daemon = new(directory);
    private readonly HashSet<int> _running = [];

    public string Name => "Docker";

    public Abilities Abilities => Abilities.Attach | Abilities.Networks;

    public int MaximumEndpoints => Containers;

    public void MakeLab() => _daemon.CreateNetwork(Numbered.Lab, Numbered.LabSubnet, Numbered.LabGateway);

    /// <summary>Starts a container without a network, where it does not run yet.</summary>
    public void Prepare(int endpoint)
    {
        if (_running.Add(endpoint)) _daemon.StartContainer(Numbered.Endpoint(endpoint));
    }

    public Sample Attach(int endpoint) => _daemon.Connect(Numbered.Lab, Numbered.Endpoint(endpoint));

    public void Fill(int endpoint)
    {
        Prepare(endpoint);
        Attach(endpoint);
    }

    public Sample Detach(int endpoint) => _daemon.Disconnect(Numbered.Lab, Numbered.Endpoint(endpoint));

    /// <summary>The container is kept for the next time.</summary>
    public void CleanUp(int endpoint)
    {
    }

    public Sample AttachNew(int endpoint) => throw new NotSupportedException();

    public Sample DetachWithNamespace(int endpoint) => throw new NotSupportedException();

    public Sample CreateNetwork(int network) => _daemon.CreateNetwork(Numbered.Network(network), Numbered.Subnet(network), Numbered.Gateway(network));

    public Sample RemoveNetwork(int network) => _daemon.RemoveNetwork(Numbered.Network(network));

    public void Dispose() => _daemon.Dispose();
}
