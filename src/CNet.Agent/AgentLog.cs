using System.Globalization;
using System.Text;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents;

/// <summary>What the agent says: lines of its standard error, which is its log.</summary>
internal static unsafe class AgentLog
{
    private const int StandardError = 2;

    internal static void Write(string text)
    {
        var line = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {text.ReplaceLineEndings(" ")}\n"));
        fixed (byte* bytes = line) _ = write(StandardError, bytes, line.Length);
    }
}
