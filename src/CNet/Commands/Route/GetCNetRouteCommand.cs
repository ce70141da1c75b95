using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Get-CNetRoute lists routes of the Host, of sandboxes, or of any namespace. Equivalent to: <c>ip route show</c>, <c>ip -6 route show</c>, <c>ip route get ADDRESS</c></summary>
[Cmdlet(VerbsCommon.Get, "CNetRoute", DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(Route))]
public sealed class GetCNetRouteCommand : InterfaceViewCommand
{
    /// <summary>The destinations.</summary>
    [Parameter(Position = 0, HelpMessage = "Destinations such as 10.1.0.0/24, or default; all where it is not given.")]
    [DestinationArgument]
    public DestinationValue[]? DestinationPrefix { get; set; }

    /// <summary>Where packets are to go.</summary>
    [Parameter(HelpMessage = "Addresses: of each the one route that packets to it take.")]
    [IPAddressArgument]
    public IPAddressValue[]? To { get; set; }

    /// <summary>The tables.</summary>
    [Parameter(HelpMessage = "Only routes of these tables: main, local, default, or numbers; of the main one where it is not given.")]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string[]? Table { get; set; }

    /// <summary>All tables.</summary>
    [Parameter(HelpMessage = "Routes of all tables, not of the main one only.")]
    public SwitchParameter AllTables { get; set; }

    /// <summary>The family.</summary>
    [Parameter(HelpMessage = "Only IPv4 or only IPv6.")]
    public IPFamily? AddressFamily { get; set; }

    private protected override void Show(string? ns)
    {
        ForEach(To, address => WriteObject(Controller.Routes.Find(address.Value, ns, Cancellation)));
        if (To is not null) return;
        var wanted = DestinationPrefix?.SelectMany(destination => destination.All).ToHashSet();
        var tables = Table?.Select(Routes.TableOf).ToHashSet();
        var there = Controller.Routes.List(ns, AllTables || Table is not null, Cancellation).Where(route => (wanted is null || wanted.Contains(route.DestinationPrefix)) && (tables is null || tables.Contains(route.Table)) && Families.Fits(AddressFamily, route.DestinationPrefix.AddressFamily)
            && (route.Hops.Count > 1 ? route.Hops.Any(hop => Fits(hop.InterfaceName)) : Fits(route.InterfaceName))).ToList();
        foreach (var destination in DestinationPrefix ?? [])
            if (!there.Exists(route => destination.All.Contains(route.DestinationPrefix)))
                Report(new CNetException(CNetError.RouteNotFound, $"There is no route to {destination}{(ns is null ? "" : $" in {ns}")}.", destination.Text, "Get-CNetRoute lists the routes; -To finds the one that packets to an address take."));
        WriteObject(there, enumerateCollection: true);
    }
}
