namespace CNet.Binding;

/// <summary>A network interface, or its name.</summary>
public sealed class InterfaceRef : ObjectRef
{
    internal InterfaceRef(string text) : base(text)
    {
    }

    internal InterfaceRef(string text, string? ns) : base(text, isCopy: true) => Namespace = string.IsNullOrEmpty(ns) ? null : ns;

    internal InterfaceRef(Interface target) : base(target.Name) => Interface = target;

    internal Interface? Interface { get; }

    /// <summary>For a copy: the namespace it was in; null for the Host's own.</summary>
    internal string? Namespace { get; }
}

/// <summary>Takes network interfaces and their names.</summary>
public sealed class InterfaceArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) => Unwrap(item) is Interface target ? new InterfaceRef(target)
        : DeserializedProperty(item, "CNet.Interface", nameof(CNet.Interface.Name)) is { } key
            ? new InterfaceRef(key, DeserializedProperty(item, "CNet.Interface", nameof(CNet.Interface.Namespace)))
        : TextOf(item) is { } text ? new InterfaceRef(text) : item;
}
