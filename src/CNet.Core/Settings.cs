using CNet.Agents;
using CNet.Ipam;
using CNet.Lifecycle;
using CNet.State;

namespace CNet;

/// <summary>The settings of a Host, kept with its lasting state.</summary>
public sealed class Settings
{
    private readonly Controller _controller;

    internal Settings(Controller controller) => _controller = controller;

    /// <summary>The settings as they are, with what is not set as it is by default.</summary>
    public HostSettings Get()
    {
        var state = _controller.Read();
        var settings = Operation.ReadSettings(state.Lasting);
        var bridge = Lookup.Network(state, FirstUse.Bridge).Pool(isIPv6: false)!.Subnet;
        return new HostSettings(DefaultPools.Of(settings, _controller.Host).Select(pool => new DefaultPool(pool.Base, pool.Size)).ToReadOnly(), bridge, settings.Forwarding, settings.AgentStart);
    }

    /// <summary>When the agent starts.</summary>
    internal AgentStart AgentStart => Operation.ReadSettings(_controller.Read().Lasting).AgentStart;

    /// <summary>The Host with its settings; without them where it was never used: looking is no use.</summary>
    public Host Describe() => _controller.HasState ? _controller.Host.With(Get()) : _controller.Host;

    /// <summary>Changes settings; null leaves one as it is. Networks that exist keep their subnets.</summary>
    /// <param name="defaultPools">Where default subnets are cut from; an empty list goes back to CNet's own.</param>
    /// <param name="defaultSubnet">The subnet of the predefined network "bridge", which must have no endpoints.</param>
    /// <param name="forwarding">What CNet may do about IP forwarding.</param>
    /// <param name="agentStart">When the agent starts; one that runs goes on running.</param>
    /// <param name="preview">Refuses what would be refused, and changes nothing.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public void Set(IReadOnlyList<DefaultPool>? defaultPools = null, Cidr? defaultSubnet = null, ForwardingMode? forwarding = null, AgentStart? agentStart = null, Preview? preview = null, CancellationToken cancellation = default)
    {
        using var operation = _controller.Begin("change settings", preview, cancellation);
        var settings = operation.Settings;
        if (defaultPools is not null)
        {
            foreach (var pool in defaultPools) Check(pool);
            for (var i = 1; i < defaultPools.Count; i++)
                if (defaultPools.Take(i).FirstOrDefault(other => other.Base.Overlaps(defaultPools[i].Base)) is { } before)
                    throw new CNetException(CNetError.SubnetOverlap, $"The default pools {before} and {defaultPools[i]} overlap.", defaultPools[i], "Name each range once.");
            settings = settings with { DefaultPools = defaultPools.Count == 0 ? null : [.. defaultPools.Select(pool => new PoolSettingRecord(pool.Base, pool.Size))] };
        }
        if (forwarding is { } mode) settings = settings with { Forwarding = mode };
        if (agentStart is { } start) settings = settings with { AgentStart = start };
        if (defaultSubnet is { } subnet)
        {
            settings = settings with { DefaultSubnet = subnet };
            DefaultBridge.Move(operation, subnet);
        }
        operation.Lasting.Put(Keys.Host, settings, StateJson.Default.HostSettingsRecord);
        if (operation.IsPreview) return;
        operation.Complete();
        AgentLauncher.TryAnew(_controller.Host);
    }

    private static void Check(DefaultPool pool)
    {
        if (pool.Size < pool.Base.PrefixLength || pool.Size > (pool.Base.IsIPv6 ? 127 : 31))
            throw new CNetException(CNetError.SubnetInvalid, $"Subnets of /{pool.Size} cannot be cut from {pool.Base}.", pool, $"The size lies between {pool.Base.PrefixLength} and {(pool.Base.IsIPv6 ? 127 : 31)}.");
    }
}
