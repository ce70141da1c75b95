using System.Management.Automation;

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

/// <summary>A protocol: tcp, udp or sctp.</summary>
public sealed class ProtocolValue : ArgumentValue
{
    internal ProtocolValue(string text) : base(text)
    {
    }

    internal TransportProtocol Value => Enum.GetValues<TransportProtocol>().Cast<TransportProtocol?>().FirstOrDefault(protocol => protocol.ToString()!.Equals(Text, StringComparison.OrdinalIgnoreCase))
        ?? throw new CNetException(CNetError.PortInvalid, $"'{Text}' is none of the protocols tcp, udp and sctp.", Text, "Leave it out for tcp.");
}

// What one of these is given from a property of a piped object and cannot use must not be dropped: a port would be published on all addresses,
// or of another protocol, than was asked for. So everything becomes a value, which says what is wrong with it when it is used.

/// <summary>Takes ports and ranges of them.</summary>
public sealed class PortRangeArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) => item is null ? null : new PortRangeValue(TextOf(item) ?? Unwrap(item)!.ToString() ?? "");
}

/// <summary>Takes an address of the Host.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HostAddressArgumentAttribute : ArgumentTransformationAttribute
{
    /// <summary>Takes one address; a list of several is none.</summary>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            null => null,
            System.Collections.IList { Count: 1 } list => Transform(engineIntrinsics, list[0]),
            System.Collections.IList list => new IPAddressValue(string.Join(",", list.Cast<object>())),
            _ => new IPAddressValue(value.ToString() ?? ""),
        };
    }
}

/// <summary>Takes a protocol.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ProtocolArgumentAttribute : ArgumentTransformationAttribute
{
    /// <summary>Takes a name of a protocol.</summary>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData is null ? null : new ProtocolValue((inputData is PSObject wrapped ? wrapped.BaseObject : inputData).ToString() ?? "");
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
