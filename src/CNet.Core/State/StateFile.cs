using System.Globalization;

namespace CNet.State;

/// <summary>The file of a store, as a whole: whether SQLite can read it, and what is saved of it where it cannot.</summary>
internal static class StateFile
{
    private const string All = "SELECT key, version, value FROM documents ORDER BY key";

    /// <summary>The files that SQLite keeps beside a database.</summary>
    private static readonly string[] Companions = ["", "-wal", "-shm"];

    /// <summary>What is wrong with a file; null where nothing is, or where there is none.</summary>
    /// <exception cref="CNetException">The library is missing, or another program holds the file.</exception>
    internal static string? Damage(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            using var database = new SqliteDatabase(path);
            using var check = new SqliteStatement(database, "PRAGMA quick_check(1)");
            if (check.Step() && check.Text(0) is var found and not "ok") return $"The state in '{path}' is damaged: {found.ReplaceLineEndings(" ")}.";
            check.Reset();
            // A database of somebody else's is none of CNet's, either.
            if (database.Query("PRAGMA user_version") == SqliteStore.SchemaVersion) database.Query("SELECT count(*) FROM documents");
            return null;
        }
        catch (CNetException damaged) when (damaged.Code is CNetError.StateCorrupt)
        {
            return damaged.Message;
        }
    }

    /// <summary>Keeps a damaged file aside, and puts what can be read of it into a new one in its place. Only under the Host's lock.</summary>
    /// <returns>Where the damaged file is now, and how many documents were saved.</returns>
    internal static (string Aside, int Saved) Rescue(string path)
    {
        var saved = Salvage(path);
        var aside = string.Create(CultureInfo.InvariantCulture, $"{path}.damaged-{DateTime.UtcNow:yyyyMMddTHHmmssfff}");
        // The new file comes whole or not at all: a kill in between leaves the damaged one where it was.
        var fresh = path + ".new";
        foreach (var companion in Companions) File.Delete(fresh + companion);
        using (var store = new SqliteStore(fresh))
            if (saved.Count > 0) store.Commit([.. saved.Values.Select(document => new DocumentWrite(document.Key, document.Json, null))]);
        foreach (var companion in Companions)
            if (File.Exists(path + companion)) File.Copy(path + companion, aside + companion);
        // What the journal of the old file says must not come into the new one.
        foreach (var companion in Companions)
            if (companion.Length > 0) File.Delete(path + companion);
        File.Move(fresh, path, overwrite: true);
        return (aside, saved.Count);
    }

    /// <summary>The documents that can be read: from the first one up to the damage, and from the last one down to it.</summary>
    private static Dictionary<string, Document> Salvage(string path)
    {
        var saved = new Dictionary<string, Document>(StringComparer.Ordinal);
        foreach (var direction in new[] { "ASC", "DESC" })
        {
            try
            {
                using var database = new SqliteDatabase(path);
                using var rows = new SqliteStatement(database, $"{All} {direction}");
                while (rows.Step())
                    if (rows.Text(0) is { Length: > 0 } key) saved[key] = new Document(key, rows.Int64(1), rows.Bytes(2).ToArray());
            }
            catch (CNetException damaged) when (damaged.Code is CNetError.StateCorrupt)
            {
                // As far as it goes.
            }
        }
        return saved;
    }
}
