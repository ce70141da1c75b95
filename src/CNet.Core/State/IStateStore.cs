namespace CNet.State;

/// <summary>
/// A versioned store of JSON documents that many processes share. The embedded one lies in a file of this machine; etcd fits the same
/// interface (a version is its mod_revision, a range its range request, a commit its transaction with comparisons, a watch its watch).
/// </summary>
internal interface IStateStore : IDisposable
{
    /// <summary>Begins a unit of work: what the store remembers of documents is forgotten if another process has written since.</summary>
    void Refresh();

    /// <summary>The document under a key, or null; from memory where nobody has written since <see cref="Refresh"/>.</summary>
    Document? Get(string key);

    /// <summary>
    /// The documents with <paramref name="from"/> ≤ key &lt; <paramref name="to"/> in the order of their keys' bytes, or backwards.
    /// </summary>
    List<Document> Range(string from, string to, int limit = int.MaxValue, bool descending = false);

    /// <summary>Number of documents whose key begins with a prefix.</summary>
    long Count(string prefix);

    /// <summary>Writes all or nothing.</summary>
    /// <returns>The new revision of the store, which is the version of every document written.</returns>
    /// <exception cref="CNetException"><see cref="CNetError.StateConflict"/> where a document does not have the version it was expected to have.</exception>
    long Commit(IReadOnlyCollection<DocumentWrite> writes);

    /// <summary>
    /// Follows what is written under keys with <paramref name="from"/> ≤ key &lt; <paramref name="to"/> after a revision, by any process, until
    /// cancelled, and tells after each look how far it has come (<see cref="DocumentChange.IsProgress"/>). A watcher that lags too far behind gets
    /// <see cref="CNetError.StateConflict"/> and lists again.
    /// </summary>
    IAsyncEnumerable<DocumentChange> Watch(string from, string to, long afterRevision, CancellationToken cancellation);

    /// <summary>The revision of the last write.</summary>
    long Revision { get; }
}

/// <summary>What every store can do with the five verbs of <see cref="IStateStore"/>.</summary>
internal static class StateStoreExtensions
{
    /// <summary>The documents whose key begins with a prefix, in the order of their keys.</summary>
    internal static List<Document> List(this IStateStore store, string prefix, int limit = int.MaxValue) =>
        store.Range(prefix, EndOf(prefix), limit);

    /// <summary>Follows what is written under a prefix.</summary>
    internal static IAsyncEnumerable<DocumentChange> Watch(this IStateStore store, string prefix, long afterRevision, CancellationToken cancellation) =>
        store.Watch(prefix, EndOf(prefix), afterRevision, cancellation);

    /// <summary>The first key after all keys with a prefix.</summary>
    internal static string EndOf(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);
}
