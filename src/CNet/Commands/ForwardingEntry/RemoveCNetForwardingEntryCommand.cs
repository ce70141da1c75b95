using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Remove-CNetForwardingEntry has bridges and tunnels forget where MAC addresses are. Equivalent to: <c>bridge fdb del</c></summary>
[Cmdlet(VerbsCommon.Remove, "CNetForwardingEntry", SupportsShouldProcess = true, DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(ForwardingEntry))]
public sealed class RemoveCNetForwardingEntryCommand : NamespaceObjectCommand<ForwardingEntry>
{
    /// <summary>The MAC addresses.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OfSandbox, HelpMessage = "The MAC addresses; 00:00:00:00:00:00 for all that a tunnel does not know.")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OfNamespace, HelpMessage = "The MAC addresses; 00:00:00:00:00:00 for all that a tunnel does not know.")]
    [MacAddressArgument]
    public MacAddressValue[]? MacAddress { get; set; }

    /// <summary>The interface.</summary>
    [Parameter(Position = 1, ParameterSetName = OfSandbox, HelpMessage = "The interface; whichever knows the addresses where it is not given.")]
    [Parameter(Position = 1, ParameterSetName = OfNamespace, HelpMessage = "The interface; whichever knows the addresses where it is not given.")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNullOrEmpty]
    public string? InterfaceName { get; set; }

    /// <summary>The VLAN.</summary>
    [Parameter(ParameterSetName = OfSandbox, HelpMessage = "Only entries of this VLAN.")]
    [Parameter(ParameterSetName = OfNamespace, HelpMessage = "Only entries of this VLAN.")]
    public int? Vlan { get; set; }

    /// <summary>The other end.</summary>
    [Parameter(ParameterSetName = OfSandbox, HelpMessage = "Only entries to this other end of a tunnel.")]
    [Parameter(ParameterSetName = OfNamespace, HelpMessage = "Only entries to this other end of a tunnel.")]
    [IPAddressArgument]
    public IPAddressValue? Destination { get; set; }

    /// <summary>Those of CNet too.</summary>
    [Parameter(HelpMessage = "Takes away entries of endpoints and networks too.")]
    public SwitchParameter Force { get; set; }

    private protected override IEnumerable<ForwardingEntry> Find(string? ns)
    {
        var there = Controller.ForwardingEntries.List(ns, Cancellation).Where(entry => (InterfaceName is null || entry.InterfaceName == InterfaceName) && (Vlan is null || entry.Vlan == Vlan)
            && (Destination is null || Destination.Value.Equals(entry.Destination))).ToList();
        var found = new List<ForwardingEntry>();
        ForEach(MacAddress, mac => found.AddRange(Demand(there.Where(entry => entry.MacAddress == mac.Value), CNetError.NeighborNotFound, $"Nobody knows where {mac} is{(ns is null ? "" : $" in {ns}")}.", mac.Text, "Get-CNetForwardingEntry lists the entries.")));
        return found;
    }

    private protected override void Act(ForwardingEntry item) => Remove(item, item.Namespace, "Remove forwarding entry", item.IsPreview,
        () => Controller.ForwardingEntries.RefuseRemoval(item, Force), () => Controller.ForwardingEntries.Remove(item, Force, Cancellation));
}
