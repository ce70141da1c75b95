using System.Security.Cryptography;
using System.Text;

namespace CNet.Discovery;

/// <summary>
/// A file that programs have mounted over one of their own: it is changed where it lies, so that they see it. Whoever reads meanwhile sees the old text or
/// the new one, with empty lines behind it at most; so does who comes after a kill.
/// </summary>
internal static class LiveFile
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The text; null where there is no file.</summary>
    internal static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw Failure(path, refused);
        }
    }

    /// <summary>Puts a text into the file, which is made where it is missing.</summary>
    internal static void Write(string path, string text)
    {
        try
        {
            var isNew = !File.Exists(path);
            using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
            // Whatever the umask says: programs of any user read it.
            if (isNew) File.SetUnixFileMode(file, Mode);
            var bytes = Encoding.UTF8.GetBytes(text);
            var padded = new byte[Math.Max(bytes.Length, RandomAccess.GetLength(file))];
            padded.AsSpan().Fill((byte)'\n');
            bytes.CopyTo(padded.AsSpan());
            RandomAccess.Write(file, padded, 0);
            RandomAccess.SetLength(file, bytes.Length);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw Failure(path, refused);
        }
    }

    /// <summary>True for a symbolic link: where it leads is the business of whoever put it there.</summary>
    internal static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    /// <summary>What tells a text from another one. Empty lines at its end do not count.</summary>
    internal static string MarkOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.TrimEnd('\n'))));

    internal static CNetException Failure(string path, Exception refused) =>
        new(CNetError.SystemCallFailed, $"The file '{path}' cannot be written: {refused.Message}", path, "Is there room, and may it be written?", refused);
}
