using System.Net;

namespace CNet;

/// <summary>What a socket does, by TCP's states. A UDP socket is established once it has chosen who it talks to, else unconnected.</summary>
public enum SocketState
{
    /// <summary>It is connected.</summary>
    Established = 1,

    /// <summary>It asked for a connection.</summary>
    SynSent = 2,

    /// <summary>It was asked for a connection.</summary>
    SynReceived = 3,

    /// <summary>It closed its side, which the other one does not know yet.</summary>
    FinWait1 = 4,

    /// <summary>It closed its side, and the other one has not yet.</summary>
    FinWait2 = 5,

    /// <summary>It is closed, and late packets are waited for; nobody has it.</summary>
    TimeWait = 6,

    /// <summary>It has a port and no connection.</summary>
    Unconnected = 7,

    /// <summary>The other side is closed, and its own not yet.</summary>
    CloseWait = 8,

    /// <summary>Both sides are closed, which the other one does not know yet.</summary>
    LastAck = 9,

    /// <summary>It waits for connections.</summary>
    Listen = 10,

    /// <summary>Both sides were closed at once.</summary>
    Closing = 11,
}

/// <summary>A socket with a local port, as it was when it was read.</summary>
public sealed record SocketEntry : IComparable<SocketEntry>, IComparable
{
    /// <summary>The protocol.</summary>
    public required TransportProtocol Protocol { get; init; }

    /// <summary>What it does.</summary>
    public required SocketState State { get; init; }

    /// <summary>Its address; :: or 0.0.0.0 where it is bound to all of them.</summary>
    public required IPAddress LocalAddress { get; init; }

    /// <summary>Its port.</summary>
    public required int LocalPort { get; init; }

    /// <summary>The other side's address; :: or 0.0.0.0 for none.</summary>
    public required IPAddress RemoteAddress { get; init; }

    /// <summary>The other side's port; 0 for none.</summary>
    public required int RemotePort { get; init; }

    /// <summary>True for an IPv6 socket bound to :: that takes nothing by IPv4.</summary>
    public bool IsIPv6Only { get; init; }

    /// <summary>The interface that it is bound to, or null.</summary>
    public string? InterfaceName { get; init; }

    /// <summary>Bytes that its program has not read yet; of one that listens the connections that it has not taken yet.</summary>
    public long ReceiveQueue { get; init; }

    /// <summary>Bytes that the other side has not confirmed yet; of one that listens how many connections can wait.</summary>
    public long SendQueue { get; init; }

    /// <summary>The number of the user who made it.</summary>
    public int UserId { get; init; }

    /// <summary>The name of the user who made it, or the number where it has none.</summary>
    public string User { get; init; } = "";

    /// <summary>The inode by which descriptors of processes name it; 0 where none does.</summary>
    public long Inode { get; init; }

    /// <summary>The processes that have it open, as far as this user may know.</summary>
    public IReadOnlyList<int> ProcessId { get; init; } = [];

    /// <summary>The names of the processes.</summary>
    public IReadOnlyList<string> ProcessName { get; init; } = [];

    /// <summary>The namespace it is in; null for the Host's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>The name of the sandbox it is in, or null.</summary>
    public string? Sandbox { get; init; }

    /// <summary>Orders by protocol, then by local port and address.</summary>
    public int CompareTo(SocketEntry? other) => other is null ? 1
        : Protocol != other.Protocol ? Protocol.CompareTo(other.Protocol)
        : LocalPort != other.LocalPort ? LocalPort.CompareTo(other.LocalPort)
        : Ip.From(LocalAddress).CompareTo(Ip.From(other.LocalAddress)) is var order and not 0 ? order : RemotePort.CompareTo(other.RemotePort);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as SocketEntry);

    /// <summary>The socket as "tcp 127.0.0.1:8080".</summary>
    public override string ToString() => $"{PortMapping.NameOf(Protocol)} {new IPEndPoint(LocalAddress, LocalPort)}{(RemotePort == 0 ? "" : $" -> {new IPEndPoint(RemoteAddress, RemotePort)}")}";
}
