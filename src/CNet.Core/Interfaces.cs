using CNet.Toolkit;

namespace CNet;

/// <summary>The interfaces of a Host and of any namespace.</summary>
public sealed class Interfaces
{
    private readonly Controller _controller;

    internal Interfaces(Controller controller) => _controller = controller;

    /// <summary>The interfaces of a namespace, by index. Peers in the same namespace are named. Equivalent to: <c>ip addr show</c></summary>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="cancellation">Gives up.</param>
    public IReadOnlyList<Interface> List(string? ns = null, CancellationToken cancellation = default)
    {
        using var view = Viewpoint.Open(_controller, ns, cancellation);
        var place = Place.Read(view);
        return [.. place.Describe(link => link.LinkNamespaceId is null ? Place.PeerIn(place, link) : null)];
    }

    /// <summary>The interfaces of a namespace, by index, each with its peer or parent, whatever namespace that is in.</summary>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="cancellation">Gives up.</param>
    public IReadOnlyList<Interface> ListWithPeers(string? ns = null, CancellationToken cancellation = default)
    {
        Privilege.Demand("looking for the other ends of interfaces");
        var owners = Owners.Read(_controller);
        using var view = Viewpoint.Open(_controller, ns, owners, cancellation);
        return [.. new PeerSearch(_controller, owners, cancellation).FindOf(view)];
    }

    /// <summary>
    /// The interfaces of the Host and of every other namespace, each with its peer or parent, whatever namespace that is in. Namespaces that vanish
    /// meanwhile are left out. Equivalent to: <c>ip addr show</c> in each of them.
    /// </summary>
    public IReadOnlyList<Interface> ListAll(CancellationToken cancellation = default)
    {
        Privilege.Demand("looking into all namespaces");
        return [.. new PeerSearch(_controller, Owners.Read(_controller), cancellation).FindAll()];
    }

    /// <summary>
    /// The namespaces and their interfaces as a tree: bridges with their ports, the other end of each pair beside it, sandboxes. It stands for many calls of
    /// <c>ip -d link</c> and <c>bridge link</c>.
    /// </summary>
    /// <param name="isWanted">Which lines are wanted; with each goes what it hangs on and what hangs on it. All where it is not given.</param>
    /// <param name="cancellation">Gives up.</param>
    public IReadOnlyList<TreeNode> Tree(Func<TreeNode, bool>? isWanted = null, CancellationToken cancellation = default) =>
        [.. InterfaceTree.Of(ListAll(cancellation), _controller.Host.IsMachine ? "this machine" : $"Host {_controller.Host}", isWanted ?? (_ => true))];

    /// <summary>One interface. Equivalent to: <c>ip addr show NAME</c></summary>
    /// <exception cref="CNetException"><see cref="CNetError.InterfaceNotFound"/>.</exception>
    public Interface Get(string name, string? ns = null, CancellationToken cancellation = default)
    {
        using var view = Viewpoint.Open(_controller, ns, cancellation);
        return InterfaceWork.Describe(view, view.Link(name));
    }

    /// <summary>
    /// Makes an interface, or nothing where a step of it fails. Equivalent to: <c>ip link add NAME type KIND …</c>, <c>ip tuntap add NAME mode tun</c>
    /// </summary>
    /// <param name="spec">What it is to be.</param>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="force">Also as a part of the bridge of a network.</param>
    /// <param name="preview">Does nothing, and returns the interface as it would be.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The interface; of a pair the named end, which tells of the other one.</returns>
    /// <exception cref="CNetException"><see cref="CNetError.InterfaceExists"/>, <see cref="CNetError.KernelFeatureMissing"/>, <see cref="CNetError.OptionUnknown"/>,
    /// <see cref="CNetError.OptionInvalid"/>, <see cref="CNetError.InterfaceInUse"/>.</exception>
    public Interface Create(InterfaceSpec spec, string? ns = null, bool force = false, Preview? preview = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        using var creation = new InterfaceCreation(_controller, spec, ns, force, cancellation);
        return preview is null ? creation.Run() : creation.Foresee();
    }

    /// <summary>Removes interfaces, and returns when they are gone; one that is gone is no error. Many cost little more than one. Equivalent to: <c>ip link del NAME</c></summary>
    /// <param name="interfaces">The interfaces.</param>
    /// <param name="force">Also what belongs to an endpoint or a network.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CNetException"><see cref="CNetError.InterfaceInUse"/>, <see cref="CNetError.InterfaceFixed"/>; then none is removed.</exception>
    public void Remove(IReadOnlyCollection<Interface> interfaces, bool force = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(interfaces);
        foreach (var each in interfaces) RefuseRemoval(each, force);
        foreach (var group in interfaces.Where(each => !each.IsPreview).GroupBy(each => each.Namespace))
        {
            using var view = Viewpoint.Open(_controller, group.Key, cancellation);
            InterfaceRemoval.Remove(view, [.. group], force);
        }
    }

    /// <summary>Refuses what <see cref="Remove"/> would refuse, and does nothing.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.InterfaceInUse"/>, <see cref="CNetError.InterfaceFixed"/>.</exception>
    public void RefuseRemoval(Interface target, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(target);
        Privilege.Demand("removing an interface");
        var owner = Owners.Read(_controller).Of(target.Namespace, target.Namespace is null ? null : Namespaces.PathOf(_controller.NamedNamespaces, target.Namespace));
        if (!force) InterfaceWork.RefuseOwned(target.Name, owner.EndpointOf(target.Name), owner.NetworkOf(target.Name));
        if (target.Kind is "loopback" or "ethernet") throw InterfaceRemoval.Fixed(target.Name);
    }

    /// <summary>Changes an interface, or nothing where a part of it fails. Equivalent to: <c>ip link set NAME …</c>, <c>bridge link set dev NAME …</c></summary>
    /// <param name="target">The interface.</param>
    /// <param name="change">What is to be changed.</param>
    /// <param name="force">Also what belongs to an endpoint or a network.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The interface as it is then.</returns>
    /// <exception cref="CNetException"><see cref="CNetError.InterfaceNotFound"/>, <see cref="CNetError.InterfaceInUse"/>.</exception>
    public Interface Set(Interface target, InterfaceChange change, bool force = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        using var view = Open(target, force, "changing an interface", cancellation);
        if (!force) InterfaceWork.RefuseMaster(change.Master, view.Owner);
        if (!force && change.Up is false) Holdings.RefuseDown(target, view.Owner);
        var link = InterfaceWork.Find(view, target);
        InterfaceWork.Change(view, link, change);
        return InterfaceWork.Describe(view, view.FindLink(link.Index) ?? throw InterfaceWork.NotFound(target.Name, target.Namespace));
    }

    /// <summary>
    /// Renames an interface. Where the kernel cannot rename one that is up, it goes down for a moment, and gets back what it loses by that: routes and IPv6
    /// addresses. Equivalent to: <c>ip link set NAME name NEW</c>
    /// </summary>
    /// <param name="target">The interface.</param>
    /// <param name="name">Its new name.</param>
    /// <param name="force">Also what belongs to an endpoint or a network.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The interface as it is then.</returns>
    /// <exception cref="CNetException"><see cref="CNetError.InterfaceNotFound"/>, <see cref="CNetError.InterfaceExists"/>, <see cref="CNetError.InterfaceInUse"/>.</exception>
    public Interface Rename(Interface target, string name, bool force = false, CancellationToken cancellation = default)
    {
        ObjectName.DemandInterface(name);
        using var view = Open(target, force, "renaming an interface", cancellation);
        var link = InterfaceWork.Find(view, target);
        if (link.Name != name)
        {
            InterfaceWork.RefuseExisting(view, name);
            InterfaceRenaming.Rename(view, link, name);
        }
        return InterfaceWork.Describe(view, view.FindLink(link.Index) ?? throw InterfaceWork.NotFound(name, target.Namespace));
    }

    /// <summary>
    /// Moves an interface into another namespace. The kernel takes it down and its addresses away. Equivalent to: <c>ip link set NAME netns NS [name NEW]</c>
    /// </summary>
    /// <param name="target">The interface.</param>
    /// <param name="move">Where to, and how.</param>
    /// <param name="force">Also what belongs to an endpoint or a network.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The interface as it is there.</returns>
    /// <exception cref="CNetException"><see cref="CNetError.InterfaceNotFound"/>, <see cref="CNetError.InterfaceExists"/>, <see cref="CNetError.InterfaceFixed"/>,
    /// <see cref="CNetError.InterfaceInUse"/>.</exception>
    public Interface Move(Interface target, InterfaceMove move, bool force = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(move);
        if (move.NewName is { } name) ObjectName.DemandInterface(name);
        using var view = Open(target, force, "moving an interface", cancellation);
        using var destination = Viewpoint.Open(_controller, move.Namespace, cancellation);
        return InterfaceMoving.Move(view, InterfaceWork.Find(view, target), destination, move);
    }

    /// <summary>Opens the namespace of an interface to change it.</summary>
    private Viewpoint Open(Interface target, bool force, string what, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        Privilege.Demand(what);
        var view = Viewpoint.Open(_controller, target.Namespace, cancellation);
        try
        {
            if (!force) InterfaceWork.RefuseOwned(target.Name, view.Owner.EndpointOf(target.Name), view.Owner.NetworkOf(target.Name));
            return view;
        }
        catch
        {
            view.Dispose();
            throw;
        }
    }
}
