namespace CNet;

/// <summary>What the firewall does.</summary>
public enum FirewallAction
{
    /// <summary>Lets it pass.</summary>
    Allow,

    /// <summary>Drops it.</summary>
    Drop,

    /// <summary>Has the administrator's own rules decide first.</summary>
    Custom,
}

/// <summary>Whether an entry is in the kernel's rules.</summary>
public enum FirewallState
{
    /// <summary>It is in the kernel's rules, all of it.</summary>
    Active,

    /// <summary>It waits for its endpoint to join a sandbox; until then nothing is open.</summary>
    Waiting,

    /// <summary>It should be in the kernel's rules and is not, or not all of it: Repair-CNetHost puts it right.</summary>
    Missing,

    /// <summary>It is in CNet's table, and CNet did not put it there.</summary>
    Foreign,
}

/// <summary>One line of the policy of a Host: what is open to whom, and why, as it was when it was read.</summary>
public sealed class FirewallEntry : IComparable<FirewallEntry>, IComparable
{
    internal FirewallEntry(FirewallAction action, string from, string to, string reason)
    {
        Action = action;
        From = from;
        To = to;
        Reason = reason;
    }

    /// <summary>What is done.</summary>
    public FirewallAction Action { get; }

    /// <summary>Whom it is about: "anywhere", "this Host", "network lab", "interface eth0".</summary>
    public string From { get; }

    /// <summary>Where to: "endpoint lab/web", "network lab", "anywhere".</summary>
    public string To { get; }

    /// <summary>The protocol; null for every one, "icmp" for ping.</summary>
    public string? Protocol { get; internal init; }

    /// <summary>The ports of the endpoint; null for all.</summary>
    public PortRange? Port { get; internal init; }

    /// <summary>The address and ports of the Host by which it goes; null where addresses are reached as they are.</summary>
    public string? Via { get; internal init; }

    /// <summary>Why: the option, the published port, or the rule of last resort.</summary>
    public string Reason { get; }

    /// <summary>Whether it is in the kernel's rules.</summary>
    public FirewallState State { get; internal set; }

    /// <summary>The network it belongs to, or null.</summary>
    public string? Network { get; internal init; }

    /// <summary>The endpoint it belongs to, or null.</summary>
    public string? Endpoint { get; internal init; }

    /// <summary>The elements of CNet's table that it consists of, as "SET { KEY : VALUE }"; nft list table inet cnet shows them.</summary>
    public IReadOnlyList<string> Element { get; internal init; } = [];

    /// <summary>Where it stands in the policy.</summary>
    internal int Place { get; set; }

    /// <summary>Orders as the policy does.</summary>
    public int CompareTo(FirewallEntry? other) => other is null ? 1 : Place.CompareTo(other.Place);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as FirewallEntry);

    /// <summary>The entry in a line: "Allow anywhere → endpoint lab/web 80/tcp via 0.0.0.0:8080".</summary>
    public override string ToString() =>
        $"{Action} {From} → {To}{(Port is null ? Protocol is null ? "" : $" {Protocol}" : $" {Port}/{Protocol}")}{(Via is null ? "" : $" via {Via}")}";
}
