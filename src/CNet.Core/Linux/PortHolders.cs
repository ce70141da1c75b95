using CNet.Netlink.Diag;

namespace CNet.Linux;

/// <summary>Who holds a port.</summary>
/// <param name="ProcessId">The process; 0 where it is not known: another user's, or gone already.</param>
/// <param name="Name">The process's name; empty where it is not known.</param>
/// <param name="Address">The local address of its socket; the unspecified one for all.</param>
/// <param name="Port">The port.</param>
internal sealed record PortHolder(int ProcessId, string Name, Ip Address, int Port);

/// <summary>Says which sockets and processes hold the ports of a Host. Reads all processes of the machine, so it is for those who were refused a port.</summary>
internal sealed class PortHolders(NetworkNamespace host)
{
    /// <summary>
    /// Who keeps a port from being bound: those who wait there first, then those who only have connections. Null for the address asks for
    /// all of both families, an unspecified one for all of its own.
    /// </summary>
    internal IReadOnlyList<PortHolder> Of(TransportProtocol protocol, Ip? address, int port)
    {
        var sockets = SocketList.Of(host, (byte)protocol, port).FindAll(socket => socket.Port == port && (address is not { } wanted || socket.Meets(wanted)));
        // Connections that nobody has (not accepted yet, or closed and dying) say nothing where somebody has the port.
        if (sockets.Exists(socket => socket.Inode != 0)) sockets.RemoveAll(socket => socket.Inode == 0);
        if (sockets.Count == 0) return [];
        var processes = ProcessTable.HoldersOf(sockets.Select(socket => socket.Inode).Where(inode => inode != 0).ToHashSet()).ToLookup(holder => holder.Inode, holder => holder.ProcessId);
        return [.. sockets.OrderByDescending(socket => socket.IsListening).SelectMany(socket => Holders(socket, processes[socket.Inode])).Distinct()];
    }

    /// <summary>All sockets of the Host that have a port of a protocol.</summary>
    internal IReadOnlyList<BoundSocket> List(TransportProtocol protocol) => SocketList.Of(host, (byte)protocol);

    private static IEnumerable<PortHolder> Holders(BoundSocket socket, IEnumerable<int> processes) =>
        processes.DefaultIfEmpty().Select(pid => new PortHolder(pid, pid == 0 ? "" : ProcessTable.NameOf(pid) ?? "", socket.Address, socket.Port));
}
