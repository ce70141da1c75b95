using System.Runtime.InteropServices;
using CNet.Linux;
using static CNet.Linux.Interop.Constants;
using static CNet.State.Sqlite;

namespace CNet.State;

/// <summary>A connection to a database file; used by one thread at a time.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int BusyTimeoutMilliseconds = 10_000;
    private readonly string _path;
    private nint _handle;

    internal SqliteDatabase(string path)
    {
        _path = path;
        // Made before SQLite makes it, so that the file and its journal belong to the owner alone from the first moment. One that is there is not
        // touched: closing it would end the locks of every connection that this process has to it.
        if (!File.Exists(path)) FileDescriptor.Open(path, O_RDWR | O_CREAT, 0x180).Dispose();
        try
        {
            Check(sqlite3_open_v2(path, out _handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, 0), "open");
        }
        catch (DllNotFoundException missing)
        {
            throw new CNetException(CNetError.LibraryMissing, "The library libsqlite3.so.0 is missing on this machine.", "libsqlite3.so.0",
                "Install it: apt-get install libsqlite3-0 (Debian, Ubuntu), dnf install sqlite-libs (Fedora), apk add sqlite-libs (Alpine).", missing);
        }
        Check(sqlite3_busy_timeout(_handle, BusyTimeoutMilliseconds), "busy timeout");
    }

    internal nint Handle => _handle;

    /// <summary>Number of rows the last statement changed.</summary>
    internal int Changes => sqlite3_changes(_handle);

    internal void Execute(string sql)
    {
        using var statement = new SqliteStatement(this, sql);
        statement.Run();
    }

    internal long Query(string sql)
    {
        using var statement = new SqliteStatement(this, sql);
        var value = statement.Step() ? statement.Int64(0) : 0;
        statement.Reset();
        return value;
    }

    private const string Remedy = "Repair-CNetHost keeps the file aside and begins anew with what can be read of it; or put a backup in its place.";

    internal void Check(int result, string what)
    {
        if (result != SQLITE_OK) throw Failure(result, what);
    }

    internal CNetException Failure(int result, string what)
    {
        var text = _handle == 0 ? null : Marshal.PtrToStringUTF8(sqlite3_errmsg(_handle));
        return (result & 0xff) switch
        {
            SQLITE_BUSY => new CNetException(CNetError.LockTimeout, $"The state in '{_path}' is locked by another program.", _path,
                "A program other than CNet holds the file open for writing."),
            SQLITE_CORRUPT or SQLITE_NOTADB => new CNetException(CNetError.StateCorrupt, $"The state in '{_path}' is damaged: {text}.", _path, Remedy),
            _ => new CNetException(CNetError.StateCorrupt, $"The state in '{_path}' cannot be used ({what}): {text} (SQLite error {result}).", _path, Remedy),
        };
    }

    public void Dispose()
    {
        if (_handle != 0) _ = sqlite3_close_v2(_handle);
        _handle = 0;
    }
}
