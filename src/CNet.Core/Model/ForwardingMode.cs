namespace CNet;

/// <summary>What CNet may do about IP forwarding on a Host.</summary>
public enum ForwardingMode
{
    /// <summary>A network that needs a way out turns forwarding on, with a guard that keeps the Host from becoming a router.</summary>
    Auto,

    /// <summary>CNet never turns forwarding on; a network that needs it is refused while it is off.</summary>
    Forbid,
}
