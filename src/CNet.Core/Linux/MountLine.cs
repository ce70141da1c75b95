using System.Globalization;
using System.Text;

namespace CNet.Linux;

/// <summary>A line of /proc/PID/mountinfo, field by field and as it stands there: the kernel writes blanks as \040.</summary>
internal readonly ref struct MountLine
{
    private MountLine(ReadOnlySpan<byte> device, ReadOnlySpan<byte> root, ReadOnlySpan<byte> point, ReadOnlySpan<byte> type, ReadOnlySpan<byte> options)
    {
        Device = device;
        Root = root;
        Point = point;
        Type = type;
        Options = options;
    }

    /// <summary>The device of the file system: 254:0.</summary>
    internal ReadOnlySpan<byte> Device { get; }

    /// <summary>What of the file system is mounted.</summary>
    internal ReadOnlySpan<byte> Root { get; }

    /// <summary>Where it is mounted.</summary>
    internal ReadOnlySpan<byte> Point { get; }

    /// <summary>The type of the file system.</summary>
    internal ReadOnlySpan<byte> Type { get; }

    /// <summary>The options of the file system itself.</summary>
    internal ReadOnlySpan<byte> Options { get; }

    /// <summary>The inode of the network namespace that is mounted, or null where it is something else.</summary>
    internal ulong? NetworkNamespace =>
        Type.SequenceEqual("nsfs"u8) && Root.StartsWith("net:["u8) && Root[^1] == (byte)']' && ulong.TryParse(Root[5..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var inode) ? inode : null;

    /// <summary>Reads a line; false where it is none.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> line, out MountLine mount)
    {
        mount = default;
        var separator = line.IndexOf(" - "u8);
        if (separator < 0) return false;
        var head = line[..separator];
        Field(ref head);
        Field(ref head);
        var device = Field(ref head);
        var root = Field(ref head);
        var point = Field(ref head);
        var tail = line[(separator + 3)..];
        var type = Field(ref tail);
        Field(ref tail);
        if (point.IsEmpty || type.IsEmpty) return false;
        mount = new MountLine(device, root, point, type, tail);
        return true;
    }

    /// <summary>A field as text.</summary>
    internal static string Text(ReadOnlySpan<byte> field)
    {
        if (!field.Contains((byte)'\\')) return Encoding.UTF8.GetString(field);
        var bytes = new byte[field.Length];
        var length = 0;
        for (var i = 0; i < field.Length; i++)
            bytes[length++] = field[i] == '\\' && i + 3 < field.Length ? (byte)(((field[++i] - '0') << 6) | ((field[++i] - '0') << 3) | (field[++i] - '0')) : field[i];
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static ReadOnlySpan<byte> Field(scoped ref ReadOnlySpan<byte> line)
    {
        var end = line.IndexOf((byte)' ');
        var field = end < 0 ? line : line[..end];
        line = end < 0 ? default : line[(end + 1)..];
        return field;
    }
}
