using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.Netlink.Wire;

namespace CNet.Lifecycle;

/// <summary>
/// Waits until the new IPv6 addresses of a link are usable. To an IPv4 address its local route comes with it. To an IPv6 address it comes, as does the
/// group by which neighbours ask for it, from a work queue of the kernel's that needs the lock of all links: mostly at once, and late where many
/// links and namespaces come and go. Before that the address answers nobody, and what is sent to it from beside it goes out to look for it.
/// </summary>
internal static class AddressReadiness
{
    private const int Yields = 3, PatienceMilliseconds = 5000;

    /// <summary>Returns when all of the addresses that are of IPv6 are local, or will not be: somebody may have taken the link away meanwhile.</summary>
    internal static void Await(NetlinkSocket socket, MessageBuffer batch, int link, IEnumerable<(Ip Address, int PrefixLength)> addresses, CancellationToken cancellation)
    {
        batch.Clear();
        var awaited = 0;
        foreach (var (address, _) in addresses)
        {
            if (!address.IsIPv6) continue;
            batch.GetRoute(address, link);
            awaited++;
        }
        if (awaited == 0) return;
        // The question itself is not kept waiting by that lock. The queue may be this very processor's, so that it has to be let run.
        var end = Environment.TickCount64 + PatienceMilliseconds;
        for (var attempt = 0; CountLocal(socket, batch) < awaited && Environment.TickCount64 < end; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            Thread.Sleep(attempt < Yields ? 0 : 1);
        }
    }

    private static int CountLocal(NetlinkSocket socket, MessageBuffer batch)
    {
        var local = 0;
        socket.TryExecute(batch, ref local, static (ref int count, in Message reply) =>
        {
            if (RouteInfo.Parse(reply) is { Type: RouteConstants.RTN_LOCAL }) count++;
        });
        return local;
    }
}
