using System.Diagnostics;

namespace CNet;

/// <summary>What an interface has received and sent in a second, on average over the time between two looks at its <see cref="Statistic"/>.</summary>
public sealed class StatisticRate : IComparable<StatisticRate>, IComparable
{
    private readonly Statistic _later;

    private StatisticRate(Statistic earlier, Statistic later)
    {
        _later = later;
        Duration = Stopwatch.GetElapsedTime(earlier.Timestamp, later.Timestamp);
        double PerSecond(Func<Statistic, ulong> counter) => (counter(later) - counter(earlier)) / Duration.TotalSeconds;
        ReceivedBytesPerSecond = PerSecond(statistic => statistic.ReceivedBytes);
        ReceivedPacketsPerSecond = PerSecond(statistic => statistic.ReceivedPackets);
        ReceivedErrorsPerSecond = PerSecond(statistic => statistic.ReceivedErrors);
        ReceivedDroppedPerSecond = PerSecond(statistic => statistic.ReceivedDropped);
        SentBytesPerSecond = PerSecond(statistic => statistic.SentBytes);
        SentPacketsPerSecond = PerSecond(statistic => statistic.SentPackets);
        SentErrorsPerSecond = PerSecond(statistic => statistic.SentErrors);
        SentDroppedPerSecond = PerSecond(statistic => statistic.SentDropped);
    }

    /// <summary>The interface.</summary>
    public string InterfaceName => _later.InterfaceName;

    /// <summary>Its index, unique in its namespace.</summary>
    public int InterfaceIndex => _later.InterfaceIndex;

    /// <summary>Bytes received.</summary>
    public double ReceivedBytesPerSecond { get; }

    /// <summary>Packets received.</summary>
    public double ReceivedPacketsPerSecond { get; }

    /// <summary>Packets that were received damaged.</summary>
    public double ReceivedErrorsPerSecond { get; }

    /// <summary>Packets that were received and dropped.</summary>
    public double ReceivedDroppedPerSecond { get; }

    /// <summary>Bytes sent.</summary>
    public double SentBytesPerSecond { get; }

    /// <summary>Packets sent.</summary>
    public double SentPacketsPerSecond { get; }

    /// <summary>Packets that could not be sent.</summary>
    public double SentErrorsPerSecond { get; }

    /// <summary>Packets that were dropped instead of sent.</summary>
    public double SentDroppedPerSecond { get; }

    /// <summary>When the kernel was asked for the second time.</summary>
    public DateTimeOffset Time => _later.Time;

    /// <summary>How long it was measured.</summary>
    public TimeSpan Duration { get; }

    /// <summary>The endpoint that the interface belongs to as "network/endpoint", or null.</summary>
    public string? Endpoint => _later.Endpoint;

    /// <summary>The name of the sandbox that it is in, or null.</summary>
    public string? Sandbox => _later.Sandbox;

    /// <summary>The namespace that it is in; null for the Host's own.</summary>
    public string? Namespace => _later.Namespace;

    /// <summary>The rate between two looks at an interface.</summary>
    /// <param name="earlier">The first.</param>
    /// <param name="later">The second; null where the interface was not there any more.</param>
    /// <exception cref="CNetException"><see cref="CNetError.InterfaceNotFound"/> where the interface is gone, or is another one by now.</exception>
    public static StatisticRate Between(Statistic earlier, Statistic? later)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return later is not null && later.Continues(earlier)
            ? new StatisticRate(earlier, later)
            : throw new CNetException(CNetError.InterfaceNotFound, $"The interface '{earlier}' went away while it was measured.", earlier.InterfaceName, "Get-CNetInterface lists the interfaces.");
    }

    /// <summary>Orders by sandbox, then by the index of the interface.</summary>
    public int CompareTo(StatisticRate? other) => _later.CompareTo(other?._later);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as StatisticRate);

    /// <summary>The interface.</summary>
    public override string ToString() => InterfaceName;
}
