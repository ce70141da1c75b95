using CNet.Linux;
using CNet.Linux.Interop;
using CNet.Netlink;
using CNet.Netlink.Route;

namespace CNet.Toolkit;

/// <summary>Makes one interface, or nothing: where a later step fails it is taken away again.</summary>
internal sealed class InterfaceCreation : IDisposable
{
    private const string UnknownKind = "Unknown device type";
    private readonly InterfaceSpec _spec;
    private readonly InterfaceKinds.Kind _kind;
    private readonly Viewpoint _view;
    private readonly Viewpoint? _far;
    private readonly int _parent;
    private readonly uint? _user;
    private readonly List<AddressRequest> _addresses;

    /// <summary>Looks whether it can be made.</summary>
    internal InterfaceCreation(Controller controller, InterfaceSpec spec, string? ns, bool force, CancellationToken cancellation)
    {
        _spec = spec;
        ObjectName.DemandInterface(spec.Name);
        _kind = InterfaceKinds.Demand(spec);
        if (spec.Peer is not null) ObjectName.DemandInterface(spec.Peer);
        InterfaceWork.RefuseMac(spec.MacAddress);
        InterfaceWork.RefuseMac(spec.PeerMacAddress);
        _addresses = [.. spec.Addresses.Select(address => AddressPlan.Of(new InterfaceAddressSpec { InterfaceName = spec.Name, IPAddress = address.IPAddress, PrefixLength = address.PrefixLength }))];
        _user = spec.User is null ? null : TunDevice.UserOf(spec.User);
        Privilege.Demand("making an interface");
        var owners = Owners.Read(controller);
        _view = Viewpoint.Open(controller, ns, owners, cancellation);
        try
        {
            if (spec.PeerNamespace is not null) _far = Viewpoint.Open(controller, spec.PeerNamespace, owners, cancellation);
            InterfaceWork.RefuseExisting(_view, spec.Name);
            if (spec.Peer is not null) RefuseExistingPeer(spec.Peer);
            if (spec.Parent is not null) _parent = _view.Link(spec.Parent).Index;
            if (spec.Master is not null) _view.Link(spec.Master);
            if (!force) InterfaceWork.RefuseMaster(spec.Master, _view.Owner);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The interface as it would be.</summary>
    internal Interface Foresee() => new()
    {
        Name = _spec.Name,
        Index = 0,
        Kind = _spec.Kind,
        State = _spec.Enable ? InterfaceState.Up : InterfaceState.Down,
        MacAddress = _spec.MacAddress ?? default,
        Mtu = _spec.Mtu ?? 0,
        Master = _spec.Master,
        PeerName = _spec.Peer ?? _spec.Parent,
        PeerNamespace = (_far ?? _view).Owner.Namespace,
        PeerSandbox = (_far ?? _view).Owner.Sandbox,
        Alias = _spec.Alias,
        Group = _spec.Group ?? 0,
        Mode = _spec.Mode,
        KindId = _spec.Id,
        LocalAddress = _spec.LocalAddress,
        RemoteAddress = _spec.RemoteAddress,
        Port = _spec.Port,
        Table = _spec.Table,
        Address = _spec.Addresses,
        Namespace = _view.Owner.Namespace,
        Sandbox = _view.Owner.Sandbox,
        IsPreview = true,
    };

    /// <summary>Makes it.</summary>
    internal Interface Run()
    {
        var link = Make();
        try
        {
            InterfaceWork.Change(_view, link, new InterfaceChange
            {
                // What its request could not say.
                Mtu = _kind.Make is null ? _spec.Mtu : null,
                MacAddress = _kind.Make is null ? _spec.MacAddress : null,
                Group = _kind.Make is null ? _spec.Group : null,
                Alias = _spec.Alias,
                TxQueueLength = _spec.TxQueueLength,
                Master = _spec.Master,
            });
            AddAddresses(link);
            if (_spec.Enable) SetUp(link);
            // As it is by now; where somebody has taken it away meanwhile, as it was.
            link = _view.FindLink(link.Index) ?? link;
            return InterfaceWork.Describe(_view, link, _far is null ? null : FarEnd(link));
        }
        catch
        {
            var batch = new MessageBuffer(64);
            batch.Name(link.Index, link.Name);
            batch.DeleteLink(link.Index);
            _view.Session.Route.TryExecute(batch);
            throw;
        }
    }

    public void Dispose()
    {
        _view.Dispose();
        _far?.Dispose();
    }

    private void RefuseExistingPeer(string peer)
    {
        if (_far is null && peer == _spec.Name)
            throw new CNetException(CNetError.NameInvalid, $"Both ends of the pair would be called '{peer}'.", peer, "Give them different names, or different namespaces.");
        InterfaceWork.RefuseExisting(_far ?? _view, peer);
    }

    private LinkInfo Make()
    {
        if (_kind.Make is null)
        {
            if (!TunDevice.TryCreate(_view.Namespace, _spec.Name, _kind.Name == InterfaceKinds.Tap, _user, _view.Session.Label)) throw _kind.Missing();
            return _view.Link(_spec.Name);
        }
        var batch = new MessageBuffer(512) { TargetNamespace = _far?.Owner.Namespace };
        if (_spec.Parent is not null) batch.Name(_parent, _spec.Parent);
        batch.AddLink(_spec.Name, _kind.Make(_spec, new InterfaceKinds.Ends(_parent, _far?.Namespace.Fd ?? -1)), _spec.Mtu ?? 0, _spec.MacAddress ?? default, _spec.Group ?? 0);
        // The names were free a moment ago: which one is taken by now, the kernel does not say.
        if (_view.Session.Route.TryExecute(batch) is { } failure)
            throw failure.Errno switch
            {
                Constants.EEXIST when _view.FindLink(_spec.Name) is not null => InterfaceWork.Exists(_spec.Name, _view.Owner),
                Constants.EEXIST when _spec.Peer is { } peer && (_far ?? _view).FindLink(peer) is not null => InterfaceWork.Exists(peer, (_far ?? _view).Owner),
                Constants.EOPNOTSUPP when failure.Text == UnknownKind => _kind.Missing(),
                _ => InterfaceWork.Explain(_view.Session.Route.ToException(batch, failure), _spec.Name),
            };
        return _view.Link(_spec.Name);
    }

    private void AddAddresses(LinkInfo link)
    {
        if (_addresses.Count == 0) return;
        var batch = new MessageBuffer(256);
        batch.Name(link.Index, link.Name);
        foreach (var address in _addresses) batch.AddAddress(link.Index, address);
        _view.Session.Route.Execute(batch);
    }

    /// <summary>Sets it up, and first the other end of a pair: so that it has a carrier at once.</summary>
    private void SetUp(LinkInfo link)
    {
        if (_spec.Peer is not null)
        {
            var far = _far ?? _view;
            InterfaceWork.Change(far, far.Link(_spec.Peer), new InterfaceChange { Up = true });
        }
        InterfaceWork.Change(_view, link, new InterfaceChange { Up = true });
    }

    private PeerEnd? FarEnd(LinkInfo link) => _far!.FindLink(link.PeerIndex) is { } peer ? Place.PeerIn(Place.ReadOne(_far, peer), link) : null;
}
