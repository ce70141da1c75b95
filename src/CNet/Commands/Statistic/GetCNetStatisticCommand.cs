using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>
/// Get-CNetStatistic shows what interfaces have received and sent, in all or in a second: those of endpoints, of sandboxes, of the Host, or of any namespace.
/// Equivalent to: <c>ip -s link show</c>
/// </summary>
[Cmdlet(VerbsCommon.Get, "CNetStatistic", DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(Statistic), typeof(StatisticRate))]
public sealed class GetCNetStatisticCommand : NamespaceCommand
{
    private static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(1), LongestWait = TimeSpan.FromMilliseconds(int.MaxValue);
    private readonly List<Statistic> _earlier = [];
    private HashSet<string>? _only;

    /// <summary>Endpoints whose statistics are wanted.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfEndpoint, HelpMessage = "Endpoints whose statistics are wanted, as their sandboxes see them; one that is not joined has none.")]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    [EndpointArgument]
    [SupportsWildcards]
    public EndpointRef[]? Endpoint { get; set; }

    /// <summary>Interfaces whose statistics are wanted.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfInterface, HelpMessage = "Interfaces whose statistics are wanted.")]
    public Interface[]? InputObject { get; set; }

    /// <summary>The interfaces.</summary>
    [Parameter(HelpMessage = "Only interfaces of these names, with wildcards.")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNull]
    [SupportsWildcards]
    public string[]? InterfaceName { get; set; }

    /// <summary>Measures rates.</summary>
    [Parameter(HelpMessage = "Looks twice, and shows what was received and sent in a second.")]
    public SwitchParameter Rate { get; set; }

    /// <summary>For how long.</summary>
    [Parameter(HelpMessage = "How long a rate is measured: 500ms, 10s, 2m; one second where it is not given. It means -Rate.")]
    [DurationArgument]
    public DurationValue? Interval { get; set; }

    private protected override void Execute()
    {
        if (Endpoint is not null) ForEach(Endpoint, reference => ForEach(Controller.Resolve(reference), LookAt));
        else if (InputObject is not null) ForEach(InputObject, link => LookAt(link.Namespace, link.Name));
        else base.Execute();
    }

    private protected override void Work(string? ns)
    {
        foreach (var statistic in Controller.Statistics.List(ns, Cancellation))
        {
            if ((_only is not null && !_only.Contains(statistic.InterfaceName)) || !Fits(statistic.InterfaceName)) continue;
            if (Rate || Interval is not null) _earlier.Add(statistic);
            else WriteObject(statistic);
        }
    }

    /// <summary>Waits once for all that came down the pipeline, and looks again, once into each namespace.</summary>
    private protected override void Complete()
    {
        if (_earlier.Count == 0) return;
        var interval = Interval?.Value ?? UsualInterval;
        if (Cancellation.WaitHandle.WaitOne(interval < LongestWait ? interval : LongestWait)) return;
        var later = new Dictionary<(string? Namespace, int Index), Statistic>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        ForEach(_earlier.Select(statistic => statistic.Namespace).Distinct(), ns =>
        {
            foreach (var statistic in Controller.Statistics.List(ns, Cancellation)) later[(ns, statistic.InterfaceIndex)] = statistic;
            seen.Add(ns ?? "");
        });
        ForEach(_earlier.Where(statistic => seen.Contains(statistic.Namespace ?? "")), earlier =>
            WriteObject(StatisticRate.Between(earlier, later.GetValueOrDefault((earlier.Namespace, earlier.InterfaceIndex)))));
    }

    private void LookAt(Endpoint endpoint)
    {
        if (endpoint.SandboxId is not null && endpoint.InterfaceName is not null) LookAt(Controller.Sandboxes.Get(endpoint.SandboxId).Namespace, endpoint.InterfaceName);
    }

    private void LookAt(string? ns, string link)
    {
        _only = new(StringComparer.Ordinal) { link };
        Work(ns);
    }

    private bool Fits(string link) => InterfaceName is null
        || InterfaceName.Any(name => Wildcards.IsInterface(name, link));
}
