namespace CNet;

/// <summary>How far something is that takes a while.</summary>
/// <param name="Done">How many things are done.</param>
/// <param name="Total">How many there are, as far as that is known.</param>
/// <param name="Current">What is worked on, such as "sandbox web".</param>
public readonly record struct Progress(int Done, int Total, string Current);
