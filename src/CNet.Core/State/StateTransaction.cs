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

    /// <summary>The keys of what is staged in their order, where there are so many that to look through all of them would take long.</summary>
    private SortedSet<string>? _changed;

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
        Stage(key, new Entry(value, type, Seen(key), true));

    /// <summary>Stages a document that must not exist yet.</summary>
    internal void Create<T>(string key, T value, JsonTypeInfo<T> type) where T : class =>
        Stage(key, new Entry(value, type, _entries.TryGetValue(key, out var entry) ? entry.Version : 0, true));

    /// <summary>Stages a deletion.</summary>
    internal void Delete(string key) => Stage(key, new Entry(null, null, Seen(key), true));

    /// <summary>The documents whose key begins with a prefix, with what is staged. One that is damaged is named and left out: it costs no other.</summary>
    internal List<T> List<T>(string prefix, JsonTypeInfo<T> type, int limit = int.MaxValue) where T : class =>
        Read(prefix, StateStoreExtensions.EndOf(prefix), type, limit, descending: false, leavesOutDamaged: true);

    /// <summary>The documents of a range of keys, with what is staged.</summary>
    internal List<T> Range<T>(string from, string to, JsonTypeInfo<T> type, int limit = int.MaxValue, bool descending = false) where T : class =>
        Read(from, to, type, limit, descending, leavesOutDamaged: false);

    /// <summary>The keys that begin with a prefix, with what is staged, whether their documents can be read or not.</summary>
    internal List<string> KeysOf(string prefix, int limit = int.MaxValue)
    {
        var staged = Staged(prefix, StateStoreExtensions.EndOf(prefix)).ToList();
        var stored = store.List(prefix, limit == int.MaxValue ? limit : limit + staged.Count).Select(document => document.Key);
        return [.. stored.Except(staged.Select(entry => entry.Key)).Concat(staged.Where(entry => entry.Value.Value is not null).Select(entry => entry.Key)).Take(limit)];
    }

    /// <summary>All documents as they lie in the store.</summary>
    internal List<Document> Stored() => store.Range(" ", "~");

    /// <summary>What is said of a record that cannot be read.</summary>
    internal static void WarnOf(string key) => OperationLog.Warning($"The record '{key}' is damaged and was left out. Repair-CNetHost puts it into quarantine.");

    private List<T> Read<T>(string from, string to, JsonTypeInfo<T> type, int limit, bool descending, bool leavesOutDamaged) where T : class
    {
        var merged = new List<KeyValuePair<string, T>>();
        foreach (var document in Unchanged(from, to, limit, descending))
        {
            try
            {
                merged.Add(new(document.Key, (_entries.GetValueOrDefault(document.Key).Value as T) ?? document.As(type)));
            }
            catch (CNetException damage) when (leavesOutDamaged && damage.Code == CNetError.StateCorrupt)
            {
                WarnOf(document.Key);
            }
        }
        var stored = merged.Count;
        foreach (var (key, entry) in Staged(from, to, descending).Where(staged => staged.Value.Value is T).Take(limit)) merged.Add(new(key, (T)entry.Value!));
        if (merged.Count > stored && stored > 0)
            merged.Sort((a, b) => descending ? string.CompareOrdinal(b.Key, a.Key) : string.CompareOrdinal(a.Key, b.Key));
        return merged.Take(limit).Select(m => m.Value).ToList();
    }

    /// <summary>The stored documents of a range that are not staged to become others: as many as are wanted, or all there are.</summary>
    private IEnumerable<Document> Unchanged(string from, string to, int limit, bool descending)
    {
        const int more = 16;
        var size = limit == int.MaxValue ? limit : limit + more;
        while (true)
        {
            var page = store.Range(from, to, size, descending);
            foreach (var document in page)
                if (!_entries.GetValueOrDefault(document.Key).IsChanged)
                {
                    yield return document;
                    if (--limit == 0) yield break;
                }
            if (page.Count < size) yield break;
            if (descending) to = page[^1].Key;
            else from = page[^1].Key + "\u0001";
        }
    }

    /// <summary>What is staged in a range of keys, in their order.</summary>
    private IEnumerable<KeyValuePair<string, Entry>> Staged(string from, string to, bool descending = false)
    {
        const int few = 64;
        if (_changed is null && _entries.Count > few) _changed = new SortedSet<string>(_entries.Where(entry => entry.Value.IsChanged).Select(entry => entry.Key), StringComparer.Ordinal);
        if (_changed is null)
        {
            var staged = _entries.Where(entry => entry.Value.IsChanged && string.CompareOrdinal(entry.Key, from) >= 0 && string.CompareOrdinal(entry.Key, to) < 0);
            return descending ? staged.OrderByDescending(entry => entry.Key, StringComparer.Ordinal) : staged.OrderBy(entry => entry.Key, StringComparer.Ordinal);
        }
        var view = _changed.GetViewBetween(from, to);
        return (descending ? view.Reverse() : view).Where(key => key != to).Select(key => KeyValuePair.Create(key, _entries[key]));
    }

    private void Stage(string key, Entry entry)
    {
        _entries[key] = entry;
        _changed?.Add(key);
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
    internal void Reset()
    {
        _entries.Clear();
        _changed = null;
    }

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
        Reset();
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
