namespace CNet;

/// <summary>What was found about a Host.</summary>
public enum HostCheckStatus
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It differed, and was put right.</summary>
    Repaired,

    /// <summary>Something that may hurt, or that is left over and hurts nobody.</summary>
    Warning,

    /// <summary>Not as it should be: something does not work.</summary>
    Failed,
}

/// <summary>One thing that was looked at about a Host: a difference between what should be and what is, or something about the Host that matters to CNet.</summary>
public sealed class HostCheck : IEquatable<HostCheck>, IComparable<HostCheck>, IComparable
{
    internal HostCheck(string name, HostCheckStatus status, string target, string message, string? remedy = null, string? repair = null)
    {
        Name = name;
        Status = status;
        Target = target;
        Message = message;
        Remedy = remedy;
        Repair = repair;
    }

    /// <summary>What was looked at: "Privilege", "Bridge", "Firewall" …; stable, for scripts.</summary>
    public string Name { get; }

    /// <summary>What was found.</summary>
    public HostCheckStatus Status { get; }

    /// <summary>The object concerned: a network, "network/endpoint", a sandbox, a record, or the Host.</summary>
    public string Target { get; }

    /// <summary>What was found, as a sentence.</summary>
    public string Message { get; }

    /// <summary>What to do about it; null where nothing has to be done.</summary>
    public string? Remedy { get; }

    /// <summary>What Repair-CNetHost does about it, or has done; null where only people can do something.</summary>
    public string? Repair { get; }

    /// <inheritdoc/>
    public bool Equals(HostCheck? other) => other is not null && (Name, Status, Target, Message) == (other.Name, other.Status, other.Target, other.Message);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HostCheck);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Status, Target, Message);

    /// <summary>Orders by how bad it is, the worst first, then by name and target.</summary>
    public int CompareTo(HostCheck? other)
    {
        if (other is null) return 1;
        if (Status != other.Status) return other.Status.CompareTo(Status);
        return NaturalOrder.Compare(Name, other.Name) is var order and not 0 ? order : NaturalOrder.Compare(Target, other.Target);
    }

    int IComparable.CompareTo(object? obj) => CompareTo(obj as HostCheck);

    /// <summary>The finding in a line: "Failed Bridge lab: The bridge … is gone."</summary>
    public override string ToString() => $"{Status} {Name} {Target}: {Message}";

    internal HostCheck With(HostCheckStatus status, string? remedy) => new(Name, status, Target, Message, remedy, Repair);

    internal bool IsAbout(HostCheck other) => (Name, Target) == (other.Name, other.Target);
}
