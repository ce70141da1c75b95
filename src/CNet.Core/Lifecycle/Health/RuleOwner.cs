using CNet.Netlink.Nftables;

namespace CNet.Lifecycle;

/// <summary>Whose rules they are, as their tables and chains betray it.</summary>
internal sealed class OwnersOfRules(IReadOnlyList<NftChainInfo> chains)
{
    internal RuleOwner Of(NftChainInfo chain)
    {
        var siblings = chains.Where(other => other.Family == chain.Family && other.Table == chain.Table).Select(other => other.Name).ToList();
        if (chain.Table == "firewalld") return RuleOwner.Firewalld;
        if (siblings.Exists(name => name.StartsWith("ufw", StringComparison.Ordinal))) return RuleOwner.Ufw;
        if (siblings.Contains("DOCKER-USER")) return RuleOwner.Docker;
        if (chain.Family is "ip" or "ip6" && chain.Table == "filter") return RuleOwner.Iptables;
        return RuleOwner.Nftables;
    }
}

/// <summary>A tool that writes rules, and how it is told to let the traffic of a bridge pass.</summary>
internal sealed record RuleOwner(string Name, Func<NftChainInfo, string, string> Remedy)
{
    internal static readonly RuleOwner
        Ufw = new("ufw", (_, bridge) => $"ufw route allow in on {bridge}; ufw route allow out on {bridge}"),
        Firewalld = new("firewalld", (_, bridge) => $"firewall-cmd --permanent --zone=trusted --add-interface={bridge}; firewall-cmd --reload"),
        Docker = new("Docker", (chain, bridge) => $"{Tool(chain)} -I DOCKER-USER -i {bridge} -j ACCEPT; {Tool(chain)} -I DOCKER-USER -o {bridge} -j ACCEPT"),
        Iptables = new("iptables", (chain, bridge) => $"{Tool(chain)} -I {chain.Name} -i {bridge} -j ACCEPT; {Tool(chain)} -I {chain.Name} -o {bridge} -j ACCEPT"),
        Nftables = new("", (chain, bridge) => $"nft insert rule {chain.Family} {chain.Table} {chain.Name} iifname \"{bridge}\" accept; nft insert rule {chain.Family} {chain.Table} {chain.Name} oifname \"{bridge}\" accept");

    /// <summary>"Rules of ufw: ", or nothing where it is not known.</summary>
    internal string Title => Name.Length == 0 ? "" : $"Rules of {Name}: ";

    private static string Tool(NftChainInfo chain) => chain.Family == "ip6" ? "ip6tables" : "iptables";
}
