using System.Diagnostics;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using CNet.State;

namespace CNet.Probe;

/// <summary>
/// work HOST NETWORK NAME MILLISECONDS: one of several that work on a network at once: endpoints, sandboxes, and networks of its own. Says
/// "ready", begins when a line comes, and checks after each step that nothing is given out twice. Ends with "SECONDS CHANGES", then how long
/// it waited each time for the Host's lock, in microseconds, and how many others had it meanwhile; or with "error: …".
/// </summary>
internal sealed class WorkVerb : IDisposable
{
    private readonly Controller _controller;
    private readonly HostLock _lock;
    private readonly string _network, _name;
    private readonly MemoryMappedViewAccessor _turns;
    private readonly List<(double Microseconds, long Turns)> _waits = [];
    private int _changes;

    private WorkVerb(string[] args)
    {
        _controller = Controller.Open(Hosts.Get(args[0]));
        (_network, _name) = (args[1], args[2]);
        _lock = new HostLock(Path.Combine(_controller.Host.RunDirectory, "lock"));
        // How often the lock was had by all of them: its owner counts.
        using var file = MemoryMappedFile.CreateFromFile(Path.Combine(_controller.Host.RunDirectory, "turns"), FileMode.OpenOrCreate, null, sizeof(long));
        _turns = file.CreateViewAccessor();
    }

    internal static int Run(string[] args)
    {
        var duration = TimeSpan.FromMilliseconds(int.Parse(args[3], CultureInfo.InvariantCulture));
        try
        {
            using var work = new WorkVerb(args);
            // What is slow the first time is no measure.
            work.Round(0);
            work._waits.Clear();
            Console.WriteLine("ready");
            Console.ReadLine();
            var watch = Stopwatch.StartNew();
            for (var round = 1; watch.Elapsed < duration; round++) work.Round(round);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds} {work._changes}"));
            foreach (var (microseconds, turns) in work._waits) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{microseconds} {turns}"));
            return 0;
        }
        catch (Exception error)
        {
            Console.WriteLine($"error: {error}".ReplaceLineEndings(" "));
            return 1;
        }
    }

    public void Dispose()
    {
        _lock.Dispose();
        _turns.Dispose();
    }

    private void Round(int round)
    {
        var network = _controller.Networks.Get(_network);
        var endpoints = new List<Endpoint>();
        for (var i = 0; i < 3; i++)
        {
            endpoints.Add(Change(() => _controller.Endpoints.Add(network, new EndpointSpec { Name = $"{_name}-{round}-{i}" })));
            // Two in a sandbox of their own, one in one that all workers share.
            endpoints[i] = Change(() => _controller.Sandboxes.Join(endpoints[i], i < 2 ? $"{_name}-{round}" : "shared"));
            Check(network);
        }
        Change(() => _controller.Sandboxes.Leave(endpoints[0]));
        if (round % 4 == 0) OwnNetwork(round);
        foreach (var endpoint in endpoints) Change(() => _controller.Endpoints.Remove(endpoint, force: true));
        Demand(_controller.Sandboxes.Find($"{_name}-{round}") is null, "The sandbox outlives its last endpoint.");
    }

    /// <summary>A network that comes and goes beside the others, on a subnet from the default pools.</summary>
    private void OwnNetwork(int round)
    {
        var own = Change(() => _controller.Networks.Create(new NetworkSpec { Name = $"{_name}-{round}", EnableIPv6 = round % 8 == 0 }));
        var endpoint = Change(() => _controller.Endpoints.Add(own, new EndpointSpec { Name = "only" }));
        Change(() => _controller.Sandboxes.Join(endpoint, $"{_name}-own"));
        DemandDistinct("subnet", _controller.Networks.List().SelectMany(network => network.Subnet).Select(subnet => subnet.ToString()));
        Change(() => _controller.Networks.Remove(own, force: true));
    }

    /// <summary>What all of the network's endpoints have at this moment, whoever's they are.</summary>
    private void Check(Network network)
    {
        var all = _controller.Endpoints.List(network);
        DemandDistinct("name", all.Select(endpoint => endpoint.Name));
        DemandDistinct("address", all.Select(endpoint => endpoint.IPAddress!.ToString()));
        DemandDistinct("MAC address", all.Select(endpoint => endpoint.MacAddress.ToString()));
        DemandDistinct("interface of the Host", all.Select(endpoint => endpoint.HostInterfaceName).OfType<string>());
        DemandDistinct("interface", all.Where(endpoint => endpoint.InterfaceName is not null).Select(endpoint => $"{endpoint.Sandbox}/{endpoint.InterfaceName}"));
        _ = _controller.Endpoints.List();
        _ = _controller.Sandboxes.List();
    }

    private static void DemandDistinct(string what, IEnumerable<string> values)
    {
        foreach (var twice in values.GroupBy(value => value).Where(group => group.Count() > 1)) throw new InvalidOperationException($"The {what} {twice.Key} is there {twice.Count()} times.");
    }

    private static void Demand(bool condition, string otherwise)
    {
        if (!condition) throw new InvalidOperationException(otherwise);
    }

    private T Change<T>(Func<T> change)
    {
        // The same wait as the change's own, which nobody sees.
        var (before, turns) = (Stopwatch.GetTimestamp(), _turns.ReadInt64(0));
        using (_lock.Acquire($"measure {_name}"))
        {
            var others = _turns.ReadInt64(0);
            _waits.Add((Stopwatch.GetElapsedTime(before).TotalMicroseconds, others - turns));
            _turns.Write(0, others + 1);
        }
        _changes++;
        return change();
    }

    private void Change(Action change) => Change(() =>
    {
        change();
        return true;
    });
}
