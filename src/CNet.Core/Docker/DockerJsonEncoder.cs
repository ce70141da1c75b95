using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace CNet.Docker;

/// <summary>Escapes in JSON what Docker does, and nothing else: quotes, backslashes, control characters, and the two line ends of JavaScript.</summary>
internal sealed unsafe class DockerJsonEncoder : JavaScriptEncoder
{
    internal static readonly DockerJsonEncoder Instance = new();

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < ' ' or '"' or '\\' or 0x2028 or 0x2029;

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        for (var i = 0; i < textLength; i++)
            if (WillEncode(text[i])) return i;
        return -1;
    }

    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        Span<char> output = new(buffer, bufferLength);
        if (!WillEncode(unicodeScalar)) return new Rune(unicodeScalar).TryEncodeToUtf16(output, out numberOfCharactersWritten);
        var letter = (char)unicodeScalar switch { '"' => '"', '\\' => '\\', '\b' => 'b', '\f' => 'f', '\n' => 'n', '\r' => 'r', '\t' => 't', _ => default };
        return letter == default
            ? output.TryWrite(CultureInfo.InvariantCulture, $"\\u{unicodeScalar:x4}", out numberOfCharactersWritten)
            : output.TryWrite($"\\{letter}", out numberOfCharactersWritten);
    }
}
