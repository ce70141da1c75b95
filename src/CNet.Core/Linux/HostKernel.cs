using CNet.Netlink;
using CNet.Netlink.Route;
using static CNet.Linux.Interop.Constants;

namespace CNet.Linux;

/// <summary>
/// The kernel of one Host: the sockets and parameters of its namespace, kept open. What changes it does so under the Host's lock, one
/// thread at a time; readers open a session of their own.
/// </summary>
internal sealed class HostKernel : IDisposable
{
    private NetlinkSocket? _netfilter;
    private PortProbe? _ports;
    private LinkDeleter? _deleter;

    internal HostKernel(NetworkNamespace ns)
    {
        Namespace = ns;
        Session = ns.OpenSession();
    }

    internal NetworkNamespace Namespace { get; }

    /// <summary>The sockets of whoever holds the Host's lock.</summary>
    internal NamespaceSession Session { get; }

    internal NetlinkSocket Route => Session.Route;

    /// <summary>A buffer for the batches of whoever holds the Host's lock.</summary>
    internal MessageBuffer Batch { get; } = new();

    /// <summary>
    /// The socket of nf_tables. Kept open: closing one while something deleted waits for its grace period takes 16 ms.
    /// </summary>
    internal NetlinkSocket Netfilter
    {
        get
        {
            if (_netfilter is not null) return _netfilter;
            try
            {
                _netfilter = new NetlinkSocket(Namespace.OpenSocket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER));
            }
            catch (SystemCallException missing) when (missing.Errno is EPROTONOSUPPORT)
            {
                throw new CNetException(CNetError.KernelFeatureMissing, "This kernel has no nf_tables.", null, "modprobe nf_tables");
            }
            return _netfilter;
        }
    }

    /// <summary>Asks whether transport ports are free.</summary>
    internal PortProbe Ports => _ports ??= new PortProbe(Namespace);

    private LinkDeleter Deleter => _deleter ??= new LinkDeleter(Namespace);

    /// <summary>One link by its index or name, or null.</summary>
    internal LinkInfo? FindLink(LinkId id)
    {
        Batch.Clear();
        Batch.GetLink(id);
        LinkInfo? link = null;
        var failure = Route.TryExecute(Batch, ref link, static (ref LinkInfo? found, in Message reply) => found = LinkInfo.Parse(reply));
        if (failure is { } refusal && refusal.Errno != ENODEV) throw Route.ToException(Batch, refusal);
        return link;
    }

    /// <summary>All links.</summary>
    internal List<LinkInfo> ListLinks()
    {
        Batch.Clear();
        Batch.DumpLinks();
        return Route.Dump(Batch, LinkInfo.Parse);
    }

    /// <summary>What decides how packets leave by all links.</summary>
    internal List<QdiscInfo> ListQdiscs()
    {
        Batch.Clear();
        Batch.DumpQdiscs();
        return Route.Dump(Batch, QdiscInfo.Parse);
    }

    /// <summary>Where all that comes in by a link is sent to; null where it goes its own way.</summary>
    internal RedirectInfo? FindRedirect(int link)
    {
        Batch.Clear();
        Batch.DumpIngressFilters(link);
        return Route.Dump(Batch, RedirectInfo.Parse).FirstOrDefault();
    }

    /// <summary>Deletes a link and returns when it is gone; false where there was none. Equivalent to: <c>ip link del LINK</c></summary>
    internal bool DeleteLink(int index, string? name) => Deleter.Delete(index, name);

    /// <summary>Deletes a link by its name; false where there was none.</summary>
    internal bool DeleteLink(string name) => FindLink(name) is { } link && DeleteLink(link.Index, name);

    public void Dispose()
    {
        _deleter?.Dispose();
        _netfilter?.Dispose();
        _ports?.Dispose();
        Session.Dispose();
        Namespace.Dispose();
    }
}
