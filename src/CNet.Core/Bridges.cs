using CNet.Linux.Interop;
using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.Toolkit;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet;

/// <summary>The bridges of a Host and of any namespace.</summary>
public sealed class Bridges
{
    private readonly Controller _controller;

    internal Bridges(Controller controller) => _controller = controller;

    /// <summary>The bridges of a namespace with their ports, by index. Equivalent to: <c>ip -d link show type bridge; bridge -d link; bridge fdb</c>, <c>brctl show</c></summary>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="cancellation">Gives up.</param>
    public IReadOnlyList<Bridge> List(string? ns = null, CancellationToken cancellation = default)
    {
        using var view = Viewpoint.Open(_controller, ns, cancellation);
        return List(view);
    }

    /// <summary>Changes a bridge. Equivalent to: <c>ip link set BRIDGE type bridge [stp_state 0|1] [ageing_time TICKS] …</c>, <c>brctl stp BRIDGE on</c></summary>
    /// <param name="bridge">The bridge.</param>
    /// <param name="settings">What is to be changed.</param>
    /// <param name="force">True to change one that is a network's.</param>
    /// <param name="preview">Does nothing, and returns the bridge as it would be.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CNetException"><see cref="CNetError.InterfaceNotFound"/>, <see cref="CNetError.OptionInvalid"/>; <see cref="CNetError.InterfaceInUse"/> where it is a network's.</exception>
    public Bridge Set(Bridge bridge, BridgeSettings settings, bool force = false, Preview? preview = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bridge);
        ArgumentNullException.ThrowIfNull(settings);
        Privilege.Demand("changing a bridge");
        var request = RequestOf(settings);
        using var view = Viewpoint.Open(_controller, bridge.Namespace, cancellation);
        var now = List(view).FirstOrDefault(other => other.Name == bridge.Name)
            ?? throw new CNetException(CNetError.InterfaceNotFound, $"There is no bridge '{bridge.Name}'{(bridge.Namespace is { } ns ? $" in {ns}" : "")}.", bridge.Name, "Get-CNetBridge lists the bridges.");
        if (!force) Holdings.Read(_controller, view.Owner).Refuse(now);
        if (preview is not null) return Foresee(now, settings);
        if (settings == new BridgeSettings()) return now;
        var batch = new MessageBuffer(256);
        batch.Name(now.Index, now.Name);
        batch.SetBridge(now.Index, request);
        if (view.Session.Route.TryExecute(batch) is { } failure)
        {
            var refused = view.Session.Route.ToException(batch, failure);
            throw failure.Errno switch
            {
                Constants.ERANGE or Constants.EINVAL => new CNetException(CNetError.OptionInvalid, refused.Message, bridge.Name,
                    "The kernel takes a forward delay of 2 to 30 seconds where STP is on, a hello time of 1 to 10 seconds, and a maximal age of 6 to 40 seconds.", refused),
                Constants.EOPNOTSUPP => new CNetException(CNetError.KernelFeatureMissing, refused.Message, bridge.Name, "A kernel with CONFIG_BRIDGE_VLAN_FILTERING keeps VLANs apart, one with CONFIG_BRIDGE_IGMP_SNOOPING follows groups.", refused),
                _ => refused,
            };
        }
        return List(view).First(other => other.Index == now.Index);
    }

    private IReadOnlyList<Bridge> List(Viewpoint view)
    {
        var ports = new List<BridgePortInfo>();
        var bridges = view.Dump(batch => batch.DumpLinks(), (in Message message) =>
        {
            if (BridgePortInfo.Parse(message) is { } port) ports.Add(port);
            return BridgeInfo.Parse(message);
        });
        if (bridges.Count == 0) return [];
        var holdings = Holdings.Read(_controller, view.Owner);
        var learned = view.Dump(batch => batch.DumpNeighbors(Constants.AF_BRIDGE), NeighborInfo.Parse)
            .Where(entry => entry is { Family: Constants.AF_BRIDGE, MasterIndex: not 0 } && (entry.State & NUD_PERMANENT) == 0).ToLookup(entry => entry.LinkIndex, entry => entry.MacAddress);
        // A list that changed while it was read is read again, and with it come its ports.
        var byBridge = ports.GroupBy(port => port.Index).Select(port => port.Last()).ToLookup(port => port.BridgeIndex);
        return [.. bridges.Select(bridge => Describe(bridge, byBridge[bridge.Index].Select(port => Describe(port, bridge.Name, learned[port.Index], holdings, view.Owner)), holdings, view.Owner)).Order()];
    }

    private static BridgeRequest RequestOf(BridgeSettings settings) => new()
    {
        HasStp = settings.StpEnabled,
        AgeingTime = settings.AgeingTime is { } ageing ? Ticks.Of(ageing) : null,
        ForwardDelay = settings.ForwardDelay is { } delay ? Ticks.Of(delay) : null,
        HelloTime = settings.HelloTime is { } hello ? Ticks.Of(hello) : null,
        MaxAge = settings.MaxAge is { } age ? Ticks.Of(age) : null,
        Priority = settings.Priority is null or (>= 0 and <= ushort.MaxValue) ? (ushort?)settings.Priority
            : throw new CNetException(CNetError.OptionInvalid, $"A bridge cannot have a priority of {settings.Priority}.", settings.Priority, "Choose one between 0 and 65535."),
        FiltersVlans = settings.VlanFiltering,
        SnoopsMulticast = settings.MulticastSnooping,
    };

    private static Bridge Foresee(Bridge now, BridgeSettings settings) => new()
    {
        Name = now.Name,
        Index = now.Index,
        MacAddress = now.MacAddress,
        IsUp = now.IsUp,
        Network = now.Network,
        BridgeId = now.BridgeId,
        RootId = now.RootId,
        RootPort = now.RootPort,
        RootPathCost = now.RootPathCost,
        Priority = settings.Priority ?? now.Priority,
        StpEnabled = settings.StpEnabled ?? now.StpEnabled,
        AgeingTime = settings.AgeingTime ?? now.AgeingTime,
        ForwardDelay = settings.ForwardDelay ?? now.ForwardDelay,
        HelloTime = settings.HelloTime ?? now.HelloTime,
        MaxAge = settings.MaxAge ?? now.MaxAge,
        VlanFiltering = settings.VlanFiltering ?? now.VlanFiltering,
        MulticastSnooping = settings.MulticastSnooping ?? now.MulticastSnooping,
        Ports = now.Ports,
        Namespace = now.Namespace,
        Sandbox = now.Sandbox,
        IsPreview = true,
    };

    private static Bridge Describe(BridgeInfo bridge, IEnumerable<BridgePort> ports, Holdings holdings, Owner owner) => new()
    {
        Name = bridge.Name,
        Index = bridge.Index,
        MacAddress = bridge.MacAddress,
        IsUp = bridge.IsUp,
        Network = holdings.NetworkOf(bridge.Index),
        BridgeId = bridge.BridgeId,
        RootId = bridge.RootId,
        RootPort = bridge.RootPort,
        RootPathCost = bridge.RootPathCost,
        Priority = bridge.Priority,
        StpEnabled = bridge.HasStp,
        AgeingTime = Ticks.ToTime(bridge.AgeingTime),
        ForwardDelay = Ticks.ToTime(bridge.ForwardDelay),
        HelloTime = Ticks.ToTime(bridge.HelloTime),
        MaxAge = Ticks.ToTime(bridge.MaxAge),
        VlanFiltering = bridge.FiltersVlans,
        MulticastSnooping = bridge.SnoopsMulticast,
        Ports = ports.Order().ToReadOnly(),
        Namespace = owner.Namespace,
        Sandbox = owner.Sandbox,
    };

    private static BridgePort Describe(BridgePortInfo port, string bridge, IEnumerable<MacAddress> learned, Holdings holdings, Owner owner) => new()
    {
        Name = port.Name,
        Index = port.Index,
        Bridge = bridge,
        Number = port.Number,
        State = (BridgePortState)port.State,
        PathCost = port.PathCost,
        Priority = port.Priority,
        IsIsolated = port.IsIsolated,
        IsHairpin = port.IsHairpin,
        IsGuarded = port.IsGuarded,
        Learning = port.Learns,
        LearnedMacAddress = learned.Distinct().Order().ToReadOnly(),
        Endpoint = owner.EndpointOf(port.Name),
        Sandbox = holdings.SandboxBehind(port.Index),
    };
}
