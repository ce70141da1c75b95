using System.Management.Automation;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>New-CNetForwardingEntry tells bridges and tunnels where MAC addresses are. Equivalent to: <c>bridge fdb add</c>, <c>bridge fdb replace</c>, <c>bridge fdb append</c></summary>
[Cmdlet(VerbsCommon.New, "CNetForwardingEntry", SupportsShouldProcess = true, DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(ForwardingEntry))]
public sealed class NewCNetForwardingEntryCommand : InterfaceTargetCommand
{
    /// <summary>The MAC addresses.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The MAC addresses; 00:00:00:00:00:00 for all that a tunnel does not know.")]
    [MacAddressArgument]
    public MacAddressValue[]? MacAddress { get; set; }

    /// <summary>How it stays.</summary>
    [Parameter(HelpMessage = "How the entry stays: Static, Dynamic as if it had been learned, Permanent for an address of the interface itself; Permanent with -Destination, else Static where it is not given.")]
    public ForwardingState? State { get; set; }

    /// <summary>The VLAN.</summary>
    [Parameter(HelpMessage = "The VLAN; all where it is not given.")]
    public int? Vlan { get; set; }

    /// <summary>The other end.</summary>
    [Parameter(HelpMessage = "The address of the other end of the tunnel.")]
    [IPAddressArgument]
    public IPAddressValue? Destination { get; set; }

    /// <summary>The other end's port.</summary>
    [Parameter(HelpMessage = "The port of the other end; the tunnel's where it is not given.")]
    public int? Port { get; set; }

    /// <summary>The other end's network.</summary>
    [Parameter(HelpMessage = "The number of the network at the other end; the tunnel's where it is not given.")]
    public long? Vni { get; set; }

    /// <summary>The interface's own table.</summary>
    [Parameter(HelpMessage = "Adds to the interface's own table, not to that of its bridge.")]
    public SwitchParameter Self { get; set; }

    /// <summary>Stays there.</summary>
    [Parameter(HelpMessage = "Frames from elsewhere never move the entry.")]
    public SwitchParameter Sticky { get; set; }

    /// <summary>Takes the place of another.</summary>
    [Parameter(HelpMessage = "Takes the place of the entry that is there.")]
    public SwitchParameter Replace { get; set; }

    /// <summary>Adds to another.</summary>
    [Parameter(HelpMessage = "Adds to the entry that is there: a tunnel sends to both.")]
    public SwitchParameter Append { get; set; }

    /// <summary>Of one of CNet's too.</summary>
    [Parameter(HelpMessage = "With -Replace and -Append: also moves the entry of an endpoint or a network.")]
    public SwitchParameter Force { get; set; }

    private protected override void Give(string? ns, string link) => ForEach(MacAddress, mac =>
    {
        if (Replace && Append) throw new CNetException(CNetError.OptionInvalid, "An entry cannot both take the place of another and stand beside it.", mac.Text, "Give -Replace or -Append.");
        var spec = new ForwardingEntrySpec
        {
            MacAddress = mac.Value,
            InterfaceName = link,
            State = State ?? (Destination is null ? ForwardingState.Static : ForwardingState.Permanent),
            IsSelf = Self ? true : null,
            IsSticky = Sticky,
            Vlan = Vlan,
            Destination = Destination?.Value,
            Port = Port,
            Vni = Vni,
        };
        var decision = Ask($"{link}{(ns is null ? "" : $" in {ns}")}", $"{(Replace ? "Replace" : "Add")} forwarding entry {mac}");
        var conflict = Replace ? ForwardingConflict.Replace : Append ? ForwardingConflict.Append : ForwardingConflict.Refuse;
        if (decision != Decision.Skip) WriteObject(Controller.ForwardingEntries.Add(spec, ns, conflict, Force, decision == Decision.Preview ? Foresight : null, Cancellation));
    });
}
