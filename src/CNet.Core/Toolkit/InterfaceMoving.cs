using CNet.Linux.Interop;
using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.Netlink.Wire;

namespace CNet.Toolkit;

/// <summary>Moves interfaces from one namespace into another.</summary>
internal static class InterfaceMoving
{
    internal static Interface Move(Viewpoint view, LinkInfo link, Viewpoint destination, InterfaceMove move)
    {
        var name = move.NewName ?? link.Name;
        if (link.IsImmovable || (link.Flags & RouteConstants.IFF_LOOPBACK) != 0) throw Fixed(link.Name, null);
        if (view.Namespace.Inode == destination.Namespace.Inode)
            throw new CNetException(CNetError.InterfaceExists, $"The interface '{link.Name}' is in that namespace already.", link.Name, "Rename-CNetInterface gives it another name.");
        InterfaceWork.RefuseExisting(destination, name);
        var configuration = LinkConfiguration.Read(view, link);
        Move(view, link, destination, move.NewName);
        var moved = destination.Link(name);
        try
        {
            if (move.KeepConfiguration) configuration.Restore(destination, moved.Index, name);
            if (move.Enable) InterfaceWork.Change(destination, moved, new InterfaceChange { Up = true });
            return InterfaceWork.Describe(destination, destination.FindLink(moved.Index) ?? moved);
        }
        catch
        {
            Move(destination, moved, view, link.Name);
            if (view.FindLink(link.Name) is { } back) configuration.Restore(view, back.Index, link.Name);
            throw;
        }
    }

    private static void Move(Viewpoint from, LinkInfo link, Viewpoint to, string? name)
    {
        // To ip the Host's own namespace is that of its first process.
        var batch = new MessageBuffer(128) { TargetNamespace = to.Owner.Namespace ?? "1" };
        batch.Name(link.Index, link.Name);
        batch.MoveLink(link.Index, to.Namespace.Fd, name);
        if (from.Session.Route.TryExecute(batch) is not { } failure) return;
        throw failure.Errno switch
        {
            Constants.EEXIST => InterfaceWork.Exists(name ?? link.Name, to.Owner),
            Constants.EINVAL => Fixed(link.Name, failure.Text),
            _ => from.Session.Route.ToException(batch, failure),
        };
    }

    private static CNetException Fixed(string name, string? text) => new(CNetError.InterfaceFixed,
        $"The interface '{name}' cannot leave its namespace{(text is null ? ", to which the kernel binds interfaces of its kind" : $": {text.TrimEnd('.')}")}.", name,
        "Make one in the other namespace: New-CNetInterface -Namespace.");
}
