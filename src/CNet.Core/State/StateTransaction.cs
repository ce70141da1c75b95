using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CNet.State;

/// <summary>
/// A unit of work over a store: reads see what was staged before, and everything staged is written at once or not at all. A document
/// that is written must still be as it was read when the work is committed; what was only read is kept by the Host's lock.
/// </summary>
internal sealed class StateTransaction(IStateStore store)
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _text;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    private readonly List<(string Key, Entry Entry, Range Text)> _writes = [];
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>True where something is staged.</summary>
    internal bool HasChanges
    {
        get
        {
            foreach (var entry in _entries.Values)
                if (entry.IsChanged) return true;
            return false;
        }
    }

    /// <summary>The document under a key, or null.</summary>
    internal T? Get<T>(string key, JsonTypeInfo<T> type) where T : class
    {
        if (_entries.TryGetValue(key, out var entry)) return (T?)entry.Value;
        var document = store.Get(key);
        var value = document?.As(type);
        _entries[key] = new Entry(value, null, document?.Version ?? 0, false);
        return value;
    }

    /// <summary>The document under a key, or null; one that is damaged is named and left out, where others must not suffer for it.</summary>
    internal T? Find<T>(string key, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return Get(key, type);
        }
        catch (CNetException damage) when (damage.Code == CNetError.StateCorrupt)
        {
            WarnOf(key);
            return null;
        }
    }

    /// <summary>Stages a document.</summary>
    internal void Put<T>(string key, T value, JsonTypeInfo<T> type) where T : class =>
        _entries[key] = new Entry(value, type, Seen(key), true);

    /// <summary>Stages a document that must not exist yet.</summary>
    internal void Create<T>(string key, T value, JsonTypeInfo<T> type) where T : class =>
        _entries[key] = new Entry(value, type, Seen(key) ?? 0, true);

    /// <summary>Stages a deletion.</summary>
    internal void Delete(string key) => _entries[key] = new Entry(null, null, Seen(key), true);

    /// <summary>The documents whose key begins with a prefix, with what is staged. One that is damaged is named and left out: it costs no other.</summary>
    internal List<T> List<T>(string prefix, JsonTypeInfo<T> type, int limit = int.MaxValue) where T : class =>
        Read(prefix, StateStoreExtensions.EndOf(prefix), type, limit, descending: false, leavesOutDamaged: true);

    /// <summary>The documents of a range of keys, with what is staged.</summary>
    internal List<T> Range<T>(string from, string to, JsonTypeInfo<T> type, int limit = int.MaxValue, bool descending = false) where T : class =>
        Read(from, to, type, limit, descending, leavesOutDamaged: false);

    /// <summary>The keys that begin with a prefix, with what is staged, whether their documents can be read or not.</summary>
    internal List<string> KeysOf(string prefix, int limit = int.MaxValue)
    {
        var staged = _entries.Where(entry => entry.Value is { IsChanged: true } && entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        var stored = store.List(prefix, limit == int.MaxValue ? limit : limit + staged.Count).Select(document => document.Key);
        return [.. stored.Except(staged.Select(entry => entry.Key)).Concat(staged.Where(entry => entry.Value.Value is not null).Select(entry => entry.Key)).Take(limit)];
    }

    /// <summary>All documents as they lie in the store.</summary>
    internal List<Document> Stored() => store.Range(" ", "~");

    /// <summary>What is said of a record that cannot be read.</summary>
    internal static void WarnOf(string key) => OperationLog.Warning($"The record '{key}' is damaged and was left out. Repair-CNetHost puts it into quarantine.");

    private List<T> Read<T>(string from, string to, JsonTypeInfo<T> type, int limit, bool descending, bool leavesOutDamaged) where T : class
    {
        var staged = _entries.Where(e => e.Value.IsChanged && string.CompareOrdinal(e.Key, from) >= 0 && string.CompareOrdinal(e.Key, to) < 0).ToList();
        var stored = store.Range(from, to, limit == int.MaxValue ? limit : limit + staged.Count, descending);
        var merged = new List<KeyValuePair<string, T>>(stored.Count + staged.Count);
        foreach (var document in stored)
        {
            if (_entries.TryGetValue(document.Key, out var entry) && entry.IsChanged) continue;
            try
            {
                merged.Add(new(document.Key, (entry.Value as T) ?? document.As(type)));
            }
            catch (CNetException damage) when (leavesOutDamaged && damage.Code == CNetError.StateCorrupt)
            {
                WarnOf(document.Key);
            }
        }
        foreach (var (key, entry) in staged)
            if (entry.Value is T value) merged.Add(new(key, value));
        if (staged.Count > 0)
            merged.Sort((a, b) => descending ? string.CompareOrdinal(b.Key, a.Key) : string.CompareOrdinal(a.Key, b.Key));
        return merged.Take(limit).Select(m => m.Value).ToList();
    }

    /// <summary>Number of documents whose key begins with a prefix, with what is staged.</summary>
    internal int Count(string prefix)
    {
        var count = (int)store.Count(prefix);
        foreach (var (key, entry) in _entries)
            if (entry.IsChanged && key.StartsWith(prefix, StringComparison.Ordinal))
                count += (entry.Value is null ? 0 : 1) - ((entry.Version ?? store.Get(key)?.Version ?? 0) == 0 ? 0 : 1);
        return count;
    }

    /// <summary>Forgets everything that was staged.</summary>
    internal void Reset() => _entries.Clear();

    /// <summary>Writes everything that was staged.</summary>
    internal void Commit()
    {
        _writes.Clear();
        var text = _text ??= new ArrayBufferWriter<byte>(4096);
        text.ResetWrittenCount();
        foreach (var (key, entry) in _entries)
            if (entry.IsChanged) _writes.Add((key, entry, Write(text, entry)));
        if (_writes.Count > 0)
            store.Commit(_writes.ConvertAll(write => new DocumentWrite(write.Key, write.Entry.Value is null ? default(ReadOnlyMemory<byte>?) : text.WrittenMemory[write.Text], write.Entry.Version, write.Entry.Value)));
        _entries.Clear();
    }

    /// <summary>Appends a document as text; where it lies.</summary>
    private static Range Write(ArrayBufferWriter<byte> text, in Entry entry)
    {
        var start = text.WrittenCount;
        if (entry.Value is not { } value) return ..0;
        var writer = _writer ??= new Utf8JsonWriter(text);
        writer.Reset(text);
        JsonSerializer.Serialize(writer, value, entry.Type!);
        writer.Flush();
        return start..text.WrittenCount;
    }

    private long? Seen(string key) => _entries.TryGetValue(key, out var entry) ? entry.Version : null;

    /// <summary>What is known of a key.</summary>
    /// <param name="Value">The document as an object, null where there is none.</param>
    /// <param name="Type">How it becomes text, where it is to be written.</param>
    /// <param name="Version">The version seen, 0 for "there was none", null where nobody looked.</param>
    /// <param name="IsChanged">Whether it is to be written.</param>
    private readonly record struct Entry(object? Value, JsonTypeInfo? Type, long? Version, bool IsChanged);
}
