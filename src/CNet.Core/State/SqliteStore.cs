using System.Runtime.CompilerServices;

namespace CNet.State;

/// <summary>
/// The embedded store: one SQLite file in write-ahead mode. Readers never wait for a writer. Power loss may cost the last moment, never
/// consistency (synchronous=NORMAL).
/// </summary>
internal sealed class SqliteStore : IStateStore
{
    /// <summary>The version of what lies in the file. A newer one is refused; an older one is brought up to date.</summary>
    internal const int SchemaVersion = 1;

    /// <summary>Deletions are remembered for watchers over at least this many revisions.</summary>
    internal const long DeletionHistory = 4096;

    private const int MaxRemembered = 1024;

    /// <summary>How long a watcher waits for more, in milliseconds.</summary>
    private const int Together = 10;

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly SqliteDatabase _database;
    private readonly Checkpointer _checkpointer;
    private readonly SqliteStatement _get, _ascending, _descending, _count, _put, _delete, _remember, _forget, _version, _revision, _dataVersion, _changes, _begin, _commit, _rollback;

    /// <summary>Documents as they were read or written last, null for none; right as long as no other connection has written.</summary>
    private readonly Dictionary<string, Document?> _remembered = new(StringComparer.Ordinal);
    private long _rememberedAt = -1;

    internal SqliteStore(string path)
    {
        _path = path;
        _database = new SqliteDatabase(path);
        _checkpointer = new Checkpointer(path);
        Prepare();
        _get = new(_database, "SELECT version, value FROM documents WHERE key = ?1");
        _ascending = new(_database, "SELECT key, version, value FROM documents WHERE key >= ?1 AND key < ?2 ORDER BY key LIMIT ?3");
        _descending = new(_database, "SELECT key, version, value FROM documents WHERE key >= ?1 AND key < ?2 ORDER BY key DESC LIMIT ?3");
        _count = new(_database, "SELECT count(*) FROM documents WHERE key >= ?1 AND key < ?2");
        _put = new(_database, "INSERT INTO documents(key, version, value) VALUES(?1, ?2, ?3) "
            + "ON CONFLICT(key) DO UPDATE SET version = excluded.version, value = excluded.value");
        _delete = new(_database, "DELETE FROM documents WHERE key = ?1");
        _remember = new(_database, "INSERT INTO deletions(version, key) VALUES(?1, ?2)");
        _forget = new(_database, "DELETE FROM deletions WHERE version < ?1");
        _version = new(_database, "SELECT version FROM documents WHERE key = ?1");
        _revision = new(_database, "SELECT max(coalesce((SELECT max(version) FROM documents), 0), coalesce((SELECT max(version) FROM deletions), 0))");
        _dataVersion = new(_database, "PRAGMA data_version");
        _changes = new(_database, // By version, not by key (the plus says so): what has changed is little, what there is may be much.
            "SELECT key, version, value FROM documents WHERE version > ?1 AND +key >= ?2 AND +key < ?3 "
            + "UNION ALL SELECT key, version, NULL FROM deletions WHERE version > ?1 AND key >= ?2 AND key < ?3 "
            + "AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.key = deletions.key) ORDER BY version");
        _begin = new(_database, "BEGIN IMMEDIATE");
        _commit = new(_database, "COMMIT");
        _rollback = new(_database, "ROLLBACK");
    }

    public long Revision
    {
        get { lock (_gate) return ReadRevision(); }
    }

    public void Refresh()
    {
        lock (_gate)
        {
            _dataVersion.Step();
            var version = _dataVersion.Int64(0);
            _dataVersion.Reset();
            if (version == _rememberedAt) return;
            _remembered.Clear();
            _rememberedAt = version;
        }
    }

    public Document? Get(string key)
    {
        lock (_gate)
        {
            if (_remembered.TryGetValue(key, out var document)) return document;
            if (_get.Bind(1, key).Step())
            {
                document = new Document(key, _get.Int64(0), _get.Bytes(1).ToArray());
                _get.Reset();
            }
            Remember(key, document);
            return document;
        }
    }

    public List<Document> Range(string from, string to, int limit = int.MaxValue, bool descending = false)
    {
        lock (_gate)
        {
            var statement = (descending ? _descending : _ascending).Bind(1, from).Bind(2, to).Bind(3, limit);
            var documents = new List<Document>();
            while (statement.Step())
            {
                var (key, version) = (statement.Text(0), statement.Int64(1));
                documents.Add(_remembered.TryGetValue(key, out var known) && known?.Version == version ? known : new Document(key, version, statement.Bytes(2).ToArray()));
            }
            return documents;
        }
    }

    public long Count(string prefix)
    {
        lock (_gate)
        {
            _count.Bind(1, prefix).Bind(2, StateStoreExtensions.EndOf(prefix)).Step();
            var count = _count.Int64(0);
            _count.Reset();
            return count;
        }
    }

    public long Commit(IReadOnlyCollection<DocumentWrite> writes)
    {
        lock (_gate)
        {
            _begin.Run();
            long committed;
            try
            {
                var revision = ReadRevision() + 1;
                foreach (var write in writes) Write(write, revision);
                if (revision % DeletionHistory == 0) _forget.Bind(1, revision - DeletionHistory).Run();
                _commit.Run();
                foreach (var write in writes) Remember(write, revision);
                committed = revision;
            }
            catch
            {
                _rollback.Run();
                // A conflict means that somebody else has written: what is remembered may be old.
                _remembered.Clear();
                throw;
            }
            _checkpointer.AfterCommit();
            return committed;
        }
    }

    public async IAsyncEnumerable<DocumentChange> Watch(string from, string to, long afterRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var written = new SemaphoreSlim(1);
        // In write-ahead mode every commit of every process appends to this file.
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(_path)!, Path.GetFileName(_path) + "-wal")
        {
            NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        watcher.Changed += (_, _) => Release(written);
        watcher.Created += (_, _) => Release(written);
        watcher.EnableRaisingEvents = true;
        while (true)
        {
            await written.WaitAsync(cancellation).ConfigureAwait(false);
            // What follows at once is read with it: whoever writes much need not wait for this one to read each time.
            await Task.Delay(Together, cancellation).ConfigureAwait(false);
            foreach (var change in ChangesAfter(from, to, ref afterRevision)) yield return change;
            yield return DocumentChange.Progress(afterRevision);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var statement in new[] { _get, _ascending, _descending, _count, _put, _delete, _remember, _forget, _version, _revision, _dataVersion, _changes, _begin, _commit, _rollback })
                statement.Dispose();
            _database.Dispose();
        }
        _checkpointer.Dispose();
    }

    private void Prepare()
    {
        _database.Execute("PRAGMA journal_mode = WAL");
        _database.Execute("PRAGMA synchronous = NORMAL");
        _database.Execute("PRAGMA wal_autocheckpoint = 0");
        var version = _database.Query("PRAGMA user_version");
        if (version > SchemaVersion)
            throw new CNetException(CNetError.SchemaTooNew, $"The state in '{_path}' was written by a newer CNet (schema {version}, this one knows {SchemaVersion}).",
                _path, "Update the CNet module.");
        if (version == SchemaVersion) return;
        _database.Execute("BEGIN IMMEDIATE");
        _database.Execute("CREATE TABLE IF NOT EXISTS documents(key TEXT PRIMARY KEY, version INTEGER NOT NULL, value TEXT NOT NULL) WITHOUT ROWID");
        _database.Execute("CREATE INDEX IF NOT EXISTS documents_version ON documents(version)");
        _database.Execute("CREATE TABLE IF NOT EXISTS deletions(version INTEGER NOT NULL, key TEXT NOT NULL)");
        _database.Execute("CREATE INDEX IF NOT EXISTS deletions_version ON deletions(version)");
        _database.Execute($"PRAGMA user_version = {SchemaVersion}");
        _database.Execute("COMMIT");
    }

    private void Write(in DocumentWrite write, long revision)
    {
        if (write.ExpectedVersion is { } expected)
        {
            var actual = _version.Bind(1, write.Key).Step() ? _version.Int64(0) : 0;
            _version.Reset();
            if (actual != expected)
                throw new CNetException(CNetError.StateConflict, $"The record '{write.Key}' was changed by another process.", write.Key, "Try again.");
        }
        if (write.Json is not { } json)
        {
            _delete.Bind(1, write.Key).Run();
            if (_database.Changes > 0) _remember.Bind(1, revision).Bind(2, write.Key).Run();
        }
        else if (!json.IsEmpty)
            _put.Bind(1, write.Key).Bind(2, revision).Bind(3, json.Span).Run();
    }

    private void Remember(in DocumentWrite write, long revision)
    {
        if (write.Json is not { } json) Remember(write.Key, null);
        else if (json.IsEmpty) return;
        else if (write.Value is { } value) Remember(write.Key, new Document(write.Key, revision, value));
        else _remembered.Remove(write.Key);
    }

    private void Remember(string key, Document? document)
    {
        if (_remembered.Count >= MaxRemembered) _remembered.Clear();
        _remembered[key] = document;
    }

    private long ReadRevision()
    {
        _revision.Step();
        var revision = _revision.Int64(0);
        _revision.Reset();
        return revision;
    }

    private List<DocumentChange> ChangesAfter(string from, string to, ref long afterRevision)
    {
        var changes = new List<DocumentChange>();
        lock (_gate)
        {
            // The file tells of a commit before it can be read: to begin a write waits for its end.
            _begin.Run();
            try
            {
                var revision = ReadRevision();
                if (revision - afterRevision > DeletionHistory)
                    throw new CNetException(CNetError.StateConflict, "The watcher fell too far behind.", from, "List again, then watch from there.");
                _changes.Bind(1, afterRevision).Bind(2, from).Bind(3, to);
                while (_changes.Step())
                {
                    var json = _changes.Bytes(2);
                    changes.Add(new DocumentChange(_changes.Text(0), _changes.Int64(1), json.IsEmpty ? default(ReadOnlyMemory<byte>?) : json.ToArray()));
                }
                afterRevision = revision;
                return changes;
            }
            finally
            {
                _rollback.Run();
            }
        }
    }

    private static void Release(SemaphoreSlim semaphore)
    {
        // One pending signal is enough: whoever wakes reads everything.
        try
        {
            if (semaphore.CurrentCount == 0) semaphore.Release();
        }
        catch (ObjectDisposedException)
        {
            // The watch ended while the notification was on its way.
        }
    }
}
