using System.Globalization;
using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.State;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet;

/// <summary>The interfaces and routes of a Host and of any namespace.</summary>
public sealed class Interfaces
{
    private const ushort ArphrdLoopback = 772;
    private readonly Controller _controller;

    internal Interfaces(Controller controller) => _controller = controller;

    /// <summary>The interfaces of a namespace, by index. Equivalent to: <c>ip addr show</c></summary>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="cancellation">Gives up.</param>
    public IReadOnlyList<Interface> List(string? ns = null, CancellationToken cancellation = default)
    {
        var owner = OwnerOf(ns);
        using var space = _controller.Namespaces.Open(ns);
        using var session = space.OpenSession();
        var batch = new MessageBuffer();
        batch.DumpLinks();
        var links = session.Route.Dump(batch, LinkInfo.Parse, cancellation);
        batch.Clear();
        batch.DumpAddresses();
        var addresses = session.Route.Dump(batch, AddressInfo.Parse, cancellation).ToLookup(address => address.LinkIndex);
        var names = links.ToDictionary(link => link.Index, link => link.Name);
        return [.. links.Select(link => Describe(link, addresses[link.Index], names, owner)).Order()];
    }

    /// <summary>The routes of a namespace. Equivalent to: <c>ip route show; ip -6 route show</c></summary>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="allTables">True for all tables; else the main one only.</param>
    /// <param name="cancellation">Gives up.</param>
    public IReadOnlyList<Route> Routes(string? ns = null, bool allTables = false, CancellationToken cancellation = default)
    {
        var owner = OwnerOf(ns);
        using var space = _controller.Namespaces.Open(ns);
        using var session = space.OpenSession();
        var batch = new MessageBuffer();
        batch.DumpLinks();
        var names = session.Route.Dump(batch, LinkInfo.Parse, cancellation).ToDictionary(link => link.Index, link => link.Name);
        batch.Clear();
        batch.DumpRoutes();
        return [.. session.Route.Dump(batch, RouteInfo.Parse, cancellation).Where(route => allTables || route.Table == RT_TABLE_MAIN).Select(route => Describe(route, names, owner)).Order()];
    }

    /// <summary>What the interfaces of a namespace have received and sent, by index. Equivalent to: <c>ip -s link show</c></summary>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="cancellation">Gives up.</param>
    public IReadOnlyList<Statistic> Statistics(string? ns = null, CancellationToken cancellation = default)
    {
        var owner = OwnerOf(ns);
        using var space = _controller.Namespaces.Open(ns);
        using var session = space.OpenSession();
        var batch = new MessageBuffer();
        batch.DumpLinks(statistics: true);
        return [.. session.Route.Dump(batch, LinkInfo.Parse, cancellation).OrderBy(link => link.Index).Select(link => new Statistic(link.Name, link.Index, link.Statistics ?? default)
        {
            Endpoint = owner.Endpoints.GetValueOrDefault(link.Name),
            Sandbox = owner.Sandbox,
            Namespace = owner.Namespace,
        })];
    }

    private static Interface Describe(LinkInfo link, IEnumerable<AddressInfo> addresses, Dictionary<int, string> names, Owner owner) => new()
    {
        Name = link.Name,
        Index = link.Index,
        Kind = link.Kind.Length > 0 ? link.Kind : link.HardwareType == ArphrdLoopback ? "loopback" : "ethernet",
        State = !link.IsUp ? InterfaceState.Down : (link.Flags & IFF_LOWER_UP) != 0 ? InterfaceState.Up : InterfaceState.NoCarrier,
        MacAddress = link.MacAddress,
        Mtu = link.Mtu,
        Master = link.MasterIndex == 0 ? null : names.GetValueOrDefault(link.MasterIndex),
        PeerIndex = link.LinkIndex == 0 ? null : link.LinkIndex,
        Address = addresses.Select(address => new InterfaceAddress(address.Address.ToIPAddress(), address.PrefixLength)).ToReadOnly(),
        Namespace = owner.Namespace,
        Sandbox = owner.Sandbox,
        Endpoint = owner.Endpoints.GetValueOrDefault(link.Name),
    };

    private static Route Describe(RouteInfo route, Dictionary<int, string> names, Owner owner) => new()
    {
        DestinationPrefix = route.Destination,
        NextHop = route.Gateway?.ToIPAddress(),
        InterfaceName = names.GetValueOrDefault(route.LinkIndex),
        RouteMetric = route.Metric,
        Type = route.Type switch
        {
            RTN_UNICAST => "unicast",
            RTN_LOCAL => "local",
            RTN_BROADCAST => "broadcast",
            RTN_ANYCAST => "anycast",
            RTN_MULTICAST => "multicast",
            RTN_BLACKHOLE => "blackhole",
            RTN_UNREACHABLE => "unreachable",
            RTN_PROHIBIT => "prohibit",
            RTN_THROW => "throw",
            var type => type.ToString(CultureInfo.InvariantCulture),
        },
        Protocol = route.Protocol switch
        {
            RTPROT_KERNEL => "kernel",
            RTPROT_BOOT => "boot",
            RTPROT_STATIC => "static",
            RTPROT_RA => "ra",
            RTPROT_DHCP => "dhcp",
            var protocol => protocol.ToString(CultureInfo.InvariantCulture),
        },
        Table = route.Table,
        PreferredSource = route.PreferredSource?.ToIPAddress(),
        Namespace = owner.Namespace,
        Sandbox = owner.Sandbox,
    };

    private Owner OwnerOf(string? ns)
    {
        var path = ns is null ? null : Namespaces.PathOf(_controller.NamedNamespaces, ns);
        var endpoints = new Dictionary<string, string>(StringComparer.Ordinal);
        string? name = null;
        try
        {
            var state = _controller.Read();
            foreach (var sandbox in state.Boot.List(Keys.Sandboxes, StateJson.Default.SandboxRecord))
            {
                if (path is not null && (sandbox.Path != path || sandbox.Kind == SandboxKind.Host)) continue;
                if (path is not null) name = sandbox.Name;
                foreach (var join in sandbox.Joins)
                    if ((path is null ? join.HostInterface : join.Interface) is { } link && state.Lasting.Find(Keys.Endpoint(join.EndpointId), StateJson.Default.EndpointRecord) is { } endpoint)
                        endpoints[link] = $"{join.NetworkName}/{endpoint.Name}";
            }
        }
        catch (CNetException refused) when (refused.Code is CNetError.PermissionDenied or CNetError.LibraryMissing or CNetError.HostNotFound)
        {
            // Whoever may not read CNet's state sees interfaces without their endpoints.
        }
        return new Owner(ns, name, endpoints);
    }

    /// <summary>Whose the interfaces of a namespace are.</summary>
    private sealed record Owner(string? Namespace, string? Sandbox, Dictionary<string, string> Endpoints);
}
