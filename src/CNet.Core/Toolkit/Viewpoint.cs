using CNet.Linux;
using CNet.Linux.Interop;
using CNet.Netlink;
using CNet.Netlink.Route;

namespace CNet.Toolkit;

/// <summary>A namespace that is open to be looked into and worked in, for one operation.</summary>
internal sealed class Viewpoint : IDisposable
{
    private readonly NetworkNamespace _namespace;
    private readonly CancellationToken _cancellation;
    private readonly MessageBuffer _request = new(256);

    private Viewpoint(NetworkNamespace ns, NamespaceSession session, Owner owner, CancellationToken cancellation)
    {
        _namespace = ns;
        Session = session;
        Owner = owner;
        _cancellation = cancellation;
    }

    /// <summary>What is open in the namespace.</summary>
    internal NamespaceSession Session { get; }

    /// <summary>The namespace.</summary>
    internal NetworkNamespace Namespace => _namespace;

    /// <summary>Whose it is.</summary>
    internal Owner Owner { get; }

    /// <summary>Opens a namespace given by its name, its path, "pid:4711" or "docker:web"; the Host's own where it is null.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.NamespaceNotFound"/>, <see cref="CNetError.PermissionDenied"/>.</exception>
    internal static Viewpoint Open(Controller controller, string? ns, CancellationToken cancellation = default) => Open(controller, ns, Owners.Read(controller), cancellation);

    /// <summary>Opens one of several namespaces, whose owners were read before.</summary>
    internal static Viewpoint Open(Controller controller, string? ns, Owners owners, CancellationToken cancellation)
    {
        using var pending = Begin(controller, ns, owners, cancellation);
        return pending.Wait();
    }

    /// <summary>Begins to open a namespace, while other things are done.</summary>
    internal static Pending Begin(Controller controller, string? ns, Owners owners, CancellationToken cancellation)
    {
        var path = ns is null ? null : Namespaces.PathOf(controller.NamedNamespaces, ns);
        return new Pending(path is null ? controller.OpenNamespace() : NetworkNamespace.Open(path, ns), ns, owners.Of(path is null ? ns : controller.NamedNamespaces.NameOf(path) ?? ns, path), cancellation);
    }

    /// <summary>Lists what a request asks for.</summary>
    internal List<T> Dump<T>(Action<MessageBuffer> request, MessageParser<T> parser) where T : class
    {
        _request.Clear();
        request(_request);
        return Session.Route.Dump(_request, parser, _cancellation);
    }

    /// <summary>The links.</summary>
    internal List<LinkInfo> Links() => Dump(batch => batch.DumpLinks(), LinkInfo.Parse);

    /// <summary>The names of the links by their indexes.</summary>
    internal Dictionary<int, string> LinkNames() => Links().ToDictionary(link => link.Index, link => link.Name);

    /// <summary>The link of a name or an index, or null. Equivalent to: <c>ip link show NAME</c></summary>
    internal LinkInfo? FindLink(LinkId id)
    {
        _request.Clear();
        _request.GetLink(id);
        LinkInfo? found = null;
        var failure = Session.Route.TryExecute(_request, ref found, static (ref LinkInfo? link, in Message reply) => link = LinkInfo.Parse(reply) ?? link);
        if (found is null && failure is { } refusal && refusal.Errno is not (Constants.ENODEV or Constants.ERANGE)) throw Session.Route.ToException(_request, refusal);
        return found;
    }

    /// <summary>The link of a name. Equivalent to: <c>ip link show NAME</c></summary>
    /// <exception cref="CNetException"><see cref="CNetError.InterfaceNotFound"/>.</exception>
    internal LinkInfo Link(string name)
    {
        if (FindLink(name) is { } found) return found;
        throw new CNetException(CNetError.InterfaceNotFound, $"The interface '{name}' does not exist{(Owner.Namespace is { } ns ? $" in {ns}" : "")}.", name, "Get-CNetInterface lists the interfaces.");
    }

    /// <summary>The id by which this namespace knows another one, or null. Equivalent to: what <c>ip netns list</c> shows behind a name.</summary>
    internal int? IdOf(NetworkNamespace other)
    {
        _request.Clear();
        _request.GetNamespaceId(other.Fd);
        NamespaceId? id = null;
        var failure = Session.Route.TryExecute(_request, ref id, static (ref NamespaceId? found, in Message reply) => found = NamespaceId.Parse(reply));
        return failure is null && id is { Number: not NamespaceIdRequests.None } known ? known.Number : null;
    }

    /// <summary>
    /// A link of the namespace that this one knows by an id; null where there is none, or the kernel does not say.
    /// iproute2 cannot ask this.
    /// </summary>
    internal LinkInfo? FindForeignLink(int index, int namespaceId)
    {
        _request.Clear();
        _request.GetForeignLink(index, namespaceId);
        LinkInfo? found = null;
        Session.Route.TryExecute(_request, ref found, static (ref LinkInfo? link, in Message reply) => link = LinkInfo.Parse(reply) ?? link);
        return found;
    }

    public void Dispose()
    {
        Session.Dispose();
        _namespace.Dispose();
    }

    /// <summary>A namespace that is being opened.</summary>
    internal sealed class Pending : IDisposable
    {
        private readonly string? _label;
        private readonly Owner _owner;
        private readonly CancellationToken _cancellation;
        private readonly NetworkNamespace.PendingSession? _session;
        private NetworkNamespace? _namespace;

        internal Pending(NetworkNamespace ns, string? label, Owner owner, CancellationToken cancellation)
        {
            _namespace = ns;
            _label = label;
            _owner = owner;
            _cancellation = cancellation;
            // In this process's own nothing has to be entered, which needs no privilege.
            if (!ns.IsHome) _session = ns.BeginSession();
        }

        /// <summary>Waits for the namespace, which is the caller's from then on; only once.</summary>
        internal Viewpoint Wait()
        {
            var session = _session?.Wait() ?? _namespace!.OpenSession();
            session.Label = _label;
            var view = new Viewpoint(_namespace!, session, _owner, _cancellation);
            _namespace = null;
            return view;
        }

        /// <summary>Closes what was opened in vain.</summary>
        public void Dispose()
        {
            if (_namespace is null) return;
            _session?.Dispose();
            _namespace.Dispose();
        }
    }
}
