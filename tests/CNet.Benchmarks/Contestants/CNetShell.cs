using System.Globalization;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants;

/// <summary>CNet by its cmdlets, in a pwsh of its own that stays (pwsh/contestant.ps1), on a Host of its own, timed around the pipeline in there.</summary>
internal sealed class CNetShell : IContestant
{
    private const string ModuleVariable = "CNET_BENCHMARK_MODULE", Solution = "CNet.sln";
    private readonly Host _host = BenchmarkHosts.Create();
    private readonly PipeServer _server;

    private CNetShell(string module)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "pwsh", "contestant.ps1");
        _server = new PipeServer("pwsh", ["-NoProfile", "-NonInteractive", "-File", script], new() { [ModuleVariable] = module, [Hosts.HostVariable] = _host.Name });
        var greeting = _server.Read().Split(' ');
        if (greeting[0] != "ready") throw new BenchmarkException($"pwsh: {string.Join(' ', greeting)}");
        Import = new Sample(double.Parse(greeting[1], CultureInfo.InvariantCulture));
    }

    public string Name => "pwsh";

    /// <summary>What importing the module took in the fresh process.</summary>
    internal Sample Import { get; }

    /// <summary>The module that was built with this program; null where it was not.</summary>
    internal static string? Module
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (directory is not null && !File.Exists(Path.Combine(directory.FullName, Solution))) directory = directory.Parent;
            var module = directory is null ? null : Path.Combine(directory.FullName, "out", "CNet", "CNet.psd1");
            return File.Exists(module) ? module : null;
        }
    }

    internal static bool IsInstalled => Installed.Find("pwsh") is not null && Module is not null;

    internal static CNetShell Start() => new(Module!);

    public void MakeLab() => Request($"network {Numbered.Lab} {Numbered.LabSubnet}");

    public void Prepare(int endpoint) => Request($"namespace {Numbered.Endpoint(endpoint)}");

    public Sample Attach(int endpoint) => Request($"attach {Numbered.Endpoint(endpoint)}");

    public Sample AttachNew(int endpoint) => Request($"attach-new {Numbered.Endpoint(endpoint)}");

    public Sample Detach(int endpoint) => Request($"detach {Numbered.Endpoint(endpoint)}");

    public Sample DetachWithNamespace(int endpoint)
    {
        var sample = Detach(endpoint);
        Request($"remove {Numbered.Endpoint(endpoint)}");
        return sample;
    }

    public void CleanUp(int endpoint)
    {
        Request($"unnamespace {Numbered.Endpoint(endpoint)}");
        Request($"remove {Numbered.Endpoint(endpoint)}");
    }

    public Sample CreateNetwork(int network) => Request($"network {Numbered.Network(network)} {Numbered.Subnet(network)}");

    public Sample RemoveNetwork(int network) => Request($"unnetwork {Numbered.Network(network)}");

    public void Dispose()
    {
        _server.Dispose();
        BenchmarkHosts.Remove(_host);
    }

    /// <summary>Sends a command of pwsh/contestant.ps1.</summary>
    internal Sample Request(string line)
    {
        _server.Send(line);
        var answer = _server.Read();
        return answer.Split(' ') is ["ok", var time, var bytes]
            ? new Sample(double.Parse(time, CultureInfo.InvariantCulture), long.Parse(bytes, CultureInfo.InvariantCulture))
            : throw new BenchmarkException($"pwsh: {line}: {answer}");
    }
}
