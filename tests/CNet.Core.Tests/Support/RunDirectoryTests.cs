using System.Diagnostics;
using Xunit;

namespace CNet.Tests.Support;

/// <summary>What tests that were killed leave on this machine is taken away by the next ones.</summary>
public sealed class RunDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _parent = new();

    public void Dispose() => _parent.Dispose();

    [KernelFact("unshare", "nsenter")]
    public void The_Hosts_of_a_run_that_was_killed_are_swept_and_those_of_one_that_lives_are_not()
    {
        using var living = new RunDirectory(_parent.Path);
        var (kept, left) = (MakeHost(living.Path), MakeHost(MakeDeadRun("cnet-tests-dead")));
        try
        {
            RunDirectory.Sweep(_parent.Path);
            Assert.Equal([living.Path], Directory.EnumerateFileSystemEntries(_parent.Path));
            Assert.Contains(kept, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
            Assert.DoesNotContain(left, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
        }
        finally
        {
            Machine.Run("umount", kept);
        }
    }

    [KernelFact("unshare", "nsenter")]
    public void A_Host_in_which_a_process_lives_on_is_left_to_a_later_run()
    {
        var dead = MakeDeadRun("cnet-tests-dead");
        var left = MakeHost(dead);
        using (var resident = Process.Start(new ProcessStartInfo("nsenter", [$"--net={left}", "sh", "-c", "echo ready && exec cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!)
        {
            Assert.Equal("ready", resident.StandardOutput.ReadLine());
            RunDirectory.Sweep(_parent.Path);
            Assert.False(resident.HasExited);
            Assert.True(File.Exists(left));
            resident.StandardInput.Close();
            resident.WaitForExit();
        }
        RunDirectory.Sweep(_parent.Path);
        Assert.False(Directory.Exists(dead));
    }

    [Fact]
    public void A_directory_that_does_not_say_whose_it_is_is_left()
    {
        var unknown = Directory.CreateDirectory(_parent.File("cnet-tests-unknown")).FullName;
        RunDirectory.Sweep(_parent.Path);
        Assert.True(Directory.Exists(unknown));
    }

    private string MakeDeadRun(string name)
    {
        var directory = Directory.CreateDirectory(_parent.File(name)).FullName;
        File.WriteAllText(Path.Combine(directory, "lock"), "");
        return directory;
    }

    /// <summary>Makes what is there of a Host: its directory and its namespace, whose file is returned.</summary>
    private static string MakeHost(string run)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(run, "run", "hosts", "one", "self")).FullName, "net");
        Directory.CreateDirectory(Path.Combine(run, "run", "hosts", "one", "netns"));
        File.WriteAllText(file, "");
        Machine.Run("unshare", $"--net={file}", "true");
        return file;
    }
}
