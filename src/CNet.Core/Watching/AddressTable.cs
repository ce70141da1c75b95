using CNet.Netlink;
using CNet.Netlink.Route;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Watching;

/// <summary>The addresses of the links of a namespace.</summary>
internal sealed class AddressTable(WatchedNamespace place) : KernelTable<(int Link, Ip Address, int PrefixLength), AddressInfo, InterfaceAddress>(place, EventType.Address, RTM_NEWADDR)
{
    private ILookup<int, AddressInfo>? _byLink;
    private HashSet<Ip>? _addresses;

    /// <summary>The addresses of a link.</summary>
    internal IReadOnlyList<InterfaceAddress> DescribeOf(int link) => (_byLink ??= Known.Values.ToLookup(address => address.LinkIndex))[link].Select(Describe).ToReadOnly();

    /// <summary>True where the namespace has an address.</summary>
    internal bool Has(Ip address) => (_addresses ??= [.. Known.Values.Select(known => known.Address)]).Contains(address);

    protected override List<AddressInfo> Dump(NetlinkSocket requests)
    {
        var request = new MessageBuffer(64);
        request.DumpAddresses();
        return requests.Dump(request, AddressInfo.Parse);
    }

    protected override AddressInfo? Parse(in Message message) => AddressInfo.Parse(message);

    protected override (int Link, Ip Address, int PrefixLength) KeyOf(AddressInfo info) => (info.LinkIndex, info.Address, info.PrefixLength);

    protected override InterfaceAddress Describe(AddressInfo info) => InterfaceAddresses.Describe(info, Place.LinkName(info.LinkIndex), Place.Owner);

    protected override int LinkOf(AddressInfo info) => info.LinkIndex;

    protected override (string Name, string Detail, string? Link) Words(AddressInfo info)
    {
        var link = Place.LinkName(info.LinkIndex);
        return ($"{info.Address}/{info.PrefixLength}", $"dev {link}", link);
    }

    protected override void Refreshed() => (_byLink, _addresses) = (null, null);
}
