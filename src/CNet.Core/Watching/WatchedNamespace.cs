using CNet.Linux;
using CNet.Netlink;
using CNet.Netlink.Wire;
using CNet.Toolkit;
using static CNet.Linux.Interop.Constants;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Watching;

/// <summary>A namespace that is watched: what is known of it, a socket to which the kernel tells what changes, and another one to ask.</summary>
internal sealed class WatchedNamespace : IWatchSource, IDisposable
{
    private const int Turn = 256, Attempts = 10, BufferSize = 64 * 1024;

    [ThreadStatic]
    private static byte[]? _buffer;

    private readonly EventOutlet _outlet;
    private readonly Func<Owner> _owner;
    private readonly NetlinkSocket _events;
    private readonly List<KernelTable> _tables = [];
    private readonly LinkTable? _links;
    private readonly RouteTable? _routes;
    private bool _isOverrun;

    /// <summary>Subscribes to what happens in a namespace.</summary>
    /// <param name="controller">The controller of the Host.</param>
    /// <param name="name">What it is called: null for the Host's own.</param>
    /// <param name="path">Its file; nothing for the Host's own.</param>
    /// <param name="space">The namespace, which is needed only until this returns.</param>
    /// <param name="outlet">Where events go.</param>
    /// <param name="owner">Tells whose it is now.</param>
    internal WatchedNamespace(Controller controller, string? name, string path, NetworkNamespace space, EventOutlet outlet, Func<Owner> owner)
    {
        (Name, Path, Inode, _outlet, _owner) = (name, path, space.Inode, outlet, owner);
        var groups = new List<int>();
        if (outlet.WantsAny(EventType.Link, EventType.Address, EventType.Route, EventType.Neighbor))
        {
            var addresses = new AddressTable(this);
            _tables.AddRange([_links = new LinkTable(this, addresses), addresses]);
            groups.AddRange([RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR]);
            if (Wants(EventType.Route))
            {
                _tables.Add(_routes = new RouteTable(this, _links, addresses));
                groups.AddRange([RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE, RTNLGRP_NEXTHOP]);
            }
        }
        if (Wants(EventType.Rule))
        {
            _tables.Add(new RuleTable(this));
            groups.AddRange([RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE]);
        }
        if (Wants(EventType.Neighbor))
        {
            _tables.Add(new NeighborTable(this));
            groups.Add(RTNLGRP_NEIGH);
        }
        if (Wants(EventType.NamespaceId) && name is null)
        {
            _tables.Add(new NamespaceIdTable(this, controller));
            groups.Add(RTNLGRP_NSID);
        }
        _events = new NetlinkSocket(space.OpenSocket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE));
        try
        {
            _events.LimitBacklog(outlet.BufferSize);
            _events.Subscribe([.. groups]);
            Requests = new NetlinkSocket(space.OpenSocket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE)) { Label = name };
        }
        catch
        {
            _events.Dispose();
            throw;
        }
    }

    /// <summary>What the namespace is called; null for the Host's own.</summary>
    internal string? Name { get; }

    /// <summary>Its file; nothing for the Host's own.</summary>
    internal string Path { get; }

    internal NamespaceInode Inode { get; }

    /// <summary>Whose it is.</summary>
    internal Owner Owner => _owner();

    /// <summary>A socket in the namespace, to ask.</summary>
    internal NetlinkSocket Requests { get; }

    public int Fd => _events.Fd;

    public short Wanted => POLLIN;

    public bool IsBehind => _isOverrun || _routes is { MustLook: true };

    internal bool Wants(EventType type) => _outlet.Wants(type);

    internal void Tell(NetworkEvent occurrence) => _outlet.Tell(occurrence);

    /// <summary>The name of a link by its index.</summary>
    internal string LinkName(int index) => _links?.Names.GetValueOrDefault(index) ?? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"if{index}");

    /// <summary>Learns what is there, without a word.</summary>
    internal void Learn()
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var isWhole = List();
            foreach (var table in _tables) table.Accept();
            if (isWhole) return;
            Discard();
        }
        Overrun();
    }

    /// <summary>Tells all that is known, from the links on; what is gone in the opposite order.</summary>
    internal void TellAll(EventAction action)
    {
        foreach (var table in action == EventAction.Removed ? _tables.AsEnumerable().Reverse() : _tables) table.TellAll(action);
    }

    public void Read()
    {
        if (_isOverrun) Resynchronize();
        else if (Receive(Turn, Apply) is var arrival && arrival == Arrival.Loss) Overrun();
        else if (arrival == Arrival.None && _routes is { MustLook: true }) _routes.Look(Requests, () => ReceiveAll() || Overrun());
    }

    public void Dispose()
    {
        _events.Dispose();
        Requests.Dispose();
    }

    /// <summary>Events are lost. What the socket still holds is older than that.</summary>
    /// <returns>False.</returns>
    private bool Overrun()
    {
        if (!_isOverrun) TellOfWatch(EventAction.Overrun, "more happened than could be taken; what is there is compared with what was known");
        _isOverrun = true;
        return false;
    }

    /// <summary>Compares what is there with what was known. Where it is overrun again meanwhile, that much is told, and it begins again when it has its next turn.</summary>
    private void Resynchronize()
    {
        Discard();
        _isOverrun = !List();
        foreach (var table in _tables.AsEnumerable().Reverse()) table.TellGone();
        foreach (var table in _tables) table.TellNew();
        if (!_isOverrun) TellOfWatch(EventAction.Resynchronized, "the events tell again what is there");
    }

    /// <summary>Lists all there is.</summary>
    /// <returns>False where something of what happened meanwhile was lost.</returns>
    private bool List()
    {
        foreach (var table in _tables) table.List(Requests);
        var isWhole = Receive(int.MaxValue, Amend) != Arrival.Loss;
        if (_links is not null)
            foreach (var table in _tables) table.Prune(_links.Lists);
        return isWhole;
    }

    private void Discard()
    {
        while (Receive(int.MaxValue, static (in Message _) => { }) == Arrival.Loss) { }
    }

    private bool ReceiveAll() => Receive(int.MaxValue, Apply) != Arrival.Loss;

    /// <summary>Takes datagrams that are there, at most so many.</summary>
    /// <returns>What came last: nothing more, one more, or a loss.</returns>
    private Arrival Receive(int most, MessageTaker take)
    {
        var buffer = _buffer ??= new byte[BufferSize];
        while (most-- > 0)
        {
            if (_events.Take(buffer, out var datagram) is var arrival and not Arrival.Datagram) return arrival;
            foreach (var message in new MessageReader(datagram)) take(message);
        }
        return Arrival.Datagram;
    }

    private void Apply(in Message message)
    {
        Notice(message);
        if (message.Header.nlmsg_type == RTM_DELLINK && message.TryRead<ifinfomsg>(out var gone, out _) && gone.ifi_family == AF_UNSPEC) _routes?.Lose(gone.ifi_index);
        foreach (var table in _tables)
            if (table.Takes(message.Header.nlmsg_type)) table.Apply(message);
    }

    private void Amend(in Message message)
    {
        Notice(message);
        foreach (var table in _tables)
            if (table.Takes(message.Header.nlmsg_type)) table.Amend(message);
    }

    /// <summary>What may take routes away without a word.</summary>
    private void Notice(in Message message)
    {
        switch (message.Header.nlmsg_type)
        {
            case RTM_DELLINK or RTM_DELADDR:
            case RTM_NEWLINK when message.TryRead<ifinfomsg>(out var link, out _) && (link.ifi_flags & IFF_UP) == 0:
                _routes?.Suspect();
                break;
            case RTM_NEWNEXTHOP or RTM_DELNEXTHOP: _routes?.Doubt(); break;
        }
    }

    private void TellOfWatch(EventAction action, string detail) => Tell(new NetworkEvent
    {
        Time = DateTimeOffset.Now,
        Type = EventType.Watch,
        Action = action,
        Name = Name ?? "",
        Namespace = Name,
        Sandbox = Owner.Sandbox,
        Detail = detail,
    });

    private delegate void MessageTaker(in Message message);
}
