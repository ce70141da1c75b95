using System.Management.Automation;
using System.Net.Sockets;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>New-CNetRoute adds routes, or takes the place of some. Equivalent to: <c>ip route add</c>, <c>ip route replace</c></summary>
[Cmdlet(VerbsCommon.New, "CNetRoute", SupportsShouldProcess = true, DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(Route))]
public sealed class NewCNetRouteCommand : NamespaceCommand
{
    /// <summary>The destinations.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "Destinations such as 10.9.0.0/16, an address, or default for everywhere.")]
    [DestinationArgument]
    public DestinationValue[]? DestinationPrefix { get; set; }

    /// <summary>The next hops.</summary>
    [Parameter(Position = 1, HelpMessage = "The address of the next hop; several spread packets over them.")]
    [IPAddressArgument]
    public IPAddressValue[]? NextHop { get; set; }

    /// <summary>The interfaces.</summary>
    [Parameter(Position = 2, HelpMessage = "The interface; of several next hops one for all, or one for each.")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNull]
    public string[]? InterfaceName { get; set; }

    /// <summary>The weights.</summary>
    [Parameter(HelpMessage = "The share of each of several next hops, 1 to 256.")]
    public int[]? Weight { get; set; }

    /// <summary>The metric.</summary>
    [Parameter(HelpMessage = "The metric: of several routes to one destination the lowest is used.")]
    public long? RouteMetric { get; set; }

    /// <summary>The type.</summary>
    [Parameter(HelpMessage = "What happens to packets: unicast, blackhole, unreachable, prohibit, throw, local and others of the kernel's.")]
    [ArgumentCompleter(typeof(RouteTypeCompleter))]
    public string Type { get; set; } = "unicast";

    /// <summary>The table.</summary>
    [Parameter(HelpMessage = "The table: main, local, default, or a number; the one that is usual for the type where it is not given.")]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string? Table { get; set; }

    /// <summary>The source address.</summary>
    [Parameter(HelpMessage = "The source address of packets whose program chose none.")]
    [IPAddressArgument]
    public IPAddressValue? PreferredSource { get; set; }

    /// <summary>Who made it.</summary>
    [Parameter(HelpMessage = "Who made it: boot, static and others, or a number.")]
    [ArgumentCompleter(typeof(RouteProtocolCompleter))]
    public string Protocol { get; set; } = "boot";

    /// <summary>The scope.</summary>
    [Parameter(HelpMessage = "How far away the destination is: global, link or host; what is usual where it is not given. IPv4 only.")]
    [ArgumentCompleter(typeof(ScopeCompleter))]
    public string? Scope { get; set; }

    /// <summary>The MTU.</summary>
    [Parameter(HelpMessage = "The MTU of packets that take the route, in bytes.")]
    public int? Mtu { get; set; }

    /// <summary>The next hop is there.</summary>
    [Parameter(HelpMessage = "Takes the next hop to be on the link of the interface, though no address of the interface says so.")]
    public SwitchParameter OnLink { get; set; }

    /// <summary>The family.</summary>
    [Parameter(HelpMessage = "IPv4 or IPv6, for a default route without a next hop.")]
    public IPFamily? AddressFamily { get; set; }

    /// <summary>Takes the place of another.</summary>
    [Parameter(HelpMessage = "Takes the place of a route to the same destination with the same metric, where there is one.")]
    public SwitchParameter Replace { get; set; }

    /// <summary>Of one of CNet's too.</summary>
    [Parameter(HelpMessage = "With -Replace: also takes the place of a route of an endpoint or a network.")]
    public SwitchParameter Force { get; set; }

    private protected override void Work(string? ns) => ForEach(DestinationPrefix, destination =>
    {
        var isIPv6 = NextHop is [var first, ..] ? first.Value.AddressFamily == AddressFamily6 : AddressFamily == IPFamily.IPv6;
        var spec = new RouteSpec
        {
            DestinationPrefix = destination.Of(isIPv6),
            Hops = ReadHops(),
            RouteMetric = RouteMetric,
            Type = Type,
            Table = Table,
            PreferredSource = PreferredSource?.Value,
            Protocol = Protocol,
            Scope = Scope,
            Mtu = Mtu,
        };
        var decision = Ask($"{destination}{(ns is null ? "" : $" in {ns}")}", Replace ? "Replace route" : "Add route");
        if (decision != Decision.Skip) WriteObject(Controller.Routes.Add(spec, ns, Replace, Force, decision == Decision.Preview ? Foresight : null, Cancellation));
    });

    private const AddressFamily AddressFamily6 = System.Net.Sockets.AddressFamily.InterNetworkV6;

    private List<RouteHop> ReadHops()
    {
        var count = Math.Max(NextHop?.Length ?? 0, InterfaceName?.Length ?? 0);
        foreach (var (name, length) in new[] { (nameof(NextHop), NextHop?.Length), (nameof(InterfaceName), InterfaceName?.Length), (nameof(Weight), Weight?.Length) })
            if (length is { } given && given != count && !(given == 1 && name == nameof(InterfaceName)))
                throw new CNetException(CNetError.CountMismatch, $"There are {count} hops and {given} of -{name}.", given, $"Give as many of -{name} as there are hops.");
        return [.. Enumerable.Range(0, count).Select(i => new RouteHop(NextHop?[i].Value, InterfaceName is [var only] ? only : InterfaceName?[i], Weight?[i] ?? 1, OnLink))];
    }
}
