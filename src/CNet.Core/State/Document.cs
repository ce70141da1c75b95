namespace CNet.State;

/// <summary>A JSON document under a key.</summary>
/// <param name="Key">The key, such as "network/1f2e…".</param>
/// <param name="Version">The revision of the store at which the document was last written; 0 stands for a document that does not exist.</param>
/// <param name="Json">The document as UTF-8 text.</param>
internal sealed record Document(string Key, long Version, ReadOnlyMemory<byte> Json)
{
    private object? _value;

    /// <summary>A document whose object is known, so that its text need not be.</summary>
    internal Document(string key, long version, object value) : this(key, version, default(ReadOnlyMemory<byte>)) => _value = value;

    /// <summary>True where the document was read, or made of an object.</summary>
    internal bool HasValue => _value is not null;

    /// <summary>The document as an object, which is read once and must not be changed.</summary>
    internal T As<T>(System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class => (T)(_value ??= StateJson.Read(this, type));
}

/// <summary>What happened to a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Version">The revision at which it happened.</param>
/// <param name="Json">The document as it is now, or null where it was deleted.</param>
internal sealed record DocumentChange(string Key, long Version, ReadOnlyMemory<byte>? Json)
{
    /// <summary>True for what tells only how far a watcher has come: all that was written up to <see cref="Version"/> has been told.</summary>
    internal bool IsProgress => Key.Length == 0;

    internal static DocumentChange Progress(long revision) => new("", revision, null);
}

/// <summary>One write of a transaction.</summary>
/// <param name="Key">The key.</param>
/// <param name="Json">The new document; null deletes it; an empty one leaves it as it is and only checks its version.</param>
/// <param name="ExpectedVersion">The version the document must have, 0 for "must not exist", null for "whatever it is".</param>
/// <param name="Value">The object that the document was made of, where there is one: it is what the store's memory gives back.</param>
internal readonly record struct DocumentWrite(string Key, ReadOnlyMemory<byte>? Json, long? ExpectedVersion, object? Value = null);
