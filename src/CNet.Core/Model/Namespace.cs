namespace CNet;

/// <summary>A network namespace, CNet's or not, as it was when it was read.</summary>
public sealed class Namespace : IEquatable<Namespace>, IComparable<Namespace>, IComparable
{
    internal Namespace(string? name, string path, ulong inode, IReadOnlyList<int> processId, string? sandbox)
    {
        Name = name;
        Path = path;
        Inode = inode;
        ProcessId = processId;
        Sandbox = sandbox;
    }

    /// <summary>The name under which iproute2 knows it too; null for one without a name.</summary>
    public string? Name { get; }

    /// <summary>The file by which it can be opened.</summary>
    public string Path { get; }

    /// <summary>The inode. It tells namespaces apart at one moment; the kernel uses the number of one that is gone again at once.</summary>
    public ulong Inode { get; }

    /// <summary>The processes that live in it.</summary>
    public IReadOnlyList<int> ProcessId { get; }

    /// <summary>The name of the sandbox that has it, or null.</summary>
    public string? Sandbox { get; }

    /// <summary>True for what -WhatIf shows: the namespace as it would be.</summary>
    public bool IsPreview { get; internal init; }

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
