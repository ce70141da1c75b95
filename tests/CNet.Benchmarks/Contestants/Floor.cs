using System.Globalization;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants;

/// <summary>The floor: raw netlink batches in C (floor/floor.c), timed inside that process.</summary>
internal sealed class Floor : IContestant
{
    private readonly PipeServer _server;

    private Floor(string program) => _server = PipeServer.StartReady(program);

    public string Name => "floor";

    /// <summary>The part that is compiled.</summary>
    internal const string Part = "floor";

    internal static Floor Start(string program) => new(program);

    public void MakeLab() => Request($"network {Numbered.Lab} {Numbered.LabGateway} {Numbered.LabPrefix}");

    public void Prepare(int endpoint) => Request($"namespace {Numbered.Endpoint(endpoint)}");

    public Sample Attach(int endpoint) => Request($"attach {Where(endpoint)}");

    public Sample AttachNew(int endpoint) => Request($"attach-new {Where(endpoint)}");

    public Sample Detach(int endpoint) => Request($"detach {Numbered.Endpoint(endpoint)}");

    public Sample DetachWithNamespace(int endpoint) => Request($"detach-with {Numbered.Endpoint(endpoint)}");

    public void CleanUp(int endpoint) => Request($"unnamespace {Numbered.Endpoint(endpoint)}");

    public Sample CreateNetwork(int network) => Request($"network {Numbered.Network(network)} {Numbered.Gateway(network)} 24");

    public Sample RemoveNetwork(int network) => Request($"unnetwork {Numbered.Network(network)}");

    /// <summary>Reads the links and addresses of every namespace of a directory.</summary>
    internal Sample List(string directory) => Request($"list-all {directory}");

    /// <summary>Reads the links and addresses of one namespace.</summary>
    internal Sample ListOne(string path) => Request($"list {path}");

    public void Dispose() => _server.Dispose();

    private static string Where(int endpoint) => $"{Numbered.Endpoint(endpoint)} {Numbered.Lab} {Numbered.Address(endpoint)} {Numbered.LabPrefix} {Numbered.LabGateway}";

    private Sample Request(string line)
    {
        _server.Send(line);
        var words = _server.Read().Split(' ', 2);
        return words[0] == "ok" && long.TryParse(words[1], CultureInfo.InvariantCulture, out var nanoseconds)
            ? new Sample(nanoseconds / 1000.0)
            : throw new BenchmarkException($"floor: {line}: {string.Join(' ', words)}");
    }
}
