using System.Text;
using CNet.State;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.State;

/// <summary>A file that SQLite cannot read is named, kept, and gives what can be read of it to a new one.</summary>
public sealed class StateFileTests : IDisposable
{
    private const int Documents = 400;
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private string Path => _directory.File("state.db");

    [Fact]
    public void A_whole_file_and_none_are_no_damage()
    {
        Assert.Null(StateFile.Damage(Path));
        Assert.False(File.Exists(Path));
        Fill();
        Assert.Null(StateFile.Damage(Path));
        // Also while it is in use.
        using var store = new SqliteStore(Path);
        store.Commit([new DocumentWrite("later", "1"u8.ToArray(), null)]);
        Assert.Null(StateFile.Damage(Path));
    }

    [Fact]
    public void What_lies_before_and_behind_the_damage_is_saved()
    {
        Fill();
        Overwrite(new FileInfo(Path).Length / 2, 6000);
        Assert.Contains(Path, StateFile.Damage(Path), StringComparison.Ordinal);

        var (aside, saved) = StateFile.Rescue(Path);

        Assert.InRange(saved, 1, Documents - 1);
        Assert.Null(StateFile.Damage(Path));
        Assert.NotNull(StateFile.Damage(aside));
        using var store = new SqliteStore(Path);
        var documents = store.Range("", "~");
        Assert.Equal(saved, documents.Count);
        Assert.Equal(("000", $"{Documents - 1:000}"), (documents[0].Key, documents[^1].Key));
        Assert.All(documents, document => Assert.Equal(Text(int.Parse(document.Key, System.Globalization.CultureInfo.InvariantCulture)), Encoding.UTF8.GetString(document.Json.Span)));
        store.Commit([new DocumentWrite("later", "1"u8.ToArray(), 0)]);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("another program's")]
    public void Of_a_file_that_is_none_of_CNets_nothing_is_saved_and_it_is_kept(string kind)
    {
        if (kind == "garbage") File.WriteAllText(Path, string.Join(' ', Enumerable.Repeat(kind, 5000)));
        else
            using (var database = new SqliteDatabase(Path))
            {
                database.Execute("CREATE TABLE other(a)");
                database.Execute($"PRAGMA user_version = {SqliteStore.SchemaVersion}");
            }
        var before = File.ReadAllBytes(Path);
        Assert.NotNull(StateFile.Damage(Path));
        var (aside, saved) = StateFile.Rescue(Path);
        Assert.Equal(0, saved);
        Assert.Equal(before, File.ReadAllBytes(aside));
        Assert.Null(StateFile.Damage(Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    private void Fill()
    {
        using var store = new SqliteStore(Path);
        store.Commit([.. Enumerable.Range(0, Documents).Select(number => new DocumentWrite($"{number:000}", Encoding.UTF8.GetBytes(Text(number)), 0))]);
    }

    private static string Text(int number) => $"\"{new string((char)('a' + number % 26), 500)}\"";

    private void Overwrite(long offset, int length)
    {
        using var file = File.OpenWrite(Path);
        file.Position = offset;
        file.Write(Enumerable.Repeat((byte)0xA5, length).ToArray());
    }
}
