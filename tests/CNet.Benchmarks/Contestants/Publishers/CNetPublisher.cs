using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants.Publishers;

/// <summary>CNet by its public API, in this process, with its checks and its records.</summary>
/// <param name="name">What it is called.</param>
/// <param name="notation">A numbered port in Docker's notation.</param>
internal sealed class CNetPublisher(string name, Func<int, string> notation) : IPublisher
{
    internal const string OnIPv4 = "CNet", OnAll = "CNet, all";
    private const int AtOnce = 1000;
    private readonly CNetApi _cnet = WithEndpoint();
    private readonly Dictionary<int, IReadOnlyList<PortMapping>> _published = [];

    public string Name => name;

    internal Controller Controller => _cnet.Controller;

    /// <summary>The Host's network namespace.</summary>
    internal string HostPath => _cnet.Host.NamespacePath!;

    /// <summary>The endpoint whose ports are published.</summary>
    internal Endpoint Endpoint => _cnet.EndpointOf(0);

    public int Fill(int first, int count)
    {
        var some = Math.Min(count, AtOnce);
        Controller.Ports.Publish(Endpoint, [.. Enumerable.Range(first, some).Select(port => PortSpec.Parse(notation(port)))]);
        return some;
    }

    public Sample Publish(int port)
    {
        var spec = PortSpec.Parse(notation(port));
        return Sample.Of(() => _published[port] = Controller.Ports.Publish(Endpoint, [spec]));
    }

    public Sample Unpublish(int port)
    {
        _published.Remove(port, out var mappings);
        return Sample.Of(() =>
        {
            foreach (var mapping in mappings!) Controller.Ports.Unpublish(mapping);
        });
    }

    public Way? WayOf(int port) => new(HostPath, _cnet.NamespaceOf(0));

    public void Dispose() => _cnet.Dispose();

    private static CNetApi WithEndpoint()
    {
        var cnet = new CNetApi();
        cnet.MakeLab();
        cnet.AttachNew(0);
        return cnet;
    }
}
