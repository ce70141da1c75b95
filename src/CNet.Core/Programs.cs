using System.Collections;
using CNet.Agents;
using CNet.Discovery;
using CNet.Lifecycle;
using CNet.Linux;
using CNet.State;

namespace CNet;

/// <summary>Runs programs inside sandboxes and namespaces, as child processes of this one.</summary>
public sealed class Programs
{
    private const string PathVariable = "PATH", DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private readonly Controller _controller;

    internal Programs(Controller controller) => _controller = controller;

    /// <summary>
    /// Starts a program in a sandbox. It carries the sandbox's id in its environment (CNET_SANDBOX), by which Remove-CNetSandbox -Force knows
    /// it and what it starts. It sees the sandbox's own hosts, resolv.conf and host name. Equivalent to: <c>ip netns exec SANDBOX PROGRAM …</c>
    /// </summary>
    /// <param name="sandbox">The sandbox.</param>
    /// <param name="program">The program.</param>
    /// <param name="cancellation">Gives up waiting for the Host's lock, which the first program of a sandbox needs.</param>
    /// <exception cref="CNetException"><see cref="CNetError.CommandNotFound"/>, <see cref="CNetError.NamespaceNotFound"/>.</exception>
    public RunningProgram Start(Sandbox sandbox, ProgramSpec program, CancellationToken cancellation = default) =>
        Start(sandbox, program, (ns, command) => new RunningProgram(ChildProcess.Start(ns, command)), cancellation);

    /// <summary>Starts a program in a namespace. On this machine it sees what lies in /etc/netns/NAME. Equivalent to: <c>ip netns exec NAME PROGRAM …</c></summary>
    /// <param name="ns">The namespace: a name, a path, "pid:4711" or "docker:web"; null for the Host's own.</param>
    /// <param name="program">The program.</param>
    /// <exception cref="CNetException"><see cref="CNetError.CommandNotFound"/>, <see cref="CNetError.NamespaceNotFound"/>.</exception>
    public RunningProgram Start(string? ns, ProgramSpec program) => Start(ns, program, (space, command) => new RunningProgram(ChildProcess.Start(space, command)));

    /// <summary>
    /// Starts a program in a sandbox that goes on by itself, also when this process ends, until it is ended: by <see cref="Processes"/>,
    /// or with its sandbox. Equivalent to: <c>setsid ip netns exec SANDBOX PROGRAM … &amp;</c>
    /// </summary>
    /// <exception cref="CNetException"><see cref="CNetError.CommandNotFound"/>, <see cref="CNetError.NamespaceNotFound"/>, <see cref="CNetError.PathInvalid"/>.</exception>
    public BackgroundProgram StartInBackground(Sandbox sandbox, ProgramSpec program, CancellationToken cancellation = default) =>
        Start(sandbox, program, (ns, command) => BackgroundProgram.Start(ns, command, program), cancellation);

    /// <summary>Starts a program in a namespace that goes on by itself. Equivalent to: <c>setsid ip netns exec NAME PROGRAM … &amp;</c></summary>
    /// <inheritdoc cref="Start(string?, ProgramSpec)"/>
    public BackgroundProgram StartInBackground(string? ns, ProgramSpec program) => Start(ns, program, (space, command) => BackgroundProgram.Start(space, command, program));

    /// <summary>
    /// Runs a program in a sandbox, with the streams of this process, and with its terminal where it has one. Equivalent to:
    /// <c>ip netns exec SANDBOX PROGRAM …</c>
    /// </summary>
    /// <returns>The exit code; 128 and the signal where one ended it.</returns>
    /// <exception cref="CNetException"><see cref="CNetError.CommandNotFound"/>, <see cref="CNetError.NamespaceNotFound"/>.</exception>
    public int RunInteractive(Sandbox sandbox, ProgramSpec program, CancellationToken cancellation = default)
    {
        using var process = Start(sandbox, program, InteractiveProcess.Start, cancellation);
        return process.Wait(cancellation);
    }

    private T Start<T>(Sandbox sandbox, ProgramSpec program, Func<NetworkNamespace, ChildCommand, T> start, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        Privilege.Demand("running a program in a sandbox");
        using var ns = SandboxNamespace.OpenVerified(sandbox.Record);
        var record = SandboxFiles.Ready(_controller, sandbox.Id, cancellation) ?? sandbox.Record;
        AgentLauncher.AwaitNames(_controller, record, cancellation);
        var view = new ChildView(record.HasFiles ? SandboxFiles.MountsOf(SandboxPlaces.Of(_controller.Host, record.Id).Etc) : [], record.Hostname);
        return Start(ns, program, $"ip netns exec {sandbox.Name} ", start, view, record);
    }

    private T Start<T>(string? ns, ProgramSpec program, Func<NetworkNamespace, ChildCommand, T> start)
    {
        Privilege.Demand("running a program in a namespace");
        var path = ns is null ? null : Namespaces.PathOf(_controller.NamedNamespaces, ns);
        using var space = path is null ? _controller.OpenNamespace() : NetworkNamespace.Open(path, ns);
        if (ns is null || !Namespaces.IsName(ns)) return Start(space, program, ns is null ? "" : $"nsenter --net={path} ", start, ChildView.OfHost);
        return Start(space, program, $"ip netns exec {ns} ", start, _controller.Host.IsMachine ? new ChildView(SandboxFiles.MountsOf(NetnsLinks.PathOf(ns)), null) : ChildView.OfHost);
    }

    private T Start<T>(NetworkNamespace ns, ProgramSpec program, string equivalent, Func<NetworkNamespace, ChildCommand, T> start, ChildView view, SandboxRecord? sandbox = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        var environment = EnvironmentOf(program, sandbox);
        var path = Resolve(program, environment);
        OperationLog.Command(equivalent + string.Join(' ', program.Arguments.Prepend(program.FilePath)));
        return start(ns, new ChildCommand(path, [program.FilePath, .. program.Arguments], environment, program.WorkingDirectory, program.HasInput) { View = view });
    }

    private Dictionary<string, string> EnvironmentOf(ProgramSpec program, SandboxRecord? sandbox)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables()) environment[(string)variable.Key] = (string?)variable.Value ?? "";
        if (!_controller.Host.IsMachine) environment[Hosts.HostVariable] = _controller.Host.Name;
        if (sandbox is not null)
        {
            environment[StartedProcesses.SandboxVariable] = sandbox.Id;
            foreach (var (name, value) in LegacyLinks.Variables(_controller.Read(), sandbox)) environment[name] = value;
        }
        foreach (var (name, value) in program.Environment)
        {
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal))
                throw new CNetException(CNetError.NameInvalid, $"'{name}' is not a name of an environment variable.", name, "Names have no '='.");
            if (value is null) environment.Remove(name);
            else environment[name] = value;
        }
        return environment;
    }

    private static string Resolve(ProgramSpec program, Dictionary<string, string> environment)
    {
        if (program.FilePath.Contains('/', StringComparison.Ordinal)) return Path.GetFullPath(program.FilePath, program.WorkingDirectory ?? Environment.CurrentDirectory);
        if (program.FilePath.Length > 0)
            foreach (var directory in environment.GetValueOrDefault(PathVariable, DefaultPath).Split(':', StringSplitOptions.RemoveEmptyEntries))
                if (Path.Combine(directory, program.FilePath) is var candidate && File.Exists(candidate) && (File.GetUnixFileMode(candidate) & AnyExecute) != 0)
                    return candidate;
        throw new CNetException(CNetError.CommandNotFound, $"The program '{program.FilePath}' is not in PATH.", program.FilePath, "Install it, or name it by its path.");
    }
}
