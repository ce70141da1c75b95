using System.Globalization;

namespace CNet.Binding;

/// <summary>A record of a name that came down a pipeline: as it is, or as it came back from a file or another process.</summary>
public sealed class PipedDnsRecord
{
    private readonly string? _networkId;

    internal PipedDnsRecord(DnsRecord record) => (Record, Text) = (record, record.ToString());

    internal PipedDnsRecord(string text, string? networkId) => (Text, _networkId) = (text, networkId);

    /// <summary>The name, the type and what it says.</summary>
    public string Text { get; }

    internal DnsRecord? Record { get; }

    /// <summary>The record; of one that came back from elsewhere what is there now: nothing where it is gone.</summary>
    internal IEnumerable<DnsRecord> Resolve(Controller controller) => Record is not null ? [Record]
        : _networkId is not null && controller.Networks.Find(_networkId) is { } network ? controller.Names.List(network).Where(record => record.ToString() == Text).Take(1) : [];

    /// <summary>The name, the type and what it says.</summary>
    public override string ToString() => Text;
}

/// <summary>Takes records of names.</summary>
public sealed class DnsRecordArgumentAttribute : ItemArgumentAttribute
{
    private const string Type = "CNet.DnsRecord";

    private protected override object? TransformItem(object? item) => Unwrap(item) is DnsRecord record ? new PipedDnsRecord(record)
        : DeserializedProperty(item, Type, nameof(DnsRecord.Name)) is { } name
            ? new PipedDnsRecord(string.Create(CultureInfo.InvariantCulture, $"{name} {DeserializedProperty(item, Type, nameof(DnsRecord.Type))} {DeserializedProperty(item, Type, nameof(DnsRecord.Data))}"),
                DeserializedProperty(item, Type, nameof(DnsRecord.NetworkId)))
        : item;
}
