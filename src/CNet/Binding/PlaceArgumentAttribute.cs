namespace CNet.Binding;

/// <summary>Takes whatever has a network namespace: sandboxes, namespaces and processes, their names and paths, and "pid:4711".</summary>
public sealed class PlaceArgumentAttribute : ItemArgumentAttribute
{
    private static readonly SandboxArgumentAttribute Sandboxes = new();
    private static readonly NamespaceArgumentAttribute Namespaces = new();

    private protected override object? TransformItem(object? item) => TextOf(item) is { } text
        ? IsName(text) ? new SandboxRef(text) : new NamespaceRef(text)
        : Sandboxes.Transform(null!, item) is SandboxRef sandbox ? sandbox : Namespaces.Transform(null!, item);

    private static bool IsName(string text) => !text.Contains('/', StringComparison.Ordinal) && !text.StartsWith("pid:", StringComparison.Ordinal);
}
