using System.Globalization;
using CNet.Benchmarks.Contestants;
using CNet.Benchmarks.Contestants.Publishers;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Scenarios;

/// <summary>Many ports at once, in CNet's ways: as a range, by one call, through one pipeline.</summary>
internal sealed class ManyPortsScenario(Options options, CancellationToken cancellation)
{
    private const int HostFirst = 20_001, ContainerFirst = 40_001;
    private readonly Table _table = new("Many ports at once: milliseconds", "operation", "ports", "median", "p90", "target");

    internal Table Run()
    {
        using (var publisher = new CNetPublisher(CNetPublisher.OnIPv4, Published.IPv4))
        {
            var (host, container) = (Range(HostFirst), Range(ContainerFirst));
            PortSpec equal = PortSpec.Parse($"0.0.0.0:{host}:{host}"), shifted = PortSpec.Parse($"0.0.0.0:{host}:{container}");
            Measure(publisher, "a range onto equal ports", [equal], options.Rounds, "");
            Measure(publisher, "a range onto other ports", [shifted], options.Rounds, "≤ 100");
            Measure(publisher, "one by one, in one call", [.. Enumerable.Range(0, options.ManyPorts).Select(port => PortSpec.Parse(Published.IPv4(port)))], options.ManyRounds, "");
        }
        if (CNetShell.IsInstalled)
            using (var shell = new ShellPublisher())
            {
                Samples published = new(), withdrawn = new();
                for (var i = 0; i < options.ManyRounds; i++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    published.Add(shell.PublishMany(0, options.ManyPorts));
                    withdrawn.Add(shell.UnpublishAll());
                }
                Row("an object for each | Publish-CNetPort", published, "");
                Row("Get-CNetPort | Unpublish-CNetPort", withdrawn, "");
            }
        _table.Notes.Add("In process, on the IPv4 addresses of a Host that has no other port; the last two in a pwsh. A range onto equal ports is one element of nf_tables, and one onto other ports an element for each.");
        return _table;
    }

    private void Measure(CNetPublisher publisher, string name, PortSpec[] specs, int rounds, string target)
    {
        Samples published = new(), withdrawn = new();
        for (var i = -1; i < rounds; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<PortMapping> mappings = [];
            var there = Sample.Of(() => mappings = publisher.Controller.Ports.Publish(publisher.Endpoint, specs));
            var gone = Sample.Of(() =>
            {
                foreach (var mapping in mappings) publisher.Controller.Ports.Unpublish(mapping);
            });
            if (i < 0) continue;
            published.Add(there);
            withdrawn.Add(gone);
        }
        Row(name, published, target);
        Row(name + ", taken back", withdrawn, "");
    }

    private PortRange Range(int first) => new(first, first + options.ManyPorts - 1);

    private void Row(string name, Samples samples, string target) =>
        _table.Add(name, options.ManyPorts.ToString("N0", CultureInfo.InvariantCulture), Text(samples.Median), Text(samples.P90), target);

    private static string Text(double microseconds) => (microseconds / 1000).ToString("0.0", CultureInfo.InvariantCulture);
}
