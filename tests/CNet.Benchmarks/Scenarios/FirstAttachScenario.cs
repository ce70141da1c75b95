using System.Diagnostics;
using System.Globalization;
using CNet.Benchmarks.Contestants;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Scenarios;

/// <summary>The first attach of a process that has just begun, beside its later ones.</summary>
internal sealed class FirstAttachScenario(CNetApi cnet, Options options, CancellationToken cancellation)
{
    /// <summary>The argument by which this program knows that it is the fresh process.</summary>
    internal const string ChildArgument = "--first-attach";

    private const int WarmUp = 40, Warm = 21;

    internal Table Run()
    {
        var first = new Samples[] { new(), new(), new() };
        var warm = new Samples[] { new(), new() };
        for (var i = 0; i < options.FreshProcesses; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var numbers = Start(i);
            for (var n = 0; n < first.Length; n++) first[n].Add(new Sample(numbers[n]));
            for (var n = 0; n < warm.Length; n++) warm[n].Add(new Sample(numbers[first.Length + n]));
        }
        var table = new Table("First attach of a fresh process: microseconds", "operation", "first", "p90", "warm", "first / warm", "target");
        table.Add("attach, new namespace", Text(first[0].Median), Text(first[0].P90), Text(warm[0].Median), Text(first[0].Median / warm[0].Median, "0.0"), "≤ 5.0");
        table.Add("add endpoint + attach", Text(first[1].Median), Text(first[1].P90), Text(warm[1].Median), Text(first[1].Median / warm[1].Median, "0.0"), "");
        table.Add("open Host + find network + add + attach", Text(first[2].Median), Text(first[2].P90), "", "", "");
        table.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"{options.FreshProcesses} processes; warm is the median of {Warm} attaches after {WarmUp} of the same process. The start of the runtime is not in it."));
        return table;
    }

    /// <summary>What the fresh process does: prints the first attach, the first add and attach, everything before too, and the same of warm ones.</summary>
    internal static void RunChild(string[] arguments)
    {
        var start = Stopwatch.GetTimestamp();
        var controller = Controller.Open(Hosts.Get(arguments[0]));
        var network = controller.Networks.Get(Numbered.Lab);
        var first = Attach(controller, network, arguments[1] + "-first");
        var whole = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        var joins = new Samples();
        var attaches = new Samples();
        for (var i = 0; i < WarmUp + Warm; i++)
        {
            var (join, attach) = Attach(controller, network, $"{arguments[1]}-{i}");
            if (i < WarmUp) continue;
            joins.Add(new Sample(join));
            attaches.Add(new Sample(attach));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{first.Join} {first.Attach} {whole} {joins.Median} {attaches.Median}"));
        Controller.CloseAll();
    }

    private static (double Join, double Attach) Attach(Controller controller, Network network, string name)
    {
        var start = Stopwatch.GetTimestamp();
        var endpoint = controller.Endpoints.Add(network, new EndpointSpec { Name = name });
        var added = Stopwatch.GetTimestamp();
        endpoint = controller.Sandboxes.Join(endpoint, name);
        var result = (Stopwatch.GetElapsedTime(added).TotalMicroseconds, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        controller.Sandboxes.Leave(endpoint);
        controller.Endpoints.Remove(endpoint);
        return result;
    }

    private double[] Start(int number)
    {
        using var process = Children.Start(ChildArgument, cnet.Host.Name, string.Create(CultureInfo.InvariantCulture, $"fresh{number}"));
        return [.. process.Finish().Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
    }

    private static string Text(double value, string format = "0") => value.ToString(format, CultureInfo.InvariantCulture);
}
