using System.Globalization;
using CNet.State;

namespace CNet.Probe;

/// <summary>
/// store count PATH KEY TIMES: adds one to a number again and again, beginning anew where somebody else was faster.
/// store put PATH KEY JSON, store delete PATH KEY: one write.
/// </summary>
internal static class StoreVerb
{
    internal static int Run(string[] args)
    {
        using var store = new SqliteStore(args[1]);
        switch (args[0])
        {
            case "count":
                for (var i = int.Parse(args[3], CultureInfo.InvariantCulture); i > 0; i--) Increment(store, args[2]);
                break;
            case "put":
                store.Commit([new DocumentWrite(args[2], System.Text.Encoding.UTF8.GetBytes(args[3]), null)]);
                break;
            case "delete":
                store.Commit([new DocumentWrite(args[2], null, null)]);
                break;
            default:
                return 2;
        }
        return 0;
    }

    private static void Increment(SqliteStore store, string key)
    {
        while (true)
        {
            store.Refresh();
            var document = store.Get(key);
            var number = document is null ? 0 : int.Parse(document.Json.Span, CultureInfo.InvariantCulture);
            try
            {
                store.Commit([new DocumentWrite(key, System.Text.Encoding.UTF8.GetBytes((number + 1).ToString(CultureInfo.InvariantCulture)), document?.Version ?? 0)]);
                return;
            }
            catch (CNetException conflict) when (conflict.Code == CNetError.StateConflict)
            {
                // Somebody else was faster.
            }
        }
    }
}
