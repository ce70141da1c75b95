using System.Globalization;
using CNet.Linux;
using CNet.Netlink.Diag;
using CNet.Toolkit;
using static CNet.Netlink.Wire.DiagConstants;

namespace CNet;

/// <summary>The sockets of a Host and of any namespace: who listens where, and who talks to whom.</summary>
public sealed class Sockets
{
    private const string Users = "/etc/passwd";
    private readonly Controller _controller;

    internal Sockets(Controller controller) => _controller = controller;

    /// <summary>
    /// The sockets of a namespace that have a port: those that wait for others, or all of them. Who has them is asked by <see cref="FindProcesses"/>, once for those of many namespaces.
    /// Equivalent to: <c>ss -lntuS</c>, <c>ss -antuS</c>
    /// </summary>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="all">True for connections too.</param>
    /// <param name="cancellation">Gives up.</param>
    public IReadOnlyList<SocketEntry> List(string? ns = null, bool all = false, CancellationToken cancellation = default)
    {
        using var view = Viewpoint.Open(_controller, ns, cancellation);
        var names = view.LinkNames();
        var users = ReadUsers();
        var sockets = new List<SocketEntry>();
        foreach (var protocol in Enum.GetValues<TransportProtocol>())
            sockets.AddRange(SocketList.Of(view.Session.Namespace, (byte)protocol, timeWait: all, cancellation: cancellation).Where(socket => all || Waits(protocol, socket))
                .Select(socket => Describe(protocol, socket, names, users, view.Owner)));
        return [.. sockets.Order()];
    }

    /// <summary>Sockets with the processes that have them open, as far as this user may know. Looks once at all processes of the machine. Equivalent to: <c>ss -p</c></summary>
    public static IReadOnlyList<SocketEntry> FindProcesses(IReadOnlyCollection<SocketEntry> sockets)
    {
        ArgumentNullException.ThrowIfNull(sockets);
        var inodes = sockets.Select(socket => (uint)socket.Inode).Where(inode => inode != 0).ToHashSet();
        if (inodes.Count == 0) return [.. sockets];
        var holders = ProcessTable.HoldersOf(inodes).ToLookup(holder => holder.Inode, holder => holder.ProcessId);
        return [.. sockets.Select(socket => socket with
        {
            ProcessId = holders[(uint)socket.Inode].Order().ToReadOnly(),
            ProcessName = holders[(uint)socket.Inode].Order().Select(ProcessTable.NameOf).OfType<string>().Distinct().ToReadOnly(),
        })];
    }

    /// <summary>True where a socket waits for whoever comes.</summary>
    private static bool Waits(TransportProtocol protocol, BoundSocket socket) => socket.State == (protocol is TransportProtocol.Tcp or TransportProtocol.Sctp ? TCP_LISTEN : TCP_CLOSE);

    private static SocketEntry Describe(TransportProtocol protocol, BoundSocket socket, Dictionary<int, string> names, Dictionary<uint, string> users, Owner owner) => new()
    {
        Protocol = protocol,
        State = protocol == TransportProtocol.Sctp && socket.RemotePort != 0 ? OfAssociation(socket.State) : (SocketState)socket.State,
        LocalAddress = socket.Address.ToIPAddress(),
        LocalPort = socket.Port,
        RemoteAddress = socket.RemoteAddress.ToIPAddress(),
        RemotePort = socket.RemotePort,
        IsIPv6Only = socket.IsIPv6Only,
        InterfaceName = socket.LinkIndex == 0 ? null : names.GetValueOrDefault(socket.LinkIndex, socket.LinkIndex.ToString(CultureInfo.InvariantCulture)),
        ReceiveQueue = socket.ReceiveQueue,
        SendQueue = socket.SendQueue,
        UserId = (int)socket.UserId,
        User = users.GetValueOrDefault(socket.UserId, socket.UserId.ToString(CultureInfo.InvariantCulture)),
        Inode = socket.Inode,
        Namespace = owner.Namespace,
        Sandbox = owner.Sandbox,
    };

    /// <summary>SCTP's associations have states of their own, in the order of their numbers.</summary>
    private static SocketState OfAssociation(byte state) => state switch
    {
        0 => SocketState.Unconnected,
        1 => SocketState.SynSent,
        2 => SocketState.SynReceived,
        3 => SocketState.Established,
        4 or 5 => SocketState.FinWait1,
        6 => SocketState.CloseWait,
        _ => SocketState.LastAck,
    };

    /// <summary>The names of this machine's own users.</summary>
    private static Dictionary<uint, string> ReadUsers()
    {
        var users = new Dictionary<uint, string>();
        try
        {
            foreach (var line in File.ReadLines(Users))
                if (line.Split(':') is [var name, _, var id, ..] && uint.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) users.TryAdd(number, name);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            // Without names there are numbers.
        }
        return users;
    }
}
