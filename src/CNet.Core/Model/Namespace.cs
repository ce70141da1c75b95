namespace CNet;

/// <summary>A network namespace, CNet's or not, as it was when it was read.</summary>
public sealed class Namespace : IEquatable<Namespace>, IComparable<Namespace>, IComparable
{
    internal Namespace(string? name, string path, ulong inode)
    {
        Name = name;
        Path = path;
        Inode = inode;
    }

    /// <summary>The name under which iproute2 knows it too: the one that was asked for, or the first; null for one without a name.</summary>
    public string? Name { get; }

    /// <summary>All its names.</summary>
    public IReadOnlyList<string> Names { get; internal init; } = [];

    /// <summary>The file by which it can be opened: that of its name, or else of a mount, a process, a thread or a descriptor.</summary>
    public string Path { get; }

    /// <summary>All files on which it is mounted, those of its names among them. What only processes with other mounts see is below /proc/PID/root.</summary>
    public IReadOnlyList<string> Mounts { get; internal init; } = [];

    /// <summary>The inode. It tells namespaces apart at one moment; the kernel uses the number of one that is gone again at once.</summary>
    public ulong Inode { get; }

    /// <summary>The id by which the Host's own namespace knows it, as <c>ip link</c> shows it behind link-netnsid; null where it has none.</summary>
    public int? Nsid { get; internal init; }

    /// <summary>The processes that live in it, with one thread at least.</summary>
    public IReadOnlyList<int> ProcessId { get; internal init; } = [];

    /// <summary>The name of the sandbox that has it, or null.</summary>
    public string? Sandbox { get; internal init; }

    /// <summary>Whose it is: a Host's, a sandbox's, a container's, a unit's of systemd; null where nobody is known.</summary>
    public NamespaceOwner? Owner { get; internal init; }

    /// <summary>True for what -WhatIf shows: the namespace as it would be.</summary>
    public bool IsPreview { get; internal init; }

    /// <summary>The same with an id.</summary>
    internal Namespace With(int? id) => new(Name, Path, Inode) { Names = Names, Mounts = Mounts, Nsid = id, ProcessId = ProcessId, Sandbox = Sandbox, Owner = Owner, IsPreview = IsPreview };

    /// <inheritdoc/>
    public bool Equals(Namespace? other) => other is not null && other.Inode == Inode && other.Path == Path;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Namespace);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Inode, Path);

    /// <summary>Orders by name, those without one last.</summary>
    public int CompareTo(Namespace? other) => (Name is null).CompareTo(other?.Name is null) is var order and not 0 ? order : NaturalOrder.Compare(Name ?? Path, other?.Name ?? other?.Path);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as Namespace);

    /// <summary>The name, or the path of one without.</summary>
    public override string ToString() => Name ?? Path;
}
