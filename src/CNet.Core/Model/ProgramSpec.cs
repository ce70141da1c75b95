namespace CNet;

/// <summary>A program to run.</summary>
public sealed record ProgramSpec
{
    /// <summary>The program: a path, or a name that is looked for in PATH.</summary>
    public required string FilePath { get; init; }

    /// <summary>Its arguments; they reach it as they are.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables of its environment besides those of this process; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Where it starts; null for where this process is.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>True to write to its standard input; else that is empty.</summary>
    public bool HasInput { get; init; }

    /// <summary>In the background: the file that it reads; null for none.</summary>
    public string? InputPath { get; init; }

    /// <summary>In the background: where its standard output goes; null for nowhere.</summary>
    public OutputFile? Output { get; init; }

    /// <summary>In the background: where its standard error goes; null for nowhere.</summary>
    public OutputFile? Error { get; init; }
}
