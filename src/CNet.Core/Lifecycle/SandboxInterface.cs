using CNet.Linux;
using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.State;
using static CNet.Linux.Interop.Constants;

namespace CNet.Lifecycle;

/// <summary>An endpoint's interface inside a sandbox: its name, addresses, routes and state. Works in one batch wherever it can.</summary>
internal static class SandboxInterface
{
    private const int LinkLocalLength4 = 16;

    /// <summary>Gives the interface its addresses, sets it up, and adds the endpoint's static routes and what else the caller has.</summary>
    internal static void Configure(NamespaceSession session, NetworkRecord network, EndpointRecord endpoint, List<RouteRecord> driverRoutes, string name, int index, MessageBuffer batch, Action<MessageBuffer> more)
    {
        // Before it comes up: an IPv4 endpoint takes no part in IPv6, which also keeps the bridge free of its discovery packets.
        SwitchIPv6(session, endpoint, name);
        EndpointSysctls.Set(session, endpoint, name);
        batch.Clear();
        if (session.WantsLoopback) session.AddLoopbackUp(batch);
        batch.Name(index, name);
        // The kernel would make a link-local address too, look for duplicates for a second, and meanwhile answer nobody.
        if (HasIPv6(endpoint)) batch.SetLinkAddressGeneration(index, Netlink.Wire.RouteConstants.IN6_ADDR_GEN_MODE_NONE);
        foreach (var (address, length) in AddressesOf(network, endpoint)) batch.AddAddress(index, address, length);
        batch.SetLinkUp(index);
        foreach (var route in network.Routes.Concat(endpoint.Routes).Concat(driverRoutes)) batch.AddRoute(route.Destination, route.Gateway, index);
        more(batch);
        // Its reply comes when the carrier is there: after it packets flow.
        batch.GetLink(index);
        if (session.Route.TryExecute(batch) is not { } failure) return;
        var refused = session.Route.ToException(batch, failure);
        // What only saves a question need not be.
        if (!refused.Request.Contains(" neigh replace ", StringComparison.Ordinal)) throw Explain(refused, network);
    }

    /// <summary>Returns when the endpoint's IPv6 addresses are usable in the sandbox; asks nothing where it has none.</summary>
    internal static void AwaitIPv6(Operation operation, NamespaceSession session, NetworkRecord network, EndpointRecord endpoint, int index)
    {
        if (HasIPv6(endpoint)) AddressReadiness.Await(session.Route, operation.Kernel.Batch, index, AddressesOf(network, endpoint), operation.Cancellation);
    }

    /// <summary>
    /// Tells the neighbours who has the endpoint's addresses now (gratuitous ARP, unsolicited neighbour advertisement): the kernel does where
    /// it was asked to, whenever the MAC address is set. Only once the way to them is there; what was sent as it came up got lost.
    /// </summary>
    internal static void Announce(NamespaceSession session, EndpointRecord endpoint, string name, int index, MessageBuffer batch)
    {
        if (endpoint.IPv4 is not null) session.IPv4.Write(name, "arp_notify", "1");
        if (endpoint.IPv6 is not null) session.IPv6.Write(name, "ndisc_notify", "1");
        batch.Clear();
        batch.Name(index, name);
        batch.SetLinkMac(index, endpoint.Mac);
        session.Route.Execute(batch);
    }

    /// <summary>The index of the interface a driver made; one it made on the Host is moved into the sandbox.</summary>
    internal static int Arrive(HostKernel kernel, NamespaceSession session, JoinResult result, string name, MacAddress mac)
    {
        if (result.InterfaceToMove is { } source) return Move(kernel, session, source, name, mac);
        if (result.InterfaceIndex != 0) return result.InterfaceIndex;
        return Find(session, name, kernel.Batch)?.Index
            ?? throw new CNetException(CNetError.InterfaceNotFound, $"The driver brought no interface '{name}' into the sandbox.", name);
    }

    /// <summary>Moves an interface that a driver made on the Host into the sandbox. Equivalent to: <c>ip link set LINK netns NS name NAME</c></summary>
    private static int Move(HostKernel kernel, NamespaceSession session, string source, string name, MacAddress mac)
    {
        var link = kernel.FindLink(source)
            ?? throw new CNetException(CNetError.InterfaceNotFound, $"The driver's interface '{source}' does not exist on the Host.", source);
        var batch = kernel.Batch;
        batch.Clear();
        batch.SetLinkUp(link.Index, up: false);
        if (!mac.IsNone) batch.SetLinkMac(link.Index, mac);
        batch.Name(link.Index, source);
        batch.TargetNamespace = session.Label;
        batch.MoveLink(link.Index, session.Namespace.Fd, name);
        kernel.Route.Execute(batch);
        return Find(session, name, batch)?.Index ?? throw new CNetException(CNetError.InterfaceNotFound, $"The interface '{source}' did not arrive in the sandbox.", source);
    }

    /// <summary>All addresses that an endpoint's interface is to have: those of the network's pools, and those of the link alone.</summary>
    internal static IEnumerable<(Ip Address, int PrefixLength)> AddressesOf(NetworkRecord network, EndpointRecord endpoint)
    {
        foreach (var address in endpoint.Addresses) yield return (address, network.Pools.First(pool => pool.Subnet.Contains(address)).Subnet.PrefixLength);
        IEnumerable<Ip> linkLocal = endpoint.LinkLocal;
        if (endpoint.IPv6 is not null) linkLocal = linkLocal.Prepend(Ip.LinkLocal(endpoint.Mac)).Distinct();
        foreach (var address in linkLocal) yield return (address, address.IsIPv6 ? Cidr.LinkLocal6.PrefixLength : LinkLocalLength4);
    }

    /// <summary>Lets an interface take part in IPv6 where its endpoint has it, and keeps it out where not.</summary>
    internal static void SwitchIPv6(NamespaceSession session, EndpointRecord endpoint, string name)
    {
        if (!HasIPv6(endpoint)) KeepOutOfIPv6(session, name);
        else if (session.IPv6.Exists) session.IPv6.Write(name, "disable_ipv6", "0");
    }

    /// <summary>Takes IPv6, and all that is set of it, off a link; false where it is off already, for want of a kernel or an MTU that has it.</summary>
    internal static bool KeepOutOfIPv6(NamespaceSession session, string name)
    {
        if (!session.IPv6.Exists) return false;
        try
        {
            session.IPv6.Write(name, "disable_ipv6", "1");
            return true;
        }
        catch (SystemCallException absent) when (absent.Errno == ENOENT)
        {
            return false;
        }
    }

    /// <summary>Refuses an address that a foreign route of an adopted namespace covers already: its packets would go elsewhere.</summary>
    internal static void RefuseConflict(NamespaceSession session, NetworkRecord network, MessageBuffer batch)
    {
        batch.Clear();
        batch.DumpRoutes();
        foreach (var route in session.Route.Dump(batch, RouteInfo.Parse))
            if (route.Table == Netlink.Wire.RouteConstants.RT_TABLE_MAIN && route.Destination.PrefixLength > 0)
                foreach (var pool in network.Pools)
                    if (pool.Subnet.Overlaps(route.Destination) && !pool.Subnet.First.IsLinkLocal)
                        throw new CNetException(CNetError.RouteConflict, $"The sandbox has a route to {route.Destination}, which conflicts with the subnet {pool.Subnet} of network '{network.Name}'.",
                            pool.Subnet, "Remove that route, or use a network with another subnet.");
    }

    private static LinkInfo? Find(NamespaceSession session, string name, MessageBuffer batch)
    {
        batch.Clear();
        batch.GetLink(name);
        LinkInfo? link = null;
        session.Route.TryExecute(batch, ref link, static (ref LinkInfo? found, in Message reply) => found = LinkInfo.Parse(reply));
        return link;
    }

    private static bool HasIPv6(EndpointRecord endpoint) => endpoint.IPv6 is not null || endpoint.LinkLocal.Exists(address => address.IsIPv6);

    private static CNetException Explain(NetlinkException refused, NetworkRecord network)
    {
        if (!refused.Request.Contains(" route add ", StringComparison.Ordinal)) return refused;
        if (Gateways.ExplainConflict(refused, network.Name) is { } conflict) return conflict;
        return refused.Errno switch
        {
            EEXIST => new CNetException(CNetError.RouteConflict, $"The sandbox has a route of its own where '{refused.Request}' is to go.", network.Name, "Remove that route first.", refused),
            ENETUNREACH or EINVAL or EHOSTUNREACH => new CNetException(CNetError.RouteInvalid, $"The gateway of '{refused.Request}' cannot be reached by the endpoint.", network.Name,
                "The gateway must lie in a subnet of the network.", refused),
            _ => refused,
        };
    }
}
