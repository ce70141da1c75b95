using CNet.Netlink.Route;
using CNet.Toolkit;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet;

/// <summary>The interfaces of a Host and of any namespace.</summary>
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
        using var view = Viewpoint.Open(_controller, ns, cancellation);
        var links = view.Links();
        var addresses = view.Dump(batch => batch.DumpAddresses(), AddressInfo.Parse).ToLookup(address => address.LinkIndex);
        var names = links.ToDictionary(link => link.Index, link => link.Name);
        return [.. links.Select(link => Describe(link, addresses[link.Index], names, view.Owner)).Order()];
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
        Endpoint = owner.EndpointOf(link.Name),
    };
}
