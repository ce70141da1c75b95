namespace CNet;

/// <summary>How a network and the world beyond its Host reach each other, for one family.</summary>
internal enum GatewayMode
{
    /// <summary>What goes out goes under the Host's address; what comes in comes by published ports.</summary>
    Nat,

    /// <summary>The same, and whoever has a route to the subnet reaches everything in it.</summary>
    NatUnprotected,

    /// <summary>Addresses stay as they are: whoever has a route to the subnet reaches published ports, and may ping.</summary>
    Routed,

    /// <summary>The network is internal, and the Host itself has no address in it.</summary>
    Isolated,
}
