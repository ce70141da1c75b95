using System.Globalization;
using CNet.Agents;
using CNet.Linux;
using CNet.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace CNet.Tests.Agents;

/// <summary>The agent as a process: one per Host, found, started on demand, ended.</summary>
public sealed class AgentProcessTests(ITestOutputHelper output) : AgentTest
{
    [KernelFact]
    public void Starts_answers_and_ends_leaving_nothing()
    {
        Assert.Equal(AgentState.Stopped, Controller.Agent.Get().State);
        var agent = StartAgent();
        output.WriteLine($"{agent.Runtime}: {agent.MemoryBytes / 1024 / 1024} MB");
        Assert.Equal(agent.ProcessId, AgentProcess.Find(TestHost)!.ProcessId);
        Assert.InRange(agent.Started!.Value, DateTimeOffset.Now.AddMinutes(-1), DateTimeOffset.Now.AddSeconds(1));
        Assert.Contains("holds the published ports", File.ReadAllText(agent.LogPath), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(AgentFiles.Socket(TestHost)));
        Assert.Equal(agent.ProcessId, Controller.Agent.Start().ProcessId);
        Assert.Equal(AgentState.Stopped, Controller.Agent.Stop().State);
        Assert.Null(AgentProcess.Find(TestHost));
        Assert.False(File.Exists(AgentFiles.Lock(TestHost)) || File.Exists(AgentFiles.Socket(TestHost)), "It left its files.");
        Assert.Contains("The agent ends.", File.ReadAllText(agent.LogPath), StringComparison.Ordinal);
        Controller.Agent.Stop();
    }

    [KernelFact]
    public void Lives_in_the_namespace_of_the_Host_and_the_mounts_of_the_caller_apart_from_whoever_started_it()
    {
        var pid = StartAgent().ProcessId!.Value;
        Assert.Equal(NetworkNamespace.TryInodeOf(TestHost.NamespacePath!), NetworkNamespace.TryInodeOf(ProcessTable.NamespacePath(pid)));
        Assert.Equal(Link("self", "ns/mnt"), Link($"{pid}", "ns/mnt"));
        Assert.Equal("/", Link($"{pid}", "cwd"));
        Assert.Equal("/dev/null", Link($"{pid}", "fd/0"));
        Assert.Equal(AgentFiles.Log(TestHost), Link($"{pid}", "fd/1"));
        Assert.Equal(AgentFiles.Log(TestHost), Link($"{pid}", "fd/2"));
        // The session, which is the sixth field of stat, is its own.
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        Assert.Equal(pid.ToString(CultureInfo.InvariantCulture), stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3]);
    }

    [KernelFact]
    public void Inherits_no_descriptor()
    {
        using var open = FileDescriptor.Open(typeof(Controller).Assembly.Location, CNet.Linux.Interop.Constants.O_RDONLY);
        using var mark = new TemporaryDirectory();
        File.WriteAllText(mark.File("mark"), "");
        using var inheritable = FileDescriptor.Open(mark.File("mark"), CNet.Linux.Interop.Constants.O_RDONLY);
        Assert.Equal(0, CNet.Linux.Interop.LibC.fcntl(inheritable.Number, CNet.Linux.Interop.Constants.F_SETFD, (nint)0));
        var pid = StartAgent().ProcessId!.Value;
        Assert.DoesNotContain(mark.File("mark"), Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Select(entry => new FileInfo(entry).LinkTarget));
    }

    [KernelFact]
    public void A_second_one_ends_at_once()
    {
        StartAgent();
        var (exitCode, _, error) = Machine.TryRun("nsenter", $"--net={TestHost.NamespacePath}", "env", $"CNET_HOST={TestHost.Name}", Probe.Command[0], Path.Combine(AppContext.BaseDirectory, "CNet.Agent.dll"));
        Assert.Equal(0, exitCode);
        Assert.Contains("Another agent runs", error, StringComparison.Ordinal);
        Assert.Equal(AgentState.Running, Controller.Agent.Get().State);
    }

    [KernelFact("pwsh")]
    public void Runs_inside_pwsh_too()
    {
        Publish(Attach(CreateNetwork(), "web"), "8080:80");
        var file = Path.Combine(AppContext.BaseDirectory, "CNet.Agent.dll");
        using var process = System.Diagnostics.Process.Start("nsenter", [$"--net={TestHost.NamespacePath}", "env", $"CNET_HOST={TestHost.Name}", $"{AgentRuntime.FileVariable}={file}", .. AgentRuntime.ByPwsh("pwsh").Arguments]);
        try
        {
            Await(() => IsHeld(8080));
            Await(() => Controller.Agent.Get().State == AgentState.Running);
            var agent = Controller.Agent.Get();
            Assert.Contains("pwsh", agent.Runtime, StringComparison.Ordinal);
            Assert.Equal(2, agent.HeldPorts);
            output.WriteLine($"{agent.Runtime}: {agent.MemoryBytes / 1024 / 1024} MB");
            Controller.Agent.Stop();
            Assert.True(process.WaitForExit(TimeSpan.FromSeconds(10)));
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    [Fact]
    public void The_runtime_is_dotnet_where_there_is_one_of_the_version_else_pwsh()
    {
        using var directory = new TemporaryDirectory();
        string File(string path)
        {
            var file = directory.File(path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            System.IO.File.WriteAllText(file, "");
            return file;
        }
        var (dotnet, old, pwsh) = (File("new/dotnet"), File("old/dotnet"), File("bin/pwsh"));
        File($"new/shared/Microsoft.NETCore.App/{Environment.Version.Major}.0.1/x");
        File("old/shared/Microsoft.NETCore.App/8.0.1/x");
        AgentRuntime? Find(string? process, string? root, string path) => AgentRuntime.Find("/a.dll", process, name => name == "PATH" ? path : name == "DOTNET_ROOT" ? root : null);
        Assert.Equal("/x/dotnet", Find("/x/dotnet", null, "/none")!.Path);
        Assert.Equal(dotnet, Find(pwsh, Path.GetDirectoryName(dotnet), "/none")!.Path);
        Assert.Equal(dotnet, Find(pwsh, null, $"{Path.GetDirectoryName(old)}:{Path.GetDirectoryName(dotnet)}")!.Path);
        Assert.Equal(["dotnet", "/a.dll"], Find(dotnet, null, "/none")!.Arguments);
        // Where it is in none of the usual places either, pwsh has one inside; and nothing is found in the working directory.
        Assert.DoesNotContain(new[] { old, "dotnet", "./dotnet" }, path => Find(pwsh, Path.GetDirectoryName(old), ".:")!.Path == path);
    }

    [KernelFact]
    public void Starts_with_the_first_port_and_not_where_the_setting_forbids_it()
    {
        var web = Attach(CreateNetwork(), "web");
        Publish(web, "8080:80");
        Assert.False(AgentProcess.Runs(TestHost));
        Controller.Settings.Set(agentStart: AgentStart.OnDemand);
        Assert.Equal(AgentStart.OnDemand, Controller.Settings.Get().AgentStart);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Publish(web, "8081:81");
        Assert.NotNull(AgentProcess.Find(TestHost));
        output.WriteLine($"publish, which starts it: {watch.Elapsed.TotalMilliseconds:F1} ms");
        Await(() => IsHeld(8080) && IsHeld(8081));
        output.WriteLine($"held: {watch.Elapsed.TotalMilliseconds:F0} ms");
        watch.Restart();
        for (var i = 0; i < 1000; i++) AgentLauncher.StartWhereWanted(Controller);
        output.WriteLine($"asked whether it runs: {watch.Elapsed.TotalMicroseconds / 1000:F1} µs");
    }

    [KernelFact]
    public void Killed_it_loses_nothing_and_the_next_publish_starts_it_again()
    {
        Controller.Settings.Set(agentStart: AgentStart.OnDemand);
        var web = Attach(CreateNetwork(), "web");
        Publish(web, "8080:80");
        Await(() => IsHeld(8080));
        var first = AgentProcess.Find(TestHost)!;
        Machine.Run("kill", "-9", $"{first.ProcessId}");
        // The kernel closes what it had open one by one.
        Await(() => !IsHeld(8080) && AgentProcess.Find(TestHost) is null);
        Assert.Single(Controller.Ports.List(web), port => port is { HostPort: 8080, HostAddress.AddressFamily: System.Net.Sockets.AddressFamily.InterNetwork });
        // Not from this process within some seconds: one that dies at once is not started again and again.
        Publish(web, "8081:81");
        Assert.Null(AgentProcess.Find(TestHost));
        Await(() =>
        {
            AgentLauncher.StartWhereWanted(Controller);
            return AgentProcess.Find(TestHost) is { } next && next != first;
        });
        Await(() => IsHeld(8080) && IsHeld(8081));
    }

    [KernelFact]
    public void Ends_where_the_Host_is_gone()
    {
        var agent = StartAgent();
        File.Delete(Controller.LastingFile);
        Await(() => AgentProcess.Find(TestHost) is null);
        Assert.Contains("is gone", File.ReadAllText(agent.LogPath), StringComparison.Ordinal);
    }

    [KernelFact]
    public void Clearing_the_Host_ends_it()
    {
        StartAgent();
        Controller.Health.Clear();
        Assert.Null(AgentProcess.Find(TestHost));
        Assert.False(Directory.Exists(TestHost.RunDirectory), "Files are left.");
    }

    [KernelFact]
    public void Does_not_keep_the_Host_from_being_removed()
    {
        var pid = StartAgent().ProcessId!.Value;
        Hosts.RefuseRemoval(TestHost);
        Hosts.Remove(TestHost);
        Assert.Equal(0UL, ProcessTable.StartTimeOf(pid) is var started && AgentProcess.Find(TestHost) is null && ProcessTable.EnvironmentOf(pid, AgentRuntime.FileVariable) is null ? 0 : started);
    }

    [KernelFact]
    public void A_file_that_names_another_process_is_not_believed()
    {
        using var sleeper = System.Diagnostics.Process.Start("sleep", "60");
        try
        {
            File.WriteAllText(AgentFiles.Lock(TestHost), $"{sleeper.Id} 1\n");
            Assert.Null(AgentProcess.Find(TestHost));
            Assert.False(AgentProcess.Stop(TestHost));
            // Not even where somebody has the lock.
            using var held = AgentProcess.TryLock(TestHost);
            Assert.NotNull(held);
            Assert.Null(AgentProcess.Find(TestHost));
            Assert.False(AgentProcess.Stop(TestHost));
            Assert.False(sleeper.HasExited);
        }
        finally
        {
            sleeper.Kill();
        }
    }

    private static string Link(string process, string file) => new FileInfo($"/proc/{process}/{file}").LinkTarget!;
}
