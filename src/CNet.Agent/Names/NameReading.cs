using CNet.Discovery;
using CNet.State;

namespace CNet.Agents.Names;

/// <summary>Tells from the records what a sandbox sees, and what it is called.</summary>
internal static class NameReading
{
    /// <summary>What is known of a sandbox's names.</summary>
    internal static SandboxNames Names(Lifecycle.StagedState state, SandboxRecord sandbox, HostResolver host)
    {
        var networks = sandbox.Joins.Select(join => state.Lasting.Find(Keys.Network(join.NetworkId), StateJson.Default.NetworkRecord)).OfType<NetworkRecord>().ToList();
        var resolver = ResolverConfiguration.Of(host, sandbox, networks);
        var places = new List<NamePlace>();
        if (resolver.Rule == ResolverRule.Embedded)
            foreach (var join in sandbox.Joins)
                if (networks.Find(network => network.Id == join.NetworkId) is { } network && ResolverConfiguration.HasNames(network, join))
                    places.Add(Place(network, sandbox, state.Lasting.Find(Keys.Endpoint(join.EndpointId), StateJson.Default.EndpointRecord)));
        var mayLeave = sandbox.Joins.Exists(join => !join.Internal);
        return new SandboxNames(new ScopeSandbox(sandbox.Id, sandbox.Name), places, new Upstream(resolver.Servers, mayLeave, resolver.ExplicitNdots > 0));
    }

    /// <summary>What somebody added to a network; nothing where its name cannot be one.</summary>
    internal static NameOwner Record(NameRecord record) => DnsName.TryParse(record.Name, out var labels)
        ? new(OwnerOf(record), [labels], [.. record.Addresses], [.. record.Services.Select(service => new NameService(service, DnsName.TryParse(service.Target, out var target) ? target : []))])
        : new(OwnerOf(record), [], [], []);

    /// <summary>What tells a record from all endpoints.</summary>
    internal static string OwnerOf(NameRecord record) => Keys.NameRecord(record.NetworkId, record.Name);

    private static NamePlace Place(NetworkRecord network, SandboxRecord sandbox, EndpointRecord? endpoint)
    {
        if (endpoint is null) return new NamePlace(network.Id, network.Name, null, []);
        var links = endpoint.Links.Select(link => DnsName.TryParse(link.Alias, out var alias) && DnsName.TryParse(link.Target, out var target) ? new ScopeLink(alias, target) : null);
        // By its sandbox, too: who hears of its new one first must not forget it with the old one.
        return new NamePlace(network.Id, network.Name, new NameOwner($"{sandbox.Id}/{endpoint.Id}", [.. EndpointNames.Of(sandbox, endpoint).Select(name => name.Labels)], [.. endpoint.Addresses], []), [.. links.OfType<ScopeLink>()]);
    }
}
