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
[JsonSerializable(typeof(Ipam.HintDocument))]
[JsonSerializable(typeof(Ipam.BitmapDocument))]
[JsonSerializable(typeof(Intent))]
internal sealed partial class StateJson : JsonSerializerContext
{
    /// <summary>Reads a document.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.StateCorrupt"/>, naming the record.</exception>
    internal static T Read<T>(Document document, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            var value = JsonSerializer.Deserialize(document.Json.Span, type) ?? throw new JsonException("null");
            if (value is ICheckedDocument { IsUsable: false }) throw new JsonException("it says what cannot be");
            return value;
        }
        catch (JsonException damage)
        {
            throw new CNetException(CNetError.StateCorrupt, $"The record '{document.Key}' is damaged: {damage.Message}", document.Key, "Mend the record with sqlite3, or delete it; docs/state.md tells how.", damage);
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
