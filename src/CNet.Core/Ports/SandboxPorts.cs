using CNet.Firewall;
using CNet.Lifecycle;
using CNet.Netlink.Nftables;
using CNet.State;

namespace CNet.Ports;

/// <summary>
/// Where the published ports of a sandbox lead. A port belongs to an endpoint; it leads to the sandbox's gateway endpoint of its family, since
/// what the sandbox answers goes out there, and to its own endpoint where the gateway takes no ports.
/// </summary>
internal sealed class SandboxPorts
{
    private readonly List<PortPlace> _places;
    private readonly StateTransaction _lasting;

    private SandboxPorts(StateTransaction lasting, List<PortPlace> places)
    {
        _lasting = lasting;
        _places = places;
    }

    /// <summary>The ports of a sandbox; null where it has none.</summary>
    internal static SandboxPorts? Of(StagedState state, DriverRegistry drivers, SandboxRecord? sandbox)
    {
        if (sandbox is null || !sandbox.Joins.Exists(join => join.HasPorts)) return null;
        var places = new List<PortPlace>();
        foreach (var join in sandbox.Joins)
            if (state.Lasting.Find(Keys.Network(join.NetworkId), StateJson.Default.NetworkRecord) is { } network
                && state.Lasting.Find(Keys.Endpoint(join.EndpointId), StateJson.Default.EndpointRecord) is { } endpoint)
                places.Add(PortPlace.Of(state, drivers, network, endpoint, join));
        return new SandboxPorts(state.Lasting, places);
    }

    /// <summary>The elements of all ports.</summary>
    internal IEnumerable<NftElement> Elements => Owners.SelectMany(Records).SelectMany(ElementsOf).Concat(Near);

    /// <summary>The ports of all endpoints.</summary>
    internal IEnumerable<PortRecord> Records() => Owners.SelectMany(Records);

    /// <summary>The networks that ports which are published on the Host's loopback address lead to.</summary>
    internal IEnumerable<string> LoopbackNetworks => Owners.Select(owner => Target(owner, isIPv6: false)).OfType<PortPlace>().Select(target => target.Network.Id).Distinct();

    /// <summary>
    /// Clients of these networks, whom a target of ports would answer directly, since its sandbox is on their network too: for them the answer
    /// would come from a stranger.
    /// </summary>
    internal IEnumerable<NftElement> Near
    {
        get
        {
            foreach (var isIPv6 in new[] { false, true })
                foreach (var target in Owners.Select(owner => Target(owner, isIPv6)?.Address(isIPv6)).OfType<Ip>().Distinct())
                {
                    yield return new NftElement(FirewallTable.Of(isIPv6).Self, target, target);
                    foreach (var place in _places)
                        if (place.Bridge is { } bridge) yield return new NftElement(FirewallTable.Of(isIPv6).Near, bridge, target);
                }
        }
    }

    private IEnumerable<PortPlace> Owners => _places.Where(place => place.Join!.HasPorts);

    private IEnumerable<PortRecord> Records(PortPlace owner) => PortTable.Of(_lasting, owner.Endpoint.Id);

    /// <summary>Where a port leads in the kernel; null where it does not.</summary>
    internal Ip? TargetOf(PortRecord port) => OwnerOf(port) is { } owner && !port.IsDirect ? Target(owner, port.IsIPv6)?.Address(port.IsIPv6) : null;

    /// <summary>Where the agent passes on what the kernel does not translate; null where nothing is to be passed on.</summary>
    internal Ip? ProxyTargetOf(PortRecord port)
    {
        if (port is not { IsIPv6: true, IsDirect: false, Protocol: not TransportProtocol.Sctp } || OwnerOf(port) is not { } owner) return null;
        return Target(owner, isIPv6: true)?.Endpoint.IPv6 ?? Target(owner, isIPv6: false)?.Endpoint.IPv4;
    }

    /// <summary>The endpoint's own address, where it is reached as it is.</summary>
    internal Ip? DirectAddressOf(PortRecord port) => port.IsDirect && OwnerOf(port) is { } owner && owner.IsRouted(port.IsIPv6) ? owner.Address(port.IsIPv6) : null;

    /// <summary>The elements of one port.</summary>
    internal IEnumerable<NftElement> ElementsOf(PortRecord port)
    {
        if (OwnerOf(port) is not { } owner) return [];
        var target = port.IsDirect ? null : Target(owner, port.IsIPv6);
        var elements = target is null ? [] : Translations(port, target.Address(port.IsIPv6)!.Value);
        if (port is { IsIPv6: true, IsDirect: false }) elements = elements.Append(Proxied(port));
        foreach (var place in _places.Where(place => place.IsRouted(port.IsIPv6) || place == target && place.HasTrusted)) elements = elements.Concat(Opened(port, place.Address(port.IsIPv6)!.Value));
        return elements;
    }

    /// <summary>The elements that open addresses directly, which several ports may have in common.</summary>
    internal static bool MayBeShared(NftElement element) => element.Set == FirewallTable.Of(isIPv6: false).Open || element.Set == FirewallTable.Of(isIPv6: true).Open;

    private PortPlace? OwnerOf(PortRecord port) => _places.Find(place => place.Endpoint.Id == port.EndpointId);

    private PortPlace? Target(PortPlace owner, bool isIPv6) =>
        _places.Find(place => place.Join!.IsGateway(isIPv6) && place.IsTranslated(isIPv6)) ?? (owner.IsTranslated(isIPv6) ? owner : null);

    private static IEnumerable<NftElement> Translations(PortRecord port, Ip target)
    {
        var sets = FirewallTable.Of(port.IsIPv6);
        var isAll = port.Address.IsUnspecified;
        if (port.Count > 1 && port.HostPort == port.ContainerPort)
        {
            yield return new NftElement(isAll ? sets.Range : sets.RangeAt, Key(port, port.HostPort)) { KeyEnd = Key(port, port.HostPorts.Last), Data = [target] };
            yield break;
        }
        for (var i = 0; i < port.Count; i++) yield return new NftElement(isAll ? sets.Port : sets.PortAt, Key(port, port.HostPort + i)) { Data = [target, port.ContainerPort + i] };
    }

    private static NftElement Proxied(PortRecord port)
    {
        var isAll = port.Address.IsUnspecified;
        return port.Count == 1
            ? new NftElement(isAll ? FirewallTable.Proxied : FirewallTable.ProxiedAt, Key(port, port.HostPort))
            : new NftElement(isAll ? FirewallTable.ProxiedRange : FirewallTable.ProxiedRangeAt, Key(port, port.HostPort)) { KeyEnd = Key(port, port.HostPorts.Last) };
    }

    private static IEnumerable<NftElement> Opened(PortRecord port, Ip address)
    {
        for (var i = 0; i < port.Count; i++) yield return new NftElement(FirewallTable.Of(port.IsIPv6).Open, address, port.Protocol, port.ContainerPort + i);
    }

    private static NftValue[] Key(PortRecord port, int number) => port.Address.IsUnspecified ? [port.Protocol, number] : [port.Address, port.Protocol, number];
}
