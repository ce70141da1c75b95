using System.Management.Automation;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>Get-CNetRoute lists routes of the Host, of sandboxes, or of any namespace. Equivalent to: <c>ip route show</c>, <c>ip -6 route show</c></summary>
[Cmdlet(VerbsCommon.Get, "CNetRoute", DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(Route))]
public sealed class GetCNetRouteCommand : NamespaceCommand
{
    /// <summary>The destinations.</summary>
    [Parameter(Position = 0, HelpMessage = "Destinations such as 10.1.0.0/24 or 0.0.0.0/0; all where it is not given.")]
    [CidrArgument]
    public CidrValue[]? DestinationPrefix { get; set; }

    /// <summary>The interface.</summary>
    [Parameter(HelpMessage = "Only routes by these interfaces.")]
    public string[]? InterfaceName { get; set; }

    /// <summary>All tables.</summary>
    [Parameter(HelpMessage = "Routes of all tables, not of the main one only.")]
    public SwitchParameter AllTables { get; set; }

    private protected override void Work(string? ns)
    {
        var wanted = DestinationPrefix?.Select(prefix => prefix.Value).ToHashSet();
        foreach (var route in Controller.Routes.List(ns, AllTables, Cancellation))
            if ((wanted is null || wanted.Contains(route.DestinationPrefix)) && (InterfaceName is null || InterfaceName.Contains(route.InterfaceName)))
                WriteObject(route);
    }
}
