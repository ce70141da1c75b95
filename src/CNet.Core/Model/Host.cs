namespace CNet;

/// <summary>
/// Where networks live: this machine, or a network namespace that stands in for a machine, with directories of its own. Hosts know
/// nothing of each other, so that tests stay off the real machine and several "machines" fit on one.
/// </summary>
public sealed class Host : IEquatable<Host>, IComparable<Host>, IComparable
{
    /// <summary>The name of this machine's own Host.</summary>
    public const string MachineName = "machine";

    internal Host(string name, string? namespacePath, string stateDirectory, string runDirectory, string namespaceDirectory, DateTimeOffset created)
    {
        Name = name;
        NamespacePath = namespacePath;
        StateDirectory = stateDirectory;
        RunDirectory = runDirectory;
        NamespaceDirectory = namespaceDirectory;
        Created = created;
    }

    /// <summary>The name; "machine" is this machine's own Host.</summary>
    public string Name { get; }

    /// <summary>True for this machine's own Host.</summary>
    public bool IsMachine => NamespacePath is null;

    /// <summary>The file of the Host's network namespace; null for this machine's, which is that of the calling process.</summary>
    public string? NamespacePath { get; }

    /// <summary>The directory of what outlives a reboot: networks, endpoints, addresses, settings.</summary>
    public string StateDirectory { get; }

    /// <summary>The directory of what a reboot ends: sandboxes, what is joined, the lock.</summary>
    public string RunDirectory { get; }

    /// <summary>The directory of the Host's named network namespaces.</summary>
    public string NamespaceDirectory { get; }

    /// <summary>When the Host was made; for this machine's, when it was first used.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>Where default subnets are cut from, in this order; null where the settings were not read.</summary>
    public IReadOnlyList<DefaultPool>? DefaultPools => Settings?.DefaultPools;

    /// <summary>The subnet of the predefined network "bridge"; null where the settings were not read.</summary>
    public Cidr? DefaultSubnet => Settings?.DefaultSubnet;

    /// <summary>What CNet may do about IP forwarding; null where the settings were not read.</summary>
    public ForwardingMode? Forwarding => Settings?.Forwarding;

    /// <summary>When the agent starts; null where the settings were not read.</summary>
    public AgentStart? AgentStart => Settings?.AgentStart;

    /// <summary>True for what -WhatIf shows: the Host as it would be.</summary>
    public bool IsPreview { get; internal init; }

    internal HostSettings? Settings { get; private init; }

    /// <summary>This Host with its settings.</summary>
    internal Host With(HostSettings settings) => new(Name, NamespacePath, StateDirectory, RunDirectory, NamespaceDirectory, Created) { Settings = settings, IsPreview = IsPreview };

    /// <inheritdoc/>
    public bool Equals(Host? other) => other is not null && other.StateDirectory == StateDirectory && other.RunDirectory == RunDirectory;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Host);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(StateDirectory, RunDirectory);

    /// <summary>Orders by name.</summary>
    public int CompareTo(Host? other) => NaturalOrder.Compare(Name, other?.Name);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as Host);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
