using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CNet;

/// <summary>A port, or several in a row: "80", "9090-9092".</summary>
public readonly record struct PortRange : IComparable<PortRange>, IComparable
{
    /// <summary>The highest port there is.</summary>
    public const int Highest = ushort.MaxValue;

    /// <summary>The ports from one to another, both included.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.PortInvalid"/> where one is no port, or the last comes before the first.</exception>
    public PortRange(int first, int last)
    {
        if (first < 1 || last > Highest || last < first) throw Invalid(first == last ? Text(first) : $"{Text(first)}-{Text(last)}");
        First = first;
        Last = last;
    }

    /// <summary>One port.</summary>
    public PortRange(int port) : this(port, port)
    {
    }

    /// <summary>The first port.</summary>
    public int First { get; }

    /// <summary>The last port.</summary>
    public int Last { get; }

    /// <summary>How many they are.</summary>
    public int Count => Last - First + 1;

    /// <summary>Reads "80" or "9090-9092".</summary>
    /// <exception cref="CNetException"><see cref="CNetError.PortInvalid"/>.</exception>
    public static PortRange Parse(string text) => TryParse(text, out var range) ? range : throw Invalid(text);

    /// <summary>Reads "80" or "9090-9092"; false for everything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PortRange range)
    {
        range = default;
        if (text is null) return false;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (!TryPort(dash < 0 ? text : text.AsSpan(0, dash), out var first) || !TryPort(dash < 0 ? text : text.AsSpan(dash + 1), out var last) || last < first) return false;
        range = new PortRange(first, last);
        return true;
    }

    /// <summary>True where a port is one of them.</summary>
    public bool Contains(int port) => port >= First && port <= Last;

    /// <summary>True where both have a port in common.</summary>
    public bool Overlaps(PortRange other) => First <= other.Last && other.First <= Last;

    /// <inheritdoc/>
    public int CompareTo(PortRange other) => First != other.First ? First.CompareTo(other.First) : Last.CompareTo(other.Last);

    int IComparable.CompareTo(object? obj) => obj is PortRange other ? CompareTo(other) : 1;

    /// <summary>"80" or "9090-9092".</summary>
    public override string ToString() => First == Last ? Text(First) : $"{Text(First)}-{Text(Last)}";

    /// <summary>Orders by the first port.</summary>
    public static bool operator <(PortRange left, PortRange right) => left.CompareTo(right) < 0;

    /// <summary>Orders by the first port.</summary>
    public static bool operator >(PortRange left, PortRange right) => left.CompareTo(right) > 0;

    /// <summary>Orders by the first port.</summary>
    public static bool operator <=(PortRange left, PortRange right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by the first port.</summary>
    public static bool operator >=(PortRange left, PortRange right) => left.CompareTo(right) >= 0;

    private static bool TryPort(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= Highest;

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static CNetException Invalid(string text) =>
        new(CNetError.PortInvalid, $"'{text}' is no port, nor a range of ports.", text, "Ports go from 1 to 65535; a range is written 9090-9092.");
}
