using System.Net;
using CNet.Linux.Interop;
using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.Toolkit;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet;

/// <summary>Who is on the links of a Host and of any namespace, by ARP and neighbour discovery.</summary>
public sealed class Neighbors
{
    private readonly Controller _controller;

    internal Neighbors(Controller controller) => _controller = controller;

    /// <summary>The neighbours of a namespace, and the addresses that it answers for. Equivalent to: <c>ip neigh show nud all; ip neigh show proxy</c></summary>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="cancellation">Gives up.</param>
    public IReadOnlyList<Neighbor> List(string? ns = null, CancellationToken cancellation = default)
    {
        using var view = Viewpoint.Open(_controller, ns, cancellation);
        var names = view.LinkNames();
        return [.. Infos(view).Where(neighbor => neighbor.Address is not null).Select(neighbor => Describe(neighbor, names.GetValueOrDefault(neighbor.LinkIndex, ""), view.Owner)).Order()];
    }

    /// <summary>Tells the kernel of a neighbour. Equivalent to: <c>ip neigh add|replace [proxy] ADDRESS [lladdr MAC] dev LINK [nud STATE]</c></summary>
    /// <param name="spec">The neighbour.</param>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="replace">True to take the place of what is known of the address.</param>
    /// <param name="preview">Does nothing, and returns the neighbour as it would be.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CNetException"><see cref="CNetError.NeighborExists"/>, <see cref="CNetError.MacAddressInvalid"/>, <see cref="CNetError.OptionInvalid"/>, <see cref="CNetError.InterfaceNotFound"/>.</exception>
    public Neighbor Add(NeighborSpec spec, string? ns = null, bool replace = false, Preview? preview = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Privilege.Demand("adding a neighbour");
        Validate(spec);
        using var view = Viewpoint.Open(_controller, ns, cancellation);
        var link = view.Link(spec.InterfaceName);
        // The kernel would file the neighbour under no address at all.
        if (!spec.IsProxy && (link.Flags & (IFF_LOOPBACK | IFF_NOARP)) != 0)
            throw new CNetException(CNetError.OptionInvalid, $"The interface '{link.Name}' asks nobody for MAC addresses, and has no neighbours.", link.Name, "Choose an interface with ARP, such as one of kind veth or bridge; or give -Proxy to answer for the address.");
        var address = Ip.From(spec.IPAddress);
        if (preview is not null) return Foresee(spec, link, view.Owner);
        var batch = new MessageBuffer(128);
        batch.Name(link.Index, link.Name);
        var mac = spec.MacAddress.IsNone ? (MacAddress?)null : spec.MacAddress;
        batch.AddNeighbor(link.Index, address, mac, spec.IsProxy ? NUD_PERMANENT : (ushort)spec.State, spec.IsProxy ? NTF_PROXY : (byte)0, replace);
        if (view.Session.Route.TryExecute(batch) is { } failure)
        {
            var refused = view.Session.Route.ToException(batch, failure);
            throw failure.Errno == Constants.EEXIST ? Exists(spec, refused) : refused;
        }
        return Find(view, link.Index, address, spec.IsProxy) is { } made ? Describe(made, link.Name, view.Owner)
            : throw new CNetException(CNetError.NeighborNotFound, $"The neighbour {spec.IPAddress} was forgotten as soon as it was known.", spec.IPAddress, "An interface that is down remembers no neighbours: set it up first.");
    }

    /// <summary>Has the kernel forget a neighbour, or end answering for an address. Equivalent to: <c>ip neigh del [proxy] ADDRESS dev LINK</c></summary>
    /// <param name="neighbor">The neighbour.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CNetException"><see cref="CNetError.NeighborNotFound"/>.</exception>
    public void Remove(Neighbor neighbor, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(neighbor);
        Privilege.Demand("removing a neighbour");
        if (neighbor.IsPreview) return;
        using var view = Viewpoint.Open(_controller, neighbor.Namespace, cancellation);
        var link = view.Link(neighbor.InterfaceName);
        var batch = new MessageBuffer(128);
        batch.Name(link.Index, link.Name);
        if (neighbor.IsProxy) batch.DeleteProxy(link.Index, Ip.From(neighbor.IPAddress));
        else batch.DeleteNeighbor(link.Index, Ip.From(neighbor.IPAddress));
        if (view.Session.Route.TryExecute(batch) is not { } failure) return;
        var refused = view.Session.Route.ToException(batch, failure);
        throw failure.Errno == Constants.ENOENT ? new CNetException(CNetError.NeighborNotFound, $"{link.Name} has no neighbour {neighbor.IPAddress}.", neighbor, "Get-CNetNeighbor lists the neighbours.", refused) : refused;
    }

    private static List<NeighborInfo> Infos(Viewpoint view)
    {
        var all = view.Dump(batch => batch.DumpNeighbors(), NeighborInfo.Parse).FindAll(IsOfIP);
        foreach (var isIPv6 in new[] { false, true }) all.AddRange(view.Dump(batch => batch.DumpProxies(AddressRequests.Family(isIPv6)), NeighborInfo.Parse).FindAll(IsOfIP));
        return all;
    }

    private static bool IsOfIP(NeighborInfo neighbor) => neighbor.Family is Constants.AF_INET or Constants.AF_INET6;

    private static NeighborInfo? Find(Viewpoint view, int link, Ip address, bool isProxy) => Infos(view)
        .Find(neighbor => neighbor.LinkIndex == link && neighbor.Address is { } known && known.Equals(address) && (neighbor.Flags & NTF_PROXY) != 0 == isProxy);

    private static void Validate(NeighborSpec spec)
    {
        if (spec.IsProxy)
        {
            if (!spec.MacAddress.IsNone) throw new CNetException(CNetError.MacAddressInvalid, $"For {spec.IPAddress} this machine answers with its own MAC address.", spec.MacAddress, "Leave out -MacAddress.");
            return;
        }
        if (!Enum.IsDefined(spec.State) || spec.State == NeighborState.None) throw new CNetException(CNetError.OptionInvalid, $"A neighbour cannot be made {spec.State}.", spec.State, "Choose permanent, noarp, reachable or stale.");
        if (!spec.MacAddress.IsAssignable && spec.State is not (NeighborState.NoArp or NeighborState.Failed or NeighborState.Incomplete))
            throw new CNetException(CNetError.MacAddressInvalid, $"The neighbour {spec.IPAddress} needs a MAC address.", spec.IPAddress, "Give the MAC address of one machine.");
    }

    private static CNetException Exists(NeighborSpec spec, Exception? refused) =>
        new(CNetError.NeighborExists, $"{spec.InterfaceName} knows {spec.IPAddress} already.", spec.IPAddress, "Give -Replace to take its place.", refused);

    private static Neighbor Foresee(NeighborSpec spec, LinkInfo link, Owner owner) => new()
    {
        IPAddress = spec.IPAddress,
        MacAddress = spec.MacAddress,
        InterfaceName = link.Name,
        InterfaceIndex = link.Index,
        State = spec.IsProxy ? NeighborState.None : spec.State,
        IsProxy = spec.IsProxy,
        Namespace = owner.Namespace,
        Sandbox = owner.Sandbox,
        IsPreview = true,
    };

    /// <summary>A neighbour as users see it.</summary>
    internal static Neighbor Describe(NeighborInfo neighbor, string link, Owner owner) => new()
    {
        IPAddress = neighbor.Address?.ToIPAddress() ?? IPAddress.None,
        MacAddress = neighbor.MacAddress,
        InterfaceName = link,
        InterfaceIndex = neighbor.LinkIndex,
        State = (NeighborState)neighbor.State,
        IsRouter = (neighbor.Flags & NTF_ROUTER) != 0,
        IsProxy = (neighbor.Flags & NTF_PROXY) != 0,
        IsExternLearned = (neighbor.Flags & NTF_EXT_LEARNED) != 0,
        Confirmed = Age(neighbor.Ages?.ndm_confirmed),
        Used = Age(neighbor.Ages?.ndm_used),
        Updated = Age(neighbor.Ages?.ndm_updated),
        Namespace = owner.Namespace,
        Sandbox = owner.Sandbox,
    };

    /// <summary>How long ago something was, of what the kernel tells in ticks.</summary>
    internal static TimeSpan? Age(uint? ticks) => ticks is { } ago ? Ticks.ToTime(ago) : null;
}
