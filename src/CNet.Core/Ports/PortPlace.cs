using CNet.Lifecycle;
using CNet.State;

namespace CNet.Ports;

/// <summary>An endpoint in its network, as published ports see it.</summary>
internal sealed record PortPlace(NetworkRecord Network, EndpointRecord Endpoint, bool Publishes)
{
    /// <summary>Where it is joined; null where it is not.</summary>
    internal JoinRecord? Join { get; init; }

    /// <summary>The bridge of its network; null where it has none now.</summary>
    internal string? Bridge { get; init; }

    internal static PortPlace Of(StagedState state, DriverRegistry drivers, NetworkRecord network, EndpointRecord endpoint, JoinRecord? join = null) =>
        new(network, endpoint, drivers.Find(network.Driver)?.Description.PublishesPorts == true)
        {
            Join = join,
            Bridge = join is null ? null : state.Boot.Find(Keys.Device(network.Id), StateJson.Default.DeviceRecord)?.Interface,
        };

    internal Ip? Address(bool isIPv6) => isIPv6 ? Endpoint.IPv6 : Endpoint.IPv4;

    /// <summary>True where it is reached under its own address.</summary>
    internal bool IsRouted(bool isIPv6) => Publishes && !Network.Internal && Address(isIPv6) is not null && BridgeOptions.ModeOf(Network.Options, isIPv6) == GatewayMode.Routed;

    /// <summary>True where a port of the Host can lead to it.</summary>
    internal bool IsTranslated(bool isIPv6) => Publishes && !Network.Internal && Address(isIPv6) is not null
        && BridgeOptions.ModeOf(Network.Options, isIPv6) is GatewayMode.Nat or GatewayMode.NatUnprotected;

    /// <summary>True where interfaces of the Host are trusted to reach its published ports directly.</summary>
    internal bool HasTrusted => Network.Options.ContainsKey(BridgeOptions.TrustedInterfaces.Name);
}
