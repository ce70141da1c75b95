using System.Diagnostics;
using System.Globalization;
using CNet.Benchmarks.Contestants;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Scenarios;

/// <summary>Eight processes that change one network at once: how long each has to wait for its turn, and whether some wait much longer than others.</summary>
internal sealed class WaitScenario(CNetApi cnet, Options options, CancellationToken cancellation)
{
    /// <summary>The argument by which this program knows that it is one of the processes.</summary>
    internal const string ChildArgument = "--wait";

    private const int Processes = 8;
    private const string Label = "label", Attach = "attach";

    internal Table Run()
    {
        var table = new Table("Eight processes at work on one network: microseconds for a change, its turn included", "change", "changes", "median", "p90", "p99", "p99 / median", "target");
        foreach (var (kind, what) in new[] { (Label, "a label of the network"), (Attach, "attach or detach, namespaces exist") })
        {
            var samples = Run(kind);
            table.Add(what, Text(samples.Count), Text(samples.Median), Text(samples.P90), Text(samples.Percentile(99)), (samples.Percentile(99) / samples.Median).ToString("0.0", CultureInfo.InvariantCulture), "≤ 4.0");
        }
        table.Notes.Add("A change is the wait for the Host's lock and the change itself. The lock is had in the order of asking; what is left of unfairness is changes of different lengths, and the machine's.");
        return table;
    }

    /// <summary>What one of the processes does: the same change again and again, and says how long each took.</summary>
    internal static void RunChild(string[] arguments)
    {
        var controller = Controller.Open(Hosts.Get(arguments[0]));
        var (kind, name, duration) = (arguments[1], arguments[2], TimeSpan.FromSeconds(double.Parse(arguments[3], CultureInfo.InvariantCulture)));
        var network = controller.Networks.Get(Numbered.Lab);
        var endpoint = kind == Attach ? controller.Endpoints.Add(network, new EndpointSpec { Name = name }) : null;
        var sandbox = endpoint is null ? null : controller.Sandboxes.Create(new SandboxSpec { Name = name });
        var times = new List<double>();
        for (var i = 0; i < 2; i++) Change(i);
        Console.WriteLine("ready");
        Console.ReadLine();
        // First as long again, unmeasured: eight fresh processes compile what they are doing, and have two processors for it.
        var watch = Stopwatch.StartNew();
        for (var i = 0; watch.Elapsed < 2 * duration; i++)
        {
            if (watch.Elapsed < duration) times.Clear();
            Change(i);
        }
        if (sandbox is not null) controller.Sandboxes.Remove(sandbox, removeEndpoints: true);
        if (endpoint is not null) controller.Endpoints.Remove(endpoint, force: true);
        foreach (var time in times) Console.WriteLine(time.ToString(CultureInfo.InvariantCulture));
        Controller.CloseAll();

        void Change(int number)
        {
            var start = Stopwatch.GetTimestamp();
            if (endpoint is null) controller.Networks.Update(network, labels: new Dictionary<string, string> { [name] = string.Create(CultureInfo.InvariantCulture, $"{number}") });
            else if (number % 2 == 0) endpoint = controller.Sandboxes.Join(endpoint, name);
            else controller.Sandboxes.Leave(endpoint);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
    }

    private Samples Run(string kind)
    {
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{options.Contention.TotalSeconds}");
        var processes = Enumerable.Range(0, Processes).Select(number => Children.Start(ChildArgument, cnet.Host.Name, kind, string.Create(CultureInfo.InvariantCulture, $"wait{number}"), seconds)).ToList();
        try
        {
            foreach (var process in processes)
                if (process.StandardOutput.ReadLine() != "ready") throw new BenchmarkException("A process of the benchmark's own has failed.");
            foreach (var process in processes) process.StandardInput.WriteLine();
            var samples = new Samples();
            foreach (var process in processes)
                foreach (var line in process.Finish().Split('\n', StringSplitOptions.RemoveEmptyEntries)) samples.Add(new Sample(double.Parse(line, CultureInfo.InvariantCulture)));
            cancellation.ThrowIfCancellationRequested();
            return samples;
        }
        finally
        {
            foreach (var process in processes)
            {
                if (!process.HasExited) process.Kill();
                process.Dispose();
            }
        }
    }

    private static string Text(double value) => value.ToString("0", CultureInfo.InvariantCulture);
}
