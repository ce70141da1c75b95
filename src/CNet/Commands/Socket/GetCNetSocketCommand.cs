using System.Management.Automation;

namespace CNet.Commands;

/// <summary>Get-CNetSocket lists who listens where, and who talks to whom. Equivalent to: <c>ss -lntup</c>, <c>ss -antup</c></summary>
[Cmdlet(VerbsCommon.Get, "CNetSocket", DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(SocketEntry))]
public sealed class GetCNetSocketCommand : NamespaceCommand
{
    private readonly List<SocketEntry> _found = [];

    /// <summary>The local ports.</summary>
    [Parameter(Position = 0, HelpMessage = "Only sockets with these ports of their own.")]
    public int[]? LocalPort { get; set; }

    /// <summary>The remote ports.</summary>
    [Parameter(HelpMessage = "Only sockets that talk to these ports.")]
    public int[]? RemotePort { get; set; }

    /// <summary>The protocols.</summary>
    [Parameter(HelpMessage = "Only sockets of these protocols: Tcp, Udp, Sctp.")]
    public TransportProtocol[]? Protocol { get; set; }

    /// <summary>The states.</summary>
    [Parameter(HelpMessage = "Only sockets in these states; those that listen, and of UDP those that are not connected, where it is not given.")]
    public SocketState[]? State { get; set; }

    /// <summary>The processes.</summary>
    [Parameter(HelpMessage = "Only sockets that these processes have open.")]
    public int[]? ProcessId { get; set; }

    /// <summary>All of them.</summary>
    [Parameter(HelpMessage = "Sockets in all states.")]
    public SwitchParameter All { get; set; }

    private protected override void Work(string? ns) => _found.AddRange(Controller.Sockets.List(ns, All || State is not null || RemotePort is not null, Cancellation)
        .Where(socket => (LocalPort?.Contains(socket.LocalPort) ?? true) && (RemotePort?.Contains(socket.RemotePort) ?? true)
            && (Protocol?.Contains(socket.Protocol) ?? true) && (State?.Contains(socket.State) ?? true)));

    /// <summary>Looks at the processes of the machine once, for all that came down the pipeline.</summary>
    private protected override void Complete()
    {
        foreach (var socket in Sockets.FindProcesses(_found))
            if (ProcessId is null || socket.ProcessId.Any(ProcessId.Contains))
                WriteObject(socket);
    }
}
