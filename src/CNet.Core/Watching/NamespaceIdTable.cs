using System.Globalization;
using CNet.Linux;
using CNet.Netlink;
using CNet.Netlink.Route;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Watching;

/// <summary>The ids by which the Host's namespace knows others.</summary>
internal sealed class NamespaceIdTable(WatchedNamespace place, Controller controller) : KernelTable<int, NamespaceId, NamespaceId>(place, EventType.NamespaceId, RTM_NEWNSID)
{
    private readonly Dictionary<int, string> _names = [];

    protected override List<NamespaceId> Dump(NetlinkSocket requests)
    {
        var request = new MessageBuffer(64);
        request.DumpNamespaceIds();
        return requests.Dump(request, NamespaceId.Parse);
    }

    protected override NamespaceId? Parse(in Message message) => NamespaceId.Parse(message);

    protected override int KeyOf(NamespaceId info) => info.Number;

    protected override NamespaceId Describe(NamespaceId info) => info;

    protected override (string Name, string Detail, string? Link) Words(NamespaceId info) =>
        (info.Number.ToString(CultureInfo.InvariantCulture), NameOf(info.Number) is { } name ? $"of {name}" : "", null);

    protected override void Refreshed()
    {
        foreach (var gone in _names.Keys.Where(id => !Known.ContainsKey(id)).ToList()) _names.Remove(gone);
    }

    /// <summary>The name of the namespace that has an id. Those that have one keep it, so that only the others are asked for.</summary>
    private string? NameOf(int id)
    {
        if (_names.TryGetValue(id, out var known)) return known;
        var named = _names.Values.ToHashSet(StringComparer.Ordinal);
        foreach (var name in controller.NamedNamespaces.List().Where(name => !named.Contains(name)))
        {
            if (IdOf(name) is not (>= 0 and var found)) continue;
            _names[found] = name;
            if (found == id) return name;
        }
        return null;
    }

    private int? IdOf(string name)
    {
        try
        {
            using var space = NetworkNamespace.Open(controller.NamedNamespaces.PathOf(name));
            var request = new MessageBuffer(64);
            request.GetNamespaceId(space.Fd);
            NamespaceId? id = null;
            return Place.Requests.TryExecute(request, ref id, static (ref NamespaceId? found, in Message reply) => found = NamespaceId.Parse(reply)) is null ? id?.Number : null;
        }
        catch (CNetException)
        {
            // It is gone meanwhile.
            return null;
        }
    }
}
