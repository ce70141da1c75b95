using System.Globalization;
using System.Text;
using CNet.State;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.State;

public sealed class StateTransactionTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteStore _store;

    public StateTransactionTests() => _store = new SqliteStore(_directory.File("state.db"));

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void What_is_staged_is_seen_inside_and_not_outside_until_it_is_committed()
    {
        var (inside, outside) = (Begin(), Begin());
        Put(inside, "a", "1");
        Assert.True(inside.HasChanges);
        Assert.Equal("1", Get(inside, "a"));
        Assert.Null(Get(outside, "a"));
        inside.Commit();
        Assert.False(inside.HasChanges);
        Assert.Equal("1", Get(Begin(), "a"));
    }

    [Fact]
    public void A_document_that_changed_after_it_was_read_is_not_written_over()
    {
        Put(_store, "a", "1");
        foreach (var change in new Action<StateTransaction>[] { work => Put(work, "a", "mine"), work => work.Delete("a") })
        {
            var work = Begin();
            Get(work, "a");
            Put(_store, "a", "theirs");
            change(work);
            Assert.Equal(CNetError.StateConflict, Assert.Throws<CNetException>(work.Commit).Code);
            Assert.Equal("theirs", Get(Begin(), "a"));
        }
        var creation = Begin();
        creation.Create("a", new TextRecord("mine"), StateJson.Default.TextRecord);
        Assert.Equal(CNetError.StateConflict, Assert.Throws<CNetException>(creation.Commit).Code);
    }

    [Fact]
    public void Random_work_agrees_with_a_plain_dictionary()
    {
        var random = new Random(11);
        var model = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var round = 0; round < 60; round++)
        {
            var work = Begin();
            var staged = new SortedDictionary<string, string>(model, StringComparer.Ordinal);
            for (var step = 0; step < 20; step++)
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"k/{random.Next(16):x}");
                switch (random.Next(4))
                {
                    case 0:
                        // As every caller does: what is put or deleted was looked at before.
                        Get(work, key);
                        Put(work, key, staged[key] = random.Next().ToString(CultureInfo.InvariantCulture));
                        break;
                    case 1:
                        Get(work, key);
                        work.Delete(key);
                        staged.Remove(key);
                        break;
                    case 2:
                        Assert.Equal(staged.GetValueOrDefault(key), Get(work, key));
                        break;
                    default:
                        var (limit, descending) = (random.Next(1, 8), random.Next(2) == 0);
                        var expected = staged.Where(pair => string.CompareOrdinal(pair.Key, key) >= 0).Select(pair => pair.Value);
                        Assert.Equal((descending ? expected.Reverse() : expected).Take(limit), work.Range(key, "k0", StateJson.Default.TextRecord, limit, descending).Select(record => record.Value));
                        Assert.Equal(staged.Count, work.Count("k/"));
                        break;
                }
            }
            // Some work is given up.
            if (random.Next(3) == 0) continue;
            work.Commit();
            model = staged;
            Assert.Equal(model.Select(pair => pair.Value), Begin().List("k/", StateJson.Default.TextRecord).Select(record => record.Value));
        }
    }

    [Theory]
    [InlineData("{ \"value\":")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"value\":7}")]
    public void A_damaged_document_is_named(string json)
    {
        _store.Commit([new DocumentWrite("network/4711", Encoding.UTF8.GetBytes(json), null)]);
        foreach (var read in new Action[] { () => Get(Begin(), "network/4711"), () => Begin().Range("network/", "network0", StateJson.Default.TextRecord) })
        {
            var damaged = Assert.Throws<CNetException>(read);
            Assert.Equal((CNetError.StateCorrupt, "network/4711"), (damaged.Code, damaged.Target));
            Assert.Contains("'network/4711' is damaged", damaged.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{ \"value\":")]
    [InlineData("{}")]
    [InlineData("{\"value\":null}")]
    public void A_damaged_document_costs_a_list_no_other_and_is_named(string json)
    {
        Put(_store, "network/1", "one");
        Put(_store, "network/3", "three");
        _store.Commit([new DocumentWrite("network/2", Encoding.UTF8.GetBytes(json), null)]);
        var warnings = new List<string>();
        using (OperationLog.Listen(null, warnings.Add))
        {
            Assert.Equal(["one", "three"], Begin().List("network/", StateJson.Default.TextRecord).Select(record => record.Value));
            Assert.Null(Begin().Find("network/2", StateJson.Default.TextRecord));
        }
        Assert.Equal(2, warnings.Count);
        Assert.All(warnings, warning => Assert.Contains("'network/2' is damaged", warning, StringComparison.Ordinal));
        Assert.Equal(["network/1", "network/2", "network/3"], Begin().KeysOf("network/"));
    }

    public static TheoryData<string, Type> RecordTypes => new()
    {
        { "network/", typeof(NetworkRecord) }, { "endpoint/", typeof(EndpointRecord) }, { "sandbox/", typeof(SandboxRecord) }, { "joined/", typeof(JoinedRecord) },
        { "device/", typeof(DeviceRecord) }, { "forwarding/", typeof(ForwardingRecord) }, { "network-name/", typeof(TextRecord) }, { "pool/", typeof(CNet.Ipam.PoolDocument) },
        { "pool-hint/", typeof(CNet.Ipam.HintDocument) }, { "bitmap/", typeof(CNet.Ipam.BitmapDocument) },
    };

    [Theory]
    [MemberData(nameof(RecordTypes))]
    public void A_record_without_its_members_is_damaged(string prefix, Type type)
    {
        var info = StateJson.Default.GetTypeInfo(type)!;
        foreach (var json in new[] { "{}", "{\"something\":1}", "null", "" })
            Assert.NotNull(StateJson.Damage(new Document(prefix + "x", 1, Encoding.UTF8.GetBytes(json)), info));
    }

    [Fact]
    public void A_record_under_the_key_of_another_is_damaged()
    {
        var (id, other) = (new string('a', 64), new string('b', 64));
        var json = Encoding.UTF8.GetBytes($"{{\"id\":\"{id}\",\"name\":\"lab\",\"driver\":\"bridge\"}}");
        Assert.Null(StateJson.Damage(new Document(Keys.Network(id), 1, json), StateJson.Default.NetworkRecord));
        Assert.NotNull(StateJson.Damage(new Document(Keys.Network(other), 1, json), StateJson.Default.NetworkRecord));
    }

    [Theory]
    [InlineData("{\"subnet\":\"10.0.0.1/8\",\"owner\":\"x\"}")]
    [InlineData("{\"subnet\":null,\"owner\":\"x\"}")]
    public void A_subnet_that_is_none_is_damage_too(string json)
    {
        _store.Commit([new DocumentWrite("pool/local/4/0a000000", Encoding.UTF8.GetBytes(json), null)]);
        Assert.Equal(CNetError.StateCorrupt, Assert.Throws<CNetException>(() => Begin().Get("pool/local/4/0a000000", StateJson.Default.PoolDocument)).Code);
    }

    private StateTransaction Begin() => new(_store);

    private static void Put(SqliteStore store, string key, string text)
    {
        var work = new StateTransaction(store);
        Put(work, key, text);
        work.Commit();
    }

    private static void Put(StateTransaction work, string key, string text) => work.Put(key, new TextRecord(text), StateJson.Default.TextRecord);

    private static string? Get(StateTransaction work, string key) => work.Get(key, StateJson.Default.TextRecord)?.Value;
}
