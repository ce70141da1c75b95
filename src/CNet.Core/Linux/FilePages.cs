using System.Buffers.Text;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Linux;

/// <summary>
/// The pages of programs and libraries that a process has run through. They stay mapped where nobody else wants the memory, so that a process which
/// has started and now waits looks several times as large as it is.
/// </summary>
internal static unsafe class FilePages
{
    private const int BufferSize = 32 * 1024;

    /// <summary>
    /// Lets go of them: of mappings of files which cannot be written and of which no page was changed. What is used again is mapped again out of
    /// the kernel's cache.
    /// </summary>
    internal static void Release()
    {
        using var file = FileDescriptor.TryOpen("/proc/self/smaps", O_RDONLY, out _);
        if (file is null) return;
        var buffer = stackalloc byte[BufferSize];
        var mapping = default(Mapping);
        var kept = 0;
        while (true)
        {
            var length = read(file.Number, buffer + kept, BufferSize - kept);
            if (length <= 0) break;
            var text = new Span<byte>(buffer, kept + (int)length);
            for (int end; (end = text.IndexOf((byte)'\n')) >= 0; text = text[(end + 1)..]) mapping.Take(text[..end]);
            // The beginning of a line whose rest comes next.
            kept = text.Length < BufferSize ? text.Length : 0;
            text.CopyTo(new Span<byte>(buffer, BufferSize));
        }
        mapping.Release();
    }

    /// <summary>A mapping as its lines tell of it, one after the other.</summary>
    private ref struct Mapping
    {
        private ulong _start, _end;
        private bool _isOfFile, _isChanged;

        internal void Take(ReadOnlySpan<byte> line)
        {
            // "7f0c4a200000-7f0c4a222000 r--p 00000000 08:01 1234 /usr/lib/libc.so.6", then lines as "Anonymous:          0 kB".
            if (line.IsEmpty || line[0] is >= (byte)'A' and <= (byte)'Z') _isChanged |= IsCount(line, "Anonymous:"u8) || IsCount(line, "Swap:"u8);
            else Begin(line);
        }

        internal readonly void Release()
        {
            if (_isOfFile && !_isChanged) _ = madvise((void*)_start, (nint)(_end - _start), MADV_DONTNEED);
        }

        private void Begin(ReadOnlySpan<byte> line)
        {
            Release();
            var space = line.IndexOf((byte)' ');
            var dash = line.IndexOf((byte)'-');
            _isOfFile = dash > 0 && space > dash && line.Length > space + 5 && line[space + 2] != 'w' && line.IndexOf((byte)'/') > 0 && line.IndexOf("/memfd:"u8) < 0
                && Utf8Parser.TryParse(line[..dash], out _start, out _, 'x') && Utf8Parser.TryParse(line[(dash + 1)..space], out _end, out _, 'x');
            _isChanged = false;
        }

        private static bool IsCount(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
            line.StartsWith(name) && (!Utf8Parser.TryParse(line[name.Length..].TrimStart((byte)' '), out long kilobytes, out _) || kilobytes != 0);
    }
}
