namespace CNet;

/// <summary>
/// Makes networks of one kind. Calls about one network come one at a time. Each may refuse with a <see cref="CNetException"/>; what it has
/// done until then it registers for being undone, with <see cref="DriverContext.OnFailure"/>, and puts on record before
/// (<see cref="EndpointContext.IntendInterface"/>), in case that this process is killed.
/// </summary>
public interface INetworkDriver
{
    /// <summary>What the driver is, and which options it takes.</summary>
    DriverDescription Description { get; }

    /// <summary>Refuses what cannot be, before anything is touched, and fills in what the user left open.</summary>
    void Validate(NetworkPlan plan);

    /// <summary>
    /// Makes what the network needs on the Host. Called when the network is created, and again before each join, since a reboot may have ended
    /// it, or somebody may have removed it behind CNet's back: what is there already is kept.
    /// </summary>
    void CreateNetwork(NetworkContext network);

    /// <summary>Removes what <see cref="CreateNetwork"/> made; what is gone already is no error.</summary>
    void DeleteNetwork(NetworkContext network);

    /// <summary>Prepares an endpoint, whose addresses are given out already. May set its MAC address where the user gave none.</summary>
    void CreateEndpoint(EndpointContext endpoint);

    /// <summary>Removes what <see cref="CreateEndpoint"/> made; what is gone already is no error.</summary>
    void DeleteEndpoint(EndpointContext endpoint);

    /// <summary>
    /// Brings the endpoint's interface into a sandbox: made inside it, or made on the Host for the controller to move. Addresses, routes
    /// and its state are the controller's business.
    /// </summary>
    JoinResult Join(EndpointContext endpoint, JoinTarget target);

    /// <summary>Takes the endpoint's interface away; what is gone already is no error.</summary>
    void Leave(EndpointContext endpoint, JoinedInterface joined);
}
