using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace CNet.Discovery;

/// <summary>
/// Names of the Domain Name System as their labels on the wire, each with its length before it, in lower case and without the empty label at
/// the end: so the beginning of a name is a name, and equal names are equal bytes.
/// </summary>
internal static class DnsName
{
    /// <summary>Reads a name of a message in lower case; it may go on at earlier places.</summary>
    /// <param name="message">The message.</param>
    /// <param name="offset">Where the name begins; afterwards where the message goes on.</param>
    /// <param name="name">Takes the labels: at least <see cref="DnsWire.MaxName"/> bytes.</param>
    /// <returns>The length of the labels, or −1 where it is none.</returns>
    internal static int Read(ReadOnlySpan<byte> message, ref int offset, Span<byte> name)
    {
        var length = 0;
        var at = offset;
        for (var jumps = 0; ;)
        {
            if ((uint)at >= (uint)message.Length) return -1;
            var size = message[at];
            if (size == 0)
            {
                if (jumps == 0) offset = at + 1;
                return length;
            }
            if ((size & DnsWire.Pointer) == DnsWire.Pointer)
            {
                if (at + 1 >= message.Length || ++jumps > DnsWire.MaxPointers) return -1;
                if (jumps == 1) offset = at + 2;
                var target = (size & ~DnsWire.Pointer) << 8 | message[at + 1];
                // Only backwards: what goes forward may go round and round.
                if (target >= at) return -1;
                at = target;
                continue;
            }
            // One byte is left for the empty label at the end.
            if (size > DnsWire.MaxLabel || length + size + 2 > DnsWire.MaxName || at + size >= message.Length) return -1;
            name[length++] = size;
            for (var end = at + size; at < end;)
            {
                var letter = message[++at];
                name[length++] = (uint)(letter - 'A') <= 'Z' - 'A' ? (byte)(letter | 0x20) : letter;
            }
            at++;
        }
    }

    /// <summary>The labels of a name that is written with dots; one dot at the end does not count.</summary>
    /// <returns>False where it is none: an empty label, or one that is too long.</returns>
    internal static bool TryParse(string text, [NotNullWhen(true)] out byte[]? labels)
    {
        labels = null;
        if (text.EndsWith('.') && text.Length > 1) text = text[..^1];
        var wire = new List<byte>(text.Length + 1);
        foreach (var label in text.Split('.'))
        {
            var bytes = Encoding.UTF8.GetBytes(label);
            if (bytes.Length is 0 or > DnsWire.MaxLabel) return false;
            wire.Add((byte)bytes.Length);
            foreach (var letter in bytes) wire.Add(letter is >= (byte)'A' and <= (byte)'Z' ? (byte)(letter | 0x20) : letter);
        }
        if (wire.Count >= DnsWire.MaxName) return false;
        labels = [.. wire];
        return true;
    }

    /// <summary>A name as people write it; what is no letter of theirs by its number, as "dig" does.</summary>
    internal static string Format(ReadOnlySpan<byte> labels)
    {
        if (labels.IsEmpty) return ".";
        var text = new StringBuilder(labels.Length);
        for (var at = 0; at < labels.Length; at += labels[at] + 1)
        {
            if (at > 0) text.Append('.');
            foreach (var letter in labels.Slice(at + 1, labels[at]))
            {
                if (letter is (byte)'.' or (byte)'\\') text.Append('\\').Append((char)letter);
                else if (letter is > 0x20 and < 0x7f) text.Append((char)letter);
                else text.Append(CultureInfo.InvariantCulture, $"\\{letter:d3}");
            }
        }
        return text.ToString();
    }

    /// <summary>How many labels a name has.</summary>
    internal static int Count(ReadOnlySpan<byte> labels)
    {
        var count = 0;
        for (var at = 0; at < labels.Length; at += labels[at] + 1) count++;
        return count;
    }
}

/// <summary>Finds names by their bytes without making an array of them.</summary>
internal sealed class DnsNameComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    internal static readonly DnsNameComparer Instance = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    // Whoever chooses names chooses for their own networks only; it is random for each process all the same.
    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = new HashCode();
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
