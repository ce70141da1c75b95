using CNet.Ipam;
using CNet.State;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Ipam;

public sealed class AddressBitmapTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteStore _store;

    public AddressBitmapTests() => _store = new SqliteStore(_directory.File("state.db"));

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(24)]
    [InlineData(64)]
    [InlineData(128)]
    public void Lowest_free_address_follows_what_is_taken(int hostBits)
    {
        var bitmap = Open(hostBits);
        var last = hostBits == 128 ? UInt128.MaxValue : (UInt128.One << hostBits) - 1;
        Assert.Equal((UInt128)0, bitmap.FindFree(0, last));
        Assert.True(bitmap.Take(0));
        Assert.False(bitmap.Take(0));
        Assert.Equal(hostBits == 0 ? null : (UInt128?)1, bitmap.FindFree(0, last));
        Assert.Equal(hostBits > 0, bitmap.Take(last) || bitmap.IsTaken(last) && hostBits > 0);
        Assert.True(bitmap.Free(0));
        Assert.False(bitmap.Free(0));
        Assert.Equal((UInt128)0, bitmap.FindFree(0, last));
    }

    [Fact]
    public void Addresses_come_in_order_over_the_borders_of_nodes_until_the_end()
    {
        var bitmap = Open(14);
        for (UInt128 expected = 0; expected < 1 << 14; expected++)
        {
            Assert.Equal(expected, bitmap.FindFree(0, UInt128.MaxValue));
            Assert.True(bitmap.Take(expected));
        }
        Assert.Null(bitmap.FindFree(0, UInt128.MaxValue));
        foreach (var offset in new UInt128[] { 5000, 4095, 16383, 0 })
        {
            Assert.True(bitmap.Free(offset));
            Assert.Equal(offset, bitmap.FindFree(0, UInt128.MaxValue));
            Assert.True(bitmap.Take(offset));
        }
    }

    [Fact]
    public void A_full_stretch_of_a_large_space_is_skipped_by_its_summary()
    {
        var bitmap = Open(64);
        for (UInt128 offset = 0; offset < 3 * 4096; offset++) bitmap.Take(offset);
        Assert.Equal((UInt128)(3 * 4096), bitmap.FindFree(0, ulong.MaxValue));
        Assert.Equal((UInt128)(3 * 4096), bitmap.FindFree(10, ulong.MaxValue));
        Assert.Null(bitmap.FindFree(0, 3 * 4096 - 1));
        bitmap.Free(4096 + 7);
        Assert.Equal((UInt128)(4096 + 7), bitmap.FindFree(3, ulong.MaxValue));
        Assert.Equal((UInt128)(3 * 4096), bitmap.FindFree(4096 + 8, ulong.MaxValue));
    }

    [Fact]
    public void Random_work_agrees_with_a_plain_set()
    {
        var random = new Random(7);
        var bitmap = Open(15);
        var taken = new SortedSet<int>();
        for (var i = 0; i < 30_000; i++)
        {
            var offset = random.Next(1 << 15);
            if (random.Next(3) > 0) Assert.Equal(taken.Add(offset), bitmap.Take((UInt128)offset));
            else Assert.Equal(taken.Remove(offset), bitmap.Free((UInt128)offset));
            if (i % 500 != 0) continue;
            var from = random.Next(1 << 15);
            var to = random.Next(from, 1 << 15);
            var free = Enumerable.Range(from, to - from + 1).Where(x => !taken.Contains(x)).Cast<int?>().FirstOrDefault();
            Assert.Equal((UInt128?)free, bitmap.FindFree((UInt128)from, (UInt128)to));
            Assert.Equal((UInt128)taken.Count(x => x >= from && x <= to), bitmap.CountTaken((UInt128)from, (UInt128)to));
        }
    }

    [Fact]
    public void What_is_taken_is_seen_by_the_next_transaction_and_forgotten_when_cleared()
    {
        var state = new StateTransaction(_store);
        var bitmap = new AddressBitmap(state, "bitmap/x/", 24);
        bitmap.Take(70_000);
        bitmap.Take(3);
        state.Commit();
        bitmap = new AddressBitmap(state = new StateTransaction(_store), "bitmap/x/", 24);
        Assert.True(bitmap.IsTaken(70_000));
        Assert.Equal((UInt128)2, bitmap.CountTaken(0, UInt128.MaxValue));
        bitmap.Clear();
        state.Commit();
        Assert.Empty(_store.List("bitmap/"));
    }

    private AddressBitmap Open(int hostBits) => new(new StateTransaction(_store), "bitmap/test/", hostBits);
}
