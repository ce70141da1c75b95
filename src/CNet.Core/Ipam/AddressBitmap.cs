using System.Numerics;
using CNet.State;

namespace CNet.Ipam;

/// <summary>
/// Which of 2^n addresses are taken, as a tree of bitmaps of 4,096 bits of which only the touched ones exist. A bit of a leaf is an
/// address; a bit of an inner node says that the node below is full. To take, free or find an address reads one node per level: three
/// for a /8, six for an IPv6 /64, whatever is taken.
/// </summary>
internal sealed class AddressBitmap(StateTransaction state, string prefix, int hostBits)
{
    private const int BitsPerLevel = 12, NodeBits = 1 << BitsPerLevel, Words = NodeBits / 64;
    private readonly Dictionary<string, ulong[]> _nodes = new(StringComparer.Ordinal);

    private int Levels => Math.Max(1, (hostBits + BitsPerLevel - 1) / BitsPerLevel);

    /// <summary>The number of addresses, less one.</summary>
    private UInt128 Last => hostBits == 128 ? UInt128.MaxValue : (UInt128.One << hostBits) - 1;

    internal bool IsTaken(UInt128 offset) => Node(0, offset >> BitsPerLevel) is { } leaf && Test(leaf, Position(offset, 0));

    /// <summary>Takes an address; false where it is taken.</summary>
    internal bool Take(UInt128 offset)
    {
        for (var level = 0; level < Levels; level++)
        {
            var index = Shift(offset, level + 1);
            var node = Node(level, index) ?? new ulong[Words];
            var position = Position(offset, level);
            if (Test(node, position)) return level > 0;
            node[position / 64] |= 1UL << position % 64;
            Save(level, index, node);
            if (node.AsSpan().ContainsAnyExcept(ulong.MaxValue)) return true;
        }
        return true;
    }

    /// <summary>Frees an address; false where it was free.</summary>
    internal bool Free(UInt128 offset)
    {
        var freed = false;
        for (var level = 0; level < Levels; level++)
        {
            var index = Shift(offset, level + 1);
            var position = Position(offset, level);
            if (Node(level, index) is not { } node || !Test(node, position)) return freed;
            var wasFull = !node.AsSpan().ContainsAnyExcept(ulong.MaxValue);
            node[position / 64] &= ~(1UL << position % 64);
            Save(level, index, node);
            freed = true;
            if (!wasFull) return true;
        }
        return freed;
    }

    /// <summary>The lowest free address of a range, or null.</summary>
    internal UInt128? FindFree(UInt128 from, UInt128 to)
    {
        if (to > Last) to = Last;
        var level = 0;
        var candidate = from;
        while (candidate <= to)
        {
            // Within this node, from the candidate's position on: a free address, or a node below that is not full.
            var node = Node(level, Shift(candidate, level + 1));
            var position = Position(candidate, level);
            var free = node is null ? position : NextClear(node, position);
            if (free == NodeBits)
            {
                // Nothing here: go on behind this node, one level up.
                if (++level >= Levels) return null;
                var next = Shift(candidate, level) + 1;
                if (next > Shift(Last, level)) return null;
                candidate = next << level * BitsPerLevel;
                continue;
            }
            if (free != position)
                candidate = (Shift(candidate, level + 1) << BitsPerLevel | (UInt128)free) << level * BitsPerLevel;
            if (level == 0) return candidate <= to ? candidate : null;
            level--;
        }
        return null;
    }

    /// <summary>How many addresses of a range are taken; counts what exists, not the range.</summary>
    internal UInt128 CountTaken(UInt128 from, UInt128 to)
    {
        UInt128 count = 0;
        foreach (var (index, node) in Leaves())
        {
            var start = index << BitsPerLevel;
            if (start > to || start + (NodeBits - 1) < from) continue;
            for (var word = 0; word < Words; word++)
            {
                var bits = node[word];
                if (bits == 0) continue;
                var first = start + (UInt128)(word * 64);
                if (first >= from && first + 63 <= to) count += (UInt128)BitOperations.PopCount(bits);
                else
                    for (var bit = 0; bit < 64; bit++)
                        if ((bits >> bit & 1) != 0 && first + (UInt128)bit >= from && first + (UInt128)bit <= to) count++;
            }
        }
        return count;
    }

    /// <summary>Forgets everything.</summary>
    internal void Clear()
    {
        foreach (var document in state.List(prefix, StateJson.Default.BitmapDocument)) state.Delete(Key(document.Level, document.Index));
        _nodes.Clear();
    }

    private IEnumerable<(UInt128 Index, ulong[] Node)> Leaves()
    {
        foreach (var document in state.List($"{prefix}0/", StateJson.Default.BitmapDocument))
            yield return (document.Index, document.ToWords());
    }

    private ulong[]? Node(int level, UInt128 index)
    {
        var key = Key(level, index);
        if (_nodes.TryGetValue(key, out var node)) return node;
        node = state.Get(key, StateJson.Default.BitmapDocument)?.ToWords();
        if (node is not null) _nodes[key] = node;
        return node;
    }

    private void Save(int level, UInt128 index, ulong[] node)
    {
        var key = Key(level, index);
        if (!node.AsSpan().ContainsAnyExcept(0UL))
        {
            _nodes.Remove(key);
            state.Delete(key);
            return;
        }
        _nodes[key] = node;
        state.Put(key, BitmapDocument.Of(level, index, node), StateJson.Default.BitmapDocument);
    }

    private string Key(int level, UInt128 index) => $"{prefix}{level}/{index:x}";

    /// <summary>The offset without the bits of the levels below.</summary>
    private static UInt128 Shift(UInt128 offset, int levels) => levels * BitsPerLevel >= 128 ? 0 : offset >> levels * BitsPerLevel;

    private static int Position(UInt128 offset, int level) => (int)(Shift(offset, level) & (NodeBits - 1));

    private static bool Test(ulong[] node, int position) => (node[position / 64] >> position % 64 & 1) != 0;

    private static int NextClear(ulong[] node, int from)
    {
        for (var word = from / 64; word < Words; word++)
        {
            var clear = ~node[word];
            if (word == from / 64) clear &= ulong.MaxValue << from % 64;
            if (clear != 0) return word * 64 + BitOperations.TrailingZeroCount(clear);
        }
        return NodeBits;
    }
}
