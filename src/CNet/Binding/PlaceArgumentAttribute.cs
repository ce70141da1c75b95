namespace CNet.Binding;

/// <summary>Takes whatever has a network namespace: sandboxes, namespaces and processes, their names and paths, "pid:4711" and "docker:web".</summary>
public sealed class PlaceArgumentAttribute : ItemArgumentAttribute
{
    private static readonly SandboxArgumentAttribute Sandboxes = new();
    private static readonly NamespaceArgumentAttribute Namespaces = new();

    private protected override object? TransformItem(object? item) => TextOf(item) is { } text
        ? CNet.Namespaces.IsName(text) ? new SandboxRef(text) : new NamespaceRef(text)
        : Sandboxes.Transform(null!, item) is SandboxRef sandbox ? sandbox : Namespaces.Transform(null!, item);
}
