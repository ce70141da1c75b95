using System.Text;
using static CNet.State.Sqlite;

namespace CNet.State;

/// <summary>A prepared statement that is used again and again. Values bound must outlive the step, so each call binds and steps at once.</summary>
internal sealed unsafe class SqliteStatement : IDisposable
{
    private const nint Transient = -1;
    private readonly SqliteDatabase _database;
    private nint _handle;

    internal SqliteStatement(SqliteDatabase database, string sql)
    {
        _database = database;
        database.Check(sqlite3_prepare_v3(database.Handle, sql, -1, SQLITE_PREPARE_PERSISTENT, out _handle, 0), sql);
    }

    internal SqliteStatement Bind(int index, long value)
    {
        _database.Check(sqlite3_bind_int64(_handle, index, value), "bind");
        return this;
    }

    internal SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        byte empty = 0;
        fixed (byte* pointer = value)
            _database.Check(sqlite3_bind_text(_handle, index, value.IsEmpty ? &empty : pointer, value.Length, Transient), "bind");
        return this;
    }

    internal SqliteStatement Bind(int index, string value)
    {
        Span<byte> bytes = stackalloc byte[256];
        if (Encoding.UTF8.TryGetBytes(value, bytes, out var length)) return Bind(index, bytes[..length]);
        return Bind(index, Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    internal bool Step()
    {
        var result = sqlite3_step(_handle);
        if (result == SQLITE_ROW) return true;
        var failure = result == SQLITE_DONE ? null : _database.Failure(result, "step");
        Reset();
        return failure is null ? false : throw failure;
    }

    /// <summary>Runs a statement that returns no rows.</summary>
    internal void Run()
    {
        while (Step()) { }
    }

    /// <summary>Ends a walk before its last row.</summary>
    internal void Reset() => _ = sqlite3_reset(_handle);

    internal long Int64(int column) => sqlite3_column_int64(_handle, column);

    internal string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <summary>The bytes of a column, valid until the next step.</summary>
    internal ReadOnlySpan<byte> Bytes(int column)
    {
        var pointer = sqlite3_column_text(_handle, column);
        return new ReadOnlySpan<byte>(pointer, pointer is null ? 0 : sqlite3_column_bytes(_handle, column));
    }

    public void Dispose()
    {
        if (_handle != 0) _ = sqlite3_finalize(_handle);
        _handle = 0;
    }
}
