using System.Globalization;
using System.Text;
using CNet.Linux;
using static CNet.Linux.Interop.LibC;

namespace CNet.State;

/// <summary>
/// What a lock's file says: in its first line who holds the lock, and behind it the intent of the operation that is under way. A kill tears
/// no write within the file's first page; an intent that is longer is written behind that page, and then the first page says where.
/// </summary>
internal sealed unsafe class LockRecord(FileDescriptor file)
{
    private const int Page = 4 * 1024, MaxHolder = 512;
    private const byte LineEnd = (byte)'\n', Elsewhere = (byte)'@';

    /// <summary>Ends what counts of the first page: to cut the file off would cost more than to write it.</summary>
    private const byte End = 0;

    /// <summary>Behind the queue's counter.</summary>
    private const long FirstFree = LockQueue.Counter + Page;

    /// <summary>Where the next long intent goes: never over the one that still counts.</summary>
    private long _free = FirstFree;

    /// <summary>Who holds the lock, or held it last, and the intent, or null.</summary>
    internal (string Holder, string? Intent) Read()
    {
        Span<byte> page = stackalloc byte[Page];
        page = page[..ReadAt(0, page)];
        if (page.IndexOf(End) is var end and >= 0) page = page[..end];
        var line = page.IndexOf(LineEnd);
        if (line < 0) return (Encoding.UTF8.GetString(page), null);
        var holder = Encoding.UTF8.GetString(page[..line]);
        page = page[(line + 1)..];
        if (page.IsEmpty) return (holder, null);
        return (holder, page[0] == Elsewhere ? ReadLong(Encoding.UTF8.GetString(page[1..])) : Encoding.UTF8.GetString(page));
    }

    /// <summary>Says who holds the lock and what he intends. Whoever is killed meanwhile leaves what was there before, or this.</summary>
    internal void Write(string holder, string? intent)
    {
        if (holder.Length > MaxHolder) holder = holder[..MaxHolder];
        Span<byte> page = stackalloc byte[Page];
        if (!Encoding.UTF8.TryGetBytes($"{holder}\n{intent}\0", page, out var length))
        {
            var body = Encoding.UTF8.GetBytes(intent!);
            WriteAt(_free, body);
            length = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{holder}\n@{_free} {body.Length}\0"), page);
            _free += body.Length;
        }
        WriteAt(0, page[..length]);
    }

    /// <summary>Strikes everything out.</summary>
    internal void Clear()
    {
        var end = End;
        _ = pwrite(file.Number, &end, 1, 0);
    }

    private string? ReadLong(string place)
    {
        var words = place.Split(' ');
        if (words.Length != 2 || !long.TryParse(words[0], CultureInfo.InvariantCulture, out var offset) || !int.TryParse(words[1], CultureInfo.InvariantCulture, out var length) || offset < FirstFree || length < 0) return place;
        _free = offset + length;
        var body = new byte[length];
        return Encoding.UTF8.GetString(body.AsSpan(0, ReadAt(offset, body)));
    }

    private int ReadAt(long offset, Span<byte> bytes)
    {
        fixed (byte* pointer = bytes) return (int)Math.Max(pread(file.Number, pointer, bytes.Length, offset), 0);
    }

    private void WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* pointer = bytes)
            if (pwrite(file.Number, pointer, bytes.Length, offset) != bytes.Length) throw SystemCallException.Last("write the lock's file");
    }
}
