using CNet.Linux.Interop;
using CNet.Netlink;
using CNet.Netlink.Route;

namespace CNet.Toolkit;

/// <summary>What the ways to change interfaces share.</summary>
internal static class InterfaceWork
{
    /// <summary>A link as an object, as it is now.</summary>
    /// <param name="view">The namespace.</param>
    /// <param name="link">The link.</param>
    /// <param name="peer">Its other end, where it is known and in another namespace.</param>
    internal static Interface Describe(Viewpoint view, LinkInfo link, PeerEnd? peer = null)
    {
        var place = Place.ReadOne(view, link);
        return place.Describe(link, peer ?? (link.LinkNamespaceId is null ? Place.PeerIn(place, link) : null));
    }

    /// <summary>The link that an interface means: of its name, and no other one that has got the name since.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.InterfaceNotFound"/>.</exception>
    internal static LinkInfo Find(Viewpoint view, Interface target) =>
        view.Link(target.Name) is var link && link.Index == target.Index ? link : throw NotFound(target.Name, target.Namespace);

    internal static CNetException NotFound(string name, string? ns) =>
        new(CNetError.InterfaceNotFound, $"The interface '{name}' is not there any more{(ns is null ? "" : $" in {ns}")}.", name, "Get-CNetInterface lists the interfaces.");

    internal static CNetException Exists(string name, Owner owner) =>
        new(CNetError.InterfaceExists, $"An interface '{name}' is there already{(owner.Sandbox is { } sandbox ? $" in sandbox '{sandbox}'" : owner.Namespace is { } ns ? $" in {ns}" : "")}.", name,
            "Choose another name, or rename or remove that one.");

    /// <summary>Refuses a name that an interface has.</summary>
    internal static void RefuseExisting(Viewpoint view, string name)
    {
        if (view.FindLink(name) is not null) throw Exists(name, view.Owner);
    }

    /// <summary>Refuses what CNet has made for an endpoint or a network.</summary>
    internal static void RefuseOwned(string name, string? endpoint, string? network)
    {
        if (endpoint is not null)
            throw new CNetException(CNetError.InterfaceInUse, $"The interface '{name}' belongs to endpoint '{endpoint}'.", name, "Set-CNetEndpoint changes it and Disconnect-CNetSandbox takes it away; or use -Force.");
        if (network is not null)
            throw new CNetException(CNetError.InterfaceInUse, $"The interface '{name}' is the bridge of network '{network}'.", name, $"Set-CNetNetwork {network} changes it and Remove-CNetNetwork {network} takes it away; or use -Force.");
    }

    /// <summary>Refuses the bridge of a network as a master: what becomes its port without being an endpoint goes past its addresses and its rules.</summary>
    internal static void RefuseMaster(string? master, Owner owner)
    {
        if (master is not null && owner.NetworkOf(master) is { } network)
            throw new CNetException(CNetError.InterfaceInUse, $"The interface '{master}' is the bridge of network '{network}'.", master, $"Connect-CNetNetwork {network} gives a sandbox an endpoint there; or use -Force.");
    }

    /// <summary>Changes a link; where a part of it is refused, it gets back what it had before.</summary>
    internal static void Change(Viewpoint view, LinkInfo link, InterfaceChange change)
    {
        RefuseMac(change.MacAddress);
        var master = change.Master switch { null => null, "" => Nothing, var name => view.Link(name) };
        if ((change.Isolated ?? change.Hairpin) is not null && (master is null ? link.MasterKind : master.Kind) != "bridge")
            throw new CNetException(CNetError.OptionInvalid, $"The interface '{link.Name}' is no port of a bridge, which alone can be isolated or hairpin.", link.Name, "Give it a bridge as its master, too.");
        var batch = new MessageBuffer(512);
        batch.Name(link.Index, link.Name);
        if (master is not null) batch.Name(master.Index, master.Name);
        Write(batch, link.Index, change, master?.Index);
        if (batch.Length == 0 || view.Session.Route.TryExecute(batch) is not { } failure) return;
        var error = Explain(view.Session.Route.ToException(batch, failure), link.Name);
        Undo(view, link, change);
        throw error;
    }

    /// <summary>Refuses a MAC address that is that of no machine or of many.</summary>
    internal static void RefuseMac(MacAddress? mac)
    {
        if (mac is { IsAssignable: false } wrong)
            throw new CNetException(CNetError.MacAddressInvalid, $"No interface can have the MAC address {wrong.ToFullString()}.", wrong.ToFullString(), "Choose that of one machine: the first pair even, and not all zeros.");
    }

    /// <summary>What is said where the kernel refuses what an interface is to be.</summary>
    internal static CNetException Explain(NetlinkException refused, string link) => refused.Errno switch
    {
        Constants.EINVAL or Constants.ERANGE when refused.Request.Contains(" mtu ", StringComparison.Ordinal) => new CNetException(CNetError.OptionInvalid, refused.Message, link,
            "Most interfaces need an MTU of 68 bytes at least, and what is made upon another interface can have no more than that one: choose one between them.", refused),
        Constants.EOPNOTSUPP or Constants.EINVAL or Constants.ELOOP when refused.Request.Contains(" master ", StringComparison.Ordinal) => new CNetException(CNetError.OptionInvalid, refused.Message, link,
            "Only a bridge or a VRF can be the master of an interface; none is its own, and no bridge is a part of another one.", refused),
        _ => refused,
    };

    private static LinkInfo Nothing { get; } = new();

    private static void Undo(Viewpoint view, LinkInfo link, InterfaceChange change)
    {
        var batch = new MessageBuffer(512);
        batch.Name(link.Index, link.Name);
        Write(batch, link.Index, new InterfaceChange
        {
            Mtu = change.Mtu is null ? null : link.Mtu,
            MacAddress = change.MacAddress is null || link.MacAddress.IsNone ? null : link.MacAddress,
            Group = change.Group is null ? null : link.Group,
            Alias = change.Alias is null ? null : link.Alias,
            TxQueueLength = change.TxQueueLength is null ? null : link.TxQueueLength,
            Up = change.Up is null ? null : link.IsUp,
            Isolated = change.Isolated is null || link.MasterKind != "bridge" ? null : link.IsIsolatedPort,
            Hairpin = change.Hairpin is null || link.MasterKind != "bridge" ? null : link.IsHairpinPort,
        }, change.Master is null ? null : link.MasterIndex);
        view.Session.Route.TryExecuteAll(batch);
    }

    private static void Write(MessageBuffer batch, int link, InterfaceChange change, int? master)
    {
        if (change.Up is false) batch.SetLinkUp(link, up: false);
        if (change.Mtu is { } mtu) batch.SetLinkMtu(link, mtu);
        if (change.MacAddress is { } mac) batch.SetLinkMac(link, mac);
        if (change.Group is { } group) batch.SetLinkGroup(link, group);
        if (change.Alias is { } alias) batch.SetLinkAlias(link, alias);
        if (change.TxQueueLength is { } length) batch.SetLinkQueueLength(link, length);
        if (master is { } index) batch.SetLinkMaster(link, index);
        if (change.Isolated is { } isolated) batch.SetPortIsolated(link, isolated);
        if (change.Hairpin is { } hairpin) batch.SetPortHairpin(link, hairpin);
        if (change.Up is true) batch.SetLinkUp(link);
    }
}
