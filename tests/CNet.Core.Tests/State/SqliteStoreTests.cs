using System.Globalization;
using System.Text;
using CNet.State;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.State;

public sealed class SqliteStoreTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteStore _store;

    public SqliteStoreTests() => _store = new SqliteStore(File);

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    private string File => _directory.File("state.db");

    [Fact]
    public void A_document_has_the_version_of_the_commit_that_wrote_it()
    {
        Assert.Equal(0, _store.Revision);
        Assert.Null(_store.Get("a"));
        Assert.Equal(1, _store.Commit([Put("a", "1"), Put("b", "1")]));
        Assert.Equal(2, _store.Commit([Put("b", "2")]));
        Assert.Equal(("1", 1), Read("a"));
        Assert.Equal(("2", 2), Read("b"));
        Assert.Equal(3, _store.Commit([Delete("b")]));
        Assert.Null(_store.Get("b"));
        // A deletion counts: nothing ever has the version of something else.
        Assert.Equal(3, _store.Revision);
        Assert.Equal(4, _store.Commit([Put("b", "3")]));
        Assert.Equal(("3", 4), Read("b"));
    }

    [Theory]
    [InlineData("there", 0L)]
    [InlineData("there", 2L)]
    [InlineData("missing", 1L)]
    public void A_write_that_expects_another_version_is_refused_with_all_that_came_with_it(string key, long expected)
    {
        _store.Commit([Put("there", "1")]);
        foreach (var write in new[] { Put(key, "2", expected), Delete(key, expected), Check(key, expected) })
        {
            var conflict = Assert.Throws<CNetException>(() => _store.Commit([Put("other", "1"), write, Put("third", "1")]));
            Assert.Equal((CNetError.StateConflict, key), (conflict.Code, conflict.Target));
            Assert.Equal(["there"], _store.Range("", "~").Select(document => document.Key));
            Assert.Equal(("1", 1), Read("there"));
            Assert.Equal(1, _store.Revision);
        }
    }

    [Fact]
    public void A_write_that_expects_the_right_version_is_done()
    {
        _store.Commit([Put("a", "1", 0)]);
        _store.Commit([Check("a", 1), Put("b", "1", 0)]);
        Assert.Equal(("1", 1), Read("a"));
        _store.Commit([Put("a", "2", 1), Delete("b", 2), Check("c", 0)]);
        Assert.Equal(("2", 3), Read("a"));
        Assert.Equal(1, _store.Count("a"));
        Assert.Equal(0, _store.Count("b"));
    }

    [Fact]
    public void A_range_is_in_the_order_of_keys_from_either_end()
    {
        _store.Commit([.. new[] { "n/2", "n/10", "n/1", "m/9", "n0", "n/ä", "n" }.Select(key => Put(key, "1"))]);
        Assert.Equal(["n/1", "n/10", "n/2", "n/ä"], _store.List("n/").Select(document => document.Key));
        Assert.Equal(["n/1", "n/10"], _store.List("n/", limit: 2).Select(document => document.Key));
        Assert.Equal(["n/10", "n/1"], _store.Range("n/", "n/2", descending: true).Select(document => document.Key));
        Assert.Equal(["n/ä"], _store.Range("n/", "n0", limit: 1, descending: true).Select(document => document.Key));
        Assert.Equal(4, _store.Count("n/"));
        Assert.Empty(_store.List("o/"));
    }

    [Fact]
    public async Task A_watcher_sees_what_any_process_writes_under_its_prefix()
    {
        _store.Commit([Put("net/old", "0"), Put("net/gone", "0")]);
        using var patience = new CancellationTokenSource(Patience);
        await using var changes = _store.Watch("net/", _store.Revision, patience.Token).GetAsyncEnumerator(patience.Token);
        var first = NextAsync();
        _store.Commit([Put("net/a", "1"), Put("other/a", "1")]);
        Assert.Equal("net/a 2 1", await first);
        // Another process, while this one waits.
        var second = NextAsync();
        Assert.Equal((0, "", ""), Run("store", "put", File, "net/b", "7"));
        Assert.Equal("net/b 3 7", await second);
        var third = NextAsync();
        Assert.Equal((0, "", ""), Run("store", "delete", File, "net/gone"));
        Assert.Equal("net/gone 4 deleted", await third);
        // What is no concern of its own only tells how far it has come.
        _store.Commit([Put("other/b", "1")]);
        do Assert.True(await changes.MoveNextAsync());
        while (changes.Current is { IsProgress: true, Version: < 5 });
        Assert.Equal((true, 5), (changes.Current.IsProgress, changes.Current.Version));
        var never = NextAsync();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await never);

        async Task<string> NextAsync()
        {
            do Assert.True(await changes.MoveNextAsync());
            while (changes.Current.IsProgress);
            return Text(changes.Current);
        }
    }

    [Fact]
    public async Task A_watcher_begins_after_the_revision_it_knows_and_too_old_a_one_is_refused()
    {
        for (var i = 1; i <= SqliteStore.DeletionHistory; i++) _store.Commit([Put("net/a", i.ToString(CultureInfo.InvariantCulture))]);
        _store.Commit([Delete("net/a")]);
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var change in _store.Watch("net/", 1, patience.Token))
        {
            Assert.Equal($"net/a {SqliteStore.DeletionHistory + 1} deleted", Text(change));
            break;
        }
        var behind = await Assert.ThrowsAsync<CNetException>(async () => await _store.Watch("net/", 0, patience.Token).GetAsyncEnumerator(patience.Token).MoveNextAsync());
        Assert.Equal(CNetError.StateConflict, behind.Code);
    }

    [Fact]
    public void Many_processes_count_without_missing_one()
    {
        const int processes = 4, times = 100;
        var probes = Enumerable.Range(0, processes).Select(_ => Probe.Start("store", "count", File, "number", times.ToString(CultureInfo.InvariantCulture))).ToList();
        try
        {
            Assert.All(probes, probe => Assert.Equal((0, "", ""), probe.Finish()));
        }
        finally
        {
            probes.ForEach(probe => probe.Dispose());
        }
        Assert.Equal(((processes * times).ToString(CultureInfo.InvariantCulture), processes * times), Read("number"));
    }

    [Fact]
    public void Its_files_are_their_owners_alone()
    {
        _store.Commit([Put("a", "1")]);
        var files = Directory.GetFiles(_directory.Path).Order().ToList();
        Assert.Equal(["state.db", "state.db-shm", "state.db-wal"], files.Select(Path.GetFileName));
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file)));
        StateDirectories.Create(_directory.File("sub"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, System.IO.File.GetUnixFileMode(_directory.File("sub")));
    }

    [Fact]
    public void A_state_of_a_newer_CNet_is_refused_and_left_as_it_is()
    {
        _store.Commit([Put("a", "1")]);
        using (var database = new SqliteDatabase(File)) database.Execute("PRAGMA user_version = 7");
        var newer = Assert.Throws<CNetException>(() => new SqliteStore(File));
        Assert.Equal((CNetError.SchemaTooNew, File), (newer.Code, newer.Target));
        Assert.Contains("schema 7", newer.Message, StringComparison.Ordinal);
        Assert.Equal(("1", 1), Read("a"));
    }

    [Fact]
    public void A_file_that_is_no_state_is_named()
    {
        var file = _directory.File("other.db");
        System.IO.File.WriteAllText(file, new string('x', 4096));
        var damaged = Assert.Throws<CNetException>(() => new SqliteStore(file));
        Assert.Equal((CNetError.StateCorrupt, file), (damaged.Code, damaged.Target));
        Assert.Equal(new string('x', 4096), System.IO.File.ReadAllText(file));
    }

    private (string Json, long Version) Read(string key)
    {
        var document = _store.Get(key)!;
        return (Encoding.UTF8.GetString(document.Json.Span), document.Version);
    }

    private static string Text(DocumentChange change) =>
        string.Create(CultureInfo.InvariantCulture, $"{change.Key} {change.Version} {(change.Json is { } json ? Encoding.UTF8.GetString(json.Span) : "deleted")}");

    private static (int ExitCode, string Output, string Error) Run(params string[] arguments) => Probe.Run(new Dictionary<string, string>(), arguments);

    private static DocumentWrite Put(string key, string json, long? expected = null) => new(key, Encoding.UTF8.GetBytes(json), expected);

    private static DocumentWrite Delete(string key, long? expected = null) => new(key, null, expected);

    private static DocumentWrite Check(string key, long expected) => new(key, ReadOnlyMemory<byte>.Empty, expected);
}
