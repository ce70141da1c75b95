using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CNet.State;

/// <summary>How records become JSON. Unknown members are kept out, missing ones take their defaults: older records stay readable.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(IpJsonConverter)])]
[JsonSerializable(typeof(NetworkRecord))]
[JsonSerializable(typeof(EndpointRecord))]
[JsonSerializable(typeof(SandboxRecord))]
[JsonSerializable(typeof(JoinedRecord))]
[JsonSerializable(typeof(DeviceRecord))]
[JsonSerializable(typeof(ForwardingRecord))]
[JsonSerializable(typeof(HostSettingsRecord))]
[JsonSerializable(typeof(TextRecord))]
[JsonSerializable(typeof(Ipam.PoolDocument))]
[JsonSerializable(typeof(Ipam.LeaseDocument))]
[JsonSerializable(typeof(Ipam.HintDocument))]
[JsonSerializable(typeof(Ipam.BitmapDocument))]
[JsonSerializable(typeof(PortRecord))]
[JsonSerializable(typeof(NameRecord))]
[JsonSerializable(typeof(Intent))]
[JsonSerializable(typeof(QuarantineRecord))]
internal sealed partial class StateJson : JsonSerializerContext
{
    /// <summary>What is wrong with a document, or null.</summary>
    internal static string? Damage(Document document, JsonTypeInfo type)
    {
        // One that this process has read or written already is as it should be.
        if (document.Json.IsEmpty && document.HasValue) return null;
        try
        {
            var record = JsonSerializer.Deserialize(document.Json.Span, type);
            return record is null ? "null" : record is IKeyedRecord keyed && !keyed.BelongsUnder(document.Key) ? "it is another object's" : null;
        }
        catch (JsonException damage)
        {
            return damage.Message;
        }
    }

    /// <summary>Reads a document.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.StateCorrupt"/>, naming the record.</exception>
    internal static T Read<T>(Document document, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            var record = JsonSerializer.Deserialize(document.Json.Span, type) ?? throw new JsonException("null");
            if (record is IKeyedRecord keyed && !keyed.BelongsUnder(document.Key)) throw new JsonException("it is another object's");
            if (record is ICheckedDocument { IsUsable: false }) throw new JsonException("it says what cannot be");
            return record;
        }
        catch (JsonException damage)
        {
            throw new CNetException(CNetError.StateCorrupt, $"The record '{document.Key}' is damaged: {damage.Message}", document.Key,
                "Repair-CNetHost puts it into quarantine, where it can be mended; docs/state.md tells how.", damage);
        }
    }
}

/// <summary>A document that may be JSON of the right form and yet nothing that CNet can have written.</summary>
internal interface ICheckedDocument
{
    /// <summary>False where using it would fail.</summary>
    bool IsUsable { get; }
}

/// <summary>Writes an address as its text.</summary>
internal sealed class IpJsonConverter : JsonConverter<Ip>
{
    public override Ip Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Ip.TryParse(reader.GetString(), out var address) ? address : throw new JsonException("not an IP address");

    public override void Write(Utf8JsonWriter writer, Ip value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[64];
        if (value.ToIPAddress().TryFormat(text, out var length)) writer.WriteStringValue(text[..length]);
    }
}
