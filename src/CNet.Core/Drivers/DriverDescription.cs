namespace CNet;

/// <summary>How far a network reaches.</summary>
public enum NetworkScope
{
    /// <summary>This Host alone.</summary>
    Local,

    /// <summary>All hosts that share the store.</summary>
    Global,
}

/// <summary>What a driver is, and which options it takes.</summary>
public sealed class DriverDescription : IComparable<DriverDescription>, IComparable
{
    /// <summary>The name that networks choose it by.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>How far its networks reach.</summary>
    public NetworkScope Scope { get; init; }

    /// <summary>True where only one network of the driver can exist, which is predefined.</summary>
    public bool IsSingleton { get; init; }

    /// <summary>True where its endpoints have no interface of their own, so that a sandbox cannot have another endpoint beside.</summary>
    public bool IsExclusive { get; init; }

    /// <summary>True where its endpoints live in the Host's own namespace.</summary>
    public bool UsesHostNamespace { get; init; }

    /// <summary>True where ports of its endpoints can be published on the Host.</summary>
    public bool PublishesPorts { get; init; }

    /// <summary>The options it takes.</summary>
    public IReadOnlyList<DriverOption> Options { get; init => field = value.ToReadOnly(); } = [];

    /// <summary>Orders by name.</summary>
    public int CompareTo(DriverDescription? other) => string.CompareOrdinal(Name, other?.Name);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as DriverDescription);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Brings the options a user gave to full keys and checked values.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.OptionUnknown"/> or <see cref="CNetError.OptionInvalid"/>.</exception>
    internal Dictionary<string, string> Normalize(DriverOptionTarget target, IEnumerable<KeyValuePair<string, string>> given)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in given)
        {
            var option = Find(target, key) ?? throw new CNetException(CNetError.OptionUnknown, $"The {Noun(target)} '{key}'.", key, Hint(target));
            if (!options.TryAdd(option.Name, option.Normalize(value)))
                throw new CNetException(CNetError.OptionInvalid, $"The option {option.Name} is given twice.", key, "Give it once.");
        }
        return options;
    }

    internal DriverOption? Find(DriverOptionTarget target, string key) =>
        Options.FirstOrDefault(option => option.Target == target && (option.Name == key || option.ShortName.Equals(key, StringComparison.OrdinalIgnoreCase)));

    private string Noun(DriverOptionTarget target) => target switch
    {
        DriverOptionTarget.Network => $"driver {Name} has no network option",
        DriverOptionTarget.Endpoint => $"driver {Name} has no endpoint option",
        _ => $"IPAM driver {Name} has no option",
    };

    private string Hint(DriverOptionTarget target)
    {
        var names = Options.Where(option => option.Target == target).Select(option => option.ShortName).ToList();
        return names.Count == 0 ? "It has none." : $"It has {string.Join(", ", names)}.";
    }
}
