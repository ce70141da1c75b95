using System.Globalization;
using System.Text.Json;

namespace CNet.Docker;

/// <summary>What several of Docker's objects are made of.</summary>
internal static class JsonParts
{
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";

    /// <summary>A time as RFC 3339 has it, in this machine's zone, without zeros at its end.</summary>
    internal static void WriteTime(this Utf8JsonWriter writer, string name, DateTimeOffset time)
    {
        var local = time.ToLocalTime();
        var offset = local.Offset == TimeSpan.Zero ? "Z" : local.ToString("zzz", CultureInfo.InvariantCulture);
        writer.WriteString(name, local.ToString(Time, CultureInfo.InvariantCulture) + offset);
    }

    /// <summary>Texts by their keys, in the order of these.</summary>
    internal static void WriteTexts(this Utf8JsonWriter writer, string name, IEnumerable<KeyValuePair<string, string>> texts)
    {
        writer.WriteStartObject(name);
        foreach (var (key, text) in texts.OrderBy(pair => pair.Key, StringComparer.Ordinal)) writer.WriteString(key, text);
        writer.WriteEndObject();
    }

    /// <summary>An address or whatever else is written as text; an empty one where it is not there.</summary>
    internal static void WriteText(this Utf8JsonWriter writer, string name, object? value) => writer.WriteString(name, value?.ToString() ?? "");
}
