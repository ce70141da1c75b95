using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Set-CNetInterface changes interfaces. Equivalent to: <c>ip link set NAME …</c>, <c>bridge link set dev NAME …</c></summary>
[Cmdlet(VerbsCommon.Set, "CNetInterface", SupportsShouldProcess = true)]
[OutputType(typeof(Interface))]
public sealed class SetCNetInterfaceCommand : InterfaceCommand
{
    /// <summary>The MTU.</summary>
    [Parameter(HelpMessage = "The MTU in bytes.")]
    [ValidateRange(1, int.MaxValue)]
    public int? Mtu { get; set; }

    /// <summary>The MAC address.</summary>
    [Parameter(HelpMessage = "The MAC address.")]
    [MacAddressArgument]
    [ValidateNotNull]
    public MacAddressValue? MacAddress { get; set; }

    /// <summary>The group.</summary>
    [Parameter(HelpMessage = "The number of its group; 0 is that of all that have no other.")]
    [ValidateRange(0, int.MaxValue)]
    public int? Group { get; set; }

    /// <summary>A text that says what it is for.</summary>
    [Parameter(HelpMessage = "A text that says what it is for; an empty one takes it away.")]
    [AllowEmptyString]
    [ValidateNotNull]
    public string? Alias { get; set; }

    /// <summary>How many packets may wait to leave by it.</summary>
    [Parameter(HelpMessage = "How many packets may wait to leave by it.")]
    [ValidateRange(0, int.MaxValue)]
    public int? TxQueueLength { get; set; }

    /// <summary>The bridge or VRF it becomes a part of.</summary>
    [Parameter(HelpMessage = "The bridge or VRF it becomes a part of.")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [InterfaceArgument]
    [ValidateNotNull]
    public InterfaceRef? Master { get; set; }

    /// <summary>Takes it out of the bridge or VRF it is a part of.</summary>
    [Parameter(HelpMessage = "Takes it out of the bridge or VRF it is a part of.")]
    public SwitchParameter NoMaster { get; set; }

    /// <summary>Keeps a port of a bridge from reaching other isolated ports.</summary>
    [Parameter(HelpMessage = "Of a port of a bridge: keeps it from reaching other isolated ports; -Isolated:$false lets it.")]
    public SwitchParameter Isolated { get; set; }

    /// <summary>Lets a bridge send a frame back to the port it came from.</summary>
    [Parameter(HelpMessage = "Of a port of a bridge: sends a frame back where it came from, too; -Hairpin:$false does not.")]
    public SwitchParameter Hairpin { get; set; }

    private protected override void Work(Interface target)
    {
        if (Master is not null && NoMaster)
            throw new CNetException(CNetError.OptionInvalid, $"The interface '{target.Name}' cannot have the master '{Master}' and none.", target.Name, "Give -Master or -NoMaster.");
        var change = new InterfaceChange
        {
            Mtu = Mtu,
            MacAddress = MacAddress?.Value,
            Group = Group,
            Alias = Alias,
            TxQueueLength = TxQueueLength,
            Master = NoMaster ? "" : Master?.Text,
            Isolated = Said(nameof(Isolated), Isolated),
            Hairpin = Said(nameof(Hairpin), Hairpin),
        };
        Change(target, "Change interface", () => Controller.Interfaces.Set(target, change, Force, Cancellation));
    }

    /// <summary>A switch, or null where nothing is said of it.</summary>
    private bool? Said(string name, SwitchParameter value) => MyInvocation.BoundParameters.ContainsKey(name) ? value.IsPresent : null;
}
