using System.Collections.ObjectModel;
using CNet.Linux.Interop;
using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.Toolkit;
using static CNet.Netlink.Wire.NetlinkConstants;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet;

/// <summary>Where bridges and tunnels of a Host and of any namespace send frames.</summary>
public sealed class ForwardingEntries
{
    private const int LargestVlan = 4094, LargestVni = 0xffffff;
    private readonly Controller _controller;

    internal ForwardingEntries(Controller controller) => _controller = controller;

    /// <summary>The forwarding entries of a namespace, by interface. Equivalent to: <c>bridge -s fdb show</c></summary>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="cancellation">Gives up.</param>
    public IReadOnlyList<ForwardingEntry> List(string? ns = null, CancellationToken cancellation = default)
    {
        using var view = Viewpoint.Open(_controller, ns, cancellation);
        var names = view.LinkNames();
        return [.. Infos(view).Select(entry => Describe(entry, names, view.Owner)).Order()];
    }

    /// <summary>
    /// Tells a bridge or a tunnel where a MAC address is. Equivalent to: <c>bridge fdb add|replace|append MAC dev LINK master|self STATE [vlan VLAN] [dst ADDRESS] [port PORT] [vni VNI] [sticky]</c>
    /// </summary>
    /// <param name="spec">The entry.</param>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="conflict">What becomes of an entry that is there.</param>
    /// <param name="force">True to move one by which a network finds its endpoints.</param>
    /// <param name="preview">Does nothing, and returns the entry as it would be.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CNetException"><see cref="CNetError.NeighborExists"/>, <see cref="CNetError.OptionInvalid"/>, <see cref="CNetError.InterfaceNotFound"/>, <see cref="CNetError.InterfaceInUse"/>.</exception>
    public ForwardingEntry Add(ForwardingEntrySpec spec, string? ns = null, ForwardingConflict conflict = ForwardingConflict.Refuse, bool force = false, Preview? preview = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Privilege.Demand("adding a forwarding entry");
        Validate(spec);
        using var view = Viewpoint.Open(_controller, ns, cancellation);
        var link = view.Link(spec.InterfaceName);
        var request = RequestOf(spec, link);
        // One that is there stays by itself where nobody wants to move it.
        if (!force && conflict != ForwardingConflict.Refuse) Holdings.Read(_controller, view.Owner).RefuseForwarding(spec.MacAddress, link.MasterIndex != 0 ? link.MasterIndex : link.Index);
        if (preview is not null) return Foresee(spec, request, link, view);
        var batch = new MessageBuffer(128);
        batch.Name(link.Index, link.Name);
        batch.AddForwarding(link.Index, request, conflict switch { ForwardingConflict.Replace => NLM_F_REPLACE, ForwardingConflict.Append => NLM_F_APPEND, _ => NLM_F_EXCL });
        if (view.Session.Route.TryExecute(batch) is { } failure) throw Explain(spec, view.Session.Route.ToException(batch, failure));
        return Infos(view).Find(entry => entry.LinkIndex == link.Index && Is(entry, request)) is { } made ? Describe(made, view.LinkNames(), view.Owner)
            : throw new CNetException(CNetError.NeighborNotFound, $"The entry of {spec.MacAddress} went as soon as it was there.", spec.MacAddress, "An interface that is down forgets what it learned: set it up first.");
    }

    /// <summary>Has a bridge or a tunnel forget where a MAC address is. Equivalent to: <c>bridge fdb del MAC dev LINK master|self [vlan VLAN] [dst ADDRESS] [port PORT] [vni VNI]</c></summary>
    /// <param name="entry">The entry.</param>
    /// <param name="force">True to take away one by which a network finds its endpoints.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CNetException"><see cref="CNetError.NeighborNotFound"/>; <see cref="CNetError.InterfaceInUse"/> where it is an endpoint's or a network's.</exception>
    public void Remove(ForwardingEntry entry, bool force = false, CancellationToken cancellation = default)
    {
        using var view = OpenFor(entry, force, cancellation);
        if (view is null) return;
        var link = view.Link(entry.InterfaceName);
        var batch = new MessageBuffer(128);
        batch.Name(link.Index, link.Name);
        batch.DeleteForwarding(link.Index, new ForwardingRequest(entry.MacAddress, NUD_PERMANENT | NUD_NOARP, entry.Flags.Contains("self") || entry.Bridge is null || entry.Bridge == entry.InterfaceName ? NTF_SELF : NTF_MASTER)
        {
            Vlan = (ushort?)entry.Vlan,
            Destination = entry.Destination is { } destination ? Ip.From(destination) : null,
            Port = (ushort?)entry.Port,
            Vni = (uint?)entry.Vni,
        });
        if (view.Session.Route.TryExecute(batch) is not { } failure) return;
        var refused = view.Session.Route.ToException(batch, failure);
        throw failure.Errno == Constants.ENOENT ? new CNetException(CNetError.NeighborNotFound, $"There is no entry '{entry}'.", entry, "Get-CNetForwardingEntry lists the entries.", refused) : refused;
    }

    /// <summary>Refuses what <see cref="Remove"/> would refuse, and does nothing.</summary>
    public void RefuseRemoval(ForwardingEntry entry, bool force = false) => OpenFor(entry, force, default)?.Dispose();

    private Viewpoint? OpenFor(ForwardingEntry entry, bool force, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Privilege.Demand("removing a forwarding entry");
        if (entry.IsPreview) return null;
        var view = Viewpoint.Open(_controller, entry.Namespace, cancellation);
        try
        {
            if (!force && entry is { State: not ForwardingState.Dynamic, Bridge: { } bridge } && view.FindLink(bridge) is { } master) Holdings.Read(_controller, view.Owner).RefuseForwarding(entry.MacAddress, master.Index);
            return view;
        }
        catch
        {
            view.Dispose();
            throw;
        }
    }

    private static List<NeighborInfo> Infos(Viewpoint view) => view.Dump(batch => batch.DumpNeighbors(Constants.AF_BRIDGE), NeighborInfo.Parse).FindAll(entry => entry.Family == Constants.AF_BRIDGE);

    private static void Validate(ForwardingEntrySpec spec)
    {
        if (spec.Vlan is < 1 or > LargestVlan) throw Invalid($"There is no VLAN {spec.Vlan}.", spec.Vlan, $"Choose one between 1 and {LargestVlan}.");
        if (spec.Vni is < 0 or > LargestVni) throw Invalid($"There is no network {spec.Vni} of a tunnel.", spec.Vni, $"Choose one between 0 and {LargestVni}.");
        if (spec.Port is < 1 or > ushort.MaxValue) throw Invalid($"There is no port {spec.Port}.", spec.Port, "Choose one between 1 and 65535.");
        if (spec.Destination is null && (spec.Port ?? spec.Vni) is { } lost) throw Invalid("A port and a network belong to the other end of a tunnel.", lost, "Give -Destination.");
        if (spec.MacAddress.IsNone && spec.Destination is null) throw new CNetException(CNetError.MacAddressInvalid, "Only a tunnel sends what is not known to one place.", spec.MacAddress, "Give -Destination, or a MAC address.");
    }

    private static ForwardingRequest RequestOf(ForwardingEntrySpec spec, LinkInfo link)
    {
        var isSelf = spec.IsSelf ?? (link.MasterIndex == 0 || spec.Destination is not null);
        // A tunnel's own entries have no state but the one: they stay, or they were learned.
        var state = spec.State switch { ForwardingState.Permanent => NUD_PERMANENT | NUD_NOARP, ForwardingState.Static => NUD_NOARP | NUD_REACHABLE, _ => NUD_REACHABLE };
        return new ForwardingRequest(spec.MacAddress, (ushort)state, (byte)((isSelf ? NTF_SELF : NTF_MASTER) | (spec.IsSticky ? NTF_STICKY : 0)))
        {
            Vlan = (ushort?)spec.Vlan,
            Destination = spec.Destination is { } destination ? Ip.From(destination) : null,
            Port = (ushort?)spec.Port,
            Vni = (uint?)spec.Vni,
        };
    }

    private static bool Is(NeighborInfo entry, ForwardingRequest request) => entry.MacAddress.Equals(request.MacAddress) && Equals(entry.Address, request.Destination)
        && (request.Vlan is null || entry.Vlan == request.Vlan) && (request.Vni is null || entry.Vni == request.Vni || entry.Vni is null) && (entry.MasterIndex == 0 || (request.Flags & NTF_MASTER) != 0 || (entry.Flags & NTF_SELF) != 0);

    private static CNetException Explain(ForwardingEntrySpec spec, NetlinkException refused) => refused.Errno switch
    {
        Constants.EEXIST => new CNetException(CNetError.NeighborExists, $"{spec.InterfaceName} knows where {spec.MacAddress.ToFullString()} is already.", spec.MacAddress, "Give -Replace to take its place; a tunnel can have several by -Append.", refused),
        Constants.EOPNOTSUPP => new CNetException(CNetError.OptionInvalid, refused.Message, spec.InterfaceName, "Only a port of a bridge, a bridge and a tunnel have forwarding entries.", refused),
        _ => refused,
    };

    private static ForwardingEntry Foresee(ForwardingEntrySpec spec, ForwardingRequest request, LinkInfo link, Viewpoint view) => new()
    {
        MacAddress = spec.MacAddress.Spelled,
        InterfaceName = link.Name,
        InterfaceIndex = link.Index,
        Bridge = (request.Flags & NTF_MASTER) == 0 ? null : view.LinkNames().GetValueOrDefault(link.MasterIndex),
        Vlan = spec.Vlan,
        Destination = spec.Destination,
        Port = spec.Port,
        Vni = spec.Vni,
        State = spec.State,
        Flags = FlagsOf(request.Flags),
        Namespace = view.Owner.Namespace,
        Sandbox = view.Owner.Sandbox,
        IsPreview = true,
    };

    private static ForwardingEntry Describe(NeighborInfo entry, Dictionary<int, string> names, Owner owner) => new()
    {
        MacAddress = entry.MacAddress.Spelled,
        InterfaceName = names.GetValueOrDefault(entry.LinkIndex, ""),
        InterfaceIndex = entry.LinkIndex,
        Bridge = entry.MasterIndex == 0 ? null : names.GetValueOrDefault(entry.MasterIndex),
        Vlan = entry.Vlan,
        Destination = entry.Address?.ToIPAddress(),
        Port = entry.Port,
        Vni = entry.Vni,
        State = (entry.State & NUD_PERMANENT) != 0 ? ForwardingState.Permanent : (entry.State & NUD_NOARP) != 0 ? ForwardingState.Static : ForwardingState.Dynamic,
        Flags = FlagsOf(entry.Flags),
        Used = Neighbors.Age(entry.Ages?.ndm_used),
        Updated = Neighbors.Age(entry.Ages?.ndm_updated),
        Namespace = owner.Namespace,
        Sandbox = owner.Sandbox,
    };

    private static ReadOnlyCollection<string> FlagsOf(byte flags) => new (byte Flag, string Name)[]
    {
        (NTF_SELF, "self"), (NTF_ROUTER, "router"), (NTF_EXT_LEARNED, "extern_learn"), (NTF_OFFLOADED, "offload"), (NTF_MASTER, "master"), (NTF_STICKY, "sticky"),
    }.Where(flag => (flags & flag.Flag) != 0).Select(flag => flag.Name).ToReadOnly();

    private static CNetException Invalid(string message, object? target, string hint) => new(CNetError.OptionInvalid, message, target, hint);
}
