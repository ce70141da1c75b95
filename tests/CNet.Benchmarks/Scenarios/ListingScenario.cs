using System.Diagnostics;
using System.Globalization;
using CNet.Benchmarks.Contestants;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Scenarios;

/// <summary>Lists the interfaces of all namespaces, each with its peer wherever that is, and those of one.</summary>
internal sealed class ListingScenario : IDisposable
{
    private const double OneTarget = 1.5, AllTarget = 20;
    private readonly Table _all = new("Interfaces of all namespaces: milliseconds", "namespaces", "interfaces", "floor", "CNet", "p90", "min", "× floor", "KiB", "ip -j", "÷ CNet", "target", "lsns -t net");
    private readonly Table _one = new("Interfaces of one namespace of many: microseconds", "namespaces", "floor", "CNet", "p90", "min", "× floor", "target", "KiB", "ip -j", "÷ CNet");
    private readonly Options _options;
    private readonly CancellationToken _cancellation;
    private readonly Host _host = BenchmarkHosts.Create();
    private readonly Controller _controller;
    private readonly Floor? _floor;

    internal ListingScenario(string? floor, Options options, CancellationToken cancellation)
    {
        _options = options;
        _cancellation = cancellation;
        _controller = Controller.Open(_host);
        if (floor is not null) _floor = Floor.Start(floor);
    }

    internal IEnumerable<Table> Run()
    {
        var existing = 0;
        foreach (var level in _options.Levels)
        {
            for (; existing < level; existing++)
            {
                _cancellation.ThrowIfCancellationRequested();
                var ns = _controller.Namespaces.Create(Numbered.Endpoint(existing));
                _controller.Interfaces.Create(new InterfaceSpec
                {
                    Name = $"v{existing}",
                    Kind = "veth",
                    Peer = "eth0",
                    PeerNamespace = ns.Name,
                    Addresses = [InterfaceAddress.Parse($"{Numbered.Address(existing)}/32")],
                    Enable = true,
                }, cancellation: _cancellation);
            }
            MeasureAll(level);
            MeasureOne(level);
        }
        _all.Notes.Add("Of three interfaces for each namespace two are in it and one is on the Host, whose peer is in it. The floor reads the links and addresses of each namespace to their end in C and makes nothing of them; CNet finds the peer of each as well, and also the namespaces of all processes.");
        _all.Notes.Add("ip -j is one start for each namespace (nsenter --net=… ip -j addr), without peers; lsns lists the namespaces that processes live in, and no interface.");
        return [_all, _one];
    }

    public void Dispose()
    {
        _floor?.Dispose();
        BenchmarkHosts.Remove(_host);
    }

    private void MeasureAll(int level)
    {
        Samples floor = new(), cnet = new(), ip = new(), lsns = new();
        var interfaces = 0;
        var rounds = Math.Min(_options.Rounds, 15);
        for (var round = -1; round < rounds; round++)
        {
            _cancellation.ThrowIfCancellationRequested();
            var first = _floor?.List(Seen(_host.NamespaceDirectory));
            var own = Sample.Of(() => interfaces = _controller.Interfaces.ListAll(_cancellation).Count(link => link.PeerName is not null || link.Namespace?[0] != '/'));
            // It takes seconds.
            var theirs = round is >= 0 and < 3 ? Shell($"for ns in {_host.NamespaceDirectory}/*; do nsenter --net=$ns ip -j addr show; done") : default;
            var others = round is >= 0 and < 3 && Installed.Find("lsns") is not null ? Shell("lsns -t net") : default;
            if (round < 0) continue;
            if (first is { } sample) floor.Add(sample);
            cnet.Add(own);
            if (theirs.Microseconds > 0) ip.Add(theirs);
            if (others.Microseconds > 0) lsns.Add(others);
        }
        _all.Add(Number(level), Number(interfaces), Milliseconds(floor), Milliseconds(cnet), Text(cnet.P90 / 1000, "0.0"), Text(cnet.Minimum / 1000, "0.0"), Times(cnet, floor), Text(cnet.MedianKibibytes, "0"),
            Milliseconds(ip), Times(ip, cnet), $"≥ {AllTarget} ×", Milliseconds(lsns));
    }

    private void MeasureOne(int level)
    {
        Samples floor = new(), cnet = new(), ip = new();
        var name = Numbered.Endpoint(level / 2);
        var path = Path.Combine(_host.NamespaceDirectory, name);
        for (var round = -_options.WarmUp; round < _options.Rounds; round++)
        {
            _cancellation.ThrowIfCancellationRequested();
            var first = _floor?.ListOne(Seen(path));
            var own = Sample.Of(() => _controller.Interfaces.List(name, _cancellation));
            if (round < 0) continue;
            if (first is { } sample) floor.Add(sample);
            cnet.Add(own);
            if (round < 10) ip.Add(Shell($"exec nsenter --net={path} ip -j addr show"));
        }
        _one.Add(Number(level), Text(floor, "0"), Text(cnet, "0"), Text(cnet.P90, "0"), Text(cnet.Minimum, "0"), Times(cnet, floor), string.Create(CultureInfo.InvariantCulture, $"≤ {OneTarget}"), Text(cnet.MedianKibibytes, "0.0"),
            Text(ip, "0"), Times(ip, cnet));
    }

    /// <summary>A path as the floor sees it, which has a /run of its own.</summary>
    private static string Seen(string path) => string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/root{path}");

    /// <summary>A command of a shell, its start included, whose output nobody reads.</summary>
    private static Sample Shell(string command)
    {
        var start = Stopwatch.GetTimestamp();
        using var shell = Process.Start("sh", ["-c", $"exec >/dev/null; {command}"]);
        shell.WaitForExit();
        var elapsed = Stopwatch.GetElapsedTime(start);
        return shell.ExitCode == 0 ? new Sample(elapsed.TotalMicroseconds) : throw new BenchmarkException($"{command}: {shell.ExitCode}");
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Milliseconds(Samples samples) => samples.Count == 0 ? "–" : Text(samples.Median / 1000, "0.0");

    private static string Times(Samples samples, Samples others) => samples.Count == 0 || others.Count == 0 ? "–" : Text(samples.Median / others.Median, "0.00");

    private static string Text(Samples samples, string format) => samples.Count == 0 ? "–" : Text(samples.Median, format);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
