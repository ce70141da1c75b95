namespace CNet;

/// <summary>What kind of owner a network namespace has.</summary>
public enum NamespaceOwnerKind
{
    /// <summary>A Host: the namespace is its own, or lies in the directory of another Host.</summary>
    Host,

    /// <summary>A sandbox of CNet.</summary>
    Sandbox,

    /// <summary>A container of Docker.</summary>
    Docker,

    /// <summary>A container of podman.</summary>
    Podman,

    /// <summary>A container of containerd, such as one of Kubernetes.</summary>
    Containerd,

    /// <summary>A unit of systemd.</summary>
    Systemd,
}

/// <summary>Whose a network namespace is, as far as can be told by what the kernel and the files of the runtimes say.</summary>
public sealed class NamespaceOwner : IEquatable<NamespaceOwner>, IComparable<NamespaceOwner>, IComparable
{
    internal NamespaceOwner(NamespaceOwnerKind kind, string? name, string? id = null)
    {
        Kind = kind;
        Name = name;
        Id = id;
    }

    /// <summary>What kind of owner it is.</summary>
    public NamespaceOwnerKind Kind { get; }

    /// <summary>The name of the Host, the sandbox, the container or the unit; null where it is not known.</summary>
    public string? Name { get; }

    /// <summary>The id of the sandbox or the container: 64 hexadecimal digits; null where it is not known, or the owner has none.</summary>
    public string? Id { get; }

    /// <summary>How a container's namespace may be meant wherever one is taken: "docker:web"; null for another owner, and where nothing but the processes in it say so.</summary>
    public string? Locator => IsCertain && Id is { } id && Kind is NamespaceOwnerKind.Docker or NamespaceOwnerKind.Podman or NamespaceOwnerKind.Containerd
        ? $"{Kind.ToString().ToLowerInvariant()}:{Name ?? ObjectId.Shorten(id)}" : null;

    /// <summary>False where only the processes in it say so, who may be anybody's: then it is shown, and nothing else.</summary>
    internal bool IsCertain { get; init; } = true;

    /// <inheritdoc/>
    public bool Equals(NamespaceOwner? other) => other is not null && other.Kind == Kind && other.Name == Name && other.Id == Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NamespaceOwner);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Name, Id);

    /// <summary>Orders by kind, then by name.</summary>
    public int CompareTo(NamespaceOwner? other) => other is null ? 1 : Kind != other.Kind ? Kind.CompareTo(other.Kind) : NaturalOrder.Compare(Name ?? Id, other.Name ?? other.Id);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as NamespaceOwner);

    /// <summary>The kind and the name, or the beginning of the id: "docker web", "systemd nginx.service".</summary>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} {Name ?? (Id is null ? "" : ObjectId.Shorten(Id))}".TrimEnd();
}
