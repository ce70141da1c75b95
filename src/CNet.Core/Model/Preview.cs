using CNet.Lifecycle;

namespace CNet;

/// <summary>
/// What would be if the previewed steps had been done. Steps that are given the same preview are previewed on top of each other, so that the
/// second of two endpoints is seen with the second address. Nothing of it is done.
/// </summary>
public sealed class Preview
{
    internal StagedState? State { get; set; }
}
