using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using CNet.Discovery;
using CNet.Linux;
using CNet.State;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents;

/// <summary>Starts the agent.</summary>
internal static class AgentLauncher
{
    /// <summary>The descriptor by which a new agent gets its lock.</summary>
    internal const int LockDescriptor = 3;

    private const string File = "CNet.Agent.dll";
    private const long MaxLog = 1024 * 1024;

    /// <summary>How long nothing is tried again, in milliseconds: one that ends at once is not started over and over, nor are the settings asked each time.</summary>
    private const long Pause = 1000;

    // Milliseconds: how long a program's start waits for names at most, and how often it asks; and how long one answer may take.
    private const long NamesTime = 5000;
    private const int NamesInterval = 10;
    private static readonly TimeSpan NamesPatience = TimeSpan.FromSeconds(2);

    /// <summary>What the agent gets of the caller's environment; the rest is nobody's business for so long.</summary>
    private static readonly string[] Variables = ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "CNET_STATE", "CNET_RUN"];

    private static readonly ConcurrentDictionary<string, long> Attempts = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, bool> Warned = new(StringComparer.Ordinal);

    /// <summary>Starts the agent in the background where it does not run, and the Host's settings say nothing else. Waits for nothing, and fails with a warning.</summary>
    internal static void StartWhereWanted(Controller controller)
    {
        var host = controller.Host;
        try
        {
            if (AgentProcess.Runs(host)) return;
            var now = Environment.TickCount64;
            if (Attempts.TryGetValue(host.RunDirectory, out var last) && now - last < Pause) return;
            Attempts[host.RunDirectory] = now;
            if (controller.Settings.AgentStart == AgentStart.OnDemand) Start(controller);
        }
        catch (Exception failure) when (failure is CNetException or IOException or UnauthorizedAccessException)
        {
            if (Warned.TryAdd(host.RunDirectory, true)) OperationLog.Warning($"The agent of Host '{host}' does not run, so that names are not answered, other programs can take published ports, and what the kernel does not pass on is lost: {failure.Message}");
        }
    }

    /// <summary>
    /// Waits until the agent answers for a sandbox by what is on record now, where it runs or is to run: a program that begins right after a join finds
    /// whom it looks for. Gives up after a while, since programs work without it.
    /// </summary>
    internal static void AwaitNames(Controller controller, SandboxRecord sandbox, CancellationToken cancellation)
    {
        var state = controller.Read();
        if (!sandbox.Joins.Exists(join => state.Lasting.Find(Keys.Network(join.NetworkId), StateJson.Default.NetworkRecord) is { } network && ResolverConfiguration.HasNames(network, join))) return;
        StartWhereWanted(controller);
        var request = new AgentRequest(AgentRequest.Names) { Lasting = controller.Lasting.Revision, Boot = controller.Boot.Revision };
        for (var end = Environment.TickCount64 + NamesTime; AgentProcess.Runs(controller.Host) && Environment.TickCount64 < end;)
        {
            if (AgentClient.Ask(controller.Host, request, NamesPatience) is not null) return;
            // It is starting.
            if (cancellation.WaitHandle.WaitOne(NamesInterval)) cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Has the next one who wants the agent try at once: the settings have changed.</summary>
    internal static void TryAnew(Host host) => Attempts.TryRemove(host.RunDirectory, out _);

    /// <summary>Starts the agent, whatever the settings say; false where one runs already, or is starting.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.AgentUnavailable"/> where there is nothing to run it.</exception>
    internal static bool Start(Controller controller)
    {
        var host = controller.Host;
        Privilege.Demand("starting the agent");
        using var space = controller.OpenNamespace();
        var command = Command(host);
        // Had from here on by the agent: nobody starts a second one while it begins.
        using var held = AgentProcess.TryLock(host);
        if (held is null) return false;
        using var input = FileDescriptor.Open("/dev/null", O_RDONLY);
        using var log = FileDescriptor.Open(AgentFiles.Log(host), O_WRONLY | O_CREAT | O_APPEND, 0x180);
        if (new FileInfo(AgentFiles.Log(host)).Length > MaxLog) _ = ftruncate(log.Number, 0);
        var pid = Spawner.Run(space, command, [input.Number, log.Number, log.Number, held.Number], SpawnOptions.OwnSession | SpawnOptions.CallersMounts);
        AgentProcess.Announce(held, pid);
        _ = new Child(pid);
        return true;
    }

    /// <summary>Starts the agent as a child of this process, which reads what it logs. It takes the lock by itself.</summary>
    internal static RunningProgram StartAttached(Controller controller)
    {
        using var space = controller.OpenNamespace();
        return new RunningProgram(ChildProcess.Start(space, Command(controller.Host), SpawnOptions.CallersMounts));
    }

    private static ChildCommand Command(Host host)
    {
        var file = Path.Combine(Directory(), File);
        if (!System.IO.File.Exists(file)) throw new CNetException(CNetError.AgentUnavailable, $"The agent's program '{file}' is missing.", host.Name, "It lies beside CNet.Core.dll.");
        var runtime = AgentRuntime.Find(file, Environment.ProcessPath, Environment.GetEnvironmentVariable)
            ?? throw new CNetException(CNetError.AgentUnavailable, $"Nothing is there to run the agent: neither the .NET runtime {Environment.Version.Major} nor pwsh.", host.Name, "Install one of them, and let PATH or DOTNET_ROOT name it.");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Hosts.HostVariable] = host.Name,
            [AgentRuntime.FileVariable] = file,
            // It waits nearly always: little memory counts, and a socket for debuggers would be left behind by a kill.
            ["DOTNET_EnableDiagnostics"] = "0",
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_gcConcurrent"] = "0",
            ["DOTNET_GCgen0size"] = "0x400000",
            ["DOTNET_TieredPGO"] = "0",
            ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
        };
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            if (variable is { Key: string name, Value: string value } && (Variables.Contains(name) || name.StartsWith("DOTNET_ROOT", StringComparison.Ordinal))) environment[name] = value;
        return new ChildCommand(runtime.Path, runtime.Arguments, environment, "/", HasInput: false);
    }

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Where there is no file of its own, the program's directory counts.")]
    private static string Directory() => typeof(AgentLauncher).Assembly.Location is { Length: > 0 } location ? Path.GetDirectoryName(location)! : AppContext.BaseDirectory;
}
