namespace CNet;

/// <summary>A rule that is to be.</summary>
public sealed record RuleSpec
{
    /// <summary>IPv4 or IPv6; null where <see cref="From"/> or <see cref="To"/> says it, else IPv4.</summary>
    public IPFamily? AddressFamily { get; init; }

    /// <summary>Its place; null for one before all others but the first.</summary>
    public long? Priority { get; init; }

    /// <summary>The sources it is about; null for all.</summary>
    public Cidr? From { get; init; }

    /// <summary>The destinations it is about; null for all.</summary>
    public Cidr? To { get; init; }

    /// <summary>The mark of packets it is about; null for any.</summary>
    public long? FirewallMark { get; init; }

    /// <summary>Which bits of the mark are compared; null for all.</summary>
    public long? FirewallMask { get; init; }

    /// <summary>The interface that packets come in by; null for any.</summary>
    public string? InputInterface { get; init; }

    /// <summary>The interface that a socket is bound to whose packets are meant; null for any.</summary>
    public string? OutputInterface { get; init; }

    /// <summary>True where it is about all packets but those.</summary>
    public bool Invert { get; init; }

    /// <summary>What it does: "lookup", "blackhole", "unreachable", "prohibit", "nop" or "goto".</summary>
    public string Type { get; init; } = "lookup";

    /// <summary>The table: "main", "local", "default", or a number; null for the main one.</summary>
    public string? Table { get; init; }

    /// <summary>The priority of the rule where one of type "goto" goes on.</summary>
    public long? GotoPriority { get; init; }

    /// <summary>The longest prefix of routes that are passed over, 0 for default routes; null where none are.</summary>
    public int? SuppressPrefixLength { get; init; }
}
