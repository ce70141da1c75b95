using System.Text;
using System.Text.Json;
using CNet.Docker;
using Xunit;

namespace CNet.Tests.Docker;

/// <summary>The escapes of Docker's JSON, over all of Unicode.</summary>
public sealed class DockerJsonEncoderTests
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = DockerJsonEncoder.Instance };

    [Fact]
    public void What_Docker_escapes_is_escaped_and_nothing_else()
    {
        for (var scalar = 0; scalar <= 0x10ffff; scalar++)
        {
            if (!Rune.IsValid(scalar)) continue;
            var text = new Rune(scalar).ToString();
            var expected = scalar switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < 0x20 or 0x2028 or 0x2029 => $"\\u{scalar:x4}",
                _ => text,
            };
            Assert.Equal($"a{expected}b", DockerJsonEncoder.Instance.Encode($"a{text}b"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("\ud83d\ude00 \"quoted\" \u2028 \u0001\ud83d\ude00")]
    public void It_is_read_back_as_it_was(string text)
    {
        var json = JsonSerializer.Serialize(text, Options);
        Assert.Equal(text, JsonSerializer.Deserialize<string>(json));
    }

    [Fact]
    public void There_is_room_for_the_longest_escape() => Assert.Equal(6, DockerJsonEncoder.Instance.Encode("\u0001").Length);
}
