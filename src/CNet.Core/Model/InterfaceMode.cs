namespace CNet;

/// <summary>How an interface that is made upon another one goes about it.</summary>
public enum InterfaceMode
{
    /// <summary>Of macvlan: those upon one parent do not reach each other.</summary>
    Private,

    /// <summary>Of macvlan, and its default: those upon one parent reach each other by the switch outside.</summary>
    Vepa,

    /// <summary>Of macvlan: those upon one parent reach each other directly.</summary>
    Bridge,

    /// <summary>Of macvlan: it has the parent for itself.</summary>
    Passthru,

    /// <summary>Of macvlan: it takes only what comes from certain MAC addresses.</summary>
    Source,

    /// <summary>Of ipvlan: it is on the parent's Ethernet.</summary>
    L2,

    /// <summary>Of ipvlan, and its default: the parent's namespace routes to it.</summary>
    L3,

    /// <summary>Of ipvlan: as L3, and past the parent's firewall and connection tracking.</summary>
    L3S,
}
