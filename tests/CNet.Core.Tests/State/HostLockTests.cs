using System.Globalization;
using CNet.Linux;
using CNet.State;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.State;

/// <summary>The lock, between the threads of a process and between processes.</summary>
public sealed class HostLockTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100), Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private string File => _directory.File("lock");

    /// <summary>What is valid of its content: up to the first zero byte. Read by cat: .NET would want a lock of its own on the file.</summary>
    private string Content => Machine.Run("cat", File).Split('\0')[0];

    [Fact]
    public void Its_file_is_its_owners_alone_and_says_who_holds_it()
    {
        using var hostLock = new HostLock(File);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.Null(hostLock.Holder);
        using (hostLock.Acquire("New-CNetNetwork\nlab"))
        {
            Assert.Equal($"process {Environment.ProcessId} (New-CNetNetwork lab)", hostLock.Holder);
            Assert.Equal($"{Environment.ProcessId} {ProcessTable.StartTimeOf(Environment.ProcessId)} New-CNetNetwork lab\n", Content);
        }
        Assert.Null(hostLock.Holder);
        Assert.Empty(Content);
    }

    [Fact]
    public void Who_waits_too_long_is_told_who_holds_it()
    {
        using var probe = Hold("other work");
        using var hostLock = new HostLock(File);
        var late = Assert.Throws<CNetException>(() => hostLock.Acquire("mine", Soon));
        Assert.Equal(CNetError.LockTimeout, late.Code);
        Assert.Contains($"0.1 s: process {probe.ProcessId} (other work) holds it", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Within_a_process_it_is_had_in_the_order_of_asking()
    {
        using var hostLock = new HostLock(File);
        var order = new List<int>();
        var threads = new List<Thread>();
        using (hostLock.Acquire("first"))
            for (var i = 0; i < 8; i++)
            {
                var turn = i;
                threads.Add(new Thread(() =>
                {
                    using (hostLock.Acquire("next")) order.Add(turn);
                }));
                threads[^1].Start();
                // It has asked when it sleeps.
                Assert.True(SpinWait.SpinUntil(() => (threads[^1].ThreadState & System.Threading.ThreadState.WaitSleepJoin) != 0, Patience));
            }
        threads.ForEach(thread => thread.Join());
        Assert.Equal(Enumerable.Range(0, 8), order);
    }

    [Fact]
    public async Task Who_gives_up_waiting_is_not_waited_for()
    {
        using var hostLock = new HostLock(File);
        using var cancelled = new CancellationTokenSource();
        using (hostLock.Acquire("first"))
        {
            var second = OnThread(() => hostLock.Acquire("second", cancellation: cancelled.Token));
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
            var late = await Assert.ThrowsAsync<CNetException>(() => OnThread(() => hostLock.Acquire("third", Soon)));
            Assert.Equal(CNetError.LockTimeout, late.Code);
        }
        hostLock.Acquire("fourth", Soon).Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_gave_up_waiting_for_another_process_does_not_give_back_what_the_next_one_got(bool isCancelled)
    {
        using var probe = Hold("other work");
        using var hostLock = new HostLock(File);
        using var cancelled = new CancellationTokenSource(isCancelled ? Soon : Timeout.InfiniteTimeSpan);
        Assert.ThrowsAny<Exception>(() => hostLock.Acquire("given up", isCancelled ? Patience : Soon, cancelled.Token));
        var next = OnThread(() =>
        {
            using var held = hostLock.Acquire("next");
            using var another = new HostLock(File);
            // Again and again: whoever gave up may come late.
            for (var i = 0; i < 5; i++) Assert.Equal(CNetError.LockTimeout, Assert.Throws<CNetException>(() => another.Acquire("another", Soon)).Code);
            return held;
        });
        WaitForWaiting(2);
        probe.Finish();
        await next;
    }

    [Fact]
    public void Another_change_in_the_middle_of_a_change_is_refused()
    {
        using var hostLock = new HostLock(File);
        using var held = hostLock.Acquire("outer");
        Assert.Equal(CNetError.StateConflict, Assert.Throws<CNetException>(() => hostLock.Acquire("inner")).Code);
    }

    [Fact]
    public void The_intent_of_a_killed_process_is_found_by_the_next_until_it_is_struck_out()
    {
        using var hostLock = new HostLock(File);
        using (var probe = Hold("half done", "{\"made\":\"this\"}"))
        {
            Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{probe.ProcessId} "), Content, StringComparison.Ordinal);
            probe.Kill();
        }
        Assert.Null(hostLock.Holder);
        using (var held = hostLock.Acquire("reads"))
        {
            Assert.Equal("{\"made\":\"this\"}", held.Leftover);
            // Killed again before anything was put right, this time with a shorter intent.
            held.Write("{}");
        }
        using (var held = hostLock.Acquire("puts right"))
        {
            Assert.Equal("{}", held.Leftover);
            held.Write(null);
        }
        using (var held = hostLock.Acquire("finds nothing")) Assert.Null(held.Leftover);
    }

    [Theory]
    [InlineData(4_000)]
    [InlineData(5_000)]
    [InlineData(100_000)]
    public void An_intent_of_any_length_is_found(int length)
    {
        var intent = new string('x', length);
        using var hostLock = new HostLock(File);
        using (var held = hostLock.Acquire("long")) held.Write(intent);
        using (var held = hostLock.Acquire("finds it"))
        {
            Assert.Equal(intent, held.Leftover);
            held.Write(null);
        }
        using (var held = hostLock.Acquire("finds nothing")) Assert.Null(held.Leftover);
    }

    [Theory]
    [InlineData(5_000, 6_000)]
    [InlineData(6_000, 5_000)]
    public void A_kill_before_a_long_intent_counts_leaves_the_one_before(int before, int after)
    {
        var (first, second) = (new string('a', before), new string('b', after));
        using var hostLock = new HostLock(File);
        using (var held = hostLock.Acquire("first")) held.Write(first);
        using (var held = hostLock.Acquire("second"))
        {
            Assert.Equal(first, held.Leftover);
            var page = _directory.File("page");
            Machine.Run("dd", $"if={File}", $"of={page}", "bs=4096", "count=1");
            held.Write(second);
            // As a kill leaves it that comes between the last two writes: the long text is there, and the first page does not say so.
            Machine.Run("dd", $"if={page}", $"of={File}", "conv=notrunc");
        }
        using (var held = hostLock.Acquire("finds the first")) Assert.Equal(first, held.Leftover);
    }

    [Fact]
    public void A_killed_process_that_waited_for_it_stands_in_nobodys_way()
    {
        using var first = Hold("first");
        using (var second = Probe.Start("lock", "hold", File, "second"))
        {
            WaitForWaiting(1);
            second.Kill();
        }
        first.Finish();
        using var hostLock = new HostLock(File);
        hostLock.Acquire("third", Patience).Dispose();
    }

    [Fact]
    public void Many_processes_and_threads_count_without_missing_one()
    {
        var counter = _directory.File("counter");
        System.IO.File.WriteAllText(counter, "0");
        var probes = Enumerable.Range(0, 3).Select(_ => Probe.Start("lock", "count", File, counter, "100")).ToList();
        try
        {
            using var hostLock = new HostLock(File);
            Parallel.For(0, 300, _ =>
            {
                using (hostLock.Acquire("count"))
                    System.IO.File.WriteAllText(counter, (int.Parse(System.IO.File.ReadAllText(counter), CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture));
            });
            Assert.All(probes, probe => Assert.Equal((0, "", ""), probe.Finish()));
        }
        finally
        {
            probes.ForEach(probe => probe.Dispose());
        }
        Assert.Equal("600", System.IO.File.ReadAllText(counter));
    }

    [Fact]
    public void It_is_given_back_where_its_file_cannot_be_written()
    {
        // What is written there does not fit the disk.
        using var full = new HostLock("/dev/full");
        using var other = new HostLock("/dev/full");
        Assert.IsType<SystemCallException>(Record.Exception(() => full.Acquire("first", Soon)));
        Assert.IsType<SystemCallException>(Record.Exception(() => other.Acquire("second", Soon)));
    }

    private static Task<T> OnThread<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Waits until so many wait for the file's lock or for their turn, by the kernel's account.</summary>
    private void WaitForWaiting(int number)
    {
        var file = $":{Machine.Run("stat", "-c", "%i", File).Trim()} ";
        bool IsWaiting(string line) => line.Contains("-> ", StringComparison.Ordinal) && line.Contains(file, StringComparison.Ordinal);
        Assert.True(SpinWait.SpinUntil(() => System.IO.File.ReadLines("/proc/locks").Count(IsWaiting) == number, Patience));
    }

    /// <summary>A process that holds the lock until its input ends.</summary>
    private Probe Hold(string operation, params string[] intent)
    {
        var probe = Probe.Start(["lock", "hold", File, operation, .. intent]);
        Assert.Equal("held ", probe.ReadLine());
        return probe;
    }
}
