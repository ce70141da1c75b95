using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>
/// New-CNetInterface makes virtual interfaces on the Host, in sandboxes or in any namespace. Equivalent to: <c>ip link add NAME type KIND …</c>,
/// <c>ip tuntap add NAME mode tun</c>
/// </summary>
[Cmdlet(VerbsCommon.New, "CNetInterface", SupportsShouldProcess = true, DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(Interface))]
public sealed class NewCNetInterfaceCommand : NamespaceCommand
{
    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The names: up to 15 bytes each, without '/', ':' and white space.")]
    public string[] Name { get; set; } = [];

    /// <summary>The kind.</summary>
    [Parameter(Mandatory = true, Position = 1, HelpMessage = "The kind: veth, bridge, macvlan, vxlan, tun, tap, ifb, and where the kernel has them dummy, vlan, ipvlan, vrf, wireguard.")]
    [ArgumentCompleter(typeof(InterfaceKindCompleter))]
    public string Kind { get; set; } = "";

    /// <summary>Of veth: the names of the other ends.</summary>
    [Parameter(HelpMessage = "Of veth: the name of the other end, for each name one.")]
    [ValidateNotNull]
    public string[]? Peer { get; set; }

    /// <summary>Of veth: the namespace of the other end.</summary>
    [Parameter(HelpMessage = "Of veth: the namespace of the other end: an object, a name, a path or a process; that of the interface where it is not given.")]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [NamespaceArgument]
    [ValidateNotNull]
    public NamespaceRef? PeerNamespace { get; set; }

    /// <summary>Of veth: the sandbox of the other end.</summary>
    [Parameter(HelpMessage = "Of veth: the sandbox of the other end.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    [ValidateNotNull]
    public SandboxRef? PeerSandbox { get; set; }

    /// <summary>Of veth: the MAC address of the other end.</summary>
    [Parameter(HelpMessage = "Of veth: the MAC address of the other end.")]
    [MacAddressArgument]
    [ValidateNotNull]
    public MacAddressValue? PeerMacAddress { get; set; }

    /// <summary>Of macvlan, ipvlan, vlan and vxlan: the interface it is made upon.</summary>
    [Parameter(HelpMessage = "Of macvlan, ipvlan, vlan and vxlan: the interface it is made upon, in the same namespace.")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [InterfaceArgument]
    [ValidateNotNull]
    public InterfaceRef? Parent { get; set; }

    /// <summary>Of macvlan and ipvlan: how it goes about its parent.</summary>
    [Parameter(HelpMessage = "Of macvlan: Private, Vepa (the kernel's default), Bridge, Passthru or Source; of ipvlan: L2, L3 (the kernel's default) or L3S.")]
    public InterfaceMode? Mode { get; set; }

    /// <summary>Of vlan and vxlan: the number of the VLAN or of the network.</summary>
    [Parameter(HelpMessage = "Of vlan: the number of the VLAN, 1 to 4094; of vxlan: that of the network, 0 to 16777215.")]
    public int? Id { get; set; }

    /// <summary>Of vxlan: the address it is sent from.</summary>
    [Parameter(HelpMessage = "Of vxlan: the address it is sent from.")]
    [IPAddressArgument]
    [ValidateNotNull]
    public IPAddressValue? LocalAddress { get; set; }

    /// <summary>Of vxlan: the address of the other side, or a multicast group.</summary>
    [Parameter(HelpMessage = "Of vxlan: the address of the other side, or a multicast group.")]
    [IPAddressArgument]
    [ValidateNotNull]
    public IPAddressValue? RemoteAddress { get; set; }

    /// <summary>Of vxlan: the UDP port.</summary>
    [Parameter(HelpMessage = "Of vxlan: the UDP port; 4789 where it is not given.")]
    public int? Port { get; set; }

    /// <summary>Of vxlan: does not learn from what arrives where a MAC address is.</summary>
    [Parameter(HelpMessage = "Of vxlan: does not learn from what arrives where a MAC address is.")]
    public SwitchParameter NoLearning { get; set; }

    /// <summary>Of tun and tap: the user who may open it.</summary>
    [Parameter(HelpMessage = "Of tun and tap: the user who may open it, by name or number; root where it is not given.")]
    [ValidateNotNull]
    public string? User { get; set; }

    /// <summary>Of vrf: the number of the routing table.</summary>
    [Parameter(HelpMessage = "Of vrf: the number of the routing table.")]
    public int? Table { get; set; }

    /// <summary>Of bridge: takes part in the spanning tree protocol.</summary>
    [Parameter(HelpMessage = "Of bridge: takes part in the spanning tree protocol.")]
    public SwitchParameter Stp { get; set; }

    /// <summary>Of bridge: keeps VLANs apart.</summary>
    [Parameter(HelpMessage = "Of bridge: keeps VLANs apart.")]
    public SwitchParameter VlanFiltering { get; set; }

    /// <summary>Of bridge: how long it remembers where a MAC address is.</summary>
    [Parameter(HelpMessage = "Of bridge: how long it remembers where a MAC address is: 30s, 5m, a TimeSpan, or a number of seconds; 300 s where it is not given.")]
    [DurationArgument]
    [ValidateNotNull]
    public DurationValue? AgeingTime { get; set; }

    /// <summary>The MTU.</summary>
    [Parameter(HelpMessage = "The MTU in bytes; of a pair, of both ends.")]
    [ValidateRange(1, int.MaxValue)]
    public int? Mtu { get; set; }

    /// <summary>The MAC address.</summary>
    [Parameter(HelpMessage = "The MAC address; the kernel chooses one where it is not given.")]
    [MacAddressArgument]
    [ValidateNotNull]
    public MacAddressValue? MacAddress { get; set; }

    /// <summary>The group.</summary>
    [Parameter(HelpMessage = "The number of its group.")]
    [ValidateRange(0, int.MaxValue)]
    public int? Group { get; set; }

    /// <summary>A text that says what it is for.</summary>
    [Parameter(HelpMessage = "A text that says what it is for.")]
    [ValidateNotNull]
    public string? Alias { get; set; }

    /// <summary>How many packets may wait to leave by it.</summary>
    [Parameter(HelpMessage = "How many packets may wait to leave by it.")]
    [ValidateRange(0, int.MaxValue)]
    public int? TxQueueLength { get; set; }

    /// <summary>The bridge or VRF it becomes a part of.</summary>
    [Parameter(HelpMessage = "The bridge or VRF it becomes a part of, in the same namespace.")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [InterfaceArgument]
    [ValidateNotNull]
    public InterfaceRef? Master { get; set; }

    /// <summary>Its addresses.</summary>
    [Parameter(HelpMessage = "Its addresses: 10.0.0.1/24, fd00::1/64.")]
    [InterfaceAddressArgument]
    [ValidateNotNull]
    public InterfaceAddressValue[]? IPAddress { get; set; }

    /// <summary>Sets it up.</summary>
    [Parameter(HelpMessage = "Sets it up; of a pair, both ends.")]
    [Alias("Up")]
    public SwitchParameter Enable { get; set; }

    /// <summary>Also in the bridge of a network.</summary>
    [Parameter(HelpMessage = "With -Master: also makes it a part of the bridge of a network, which CNet does not expect.")]
    public SwitchParameter Force { get; set; }

    private protected override void Work(string? ns)
    {
        if (Peer is not null && Peer.Length != Name.Length)
            throw new CNetException(CNetError.CountMismatch, $"There are {Name.Length} names and {Peer.Length} names of other ends.", Peer, "Give one -Peer for each name.");
        if (PeerSandbox is not null && PeerNamespace is not null)
            throw new CNetException(CNetError.NameAmbiguous, "Both a sandbox and a namespace are said to have the other end.", Name, "Give -PeerSandbox or -PeerNamespace.");
        ForEach(Enumerable.Range(0, Name.Length), index => Make(Specify(index), ns));
    }

    private void Make(InterfaceSpec spec, string? ns)
    {
        var decision = Ask(ns is null ? spec.Name : $"{spec.Name} in {ns}", $"Create {spec.Kind} interface");
        if (decision != Decision.Skip) WriteObject(Controller.Interfaces.Create(spec, ns, Force, decision == Decision.Preview ? Foresight : null, Cancellation));
    }

    private InterfaceSpec Specify(int index) => new()
    {
        Name = Name[index],
        Kind = Kind,
        Peer = Peer?[index],
        PeerNamespace = PeerSandbox is null ? PeerNamespace?.Locator : Controller.ResolveOne(PeerSandbox).Namespace,
        PeerMacAddress = PeerMacAddress?.Value,
        Parent = Parent?.Text,
        Mode = Mode,
        Id = Id,
        LocalAddress = LocalAddress?.Value,
        RemoteAddress = RemoteAddress?.Value,
        Port = Port,
        NoLearning = NoLearning,
        User = User,
        Table = Table,
        Stp = Stp,
        VlanFiltering = VlanFiltering,
        AgeingTime = AgeingTime?.Value,
        Mtu = Mtu,
        MacAddress = MacAddress?.Value,
        Group = Group,
        Alias = Alias,
        TxQueueLength = TxQueueLength,
        Master = Master?.Text,
        Addresses = [.. (IPAddress ?? []).Select(address => address.Value)],
        Enable = Enable,
    };
}
