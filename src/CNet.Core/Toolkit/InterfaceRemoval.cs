using CNet.Linux.Interop;
using CNet.Netlink;
using CNet.Netlink.Route;

namespace CNet.Toolkit;

/// <summary>
/// Removes interfaces. The kernel holds whoever removes one for a grace period, 15 to 30 ms: several are put into a group and go with it, which
/// takes as long as one.
/// </summary>
internal static class InterfaceRemoval
{
    internal static CNetException Fixed(string name) => new(CNetError.InterfaceFixed, $"The kernel does not let the interface '{name}' be removed: it is no virtual one that somebody made.", name,
        "Disable-CNetInterface takes it down.");

    internal static void Remove(Viewpoint view, IReadOnlyCollection<Interface> targets, bool force)
    {
        if (!force)
            foreach (var target in targets) InterfaceWork.RefuseOwned(target.Name, view.Owner.EndpointOf(target.Name), view.Owner.NetworkOf(target.Name));
        var all = view.Links();
        var links = all.Where(link => targets.Any(target => target.Index == link.Index && target.Name == link.Name)).ToList();
        if (links.Count == 0) return;
        var batch = new MessageBuffer(256);
        foreach (var link in links) batch.Name(link.Index, link.Name);
        if (links.Count == 1) batch.DeleteLink(links[0].Index);
        else
        {
            var group = FreeGroup(all);
            foreach (var link in links) batch.SetLinkGroup(link.Index, group);
            batch.DeleteLinkGroup(group);
        }
        var refusals = view.Session.Route.TryExecuteAll(batch).Where(refusal => refusal.Errno != Constants.ENODEV).ToList();
        if (refusals.Count == 0) return;
        if (links.Count > 1) PutBack(view, links);
        throw view.Session.Route.ToException(batch, refusals[0]);
    }

    /// <summary>A group that nobody has.</summary>
    private static int FreeGroup(List<LinkInfo> links)
    {
        while (true)
        {
            var group = Random.Shared.Next(1 << 30, int.MaxValue);
            if (links.TrueForAll(link => link.Group != group)) return group;
        }
    }

    private static void PutBack(Viewpoint view, List<LinkInfo> links)
    {
        var batch = new MessageBuffer(256);
        foreach (var link in links)
        {
            batch.Name(link.Index, link.Name);
            batch.SetLinkGroup(link.Index, link.Group);
        }
        view.Session.Route.TryExecuteAll(batch);
    }
}
