using System.Globalization;
using CNet.Agents;

namespace CNet;

/// <summary>The agent of a Host: the one long-lived process there is. Nothing of what CNet makes needs it to be made or removed.</summary>
public sealed class AgentControl
{
    private const int ClockTicks = 100, LogLines = 5;
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(2), StartTime = TimeSpan.FromSeconds(30), Interval = TimeSpan.FromMilliseconds(10);
    private readonly Controller _controller;

    internal AgentControl(Controller controller) => _controller = controller;

    private Host Host => _controller.Host;

    /// <summary>The agent as it is now.</summary>
    public Agent Get()
    {
        if (AgentProcess.Find(Host) is not { } process) return Stopped;
        var status = AgentClient.Ask(Host, new AgentRequest(AgentRequest.Status), AnswerTime);
        return new Agent
        {
            HostName = Host.Name,
            State = status is null ? AgentState.Unresponsive : AgentState.Running,
            ProcessId = process.ProcessId,
            Started = StartedAt(process),
            Runtime = status?.Runtime,
            HeldPorts = status?.HeldPorts ?? 0,
            Connections = status?.Connections ?? 0,
            NamedSandboxes = status?.NamedSandboxes ?? 0,
            QueryCount = status?.QueryCount ?? 0,
            MemoryBytes = MemoryOf(process.ProcessId),
            NotHeld = (status?.NotHeld ?? []).Select(port => new PortNotHeld(port.Protocol, System.Net.IPAddress.Parse(port.Address), port.Port, port.Reason)).ToReadOnly(),
            LogPath = AgentFiles.Log(Host),
        };
    }

    /// <summary>Starts the agent and waits until it answers, holding the ports that it can; one that runs already is no error.</summary>
    /// <param name="timeout">How long; null for half a minute.</param>
    /// <param name="preview">Does nothing.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="CNetException"><see cref="CNetError.AgentUnavailable"/>, with what it wrote last.</exception>
    public Agent Start(TimeSpan? timeout = null, Preview? preview = null, CancellationToken cancellation = default)
    {
        Privilege.Demand("starting the agent");
        if (preview is not null) return new Agent { HostName = Host.Name, State = AgentState.Running, LogPath = AgentFiles.Log(Host), IsPreview = true };
        // It works on a state that is there.
        _controller.Read();
        var end = Environment.TickCount64 + (long)(timeout ?? StartTime).TotalMilliseconds;
        AgentLauncher.Start(_controller);
        while (AgentClient.Ask(Host, new AgentRequest(AgentRequest.Ping), AnswerTime) is null)
        {
            if (!AgentProcess.Runs(Host)) throw new CNetException(CNetError.AgentUnavailable, $"The agent of Host '{Host}' ended at once. {LastLines()}".TrimEnd(), Host.Name, $"Its log is '{AgentFiles.Log(Host)}'.");
            if (Environment.TickCount64 >= end) throw new CNetException(CNetError.AgentUnavailable, $"The agent of Host '{Host}' does not answer. {LastLines()}".TrimEnd(), Host.Name, "Stop-CNetAgent ends it; or wait longer with -Timeout.");
            if (cancellation.WaitHandle.WaitOne(Interval)) cancellation.ThrowIfCancellationRequested();
        }
        return Get();
    }

    /// <summary>Runs the agent until it is told to end, as a service manager would.</summary>
    /// <param name="log">Takes each line that it logs.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="CNetException"><see cref="CNetError.AgentUnavailable"/> where one runs already.</exception>
    public void Run(Action<string> log, CancellationToken cancellation = default)
    {
        Privilege.Demand("starting the agent");
        _controller.Read();
        if (AgentProcess.Find(Host) is { } other)
            throw new CNetException(CNetError.AgentUnavailable, string.Create(CultureInfo.InvariantCulture, $"The agent of Host '{Host}' runs already, as process {other.ProcessId}."), Host.Name, "Stop-CNetAgent ends it.");
        using var process = AgentLauncher.StartAttached(_controller);
        try
        {
            process.ReadLines(log, log, cancellation);
        }
        finally
        {
            process.Stop();
            if (!process.Exit.Wait(AgentProcess.Patience, CancellationToken.None)) process.Stop(force: true);
        }
    }

    /// <summary>Ends the agent: what it held is free, and what it passed on is cut. Published ports stay published. None that runs is no error.</summary>
    /// <param name="timeout">How long it may take to end by itself, before it is made to; null for five seconds.</param>
    /// <returns>The agent, which does not run.</returns>
    public Agent Stop(TimeSpan? timeout = null)
    {
        Privilege.Demand("stopping the agent");
        AgentProcess.Stop(Host, timeout);
        return Stopped;
    }

    private Agent Stopped => new() { HostName = Host.Name, State = AgentState.Stopped, LogPath = AgentFiles.Log(Host) };

    private static DateTimeOffset StartedAt(AgentProcess process)
    {
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
        return DateTimeOffset.Now - TimeSpan.FromSeconds(Math.Max(uptime - (double)process.Started / ClockTicks, 0));
    }

    private static long? MemoryOf(int pid)
    {
        try
        {
            // Its second number counts pages.
            return long.Parse(File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/statm")).Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private string LastLines()
    {
        try
        {
            return string.Join(' ', File.ReadLines(AgentFiles.Log(Host)).TakeLast(LogLines));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
