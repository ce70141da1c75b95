using System.Text;

namespace CNet.Linux;

/// <summary>Makes lines of bytes that come in pieces, which may end in the middle of a character.</summary>
internal sealed class LineDecoder(Action<string> take)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();

    internal void Take(ReadOnlySpan<byte> bytes) => Decode(bytes, isEnd: false);

    /// <summary>Ends the last line, where it has no line feed, and its last character, where that is incomplete.</summary>
    internal void Flush()
    {
        Decode([], isEnd: true);
        if (_line.Length > 0) End();
    }

    private void Decode(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        Span<char> characters = stackalloc char[1024];
        bool isDone;
        do
        {
            _decoder.Convert(bytes, characters, isEnd, out var used, out var made, out isDone);
            bytes = bytes[used..];
            Append(characters[..made]);
        }
        while (!isDone);
    }

    private void Append(ReadOnlySpan<char> characters)
    {
        for (var end = characters.IndexOf('\n'); end >= 0; end = characters.IndexOf('\n'))
        {
            _line.Append(characters[..end]);
            End();
            characters = characters[(end + 1)..];
        }
        _line.Append(characters);
    }

    private void End()
    {
        if (_line.Length > 0 && _line[^1] == '\r') _line.Length--;
        take(_line.ToString());
        _line.Clear();
    }
}
