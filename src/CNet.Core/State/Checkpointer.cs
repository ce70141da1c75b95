namespace CNet.State;

/// <summary>
/// Brings what is in a database's journal into the database, now and then, beside whoever works with it. SQLite would do it in the middle of
/// a commit, whose lock everybody waits for, and writing through to the disk takes twenty times as long as the commit.
/// </summary>
internal sealed class Checkpointer(string path) : IDisposable
{
    /// <summary>From which length of the journal on, in bytes. Whoever begins the journal anew afterwards waits for the disk once, so it may be rare.</summary>
    internal const long Limit = 16 * 1024 * 1024;

    /// <summary>Looking at the journal is cheap, and yet not free.</summary>
    private const int CommitsBetween = 16;

    private readonly Lock _gate = new();
    private SqliteDatabase? _database;
    private int _commits, _isRunning;
    private bool _isDisposed;

    /// <summary>Begins it where the journal has become long. Does not wait for it.</summary>
    internal void AfterCommit()
    {
        if (_commits++ % CommitsBetween != 0 || new FileInfo(path + "-wal") is not { Exists: true, Length: >= Limit }) return;
        if (Interlocked.Exchange(ref _isRunning, 1) != 0) return;
        // Opened here, where the file is sure to be there.
        _database ??= new SqliteDatabase(path);
        ThreadPool.UnsafeQueueUserWorkItem(static self => self.Run(), this, preferLocal: false);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _database?.Dispose();
        }
    }

    private void Run()
    {
        try
        {
            // Passive: it goes as far as nobody has to wait.
            lock (_gate)
                if (!_isDisposed) _database!.Query("PRAGMA wal_checkpoint(PASSIVE)");
        }
        catch (CNetException)
        {
            // The next one tries again; nothing depends on it.
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }
}
