namespace CNet;

/// <summary>A range that default subnets of a size are cut from.</summary>
/// <param name="Base">The range.</param>
/// <param name="Size">The prefix length of the subnets, in bits.</param>
public sealed record DefaultPool(Cidr Base, int Size)
{
    /// <summary>The pool as "172.20.0.0/14 /24".</summary>
    public override string ToString() => $"{Base} /{Size}";
}

/// <summary>The settings of a Host.</summary>
/// <param name="DefaultPools">Where default subnets are cut from, in this order.</param>
/// <param name="DefaultSubnet">The subnet of the predefined network "bridge".</param>
/// <param name="Forwarding">What CNet may do about IP forwarding.</param>
/// <param name="AgentStart">When the agent starts.</param>
public sealed record HostSettings(IReadOnlyList<DefaultPool> DefaultPools, Cidr DefaultSubnet, ForwardingMode Forwarding, AgentStart AgentStart);
