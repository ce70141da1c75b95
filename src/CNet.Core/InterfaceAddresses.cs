using CNet.Linux.Interop;
using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.Toolkit;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet;

/// <summary>The addresses of interfaces, of a Host and of any namespace.</summary>
public sealed class InterfaceAddresses
{
    private readonly Controller _controller;

    internal InterfaceAddresses(Controller controller) => _controller = controller;

    /// <summary>The addresses of a namespace, by interface. Equivalent to: <c>ip addr show</c></summary>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="cancellation">Gives up.</param>
    public IReadOnlyList<InterfaceAddress> List(string? ns = null, CancellationToken cancellation = default)
    {
        using var view = Viewpoint.Open(_controller, ns, cancellation);
        var names = view.LinkNames();
        return [.. view.Dump(batch => batch.DumpAddresses(), AddressInfo.Parse).Select(address => Describe(address, names.GetValueOrDefault(address.LinkIndex, ""), view.Owner)).Order()];
    }

    /// <summary>
    /// Gives an interface an address. Equivalent to: <c>ip addr add ADDRESS/LEN dev LINK [peer ADDRESS] [brd ADDRESS] [label LABEL] [scope SCOPE] [valid_lft SECONDS preferred_lft SECONDS]
    /// [nodad] [noprefixroute]</c>
    /// </summary>
    /// <param name="spec">The address.</param>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="preview">Does nothing, and returns the address as it would be.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CNetException"><see cref="CNetError.AddressInUse"/>, also where another endpoint of the network holds it; <see cref="CNetError.AddressInvalid"/>, <see cref="CNetError.InterfaceNotFound"/>.</exception>
    public InterfaceAddress Add(InterfaceAddressSpec spec, string? ns = null, Preview? preview = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Privilege.Demand("giving an interface an address");
        var request = AddressPlan.Of(spec);
        using var view = Viewpoint.Open(_controller, ns, cancellation);
        var link = view.Link(spec.InterfaceName);
        Holdings.Read(_controller, view.Owner).RefuseTaken(request.Address, link.Index);
        if (preview is not null) return AddressPlan.Foresee(spec, request, link, view.Owner);
        var batch = new MessageBuffer(256);
        batch.Name(link.Index, link.Name);
        batch.AddAddress(link.Index, request);
        if (view.Session.Route.TryExecute(batch) is { } failure) throw AddressPlan.Explain(spec, view.Session.Route.ToException(batch, failure));
        var made = view.Dump(all => all.DumpAddresses(link.Index), AddressInfo.Parse).Find(address => address.LinkIndex == link.Index && address.Address.Equals(request.Address) && address.PrefixLength == request.PrefixLength);
        return made is not null ? Describe(made, link.Name, view.Owner)
            : throw new CNetException(CNetError.AddressNotFound, $"The address {spec.IPAddress} went from {link.Name} as soon as it was there.", spec.IPAddress, "Somebody else changes that interface; try again.");
    }

    /// <summary>Takes an address from its interface. With an IPv4 address go the others of its subnet that came later. Equivalent to: <c>ip addr del ADDRESS/LEN dev LINK</c></summary>
    /// <param name="address">The address.</param>
    /// <param name="force">True to take away one that CNet gave.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CNetException"><see cref="CNetError.AddressNotFound"/>; <see cref="CNetError.InterfaceInUse"/> where it is an endpoint's or a network's.</exception>
    public void Remove(InterfaceAddress address, bool force = false, CancellationToken cancellation = default)
    {
        using var view = OpenFor(address, force, cancellation);
        if (view is null) return;
        var link = view.Link(address.InterfaceName);
        var batch = new MessageBuffer(128);
        batch.Name(link.Index, link.Name);
        batch.DeleteAddress(link.Index, Ip.From(address.IPAddress), address.PrefixLength, address.PeerAddress is { } peer ? Ip.From(peer) : null);
        if (view.Session.Route.TryExecute(batch) is not { } failure) return;
        var refused = view.Session.Route.ToException(batch, failure);
        throw failure.Errno == Constants.EADDRNOTAVAIL
            ? new CNetException(CNetError.AddressNotFound, $"The interface {link.Name} does not have the address {address}.", address, "Get-CNetIPAddress lists the addresses.", refused) : refused;
    }

    /// <summary>Refuses what <see cref="Remove"/> would refuse, and does nothing.</summary>
    public void RefuseRemoval(InterfaceAddress address, bool force = false) => OpenFor(address, force, default)?.Dispose();

    /// <summary>Describes an address of an interface.</summary>
    internal static InterfaceAddress Describe(AddressInfo address, string link, Owner owner) => new(address.Address.ToIPAddress(), address.PrefixLength)
    {
        InterfaceName = link,
        InterfaceIndex = address.LinkIndex,
        Scope = NumberNames.Scopes.Of(address.Scope),
        State = (address.Flags & IFA_F_DADFAILED) != 0 ? AddressState.DadFailed
            : (address.Flags & IFA_F_TENTATIVE) != 0 ? AddressState.Tentative
            : (address.Flags & IFA_F_DEPRECATED) != 0 ? AddressState.Deprecated
            : (address.Flags & IFA_F_PERMANENT) != 0 ? AddressState.Permanent : AddressState.Dynamic,
        Label = address.Label.Length == 0 ? null : address.Label,
        PeerAddress = address.Peer?.ToIPAddress(),
        Broadcast = address.Broadcast?.ToIPAddress(),
        ValidLifetime = address.ValidSeconds is { } valid ? TimeSpan.FromSeconds(valid) : null,
        PreferredLifetime = address.PreferredSeconds is { } preferred ? TimeSpan.FromSeconds(preferred) : null,
        Namespace = owner.Namespace,
        Sandbox = owner.Sandbox,
        Endpoint = owner.EndpointOf(link),
    };

    private Viewpoint? OpenFor(InterfaceAddress address, bool force, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(address);
        Privilege.Demand("taking an address from an interface");
        if (address.IsPreview) return null;
        var view = Viewpoint.Open(_controller, address.Namespace, cancellation);
        try
        {
            if (!force) Holdings.Read(_controller, view.Owner).Refuse(address);
            return view;
        }
        catch
        {
            view.Dispose();
            throw;
        }
    }
}
