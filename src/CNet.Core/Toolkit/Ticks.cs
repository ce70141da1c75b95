namespace CNet.Toolkit;

/// <summary>Times as the kernel tells them to programs: in hundredths of a second, whatever its own clock does.</summary>
internal static class Ticks
{
    private const int PerSecond = 100;

    internal static TimeSpan ToTime(uint ticks) => TimeSpan.FromSeconds((double)ticks / PerSecond);

    /// <summary>A time in ticks.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.DurationInvalid"/> where it is negative or too long.</exception>
    internal static uint Of(TimeSpan time) => time.TotalSeconds * PerSecond is var ticks and >= 0 and <= int.MaxValue ? (uint)Math.Round(ticks)
        : throw new CNetException(CNetError.DurationInvalid, $"A bridge cannot wait {time}.", time, "Choose a time between 0 and 248 days.");
}
