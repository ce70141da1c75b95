using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CNet;

/// <summary>How much may pass in a second, in the words of tc: "10mbit", "1.5gbit", "100kbps" for kilobytes, a number alone for bits; or "unlimited".</summary>
[JsonConverter(typeof(RateJsonConverter))]
public readonly struct Rate : IEquatable<Rate>, IComparable<Rate>, IComparable
{
    private const int BitsPerByte = 8;
    private const long Kilo = 1_000, Kibi = 1_024;
    private const string UnlimitedText = "unlimited";

    private static readonly string[] Prefixes = ["k", "m", "g", "t"];

    /// <summary>Makes a rate; 0 is no limit.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.RateInvalid"/> for a number below 0.</exception>
    public Rate(long bitsPerSecond) => BitsPerSecond = bitsPerSecond >= 0 ? bitsPerSecond : throw Invalid(bitsPerSecond.ToString(CultureInfo.InvariantCulture));

    /// <summary>No limit.</summary>
    public static Rate Unlimited => default;

    /// <summary>Bits in a second; 0 where there is no limit.</summary>
    public long BitsPerSecond { get; }

    /// <summary>True where there is no limit.</summary>
    public bool IsUnlimited => BitsPerSecond == 0;

    /// <summary>Whole bytes in a second, in which the kernel counts.</summary>
    internal ulong BytesPerSecond => (ulong)BitsPerSecond / BitsPerByte;

    /// <summary>A rate of bytes; of more than can be counted, the largest.</summary>
    internal static Rate OfBytes(ulong bytesPerSecond) => new((long)Math.Min(bytesPerSecond, long.MaxValue / BitsPerByte) * BitsPerByte);

    /// <summary>Reads a rate as tc does: a number with bit, kbit, mbit, gbit, tbit or kibit … (bits), or bps, kbps, kibps … (bytes); "0" and "unlimited" are no limit.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.RateInvalid"/>.</exception>
    public static Rate Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var rate) ? rate : throw Invalid(text);
    }

    /// <summary>Reads a rate; false where <see cref="Parse"/> would throw.</summary>
    public static bool TryParse(string? text, out Rate rate)
    {
        rate = default;
        if (string.Equals(text, UnlimitedText, StringComparison.OrdinalIgnoreCase)) return true;
        if (text is null) return false;
        var length = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        if (!decimal.TryParse(text.AsSpan(0, length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
        if (BitsOf(text[length..]) is not { } bits || number > long.MaxValue / bits) return false;
        rate = new Rate((long)(number * bits));
        // What is above zero and below a bit in a second is not "no limit".
        return number == 0 || !rate.IsUnlimited;
    }

    /// <inheritdoc/>
    public bool Equals(Rate other) => BitsPerSecond == other.BitsPerSecond;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Rate other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => BitsPerSecond.GetHashCode();

    /// <summary>Orders by how much passes; without a limit most does.</summary>
    public int CompareTo(Rate other) => ((ulong)BitsPerSecond - 1).CompareTo((ulong)other.BitsPerSecond - 1);

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj is Rate other ? CompareTo(other) : 1;

    /// <summary>The rate in the largest unit of which it is a whole number: "10mbit", "1500kbit"; or "unlimited".</summary>
    public override string ToString()
    {
        if (IsUnlimited) return UnlimitedText;
        var (number, unit) = (BitsPerSecond, "bit");
        foreach (var prefix in Prefixes)
        {
            if (number % Kilo != 0) break;
            (number, unit) = (number / Kilo, prefix + "bit");
        }
        return string.Create(CultureInfo.InvariantCulture, $"{number}{unit}");
    }

    /// <summary>True where the two are the same.</summary>
    public static bool operator ==(Rate left, Rate right) => left.Equals(right);

    /// <summary>True where the two differ.</summary>
    public static bool operator !=(Rate left, Rate right) => !left.Equals(right);

    /// <summary>Orders by how much passes.</summary>
    public static bool operator <(Rate left, Rate right) => left.CompareTo(right) < 0;

    /// <summary>Orders by how much passes.</summary>
    public static bool operator >(Rate left, Rate right) => left.CompareTo(right) > 0;

    /// <summary>Orders by how much passes.</summary>
    public static bool operator <=(Rate left, Rate right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by how much passes.</summary>
    public static bool operator >=(Rate left, Rate right) => left.CompareTo(right) >= 0;

    internal static CNetException Invalid(string text) => new(CNetError.RateInvalid, $"'{text}' is not a rate.", text,
        "Write 10mbit, 1.5gbit or 512kbit; 100kbps for kilobytes in a second; a number alone for bits; or unlimited.");

    /// <summary>How many bits in a second one of a unit is; null for a word that is none.</summary>
    private static long? BitsOf(string unit)
    {
        unit = unit.ToLowerInvariant();
        if (unit.Length == 0) return 1;
        var (name, bits) = unit.EndsWith("bit", StringComparison.Ordinal) ? (unit[..^3], 1) : unit.EndsWith("bps", StringComparison.Ordinal) ? (unit[..^3], BitsPerByte) : (null, 0);
        if (name is null) return null;
        if (name.Length == 0) return bits;
        var isBinary = name.EndsWith('i');
        var power = Array.IndexOf(Prefixes, isBinary ? name[..^1] : name);
        if (power < 0) return null;
        long factor = bits;
        for (; power >= 0; power--) factor *= isBinary ? Kibi : Kilo;
        return factor;
    }
}

/// <summary>Writes a rate as its text.</summary>
internal sealed class RateJsonConverter : JsonConverter<Rate>
{
    public override Rate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Rate.TryParse(reader.GetString(), out var rate) ? rate : throw new JsonException("not a rate");

    public override void Write(Utf8JsonWriter writer, Rate value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
