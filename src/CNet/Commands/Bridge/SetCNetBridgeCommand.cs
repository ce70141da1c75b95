using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Set-CNetBridge changes bridges. Those of networks stay as they are. Equivalent to: <c>brctl stp|setageing|setfd|sethello|setmaxage|setbridgeprio</c>, <c>ip link set BRIDGE type bridge …</c></summary>
[Cmdlet(VerbsCommon.Set, "CNetBridge", SupportsShouldProcess = true, DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(Bridge))]
public sealed class SetCNetBridgeCommand : NamespaceObjectCommand<Bridge>
{
    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OfSandbox, HelpMessage = "Names of bridges, with wildcards.")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OfNamespace, HelpMessage = "Names of bridges, with wildcards.")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNull]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>The spanning tree protocol.</summary>
    [Parameter(HelpMessage = "Whether the bridge takes part in the spanning tree protocol.")]
    public bool? StpEnabled { get; set; }

    /// <summary>How long it remembers.</summary>
    [Parameter(HelpMessage = "How long the bridge remembers where a MAC address is: 5m, 300.")]
    [DurationArgument]
    public DurationValue? AgeingTime { get; set; }

    /// <summary>How long it waits.</summary>
    [Parameter(HelpMessage = "How long a port listens, and how long it learns, before it forwards.")]
    [DurationArgument]
    public DurationValue? ForwardDelay { get; set; }

    /// <summary>How often the root is heard.</summary>
    [Parameter(HelpMessage = "How often the bridge says that it is there where it is the root.")]
    [DurationArgument]
    public DurationValue? HelloTime { get; set; }

    /// <summary>How long the root is believed in.</summary>
    [Parameter(HelpMessage = "How long the bridge believes in a root that it does not hear.")]
    [DurationArgument]
    public DurationValue? MaxAge { get; set; }

    /// <summary>The priority.</summary>
    [Parameter(HelpMessage = "The priority, 0 to 65535: the bridge of the lowest becomes the root.")]
    public int? Priority { get; set; }

    /// <summary>VLANs.</summary>
    [Parameter(HelpMessage = "Whether the bridge keeps VLANs apart.")]
    public bool? VlanFiltering { get; set; }

    /// <summary>Multicast.</summary>
    [Parameter(HelpMessage = "Whether the bridge sends multicast only to ports that asked for it.")]
    public bool? MulticastSnooping { get; set; }

    /// <summary>Those of networks too.</summary>
    [Parameter(HelpMessage = "Changes bridges of networks too.")]
    public SwitchParameter Force { get; set; }

    private protected override IEnumerable<Bridge> Find(string? ns)
    {
        var there = Controller.Bridges.List(ns, Cancellation);
        var found = new List<Bridge>();
        ForEach(Name, name => found.AddRange(WildcardPattern.ContainsWildcardCharacters(name) ? there.Where(bridge => Wildcards.IsInterface(name, bridge.Name))
            : Demand(there.Where(bridge => bridge.Name == name), CNetError.InterfaceNotFound, $"There is no bridge '{name}'{(ns is null ? "" : $" in {ns}")}.", name, "Get-CNetBridge lists the bridges.")));
        return found;
    }

    private protected override void Act(Bridge item)
    {
        var settings = new BridgeSettings
        {
            StpEnabled = StpEnabled,
            AgeingTime = AgeingTime?.Value,
            ForwardDelay = ForwardDelay?.Value,
            HelloTime = HelloTime?.Value,
            MaxAge = MaxAge?.Value,
            Priority = Priority,
            VlanFiltering = VlanFiltering,
            MulticastSnooping = MulticastSnooping,
        };
        var decision = Ask($"{item}{(item.Namespace is null ? "" : $" in {item.Namespace}")}", "Change bridge", item.IsPreview);
        if (decision == Decision.Skip) return;
        var changed = Controller.Bridges.Set(item, settings, Force, decision == Decision.Preview ? Foresight : null, Cancellation);
        if (PassThru) WriteObject(changed);
    }
}
