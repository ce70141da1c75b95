using System.Diagnostics;
using CNet.Netlink.Wire;

namespace CNet;

/// <summary>What an interface has received and sent since it was made, counted by the kernel, as it was when it was read.</summary>
public sealed class Statistic : IComparable<Statistic>, IComparable
{
    internal Statistic(string interfaceName, int index, rtnl_link_stats64 counters)
    {
        InterfaceName = interfaceName;
        InterfaceIndex = index;
        ReceivedBytes = counters.rx_bytes;
        ReceivedPackets = counters.rx_packets;
        ReceivedErrors = counters.rx_errors;
        ReceivedDropped = counters.rx_dropped;
        SentBytes = counters.tx_bytes;
        SentPackets = counters.tx_packets;
        SentErrors = counters.tx_errors;
        SentDropped = counters.tx_dropped;
        ReceivedMulticast = counters.multicast;
        ReceivedOverruns = counters.rx_over_errors;
        ReceivedMissed = counters.rx_missed_errors;
        SentCarrierErrors = counters.tx_carrier_errors;
        Collisions = counters.collisions;
    }

    /// <summary>The interface.</summary>
    public string InterfaceName { get; }

    /// <summary>Its index, unique in its namespace.</summary>
    public int InterfaceIndex { get; }

    /// <summary>Bytes received.</summary>
    public ulong ReceivedBytes { get; }

    /// <summary>Packets received.</summary>
    public ulong ReceivedPackets { get; }

    /// <summary>Packets that were received damaged.</summary>
    public ulong ReceivedErrors { get; }

    /// <summary>Packets that were received and dropped.</summary>
    public ulong ReceivedDropped { get; }

    /// <summary>Bytes sent.</summary>
    public ulong SentBytes { get; }

    /// <summary>Packets sent.</summary>
    public ulong SentPackets { get; }

    /// <summary>Packets that could not be sent.</summary>
    public ulong SentErrors { get; }

    /// <summary>Packets that were dropped instead of sent.</summary>
    public ulong SentDropped { get; }

    /// <summary>Packets received that were for a group; few drivers count them.</summary>
    public ulong ReceivedMulticast { get; }

    /// <summary>Packets that came when the receiver had no room for them.</summary>
    public ulong ReceivedOverruns { get; }

    /// <summary>Packets that the machine had no room for.</summary>
    public ulong ReceivedMissed { get; }

    /// <summary>Packets that could not be sent since the cable was not there.</summary>
    public ulong SentCarrierErrors { get; }

    /// <summary>How often two sent at once.</summary>
    public ulong Collisions { get; }

    /// <summary>When the kernel was asked.</summary>
    public DateTimeOffset Time { get; } = DateTimeOffset.UtcNow;

    /// <summary>The endpoint that the interface belongs to as "network/endpoint", or null.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The name of the sandbox that it is in, or null.</summary>
    public string? Sandbox { get; init; }

    /// <summary>The namespace that it is in; null for the Host's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>The same moment on a clock that nobody sets.</summary>
    internal long Timestamp { get; } = Stopwatch.GetTimestamp();

    /// <summary>Orders by sandbox, then by the index of the interface.</summary>
    public int CompareTo(Statistic? other) =>
        NaturalOrder.Compare(Sandbox, other?.Sandbox) is var order and not 0 ? order : InterfaceIndex.CompareTo(other?.InterfaceIndex);

    /// <summary>True where it is of the same interface as an earlier one: counters never go down.</summary>
    internal bool Continues(Statistic earlier) => (Namespace, InterfaceIndex, InterfaceName) == (earlier.Namespace, earlier.InterfaceIndex, earlier.InterfaceName)
        && ReceivedBytes >= earlier.ReceivedBytes && ReceivedPackets >= earlier.ReceivedPackets && ReceivedErrors >= earlier.ReceivedErrors && ReceivedDropped >= earlier.ReceivedDropped
        && SentBytes >= earlier.SentBytes && SentPackets >= earlier.SentPackets && SentErrors >= earlier.SentErrors && SentDropped >= earlier.SentDropped;

    int IComparable.CompareTo(object? obj) => CompareTo(obj as Statistic);

    /// <summary>The interface.</summary>
    public override string ToString() => InterfaceName;
}
