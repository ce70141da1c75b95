using System.Management.Automation;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>New-CNetNeighbor tells the kernel who has an address, or has it answer for one. Equivalent to: <c>ip neigh add</c>, <c>ip neigh replace</c>, <c>ip neigh add proxy</c></summary>
[Cmdlet(VerbsCommon.New, "CNetNeighbor", SupportsShouldProcess = true, DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(Neighbor))]
public sealed class NewCNetNeighborCommand : InterfaceTargetCommand
{
    /// <summary>The addresses.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The addresses of the neighbour.")]
    [IPAddressArgument]
    public IPAddressValue[]? IPAddress { get; set; }

    /// <summary>The MAC address.</summary>
    [Parameter(Position = 2, HelpMessage = "The MAC address of the neighbour.")]
    [MacAddressArgument]
    public MacAddressValue? MacAddress { get; set; }

    /// <summary>The state.</summary>
    [Parameter(HelpMessage = "How sure the kernel is to be: Permanent for good, NoArp, Reachable or Stale for a while.")]
    public NeighborState State { get; set; } = NeighborState.Permanent;

    /// <summary>Answers for it.</summary>
    [Parameter(HelpMessage = "Answers for the addresses on that link in the neighbour's place.")]
    public SwitchParameter Proxy { get; set; }

    /// <summary>Takes the place of what is known.</summary>
    [Parameter(HelpMessage = "Takes the place of what is known of the addresses.")]
    public SwitchParameter Replace { get; set; }

    private protected override void Give(string? ns, string link) => ForEach(IPAddress, address =>
    {
        var spec = new NeighborSpec { IPAddress = address.Value, InterfaceName = link, MacAddress = MacAddress?.Value ?? default, State = State, IsProxy = Proxy };
        var decision = Ask($"{link}{(ns is null ? "" : $" in {ns}")}", $"{(Replace ? "Replace" : "Add")} {(Proxy ? "proxy for" : "neighbour")} {address}");
        if (decision != Decision.Skip) WriteObject(Controller.Neighbors.Add(spec, ns, Replace, decision == Decision.Preview ? Foresight : null, Cancellation));
    });
}
