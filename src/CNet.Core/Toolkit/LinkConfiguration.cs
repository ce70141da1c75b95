using CNet.Linux;
using CNet.Linux.Interop;
using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Toolkit;

/// <summary>
/// What a link loses when it goes down or into another namespace: that it is up, its addresses, and the routes by it that the kernel did not make
/// itself. Kept as the kernel told it, so that nothing of it is lost for want of being understood.
/// </summary>
internal sealed class LinkConfiguration
{
    private readonly NamespaceInode _namespace;
    private readonly bool _isUp;
    private readonly List<byte[]> _addresses;
    private readonly List<SavedRoute> _routes;

    private LinkConfiguration(NamespaceInode ns, bool isUp, List<byte[]> addresses, List<SavedRoute> routes)
    {
        _namespace = ns;
        _isUp = isUp;
        _addresses = addresses;
        _routes = routes;
    }

    internal static LinkConfiguration Read(Viewpoint view, LinkInfo link) => new(
        view.Namespace.Inode,
        link.IsUp,
        view.Dump(batch => batch.DumpAddresses(link.Index), (in Message message) => AddressInfo.Parse(message)?.LinkIndex == link.Index ? message.Payload.ToArray() : null),
        // Those that are reached directly come first: by them the gateways of the others are reached.
        [.. view.Dump(batch => batch.DumpRoutes(), (in Message message) => SavedRoute.Of(message, link.Index)).OrderByDescending(route => route.IsDirect)]);

    /// <summary>Gives a link what this one had, where it does not have it; what the kernel does not take is told as a warning.</summary>
    internal void Restore(Viewpoint view, int link, string name)
    {
        var isElsewhere = view.Namespace.Inode != _namespace;
        if (_isUp) Try(view, link, name, batch => batch.SetLinkUp(link));
        foreach (var address in _addresses) Try(view, link, name, batch => batch.RestoreAddress(link, address));
        if (!_isUp) return;
        foreach (var route in _routes.Where(route => !isElsewhere || route.IsPortable)) Try(view, link, name, batch => batch.RestoreRoute(link, route.Payload));
    }

    private static void Try(Viewpoint view, int link, string name, Action<MessageBuffer> write)
    {
        var batch = new MessageBuffer(256);
        batch.Name(link, name);
        write(batch);
        if (view.Session.Route.TryExecute(batch) is { } failure && failure.Errno != Constants.EEXIST)
            OperationLog.Warning($"The interface '{name}' could not get back all that it had. {view.Session.Route.ToException(batch, failure).Message}");
    }

    /// <summary>A route as the kernel told it.</summary>
    /// <param name="Payload">Its message.</param>
    /// <param name="IsDirect">True where it has no gateway.</param>
    /// <param name="IsPortable">True where it means nothing that is another one in another namespace.</param>
    private sealed record SavedRoute(byte[] Payload, bool IsDirect, bool IsPortable)
    {
        /// <summary>A route by a link that nobody but whoever made it would bring back: not the kernel, and not the next router advertisement.</summary>
        internal static SavedRoute? Of(in Message message, int link)
        {
            if (RouteInfo.Parse(message) is not { Protocol: not (RTPROT_KERNEL or RTPROT_RA) } route || route.LinkIndex != link || !message.TryRead<rtmsg>(out _, out var attributes)) return null;
            return new SavedRoute(message.Payload.ToArray(), route.Gateway is null, !attributes.TryFind(RTA_MULTIPATH, out _) && !attributes.TryFind(RTA_NH_ID, out _));
        }
    }
}
