namespace CNet;

/// <summary>A line of the tree of a Host's namespaces and interfaces: what it is, and where it stands.</summary>
public sealed class TreeNode : IComparable<TreeNode>, IComparable
{
    internal TreeNode(string text, string branch, int position, int depth, Interface? link, Interface? farEnd, string? ns, string? sandbox)
    {
        Text = text;
        Line = branch + text;
        Position = position;
        Depth = depth;
        Interface = link;
        FarEnd = farEnd;
        Namespace = ns;
        Sandbox = sandbox;
    }

    /// <summary>What is there: a name, and what is to be known of it.</summary>
    public string Text { get; }

    /// <summary>The text with the branches of the tree before it.</summary>
    public string Line { get; }

    /// <summary>Where it stands in the tree: 0 for the first line.</summary>
    public int Position { get; }

    /// <summary>How deep it stands: 0 for a namespace that is shown by itself.</summary>
    public int Depth { get; }

    /// <summary>The interface; null for a namespace.</summary>
    public Interface? Interface { get; }

    /// <summary>The other end of a pair, which stands on the same line; or null.</summary>
    public Interface? FarEnd { get; }

    /// <summary>The namespace to which the line leads: that of the other end where there is one; null for the Host's own.</summary>
    public string? Namespace { get; }

    /// <summary>The sandbox to which the line leads, or null.</summary>
    public string? Sandbox { get; }

    /// <summary>Orders by position.</summary>
    public int CompareTo(TreeNode? other) => Position.CompareTo(other?.Position);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as TreeNode);

    /// <summary>The line.</summary>
    public override string ToString() => Line;
}
