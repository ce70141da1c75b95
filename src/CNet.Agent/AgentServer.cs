using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using CNet.Agents.Names;
using CNet.Linux;
using CNet.Linux.Interop;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents;

/// <summary>The agent at work, from its start to its end.</summary>
internal sealed class AgentServer : IDisposable
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(1);
    private readonly Controller _controller;
    private readonly FileDescriptor _lock;
    private readonly NamespaceInode? _home;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly EventLoop _loop = new();
    private readonly TcpProxy _tcp;
    private readonly UdpProxy _udp;
    private readonly HeldPorts _ports;
    private readonly NameServer _names = new();
    private readonly NameFollower _follower;

    /// <param name="controller">The Host's.</param>
    /// <param name="held">The agent's lock.</param>
    internal AgentServer(Controller controller, FileDescriptor held)
    {
        (_controller, _lock) = (controller, held);
        var host = controller.Host;
        _home = NetworkNamespace.TryInodeOf("/proc/self/ns/net");
        if (host.NamespacePath is { } path && NetworkNamespace.TryInodeOf(path) != _home)
            throw new CNetException(CNetError.AgentUnavailable, $"The agent of Host '{host}' was started in another network namespace.", host.Name, "Start-CNetAgent starts it in the Host's own.");
        _ = fcntl(held.Number, F_SETFD, (nint)FD_CLOEXEC);
        RaiseLimit();
        var targets = new ProxyTargets(controller);
        _tcp = new TcpProxy(targets);
        _udp = new UdpProxy(_loop, targets);
        _ports = new HeldPorts(_loop, _tcp, _udp);
        _follower = new NameFollower(controller, _names);
        _loop.Tick += EndWhereAlone;
        _ = new Thrift(_loop);
    }

    /// <summary>Works until SIGTERM or SIGINT, or until the Host is gone.</summary>
    internal void Run()
    {
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, static context => context.Cancel = true);
        var following = Task.WhenAll(new PortFollower(_controller, _loop, _ports).Begin(_cancellation.Token), _follower.Begin(_cancellation.Token));
        _names.Start();
        using (new FirewallGuard(_controller))
        using (new ControlServer(_controller.Host, _loop, Answer))
        {
            AgentLog.Write(string.Create(CultureInfo.InvariantCulture, $"The agent {Environment.ProcessId} holds the published ports and answers for the names of Host '{_controller.Host}'."));
            _loop.Run();
            _cancellation.Cancel();
            following.Wait();
        }
        AgentLog.Write("The agent ends.");
    }

    public void Dispose()
    {
        _names.Dispose();
        _ports.Dispose();
        _udp.Dispose();
        _loop.Dispose();
        _cancellation.Dispose();
        // While the lock is had: another one that begins makes a file of its own.
        if (AgentProcess.Names(AgentFiles.Lock(_controller.Host), _lock)) File.Delete(AgentFiles.Lock(_controller.Host));
    }

    private void End(PosixSignalContext context)
    {
        context.Cancel = true;
        _loop.End();
    }

    /// <summary>Where the Host, its state or the lock is gone, nobody needs this one: the next command starts another.</summary>
    private void EndWhereAlone()
    {
        var host = _controller.Host;
        var isThere = (host.NamespacePath is null || NetworkNamespace.TryInodeOf(host.NamespacePath) == _home) && _controller.HasCurrentState && AgentProcess.Names(AgentFiles.Lock(host), _lock);
        if (isThere) return;
        AgentLog.Write("The Host, or its state, is gone.");
        _loop.End();
    }

    private AgentStatus Answer(AgentRequest request) => request.Request switch
    {
        AgentRequest.Ping => new AgentStatus { ProcessId = Environment.ProcessId },
        AgentRequest.Status => Status(),
        AgentRequest.Queries => TryAsk(_names.Loop, () => (_names.Log.Count, List: _names.Log.Read(request.SandboxId, request.After)), out var log)
            ? new AgentStatus { ProcessId = Environment.ProcessId, QueryCount = log.Count, Queries = log.List } : Busy,
        // What it was told it knows when its loop has come to it.
        AgentRequest.Names => _follower.Await(request.Lasting, request.Boot, AnswerTime) && TryAsk(_names.Loop, () => true, out _) ? new AgentStatus { ProcessId = Environment.ProcessId } : Busy,
        _ => new AgentStatus { ProcessId = Environment.ProcessId, Error = $"There is no request '{request.Request}'." },
    };

    private static AgentStatus Busy => new() { ProcessId = Environment.ProcessId, Error = "It is busy." };

    /// <summary>Asks what only a loop's thread knows; false where it does not come to it.</summary>
    private static bool TryAsk<T>(EventLoop loop, Func<T> question, [MaybeNullWhen(false)] out T answer)
    {
        var asked = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(() => asked.SetResult(question()));
        var isAnswered = asked.Task.Wait(AnswerTime);
        answer = isAnswered ? asked.Task.Result : default;
        return isAnswered;
    }

    private AgentStatus Status()
    {
        if (!TryAsk(_loop, () => (Held: _ports.Count, Flows: _udp.Count, _ports.NotHeld), out var ports) || !TryAsk(_names.Loop, () => (_names.Count, Queries: _names.Log.Count), out var names)) return Busy;
        var (held, flows, notHeld) = ports;
        using var home = NetworkNamespace.OpenHome();
        var reasons = new Reasons(home);
        return new AgentStatus
        {
            ProcessId = Environment.ProcessId,
            Runtime = $"{Environment.ProcessPath} ({RuntimeInformation.FrameworkDescription})",
            HeldPorts = held,
            Connections = _tcp.Count + flows,
            NamedSandboxes = names.Count,
            QueryCount = names.Queries,
            NotHeld = [.. notHeld.Select(port => new AgentPort(port.Protocol, port.Address.ToString(), port.Port, reasons.Of(port.Protocol, port.Address, port.Port, port.Errno)))],
        };
    }

    /// <summary>As many descriptors as may be had: every port takes one.</summary>
    private static unsafe void RaiseLimit()
    {
        RLimit limit;
        if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return;
        limit.rlim_cur = limit.rlim_max;
        _ = setrlimit(RLIMIT_NOFILE, &limit);
    }
}
