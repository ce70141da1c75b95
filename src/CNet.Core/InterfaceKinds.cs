using CNet.Netlink.Route;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet;

/// <summary>The kinds of interfaces that can be made, and what may be said of each.</summary>
public static class InterfaceKinds
{
    internal const string Tun = "tun", Tap = "tap";
    private const int VxlanPort = 4789, MaxVlan = 4094, MaxVxlan = (1 << 24) - 1;

    private static readonly InterfaceMode[] MacvlanModes = [InterfaceMode.Private, InterfaceMode.Vepa, InterfaceMode.Bridge, InterfaceMode.Passthru, InterfaceMode.Source];
    private static readonly InterfaceMode[] IpvlanModes = [InterfaceMode.L2, InterfaceMode.L3, InterfaceMode.L3S];

    private static readonly Kind[] All =
    [
        new("bridge", [], [nameof(InterfaceSpec.Stp), nameof(InterfaceSpec.VlanFiltering), nameof(InterfaceSpec.AgeingTime)], static (spec, _) => new BridgeKind
        {
            Stp = spec.Stp,
            VlanFiltering = spec.VlanFiltering,
            AgeingTime = spec.AgeingTime is { } time ? (uint)Math.Round(time.TotalSeconds * 100) : null,
        }),
        new("dummy", [], [], static (_, _) => new PlainKind("dummy")),
        new("ifb", [], [], static (_, _) => PlainKind.Ifb),
        new("ipvlan", [nameof(InterfaceSpec.Parent)], [nameof(InterfaceSpec.Mode)], static (spec, ends) => new IpvlanKind(ends.Parent, IpvlanNumber(spec.Mode))) { Modes = IpvlanModes },
        new("macvlan", [nameof(InterfaceSpec.Parent)], [nameof(InterfaceSpec.Mode)], static (spec, ends) => new MacvlanKind(ends.Parent, MacvlanNumber(spec.Mode))) { Modes = MacvlanModes },
        new(Tap, [], [nameof(InterfaceSpec.User)], null) { Module = Tun },
        new(Tun, [], [nameof(InterfaceSpec.User)], null),
        new("veth", [nameof(InterfaceSpec.Peer)], [nameof(InterfaceSpec.PeerNamespace), nameof(InterfaceSpec.PeerMacAddress)],
            static (spec, ends) => new VethKind(spec.Peer!, spec.PeerMacAddress ?? default, ends.PeerNamespace, spec.Mtu ?? 0)),
        new("vlan", [nameof(InterfaceSpec.Parent), nameof(InterfaceSpec.Id)], [], static (spec, ends) => new VlanKind(ends.Parent, (ushort)spec.Id!)) { Module = "8021q", Ids = (1, MaxVlan) },
        new("vrf", [nameof(InterfaceSpec.Table)], [], static (spec, _) => new VrfKind((uint)spec.Table!)),
        new("vxlan", [nameof(InterfaceSpec.Id)],
            [nameof(InterfaceSpec.Parent), nameof(InterfaceSpec.LocalAddress), nameof(InterfaceSpec.RemoteAddress), nameof(InterfaceSpec.Port), nameof(InterfaceSpec.NoLearning)],
            static (spec, ends) => new VxlanKind((uint)spec.Id!, ends.Parent, Address(spec.LocalAddress), Address(spec.RemoteAddress), (ushort)(spec.Port ?? VxlanPort), !spec.NoLearning)) { Ids = (0, MaxVxlan) },
        new("wireguard", [], [], static (_, _) => new PlainKind("wireguard")),
    ];

    /// <summary>What only some kinds have, and whether it is said of an interface.</summary>
    private static readonly (string Name, Predicate<InterfaceSpec> IsGiven)[] Options =
    [
        (nameof(InterfaceSpec.Peer), static spec => spec.Peer is not null),
        (nameof(InterfaceSpec.PeerNamespace), static spec => spec.PeerNamespace is not null),
        (nameof(InterfaceSpec.PeerMacAddress), static spec => spec.PeerMacAddress is not null),
        (nameof(InterfaceSpec.Parent), static spec => spec.Parent is not null),
        (nameof(InterfaceSpec.Mode), static spec => spec.Mode is not null),
        (nameof(InterfaceSpec.Id), static spec => spec.Id is not null),
        (nameof(InterfaceSpec.LocalAddress), static spec => spec.LocalAddress is not null),
        (nameof(InterfaceSpec.RemoteAddress), static spec => spec.RemoteAddress is not null),
        (nameof(InterfaceSpec.Port), static spec => spec.Port is not null),
        (nameof(InterfaceSpec.NoLearning), static spec => spec.NoLearning),
        (nameof(InterfaceSpec.User), static spec => spec.User is not null),
        (nameof(InterfaceSpec.Table), static spec => spec.Table is not null),
        (nameof(InterfaceSpec.Stp), static spec => spec.Stp),
        (nameof(InterfaceSpec.VlanFiltering), static spec => spec.VlanFiltering),
        (nameof(InterfaceSpec.AgeingTime), static spec => spec.AgeingTime is not null),
    ];

    /// <summary>The names of the kinds.</summary>
    public static IReadOnlyList<string> Names { get; } = All.Select(kind => kind.Name).ToReadOnly();

    /// <summary>True for kinds whose interfaces come in pairs; those of others that have another interface are made upon it.</summary>
    internal static bool IsPair(string kind) => kind is "veth" or "netkit" or "vxcan";

    /// <summary>True for kinds whose interfaces always have another end or a parent.</summary>
    internal static bool HasLink(string kind) => IsPair(kind) || kind is "macvlan" or "macvtap" or "ipvlan" or "ipvtap" or "vlan" or "macsec";

    /// <summary>The kind of an interface to be made; refuses what does not belong to it, and what it lacks.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.OptionInvalid"/>, <see cref="CNetError.OptionUnknown"/>.</exception>
    internal static Kind Demand(InterfaceSpec spec)
    {
        var kind = Array.Find(All, kind => kind.Name == spec.Kind)
            ?? throw new CNetException(CNetError.OptionInvalid, $"There is no kind of interface '{spec.Kind}' that CNet makes.", spec.Kind, $"The kinds are {string.Join(", ", Names)}.");
        foreach (var (name, isGiven) in Options)
            if (isGiven(spec) && !kind.Required.Contains(name) && !kind.Optional.Contains(name))
                throw new CNetException(CNetError.OptionUnknown, $"{name} is nothing that an interface of kind '{kind.Name}' has, but one of kind {KindsWith(name)}.", name, $"Leave {name} away, or choose another kind.");
        var missing = kind.Required.Where(required => Options.Any(option => option.Name == required && !option.IsGiven(spec))).ToList();
        if (missing.Count > 0)
            throw new CNetException(CNetError.OptionInvalid, $"An interface of kind '{kind.Name}' needs {string.Join(" and ", missing)}.", spec.Name, $"Give {string.Join(" and ", missing.Select(name => $"-{name}"))}.");
        if (spec.Mode is { } mode && !kind.Modes.Contains(mode))
            throw new CNetException(CNetError.OptionInvalid, $"An interface of kind '{kind.Name}' has no mode {mode}.", mode, $"Its modes are {string.Join(", ", kind.Modes)}.");
        if (spec.Id is { } id && (id < kind.Ids.First || id > kind.Ids.Last)) throw OutOfRange(nameof(InterfaceSpec.Id), id, kind.Ids.First, kind.Ids.Last);
        if (spec.Port is { } port and (< 1 or > ushort.MaxValue)) throw OutOfRange(nameof(InterfaceSpec.Port), port, 1, ushort.MaxValue);
        if (spec.Table is { } table and < 1) throw OutOfRange(nameof(InterfaceSpec.Table), table, 1, int.MaxValue);
        if (spec is { LocalAddress: { } local, RemoteAddress: { } remote } && local.AddressFamily != remote.AddressFamily)
            throw new CNetException(CNetError.AddressInvalid, $"The addresses {local} and {remote} are of different families.", remote, "Give two of one family.");
        return kind;
    }

    /// <summary>The mode of a number in IFLA_MACVLAN_MODE, or null.</summary>
    internal static InterfaceMode? MacvlanMode(uint number) => number switch
    {
        MACVLAN_MODE_PRIVATE => InterfaceMode.Private,
        MACVLAN_MODE_VEPA => InterfaceMode.Vepa,
        MACVLAN_MODE_BRIDGE => InterfaceMode.Bridge,
        MACVLAN_MODE_PASSTHRU => InterfaceMode.Passthru,
        MACVLAN_MODE_SOURCE => InterfaceMode.Source,
        _ => null,
    };

    /// <summary>The mode of a number in IFLA_IPVLAN_MODE, or null.</summary>
    internal static InterfaceMode? IpvlanMode(ushort number) => number switch
    {
        IPVLAN_MODE_L2 => InterfaceMode.L2,
        IPVLAN_MODE_L3 => InterfaceMode.L3,
        IPVLAN_MODE_L3S => InterfaceMode.L3S,
        _ => null,
    };

    private static uint? MacvlanNumber(InterfaceMode? mode) => mode is { } given ? 1u << Array.IndexOf(MacvlanModes, given) : null;

    private static ushort? IpvlanNumber(InterfaceMode? mode) => mode is { } given ? (ushort)Array.IndexOf(IpvlanModes, given) : null;

    private static Ip? Address(System.Net.IPAddress? address) => address is null ? null : Ip.From(address);

    private static string KindsWith(string option) => string.Join(" or ", All.Where(kind => kind.Required.Contains(option) || kind.Optional.Contains(option)).Select(kind => kind.Name));

    private static CNetException OutOfRange(string name, int value, int first, int last) =>
        new(CNetError.OptionInvalid, $"{name} cannot be {value}.", value, $"It is a number from {first} to {last}.");

    /// <summary>What a new interface is connected to.</summary>
    /// <param name="Parent">The index of the interface it is made upon, or 0.</param>
    /// <param name="PeerNamespace">A descriptor of the namespace of the other end, or −1 for its own.</param>
    internal readonly record struct Ends(int Parent, int PeerNamespace);

    /// <summary>A kind.</summary>
    /// <param name="Name">Its name, the kernel's but for tap.</param>
    /// <param name="Required">What must be said of one.</param>
    /// <param name="Optional">What may be said of one.</param>
    /// <param name="Make">Makes it what netlink wants to know; null for those that are made by their device file.</param>
    internal sealed record Kind(string Name, string[] Required, string[] Optional, Func<InterfaceSpec, Ends, LinkKind>? Make)
    {
        /// <summary>The kernel's module.</summary>
        internal string Module { get; init; } = Name;

        internal InterfaceMode[] Modes { get; init; } = [];

        internal (int First, int Last) Ids { get; init; }

        /// <summary>What is said where the kernel lacks it.</summary>
        internal CNetException Missing() => new(CNetError.KernelFeatureMissing, $"This kernel has no interfaces of kind '{Name}'.", Name, $"modprobe {Module}");
    }
}
