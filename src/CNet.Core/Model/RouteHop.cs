using System.Net;

namespace CNet;

/// <summary>One of the hops of a route.</summary>
/// <param name="NextHop">By whom; null where the destination is on the link itself.</param>
/// <param name="InterfaceName">By which interface, or null where the kernel finds it.</param>
/// <param name="Weight">Its share of the packets among several, 1 to 256.</param>
/// <param name="OnLink">True where the next hop is taken to be on the link, though no address of the interface says so.</param>
public sealed record RouteHop(IPAddress? NextHop, string? InterfaceName, int Weight = 1, bool OnLink = false)
{
    /// <summary>The hop as iproute2 writes it.</summary>
    public override string ToString() => $"{(NextHop is null ? "" : $"via {NextHop} ")}dev {InterfaceName ?? "?"} weight {Weight}{(OnLink ? " onlink" : "")}";
}
