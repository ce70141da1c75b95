using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants;

/// <summary>CNet by its public API, in this process, on a Host of its own: with its checks, its records and its rules.</summary>
internal sealed class CNetApi : IContestant
{
    private readonly Host _host = BenchmarkHosts.Create();
    private readonly Dictionary<int, Endpoint> _endpoints = [];
    private readonly Dictionary<int, Network> _networks = [];
    private Network? _lab;

    internal CNetApi() => Controller = Controller.Open(_host);

    public string Name => "CNet";

    internal Controller Controller { get; }

    internal Host Host => _host;

    /// <summary>What adding endpoints took, which the others have no counterpart for.</summary>
    internal List<Sample> Added { get; } = [];

    /// <summary>What removing endpoints took.</summary>
    internal List<Sample> Removed { get; } = [];

    internal Endpoint EndpointOf(int endpoint) => _endpoints[endpoint];

    internal string NamespaceOf(int endpoint) => Path.Combine(_host.NamespaceDirectory, Numbered.Endpoint(endpoint));

    public void MakeLab() => _lab = Controller.Networks.Create(new NetworkSpec { Name = Numbered.Lab, Subnets = [new SubnetSpec { Subnet = Cidr.Parse(Numbered.LabSubnet) }] });

    public void Prepare(int endpoint)
    {
        Controller.Sandboxes.Create(new SandboxSpec { Name = Numbered.Endpoint(endpoint) });
        Add(endpoint);
    }

    public Sample Attach(int endpoint) => Sample.Of(() => Controller.Sandboxes.Join(_endpoints[endpoint], Numbered.Endpoint(endpoint), create: false));

    public Sample AttachNew(int endpoint)
    {
        if (!_endpoints.ContainsKey(endpoint)) Add(endpoint);
        return Sample.Of(() => Controller.Sandboxes.Join(_endpoints[endpoint], Numbered.Endpoint(endpoint)));
    }

    public Sample Detach(int endpoint) => Sample.Of(() => Controller.Sandboxes.Leave(_endpoints[endpoint]));

    public Sample DetachWithNamespace(int endpoint)
    {
        var sample = Detach(endpoint);
        _endpoints.Remove(endpoint, out var gone);
        Removed.Add(Sample.Of(() => Controller.Endpoints.Remove(gone!)));
        return sample;
    }

    public void CleanUp(int endpoint)
    {
        Controller.Sandboxes.Remove(Controller.Sandboxes.Get(Numbered.Endpoint(endpoint)));
        if (_endpoints.Remove(endpoint, out var gone)) Removed.Add(Sample.Of(() => Controller.Endpoints.Remove(gone)));
    }

    public Sample CreateNetwork(int network) => Create(network, [new SubnetSpec { Subnet = Cidr.Parse(Numbered.Subnet(network)) }]);

    /// <summary>Makes a network on a subnet that CNet chooses.</summary>
    internal Sample CreateDefaultNetwork(int network) => Create(network, []);

    public Sample RemoveNetwork(int network)
    {
        _networks.Remove(network, out var gone);
        return Sample.Of(() => Controller.Networks.Remove(gone!));
    }

    public void Dispose() => BenchmarkHosts.Remove(_host);

    private Sample Create(int number, SubnetSpec[] subnets)
    {
        Network? made = null;
        var spec = new NetworkSpec { Name = Numbered.Network(number), Subnets = subnets };
        var sample = Sample.Of(() => made = Controller.Networks.Create(spec));
        _networks[number] = made!;
        return sample;
    }

    private void Add(int endpoint)
    {
        var spec = new EndpointSpec { Name = Numbered.Endpoint(endpoint) };
        Added.Add(Sample.Of(() => _endpoints[endpoint] = Controller.Endpoints.Add(_lab!, spec)));
    }
}
