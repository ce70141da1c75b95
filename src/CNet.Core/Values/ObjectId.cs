using System.Security.Cryptography;

namespace CNet;

/// <summary>Ids of networks, endpoints and sandboxes: 64 hexadecimal digits, shown as their first twelve, accepted from their first four.</summary>
internal static class ObjectId
{
    internal const int Length = 64, ShortLength = 12, MinimumPrefix = 4;

    internal static string New()
    {
        Span<byte> bytes = stackalloc byte[Length / 2];
        RandomNumberGenerator.Fill(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>True for a whole id.</summary>
    internal static bool IsWhole(string text) => text.Length == Length && IsPrefix(text);

    internal static string Shorten(string id) => id[..Math.Min(ShortLength, id.Length)];

    /// <summary>True where a text can be the beginning of an id, or all of it.</summary>
    internal static bool IsPrefix(string text)
    {
        if (text.Length is < MinimumPrefix or > Length) return false;
        foreach (var digit in text)
            if (!char.IsAsciiHexDigitLower(digit)) return false;
        return true;
    }
}
