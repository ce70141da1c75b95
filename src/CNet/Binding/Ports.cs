namespace CNet.Binding;

/// <summary>A port or several in a row, such as 80 or 8000-8005.</summary>
public sealed class PortRangeValue : ArgumentValue
{
    internal PortRangeValue(string text) : base(text)
    {
    }

    internal PortRange Value => PortRange.Parse(Text);
}

/// <summary>A port that is to be published, in Docker's notation: 8080:80/tcp.</summary>
public sealed class PortSpecValue : ArgumentValue
{
    internal PortSpecValue(string text) : base(text)
    {
    }

    internal PortSpec Value => PortSpec.Parse(Text);
}

/// <summary>A published port, or what it is called: 8080, 8080/udp, 127.0.0.1:8080/tcp, or its id.</summary>
public sealed class PortRef : ObjectRef
{
    internal PortRef(string text, bool isCopy = false) : base(text, isCopy)
    {
    }

    internal PortRef(PortMapping port) : base(port.Id) => Port = port;

    internal PortMapping? Port { get; }
}

/// <summary>Takes ports and ranges of them.</summary>
public sealed class PortRangeArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) => Unwrap(item) is PortRange range ? new PortRangeValue(range.ToString())
        : TextOf(item) is { } text ? new PortRangeValue(text) : item;
}

/// <summary>Takes ports that are to be published.</summary>
public sealed class PortSpecArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) => Unwrap(item) is PortSpec spec ? new PortSpecValue(spec.ToString())
        : TextOf(item) is { } text ? new PortSpecValue(text) : item;
}

/// <summary>Takes published ports and what they are called.</summary>
public sealed class PortArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) => Unwrap(item) is PortMapping port ? new PortRef(port)
        : DeserializedProperty(item, "CNet.PortMapping", nameof(PortMapping.Id)) is { } id ? new PortRef(id, isCopy: true)
        : TextOf(item) is { } text ? new PortRef(text) : item;
}
