using CNet.State;

namespace CNet.Discovery;

/// <summary>Where the names of a sandbox are looked up.</summary>
internal enum ResolverRule
{
    /// <summary>By CNet's own name server, at <see cref="ResolverConfiguration.OwnAddress"/>: on any network of the user's.</summary>
    Embedded,

    /// <summary>By the Host's servers directly, as far as a sandbox can reach them: on the network "bridge" alone, or on none.</summary>
    Legacy,

    /// <summary>As the Host does: in its own namespace.</summary>
    Host,
}

/// <summary>
/// What the resolver of a sandbox is to be, told from the Host's file and the records: the sandbox's own settings go before those of its networks,
/// and these before the Host's.
/// </summary>
internal sealed record ResolverConfiguration
{
    /// <summary>Where CNet's name server listens in each sandbox that has it.</summary>
    internal static readonly Ip OwnAddress = Ip.V4(0x7f00_000b);

    private const string Ndots = "ndots", NoSearch = ".";
    private static readonly string[] Public4 = ["8.8.8.8", "8.8.4.4"], Public6 = ["2001:4860:4860::8888", "2001:4860:4860::8844"];

    private ResolverConfiguration()
    {
    }

    internal ResolverRule Rule { get; private init; }

    /// <summary>
    /// The servers that are asked in this order: behind CNet's own where the sandbox has it, and else by the sandbox itself.
    /// </summary>
    internal required IReadOnlyList<ExternalServer> Servers { get; init; }

    /// <summary>The domains that names are looked for in.</summary>
    internal required IReadOnlyList<string> Search { get; init; }

    /// <summary>The options, as somebody chose them: without those that CNet's own server adds.</summary>
    internal required IReadOnlyList<string> Options { get; init; }

    /// <summary>How many dots make a name one that is asked for as it is, where somebody chose that; null where nobody did.</summary>
    internal int? ExplicitNdots => ResolverFile.NumberOf(Options, Ndots);

    /// <summary>The Host's file that it was told from.</summary>
    internal required ResolverFile Source { get; init; }

    /// <summary>What was taken from the sandbox or its networks: nameservers, search, options.</summary>
    internal required IReadOnlyList<string> Overrides { get; init; }

    /// <summary>True where no server was left that the sandbox could reach, so that public ones are asked.</summary>
    internal bool UsesPublicServers { get; private init; }

    /// <summary>True where an endpoint has names: on a network of the user's, by an interface.</summary>
    internal static bool HasNames(NetworkRecord network, JoinRecord join) => !network.Predefined && join.Interface is not null;

    /// <summary>Tells it.</summary>
    /// <param name="host">What the Host asks.</param>
    /// <param name="sandbox">The sandbox, with its joins.</param>
    /// <param name="networks">The networks that it is on; one whose record is missing counts as none.</param>
    internal static ResolverConfiguration Of(HostResolver host, SandboxRecord sandbox, IEnumerable<NetworkRecord> networks)
    {
        var byId = networks.DistinctBy(network => network.Id).ToDictionary(network => network.Id);
        // Only a driver that brings an interface brings a network.
        var joined = sandbox.Joins.Where(join => join.Interface is not null).Select(join => byId.GetValueOrDefault(join.NetworkId)).OfType<NetworkRecord>().Distinct().ToList();
        var rule = sandbox.Kind == SandboxKind.Host ? ResolverRule.Host : joined.Exists(network => !network.Predefined) ? ResolverRule.Embedded : ResolverRule.Legacy;
        var file = rule == ResolverRule.Legacy && host.Behind is { } behind ? behind : host.File;
        var chosen = sandbox.DnsServers.Count > 0 ? sandbox.DnsServers : [.. joined.SelectMany(network => network.DnsServers).Distinct()];
        var servers = chosen.Count > 0 ? chosen.ConvertAll(address => new ExternalServer(address, null, IsFromHost: false)) : file.Servers;
        var usesPublic = false;
        // What it asks behind itself cannot be itself; the Host's server of that address is another one.
        if (rule == ResolverRule.Embedded) servers = [.. servers.Where(server => server.IsFromHost || !server.Address.Equals(OwnAddress))];
        if (rule == ResolverRule.Legacy && chosen.Count == 0)
        {
            var hasIPv6 = joined.Exists(network => network.EnableIPv6);
            servers = [.. servers.Where(server => !server.Address.IsLoopback && (hasIPv6 || !server.Address.IsIPv6)).Select(server => server with { IsFromHost = false })];
            usesPublic = servers.Count == 0;
            if (usesPublic) servers = [.. (hasIPv6 ? Public4.Concat(Public6) : Public4).Select(Public)];
        }
        var overrides = new List<string>();
        if (chosen.Count > 0) overrides.Add("nameservers");
        if (sandbox.DnsSearch.Count > 0) overrides.Add("search");
        if (sandbox.DnsOptions.Count > 0) overrides.Add("options");
        return new ResolverConfiguration
        {
            Rule = rule,
            Servers = servers,
            Search = sandbox.DnsSearch.Count > 0 ? [.. sandbox.DnsSearch.Where(domain => domain != NoSearch)] : file.Search,
            Options = sandbox.DnsOptions.Count > 0 ? sandbox.DnsOptions : file.Options,
            Source = file,
            Overrides = overrides,
            UsesPublicServers = usesPublic,
        };
    }

    private static ExternalServer Public(string text) => new(Ip.TryParse(text, out var address) ? address : default, null, IsFromHost: false);
}
