namespace CNet.Netlink.Route;

/// <summary>What a token bucket filter holds a link to.</summary>
/// <param name="BytesPerSecond">What may pass in the long run.</param>
/// <param name="BurstBytes">What may pass at once after a pause.</param>
/// <param name="QueueBytes">What may wait, the burst included; what comes beyond it is dropped.</param>
internal readonly record struct RateLimit(ulong BytesPerSecond, uint BurstBytes, uint QueueBytes)
{
    private const ulong TicksPerSecond = 250, LatencyMilliseconds = 50, MillisecondsPerSecond = 1_000;

    /// <summary>The largest packet that a link hands on in one piece (64 KiB), and what it grows by when it is cut into frames.</summary>
    private const uint LargestPacket = 72 * 1024;

    /// <summary>The largest rate whose queue the kernel can count.</summary>
    internal static Rate Largest => new(400_000_000_000);

    /// <summary>The smallest rate at which anything gets through in a time that somebody waits.</summary>
    internal static Rate Smallest => new(8_000);

    /// <summary>How long a packet waits at most.</summary>
    internal ulong Milliseconds => BytesPerSecond == 0 || QueueBytes <= BurstBytes ? 0 : ((QueueBytes - BurstBytes) * MillisecondsPerSecond + BytesPerSecond / 2) / BytesPerSecond;

    /// <summary>The limit for a rate: with a burst of what passes between two ticks of the kernel's slowest usual clock, and of one packet of the largest kind.</summary>
    internal static RateLimit Of(Rate rate)
    {
        var bytes = rate.BytesPerSecond;
        var burst = (uint)Math.Max(bytes / TicksPerSecond, LargestPacket);
        return new RateLimit(bytes, burst, (uint)(bytes * LatencyMilliseconds / MillisecondsPerSecond + burst));
    }

    /// <summary>True where the two are the same, as exactly as the kernel tells the burst: by the time it takes.</summary>
    internal bool IsLike(RateLimit other) => BytesPerSecond == other.BytesPerSecond && QueueBytes == other.QueueBytes
        && Math.Abs((long)BurstBytes - other.BurstBytes) <= BurstBytes / 1_000;
}
