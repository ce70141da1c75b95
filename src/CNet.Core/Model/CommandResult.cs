namespace CNet;

/// <summary>How a program ended that ran in a sandbox or namespace.</summary>
public sealed class CommandResult
{
    /// <summary>The program and its arguments.</summary>
    public required string Command { get; init; }

    /// <summary>The sandbox it ran in, or null.</summary>
    public string? Sandbox { get; init; }

    /// <summary>The namespace it ran in: its name or path.</summary>
    public required string Namespace { get; init; }

    /// <summary>The process.</summary>
    public required int ProcessId { get; init; }

    /// <summary>The exit code; 128 and the signal where one ended it.</summary>
    public required int ExitCode { get; init; }

    /// <summary>True for exit code 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>What it wrote to its standard output, without the last line feed.</summary>
    public required string Stdout { get; init; }

    /// <summary>What it wrote to its standard error, without the last line feed.</summary>
    public required string Stderr { get; init; }

    /// <summary>How long it ran.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The command and its exit code.</summary>
    public override string ToString() => $"{Command} → {ExitCode}";
}
