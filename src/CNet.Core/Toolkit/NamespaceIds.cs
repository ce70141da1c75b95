using CNet.Linux;
using CNet.Netlink;
using CNet.Netlink.Route;
using static CNet.Linux.Interop.Constants;

namespace CNet.Toolkit;

/// <summary>The ids by which a Host knows namespaces.</summary>
internal static class NamespaceIds
{
    /// <summary>How many namespaces are open at once.</summary>
    private const int BatchSize = 64;

    /// <summary>True where a namespace has an id, whether that namespace can be seen or not.</summary>
    internal static bool Knows(NetlinkSocket host, int id)
    {
        var request = new MessageBuffer(32);
        request.GetNamespaceById(id);
        return host.TryExecute(request) is null;
    }

    /// <summary>The ids of namespaces, by inode; those that have none are left out.</summary>
    internal static Dictionary<ulong, int> Read(Controller controller, IEnumerable<(ulong Inode, string Path)> namespaces)
    {
        var ids = new Dictionary<ulong, int>();
        try
        {
            using var host = controller.OpenNamespace();
            using var session = host.OpenSession();
            var request = new MessageBuffer(32);
            request.DumpNamespaceIds();
            // Where no namespace has one, none need be asked.
            if (session.Route.Dump(request, NamespaceId.Parse).Count == 0) return ids;
            foreach (var some in namespaces.Chunk(BatchSize)) Ask(session.Route, some, ids);
        }
        catch (CNetException refused) when (refused.Code == CNetError.PermissionDenied)
        {
            // The ids of another Host are root's to know.
        }
        return ids;
    }

    /// <summary>Gives a namespace an id, or the next free one.</summary>
    internal static void Set(NetlinkSocket host, NetworkNamespace ns, string name, int? id)
    {
        var batch = new MessageBuffer(64) { TargetNamespace = name };
        batch.SetNamespaceId(ns.Fd, id ?? NamespaceIdRequests.None);
        host.Execute(batch);
    }

    private static void Ask(NetlinkSocket host, (ulong Inode, string Path)[] some, Dictionary<ulong, int> ids)
    {
        var batch = new MessageBuffer(some.Length * 32);
        var asked = new List<ulong>();
        var opened = new List<NetworkNamespace>();
        try
        {
            foreach (var (inode, path) in some)
            {
                if (FileDescriptor.TryOpen(path, O_RDONLY | O_NONBLOCK, out _) is not { } fd) continue;
                var ns = new NetworkNamespace(fd);
                opened.Add(ns);
                // What it was may have gone, and something else be there.
                if (ns.Inode.Number != inode) continue;
                batch.GetNamespaceId(ns.Fd);
                asked.Add(inode);
            }
            if (asked.Count == 0) return;
            var answers = new List<int>();
            // Each question has one answer, in the order of the questions.
            var failure = host.TryExecute(batch, ref answers, static (ref List<int> all, in Message reply) => all.Add(NamespaceId.Parse(reply)?.Number ?? NamespaceIdRequests.None));
            if (failure is not null) return;
            foreach (var (inode, id) in asked.Zip(answers))
                if (id != NamespaceIdRequests.None) ids[inode] = id;
        }
        finally
        {
            opened.ForEach(ns => ns.Dispose());
        }
    }
}
