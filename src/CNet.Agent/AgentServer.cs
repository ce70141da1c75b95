using System.Globalization;
using System.Runtime.InteropServices;
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
        _loop.Tick += EndWhereAlone;
        _ = new Thrift(_loop);
    }

    /// <summary>Works until SIGTERM or SIGINT, or until the Host is gone.</summary>
    internal void Run()
    {
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, static context => context.Cancel = true);
        var following = new PortFollower(_controller, _loop, _ports).Begin(_cancellation.Token);
        using (new FirewallGuard(_controller))
        using (new ControlServer(_controller.Host, _loop, Answer))
        {
            AgentLog.Write(string.Create(CultureInfo.InvariantCulture, $"The agent {Environment.ProcessId} holds the published ports of Host '{_controller.Host}'."));
            _loop.Run();
            _cancellation.Cancel();
            following.Wait();
        }
        AgentLog.Write("The agent ends.");
    }

    public void Dispose()
    {
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

    private AgentStatus Answer(string request) => request switch
    {
        AgentRequest.Ping => new AgentStatus { ProcessId = Environment.ProcessId },
        AgentRequest.Status => Status(),
        _ => new AgentStatus { ProcessId = Environment.ProcessId, Error = $"There is no request '{request}'." },
    };

    private AgentStatus Status()
    {
        var answer = new TaskCompletionSource<(int Held, int Flows, List<(TransportProtocol Protocol, Ip Address, int Port, int Errno)> NotHeld)>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Post(() => answer.SetResult((_ports.Count, _udp.Count, _ports.NotHeld)));
        if (!answer.Task.Wait(AnswerTime)) return new AgentStatus { ProcessId = Environment.ProcessId, Error = "It is busy." };
        var (held, flows, notHeld) = answer.Task.Result;
        using var home = NetworkNamespace.OpenHome();
        var reasons = new Reasons(home);
        return new AgentStatus
        {
            ProcessId = Environment.ProcessId,
            Runtime = $"{Environment.ProcessPath} ({RuntimeInformation.FrameworkDescription})",
            HeldPorts = held,
            Connections = _tcp.Count + flows,
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
