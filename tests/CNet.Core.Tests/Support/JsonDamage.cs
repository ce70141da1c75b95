using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CNet.Tests.Support;

/// <summary>Damages JSON as disks, hands and attackers do: its bytes, or its meaning.</summary>
internal sealed class JsonDamage(Random random, byte[][] others)
{
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e999", "1e-999", "123456789012345678901234567890", "2147483648", "9223372036854775808", "1.5", "\"\"", "\" \"", "\"\\u0000\"",
        "\"::\"", "\"10.1.0.0/33\"", "\"10.1.0.1/24\"", "\"02:00:00:00:00\"", "\"Unknown\"", "\"99\"", "99", "[]", "{}", "[null]", "{\"\":null}", "[[]]", "[{}]", "{\"a\":{}}", "\"AA=\"", "\"zz\"",
        "\"ffffffffffffffffffffffffffffffffff\"", "\"9999-99-99T00:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"",
    ];

    /// <summary>A copy, damaged in one to three ways.</summary>
    internal byte[] Apply(byte[] json)
    {
        for (var times = random.Next(1, 4); times > 0; times--) json = random.Next(2) == 0 ? Bytes(json) : Meaning(json);
        return json;
    }

    private byte[] Bytes(byte[] json)
    {
        if (json.Length == 0) return json;
        var at = random.Next(json.Length);
        switch (random.Next(8))
        {
            case 0:
                return json[..at];
            case 1:
                return [.. json[..at], .. json[random.Next(at, json.Length)..]];
            case 2:
                return [.. json[..at], .. json[random.Next(json.Length)..], .. json[at..]];
            case 3:
                return [.. json[..at], .. others[random.Next(others.Length)], .. json[at..]];
            case 4:
                var changed = (byte[])json.Clone();
                changed[at] = (byte)random.Next(256);
                return changed;
            case 5:
                return [.. json[..at], .. "\\ud800"u8, .. json[at..]];
            case 6:
                var deep = random.Next(1, 3_000);
                return [.. json[..at], .. Encoding.ASCII.GetBytes(new string('[', deep)), .. json[at..], .. Encoding.ASCII.GetBytes(new string(']', deep))];
            default:
                var flipped = (byte[])json.Clone();
                flipped[at] ^= (byte)(1 << random.Next(8));
                return flipped;
        }
    }

    /// <summary>Well-formed, but not what is expected: members that are missing, twice, of another type, or nested deeply.</summary>
    private byte[] Meaning(byte[] json)
    {
        try
        {
            return JsonNode.Parse(json) is { } root ? Meaning(root) : Bytes(json);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            // Damaged too much to have a meaning.
            return Bytes(json);
        }
    }

    private byte[] Meaning(JsonNode root)
    {
        var nodes = new List<JsonNode>();
        Collect(root, nodes);
        var target = nodes[random.Next(nodes.Count)];
        switch (target.Parent)
        {
            case null:
                return Encoding.UTF8.GetBytes(Values[random.Next(Values.Length)]);
            case JsonObject parent:
                var name = target.GetPropertyName();
                if (random.Next(4) == 0) parent.Remove(name);
                else parent[name] = Replacement(nodes);
                break;
            case JsonArray parent:
                if (random.Next(4) == 0) parent.Remove(target);
                else parent[target.GetElementIndex()] = Replacement(nodes);
                break;
        }
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private JsonNode? Replacement(List<JsonNode> nodes)
    {
        if (random.Next(3) == 0) return nodes[random.Next(nodes.Count)].DeepClone();
        var value = JsonNode.Parse(Values[random.Next(Values.Length)]);
        for (var depth = random.Next(8) == 0 ? random.Next(1, 60) : 0; depth > 0; depth--) value = random.Next(2) == 0 ? new JsonArray(value) : new JsonObject { ["a"] = value };
        return value;
    }

    private static void Collect(JsonNode node, List<JsonNode> nodes)
    {
        nodes.Add(node);
        if (node is JsonObject members)
            foreach (var (_, value) in members)
                if (value is not null) Collect(value, nodes);
        if (node is JsonArray items)
            foreach (var value in items)
                if (value is not null) Collect(value, nodes);
    }
}
