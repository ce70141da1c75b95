using System.Globalization;
using System.Net.NetworkInformation;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CNet;

/// <summary>
/// A MAC address of six bytes, written as Linux writes it: "02:42:0a:01:00:02". (<see cref="PhysicalAddress"/> prints no separators,
/// which no tool of Linux reads.)
/// </summary>
[JsonConverter(typeof(MacAddressJsonConverter))]
public readonly struct MacAddress : IEquatable<MacAddress>, IComparable<MacAddress>, IComparable
{
    internal const int Size = 6;
    private const ulong OfAddresses = 0x0242, LocallyAdministered = 0x0a;
    private readonly ulong _bits;
    private readonly bool _isSpelled;

    private MacAddress(ulong bits, bool isSpelled = false) => (_bits, _isSpelled) = (bits, isSpelled);

    /// <summary>Makes a MAC address from one of .NET's.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.MacAddressInvalid"/> where it does not have six bytes.</exception>
    public MacAddress(PhysicalAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var bytes = address.GetAddressBytes();
        if (bytes.Length != Size) throw Invalid(address.ToString());
        _bits = Read(bytes)._bits;
    }

    /// <summary>True for the address of all zeros, which stands for none.</summary>
    public bool IsNone => _bits == 0;

    /// <summary>The same address, whose text is never empty: where all zeros stand for something, and not for none.</summary>
    internal MacAddress Spelled => new(_bits, isSpelled: true);

    /// <summary>True where the address can be an interface's: unicast, and not zero.</summary>
    internal bool IsAssignable => _bits != 0 && (_bits >> 40 & 1) == 0;

    /// <summary>Reads six hexadecimal pairs with colons or hyphens.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.MacAddressInvalid"/>.</exception>
    public static MacAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var address) ? address : throw Invalid(text);
    }

    /// <summary>Reads six hexadecimal pairs with colons or hyphens; false where <see cref="Parse"/> would throw.</summary>
    public static bool TryParse(string? text, out MacAddress address)
    {
        address = default;
        if (text is null || text.Length != Size * 3 - 1) return false;
        ulong bits = 0;
        for (var i = 0; i < Size; i++)
        {
            if (i > 0 && text[i * 3 - 1] is not (':' or '-')) return false;
            if (!byte.TryParse(text.AsSpan(i * 3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return false;
            bits = bits << 8 | value;
        }
        address = new MacAddress(bits);
        return true;
    }

    /// <summary>The address as one of .NET's.</summary>
    public PhysicalAddress ToPhysicalAddress()
    {
        var bytes = new byte[Size];
        Write(bytes);
        return new PhysicalAddress(bytes);
    }

    /// <summary>
    /// The address that belongs to an IPv4 address, 02:42 and its four bytes. Whoever has the IP address next has it too, so that what
    /// neighbours remember stays true.
    /// </summary>
    internal static MacAddress Of(Ip address) => new(OfAddresses << 32 | (ulong)address.Bits);

    /// <summary>The address that belongs to an id: a device made anew has it again.</summary>
    internal static MacAddress Of(string id) => new(LocallyAdministered << 40 | ulong.Parse(id.AsSpan(0, 10), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    /// <summary>The IPv4 address that this address belongs to; null for every other one.</summary>
    internal Ip? Owner => _bits >> 32 == OfAddresses ? Ip.V4((uint)_bits) : null;

    /// <summary>A random locally administered unicast address.</summary>
    internal static MacAddress Random()
    {
        Span<byte> bytes = stackalloc byte[Size];
        RandomNumberGenerator.Fill(bytes);
        bytes[0] = (byte)(bytes[0] & 0xfe | 0x02);
        return Read(bytes);
    }

    /// <summary>Reads up to six bytes; shorter ones (other kinds of links have them) read as none.</summary>
    internal static MacAddress Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) return default;
        ulong bits = 0;
        foreach (var value in bytes) bits = bits << 8 | value;
        return new MacAddress(bits);
    }

    internal void Write(Span<byte> destination)
    {
        for (var i = 0; i < Size; i++) destination[i] = (byte)(_bits >> 8 * (Size - 1 - i));
    }

    /// <inheritdoc/>
    public bool Equals(MacAddress other) => _bits == other._bits;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MacAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _bits.GetHashCode();

    /// <summary>Orders by number.</summary>
    public int CompareTo(MacAddress other) => _bits.CompareTo(other._bits);

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj is MacAddress other ? CompareTo(other) : 1;

    /// <summary>The address as text, such as "02:42:0a:01:00:02"; empty for none.</summary>
    public override string ToString() => IsNone && !_isSpelled ? "" : ToFullString();

    /// <summary>The address as text, that of all zeros too.</summary>
    internal string ToFullString() => string.Create(Size * 3 - 1, _bits, static (text, bits) =>
    {
        for (var i = 0; i < Size; i++)
        {
            if (i > 0) text[i * 3 - 1] = ':';
            ((byte)(bits >> 8 * (Size - 1 - i))).TryFormat(text[(i * 3)..], out _, "x2", CultureInfo.InvariantCulture);
        }
    });

    /// <summary>True where the two are the same address.</summary>
    public static bool operator ==(MacAddress left, MacAddress right) => left.Equals(right);

    /// <summary>True where the two differ.</summary>
    public static bool operator !=(MacAddress left, MacAddress right) => !left.Equals(right);

    /// <summary>Orders by number.</summary>
    public static bool operator <(MacAddress left, MacAddress right) => left.CompareTo(right) < 0;

    /// <summary>Orders by number.</summary>
    public static bool operator >(MacAddress left, MacAddress right) => left.CompareTo(right) > 0;

    /// <summary>Orders by number.</summary>
    public static bool operator <=(MacAddress left, MacAddress right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by number.</summary>
    public static bool operator >=(MacAddress left, MacAddress right) => left.CompareTo(right) >= 0;

    private static CNetException Invalid(string text) => new(CNetError.MacAddressInvalid, $"'{text}' is not a MAC address.", text,
        "Write six hexadecimal pairs, such as 02:42:0a:01:00:02; the first one must be even.");
}

/// <summary>Writes a MAC address as its text.</summary>
internal sealed class MacAddressJsonConverter : JsonConverter<MacAddress>
{
    public override MacAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is not { Length: > 0 } text ? default
        : MacAddress.TryParse(text, out var address) ? address : throw new JsonException("not a MAC address");

    public override void Write(Utf8JsonWriter writer, MacAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
