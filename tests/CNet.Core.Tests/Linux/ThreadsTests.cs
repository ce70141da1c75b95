using System.Globalization;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Linux;

/// <summary>
/// No thread of the runtime ever starts in a foreign network namespace, whatever enters one, from however many threads at once. In a process of
/// its own: a thread that is already there cannot start in the wrong place any more.
/// </summary>
public sealed class ThreadsTests
{
    /// <summary>
    /// The runtime's own threads come and go as often as they can: the worker of tiered compilation starts when any method is called for the
    /// thirtieth time, and leaves a millisecond after its work (not after four seconds); the pool's leave after 16 ms. The numbers are hexadecimal.
    /// </summary>
    private static readonly Dictionary<string, string> Restless = new()
    {
        ["DOTNET_TC_CallCountingDelayMs"] = "0",
        ["DOTNET_TC_BackgroundWorkerTimeoutMs"] = "1",
        ["DOTNET_ThreadPool_ThreadTimeoutMs"] = "10",
    };

    /// <summary>All at once from the cold and once more; many short bursts, each from a runtime at rest; and while the runtime starts threads all the time.</summary>
    [KernelTheory]
    [InlineData("quiet", 8, 8, 2)]
    [InlineData("quiet", 2, 4, 20)]
    [InlineData("busy", 8, 8, 1)]
    public void No_thread_is_left_in_a_foreign_namespace(string mode, int operations, int threads, int bursts)
    {
        bursts *= Campaign.Rounds(1, 20);
        var (exitCode, output, error) = Probe.Run(Restless, "threads", Text(operations), Text(threads), mode, Text(bursts));
        Assert.Equal("clean", output);
        Assert.Equal(0, exitCode);
        // The watch was awake all the time: it looked at every thread more often than there were operations.
        Assert.InRange(int.Parse(error.Split(' ')[0], CultureInfo.InvariantCulture), operations * threads * bursts, int.MaxValue);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
