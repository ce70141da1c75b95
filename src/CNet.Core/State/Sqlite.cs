using System.Runtime.InteropServices;

namespace CNet.State;

/// <summary>The few functions of libsqlite3 that the embedded store uses, under the library's own names.</summary>
internal static unsafe partial class Sqlite
{
    internal const int SQLITE_OK = 0, SQLITE_BUSY = 5, SQLITE_CORRUPT = 11, SQLITE_NOTADB = 26, SQLITE_ROW = 100, SQLITE_DONE = 101;
    internal const int SQLITE_OPEN_READWRITE = 2, SQLITE_OPEN_CREATE = 4, SQLITE_OPEN_NOMUTEX = 0x8000;
    internal const uint SQLITE_PREPARE_PERSISTENT = 1;

    private const string Library = "libsqlite3.so.0";

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int sqlite3_open_v2(string filename, out nint database, int flags, nint vfs);

    [LibraryImport(Library)]
    internal static partial int sqlite3_close_v2(nint database);

    [LibraryImport(Library)]
    internal static partial int sqlite3_busy_timeout(nint database, int milliseconds);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int sqlite3_prepare_v3(nint database, string sql, int length, uint flags, out nint statement, nint tail);

    [LibraryImport(Library)]
    internal static partial int sqlite3_finalize(nint statement);

    [LibraryImport(Library)]
    internal static partial int sqlite3_step(nint statement);

    [LibraryImport(Library)]
    internal static partial int sqlite3_reset(nint statement);

    [LibraryImport(Library)]
    internal static partial int sqlite3_bind_int64(nint statement, int index, long value);

    [LibraryImport(Library)]
    internal static partial int sqlite3_bind_text(nint statement, int index, byte* value, int length, nint destructor);

    [LibraryImport(Library)]
    internal static partial long sqlite3_column_int64(nint statement, int column);

    [LibraryImport(Library)]
    internal static partial byte* sqlite3_column_text(nint statement, int column);

    [LibraryImport(Library)]
    internal static partial int sqlite3_column_bytes(nint statement, int column);

    [LibraryImport(Library)]
    internal static partial nint sqlite3_errmsg(nint database);

    [LibraryImport(Library)]
    internal static partial int sqlite3_changes(nint database);
}
