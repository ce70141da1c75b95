namespace CNet;

/// <summary>A rule that says in which table the routes of packets are looked up, as it was when it was read.</summary>
public sealed class Rule : IComparable<Rule>, IComparable
{
    /// <summary>Its place: the rule of the lowest number comes first.</summary>
    public required long Priority { get; init; }

    /// <summary>Whether it is about IPv4 or IPv6.</summary>
    public required IPFamily AddressFamily { get; init; }

    /// <summary>The sources it is about; null for all.</summary>
    public Cidr? From { get; init; }

    /// <summary>The destinations it is about; null for all.</summary>
    public Cidr? To { get; init; }

    /// <summary>The mark of packets it is about; null for any.</summary>
    public long? FirewallMark { get; init; }

    /// <summary>Which bits of the mark are compared; null for all.</summary>
    public long? FirewallMask { get; init; }

    /// <summary>The interface that packets come in by; "lo" for those of this machine, null for any.</summary>
    public string? InputInterface { get; init; }

    /// <summary>The interface that a socket is bound to whose packets are meant; null for any.</summary>
    public string? OutputInterface { get; init; }

    /// <summary>True where it is about all packets but those.</summary>
    public bool Invert { get; init; }

    /// <summary>What it does: "lookup", "blackhole", "unreachable", "prohibit", "nop", "goto", or "l3mdev".</summary>
    public required string Type { get; init; }

    /// <summary>The table of a rule that looks up; else null.</summary>
    public long? Table { get; init; }

    /// <summary>The priority of the rule where one of type "goto" goes on; else null.</summary>
    public long? GotoPriority { get; init; }

    /// <summary>The longest prefix of routes that are passed over, 0 for default routes; null where none are.</summary>
    public int? SuppressPrefixLength { get; init; }

    /// <summary>The namespace it is in; null for the Host's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>The name of the sandbox it is in, or null.</summary>
    public string? Sandbox { get; init; }

    /// <summary>True for what -WhatIf shows: the rule as it would be.</summary>
    public bool IsPreview { get; init; }

    /// <summary>Orders by family, then by priority.</summary>
    public int CompareTo(Rule? other) => other is null ? 1 : AddressFamily != other.AddressFamily ? AddressFamily.CompareTo(other.AddressFamily) : Priority.CompareTo(other.Priority);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as Rule);

    /// <summary>The rule as iproute2 writes it.</summary>
    public override string ToString() => $"{Priority}: {Selector()} {Type}{(Table is { } table ? $" {Netlink.Route.NumberNames.Tables.Of((uint)table)}" : GotoPriority is { } target ? $" {target}" : "")}"
        + (SuppressPrefixLength is { } length ? $" suppress_prefixlength {length}" : "");

    /// <summary>Which packets it is about, as iproute2 writes it.</summary>
    internal string Selector() => $"{(Invert ? "not " : "")}from {From?.ToString() ?? "all"}{(To is null ? "" : $" to {To}")}{(FirewallMark is { } mark ? $" fwmark 0x{mark:x}{(FirewallMask is { } mask ? $"/0x{mask:x}" : "")}" : "")}"
        + $"{(InputInterface is null ? "" : $" iif {InputInterface}")}{(OutputInterface is null ? "" : $" oif {OutputInterface}")}";
}
