using System.Globalization;
using CNet.Ports;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>
/// Links on the default network, which has no name server: the names stand in the hosts file of the sandbox that has the link, and what it can reach in the
/// environment of its programs.
/// </summary>
/// <param name="Link">The link.</param>
/// <param name="Target">The sandbox that it leads to.</param>
/// <param name="Endpoint">Where that is reached.</param>
internal sealed record LegacyLink(LinkRecord Link, SandboxRecord Target, EndpointRecord Endpoint)
{
    /// <summary>The lines of the hosts file: by the alias, the host name and the name.</summary>
    internal IEnumerable<string> Lines
    {
        get
        {
            var names = string.Join(' ', new[] { Link.Alias, Target.Hostname, Target.Name }.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase));
            return Endpoint.Addresses.Select(address => $"{address}\t{names}");
        }
    }
}

/// <summary>Finds and keeps links on the default network.</summary>
internal static class LegacyLinks
{
    /// <summary>Of longer ranges only the first and the last port are told.</summary>
    private const int MaxToldPorts = 64;

    /// <summary>Refuses links to what is not on the network now, and puts on record that the network has links.</summary>
    internal static NetworkRecord Note(Operation operation, NetworkRecord network, List<LinkRecord> links)
    {
        if (!network.Predefined || links.Count == 0) return network;
        foreach (var link in links)
        {
            if (Find(operation.State, link.Target) is not { } target)
                throw new CNetException(CNetError.SandboxNotFound, $"The sandbox '{link.Target}' does not exist, so nothing on the network '{network.Name}' can be linked to it.", link.Target,
                    "Make it and connect it first; on a network of your own a link may come before what it leads to.");
            if (!target.Joins.Exists(join => join.NetworkId == network.Id))
                throw new CNetException(CNetError.EndpointNotJoined, $"The sandbox '{target.Name}' is not on the network '{network.Name}', so nothing there can be linked to it.", target.Name,
                    $"Connect it first: Connect-CNetNetwork {network.Name} {target.Name}.");
        }
        if (network.HasLinks) return network;
        network = network with { HasLinks = true };
        operation.Lasting.Put(Keys.Network(network.Id), network, StateJson.Default.NetworkRecord);
        return network;
    }

    /// <summary>The links of a sandbox that lead to somebody now.</summary>
    internal static IEnumerable<LegacyLink> Of(StagedState state, SandboxRecord sandbox)
    {
        foreach (var join in sandbox.Joins)
            if (state.Lasting.Find(Keys.Endpoint(join.EndpointId), StateJson.Default.EndpointRecord) is { Links.Count: > 0 } endpoint
                && state.Lasting.Find(Keys.Network(join.NetworkId), StateJson.Default.NetworkRecord) is { Predefined: true })
                foreach (var link in endpoint.Links)
                    if (Find(state, link.Target) is { } target && target.Joins.Find(other => other.NetworkId == join.NetworkId) is { } reached
                        && state.Lasting.Find(Keys.Endpoint(reached.EndpointId), StateJson.Default.EndpointRecord) is { } there)
                        yield return new LegacyLink(link, target, there);
    }

    /// <summary>The other sandboxes on a network that have links; their files follow whoever joins it or leaves it.</summary>
    internal static IEnumerable<SandboxRecord> Others(Operation operation, NetworkRecord network, SandboxRecord sandbox) => !network.HasLinks ? []
        : operation.Boot.List(Keys.Sandboxes, StateJson.Default.SandboxRecord).Where(other => other.HasFiles && other.Id != sandbox.Id && other.Joins.Exists(join => join.NetworkId == network.Id
            && operation.Lasting.Find(Keys.Endpoint(join.EndpointId), StateJson.Default.EndpointRecord) is { Links.Count: > 0 }));

    /// <summary>The variables by which programs of a sandbox know where its links lead: DB_NAME, DB_PORT, DB_PORT_5432_TCP and so on, of the ports that are published there.</summary>
    internal static IEnumerable<(string Name, string Value)> Variables(StagedState state, SandboxRecord sandbox)
    {
        foreach (var link in Of(state, sandbox))
        {
            var prefix = string.Concat(link.Link.Alias.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
            yield return ($"{prefix}_NAME", $"/{sandbox.Name}/{link.Link.Alias}");
            if (link.Endpoint.Addresses.Cast<Ip?>().FirstOrDefault() is not { } address) continue;
            var isFirst = true;
            foreach (var (protocol, ports) in Exposed(state, link.Endpoint))
            {
                if (isFirst) yield return ($"{prefix}_PORT", Url(protocol, address, ports.First));
                isFirst = false;
                foreach (var variable in Variables(prefix, protocol, address, ports)) yield return variable;
            }
        }
    }

    /// <summary>Who has a name now. It stands for whoever has it, so that the beginning of an id will not do.</summary>
    private static SandboxRecord? Find(StagedState state, string name) =>
        state.Boot.Find(Keys.SandboxName(name), StateJson.Default.TextRecord) is { } id ? state.Boot.Find(Keys.Sandbox(id.Value), StateJson.Default.SandboxRecord) : null;

    private static IEnumerable<(string Name, string Value)> Variables(string prefix, string protocol, Ip address, PortRange ports)
    {
        string Name(int port) => string.Create(CultureInfo.InvariantCulture, $"{prefix}_PORT_{port}_{protocol.ToUpperInvariant()}");
        if (ports.Count > 1)
        {
            var range = Name(ports.First);
            yield return ($"{range}_START", Url(protocol, address, ports.First));
            yield return ($"{range}_END", Url(protocol, address, ports.Last));
            yield return ($"{range}_PORT_START", ports.First.ToString(CultureInfo.InvariantCulture));
            yield return ($"{range}_PORT_END", ports.Last.ToString(CultureInfo.InvariantCulture));
        }
        for (var port = ports.First; port <= (ports.Count > MaxToldPorts ? ports.First : ports.Last); port++)
        {
            yield return (Name(port), Url(protocol, address, port));
            yield return ($"{Name(port)}_ADDR", address.ToString());
            yield return ($"{Name(port)}_PORT", port.ToString(CultureInfo.InvariantCulture));
            yield return ($"{Name(port)}_PROTO", protocol);
        }
    }

    /// <summary>The ports that an endpoint publishes, TCP first, those in a row together.</summary>
    private static IEnumerable<(string Protocol, PortRange Ports)> Exposed(StagedState state, EndpointRecord endpoint)
    {
        foreach (var protocol in PortTable.Of(state.Lasting, endpoint.Id).GroupBy(port => port.Protocol).OrderBy(ports => ports.Key != TransportProtocol.Tcp).ThenBy(ports => ports.Key))
        {
            PortRange? row = null;
            foreach (var next in protocol.Select(port => port.ContainerPorts).OrderBy(ports => ports.First))
            {
                if (row is { } before && next.First <= before.Last + 1)
                {
                    row = new PortRange(before.First, Math.Max(before.Last, next.Last));
                    continue;
                }
                if (row is { } whole) yield return (PortMapping.NameOf(protocol.Key), whole);
                row = next;
            }
            if (row is { } last) yield return (PortMapping.NameOf(protocol.Key), last);
        }
    }

    private static string Url(string protocol, Ip address, int port) => $"{protocol}://{PortMapping.Socket(address, new PortRange(port))}";
}
