namespace CNet;

/// <summary>A file that a program in the background writes its output to.</summary>
/// <param name="Path">The file.</param>
/// <param name="Append">True to add to what it has, false to begin anew.</param>
public sealed record OutputFile(string Path, bool Append = false);
