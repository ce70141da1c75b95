using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Remove-CNetRoute takes routes away. Those of endpoints and networks stay. Equivalent to: <c>ip route del</c></summary>
[Cmdlet(VerbsCommon.Remove, "CNetRoute", SupportsShouldProcess = true, DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(Route))]
public sealed class RemoveCNetRouteCommand : NamespaceObjectCommand<Route>
{
    /// <summary>The destinations.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OfSandbox, HelpMessage = "Destinations such as 10.9.0.0/16, an address, or default for everywhere.")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OfNamespace, HelpMessage = "Destinations such as 10.9.0.0/16, an address, or default for everywhere.")]
    [DestinationArgument]
    public DestinationValue[]? DestinationPrefix { get; set; }

    /// <summary>The next hop.</summary>
    [Parameter(Position = 1, ParameterSetName = OfSandbox, HelpMessage = "Only routes by this next hop.")]
    [Parameter(Position = 1, ParameterSetName = OfNamespace, HelpMessage = "Only routes by this next hop.")]
    [IPAddressArgument]
    public IPAddressValue? NextHop { get; set; }

    /// <summary>The interface.</summary>
    [Parameter(Position = 2, ParameterSetName = OfSandbox, HelpMessage = "Only routes by this interface.")]
    [Parameter(Position = 2, ParameterSetName = OfNamespace, HelpMessage = "Only routes by this interface.")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNullOrEmpty]
    public string? InterfaceName { get; set; }

    /// <summary>The metric.</summary>
    [Parameter(ParameterSetName = OfSandbox, HelpMessage = "Only routes with this metric.")]
    [Parameter(ParameterSetName = OfNamespace, HelpMessage = "Only routes with this metric.")]
    public long? RouteMetric { get; set; }

    /// <summary>The table.</summary>
    [Parameter(ParameterSetName = OfSandbox, HelpMessage = "The table: main, local, default, or a number; the main one where it is not given.")]
    [Parameter(ParameterSetName = OfNamespace, HelpMessage = "The table: main, local, default, or a number; the main one where it is not given.")]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string Table { get; set; } = "main";

    /// <summary>Those of CNet too.</summary>
    [Parameter(HelpMessage = "Takes away routes of endpoints and networks too.")]
    public SwitchParameter Force { get; set; }

    private protected override IEnumerable<Route> Find(string? ns)
    {
        var table = Routes.TableOf(Table);
        var there = Controller.Routes.List(ns, allTables: true, Cancellation).Where(route => route.Table == table && (RouteMetric is null || route.RouteMetric == RouteMetric)
            && (NextHop is null || route.Hops.Any(hop => NextHop.Value.Equals(hop.NextHop))) && (InterfaceName is null || route.Hops.Any(hop => hop.InterfaceName == InterfaceName))).ToList();
        var found = new List<Route>();
        ForEach(DestinationPrefix, destination => found.AddRange(Demand(there.Where(route => destination.All.Contains(route.DestinationPrefix)),
            CNetError.RouteNotFound, $"There is no such route to {destination}{(ns is null ? "" : $" in {ns}")}.", destination.Text, "Get-CNetRoute lists the routes.")));
        return found;
    }

    private protected override void Act(Route item) => Remove(item, item.Namespace, "Remove route", item.IsPreview,
        () => Controller.Routes.RefuseRemoval(item, Force), () => Controller.Routes.Remove(item, Force, Cancellation));
}
