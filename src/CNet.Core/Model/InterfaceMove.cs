namespace CNet;

/// <summary>Where an interface is to be moved, and how.</summary>
public sealed record InterfaceMove
{
    /// <summary>The namespace: a name, a path or "pid:4711"; null for the Host's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>Its name there; null to keep the one it has.</summary>
    public string? NewName { get; init; }

    /// <summary>Sets it up there.</summary>
    public bool Enable { get; init; }

    /// <summary>Gives it there what the kernel takes away: its addresses, its routes, and that it was up.</summary>
    public bool KeepConfiguration { get; init; }
}
