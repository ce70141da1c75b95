using CNet.Linux.Interop;
using CNet.Netlink;
using CNet.Netlink.Route;

namespace CNet.Toolkit;

/// <summary>Renames interfaces, up or down.</summary>
internal static class InterfaceRenaming
{
    internal static void Rename(Viewpoint view, LinkInfo link, string name)
    {
        var batch = Request(link, batch => batch.RenameLink(link.Index, name));
        if (view.Session.Route.TryExecute(batch) is not { } failure) return;
        if (failure.Errno == Constants.EBUSY && link.IsUp) RenameWhileDown(view, link, name);
        else throw failure.Errno == Constants.EEXIST ? InterfaceWork.Exists(name, view.Owner) : view.Session.Route.ToException(batch, failure);
    }

    /// <summary>Renames an interface as kernels before Linux 6.3 demand it: it goes down for a moment, and gets back what it loses by that.</summary>
    internal static void RenameWhileDown(Viewpoint view, LinkInfo link, string name)
    {
        var configuration = LinkConfiguration.Read(view, link);
        view.Session.Route.Execute(Request(link, batch => batch.SetLinkUp(link.Index, up: false)));
        try
        {
            view.Session.Route.Execute(Request(link, batch => batch.RenameLink(link.Index, name)));
        }
        finally
        {
            configuration.Restore(view, link.Index, name);
        }
    }

    private static MessageBuffer Request(LinkInfo link, Action<MessageBuffer> write)
    {
        var batch = new MessageBuffer(128);
        batch.Name(link.Index, link.Name);
        write(batch);
        return batch;
    }
}
