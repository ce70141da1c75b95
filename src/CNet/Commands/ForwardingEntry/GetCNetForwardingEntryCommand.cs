using System.Management.Automation;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>Get-CNetForwardingEntry lists where bridges and tunnels send frames. Equivalent to: <c>bridge fdb show</c>, <c>brctl showmacs</c></summary>
[Cmdlet(VerbsCommon.Get, "CNetForwardingEntry", DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(ForwardingEntry))]
public sealed class GetCNetForwardingEntryCommand : InterfaceViewCommand
{
    /// <summary>The MAC addresses.</summary>
    [Parameter(Position = 0, HelpMessage = "Only these MAC addresses; all where it is not given.")]
    [MacAddressArgument]
    public MacAddressValue[]? MacAddress { get; set; }

    /// <summary>The bridges.</summary>
    [Parameter(HelpMessage = "Only entries of these bridges, with wildcards.")]
    [ValidateNotNull]
    [SupportsWildcards]
    public string[]? Bridge { get; set; }

    /// <summary>The VLANs.</summary>
    [Parameter(HelpMessage = "Only entries of these VLANs.")]
    public int[]? Vlan { get; set; }

    /// <summary>The states.</summary>
    [Parameter(HelpMessage = "Only entries in these states: Dynamic for those that were learned, Static, Permanent.")]
    public ForwardingState[]? State { get; set; }

    private protected override void Show(string? ns)
    {
        var macs = MacAddress?.Select(mac => mac.Value).ToHashSet();
        var there = Controller.ForwardingEntries.List(ns, Cancellation).Where(entry => Fits(entry.InterfaceName) && (macs is null || macs.Contains(entry.MacAddress))
            && (Bridge is null || (entry.Bridge is { } bridge && Bridge.Any(name => Wildcards.IsInterface(name, bridge))))
            && (Vlan is null || (entry.Vlan is { } vlan && Vlan.Contains(vlan))) && (State is null || State.Contains(entry.State))).ToList();
        foreach (var name in Bridge ?? [])
            if (!WildcardPattern.ContainsWildcardCharacters(name) && !Controller.Bridges.List(ns, Cancellation).Any(bridge => bridge.Name == name))
                Report(new CNetException(CNetError.InterfaceNotFound, $"There is no bridge '{name}'{(ns is null ? "" : $" in {ns}")}.", name, "Get-CNetBridge lists the bridges."));
        foreach (var mac in macs ?? [])
            if (!there.Exists(entry => entry.MacAddress == mac))
                Report(new CNetException(CNetError.NeighborNotFound, $"Nobody knows where {mac} is{(ns is null ? "" : $" in {ns}")}.", mac, "Get-CNetForwardingEntry lists the entries."));
        WriteObject(there, enumerateCollection: true);
    }
}
