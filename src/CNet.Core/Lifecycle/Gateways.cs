using CNet.Linux;
using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.State;
using static CNet.Linux.Interop.Constants;

namespace CNet.Lifecycle;

/// <summary>
/// Which endpoint of a sandbox is its default gateway, for each family: of those that offer one, the first by priority, then by families
/// offered, then by the name of the network.
/// </summary>
internal static class Gateways
{
    private static readonly Cidr Default4 = Cidr.Parse("0.0.0.0/0"), Default6 = Cidr.Parse("::/0");

    /// <summary>The joins with the gateways chosen.</summary>
    internal static List<JoinRecord> Choose(IReadOnlyList<JoinRecord> joins)
    {
        var order = joins.Order(Comparer<JoinRecord>.Create(Compare)).ToList();
        var first4 = order.Find(join => join.Offers(isIPv6: false))?.EndpointId;
        var first6 = order.Find(join => join.Offers(isIPv6: true))?.EndpointId;
        return [.. joins.Select(join => join with { IsGateway4 = join.EndpointId == first4, IsGateway6 = join.EndpointId == first6 })];
    }

    /// <summary>Adds the first default route of each family to a batch: where the sandbox has none yet, there is nothing to take away before.</summary>
    internal static void AddFirst(MessageBuffer batch, IReadOnlyList<JoinRecord> before, IReadOnlyList<JoinRecord> after)
    {
        foreach (var isIPv6 in new[] { false, true })
            if (Of(before, isIPv6) is null && Of(after, isIPv6) is { } first) batch.AddRoute(isIPv6 ? Default6 : Default4, first.Gateway(isIPv6), first.InterfaceIndex);
    }

    /// <summary>The default routes that go by an endpoint.</summary>
    internal static IEnumerable<RouteRecord> RoutesOf(JoinRecord join)
    {
        if (join.IsGateway4) yield return new RouteRecord(Default4, join.Gateway4);
        if (join.IsGateway6) yield return new RouteRecord(Default6, join.Gateway6);
    }

    /// <summary>What is said where a default route of the sandbox's own is in the way; null for every other refusal.</summary>
    internal static CNetException? ExplainConflict(NetlinkException refused, string network) =>
        refused.Errno == EEXIST && refused.Request.Contains(" route add default", StringComparison.Ordinal)
            ? new CNetException(CNetError.RouteConflict, $"The sandbox has a default route of its own, so the gateway of network '{network}' cannot be set.", network,
                "Remove the sandbox's own default route first.", refused)
            : null;

    /// <summary>
    /// Brings the default routes of a sandbox that had some from one choice to the next. A route of an interface that is gone went with it.
    /// Equivalent to: <c>ip route del default …; ip route add default via GATEWAY dev LINK</c>
    /// </summary>
    internal static void Apply(NamespaceSession session, IReadOnlyList<JoinRecord> before, IReadOnlyList<JoinRecord> after, MessageBuffer batch)
    {
        foreach (var isIPv6 in new[] { false, true })
        {
            if (Of(before, isIPv6) is not { } old) continue;
            var next = Of(after, isIPv6);
            if (old.EndpointId == next?.EndpointId && old.InterfaceIndex == next.InterfaceIndex) continue;
            if (after.Any(join => join.EndpointId == old.EndpointId)) Delete(session, old, isIPv6, batch);
            if (next is not null) Add(session, next, isIPv6, batch);
        }
    }

    /// <summary>True where an endpoint that stays is the gateway of a family after and was not before.</summary>
    internal static bool Differ(IReadOnlyList<JoinRecord> before, IReadOnlyList<JoinRecord> after) =>
        after.Any(join => before.FirstOrDefault(other => other.EndpointId == join.EndpointId) is not { } was
            || was.IsGateway4 != join.IsGateway4 || was.IsGateway6 != join.IsGateway6);

    /// <summary>Adds the default routes that are on record, where they are missing: after an operation on the sandbox failed or was killed.</summary>
    internal static void Restore(Operation operation, SandboxRecord sandbox)
    {
        if (!sandbox.Joins.Exists(join => join.IsGateway4 || join.IsGateway6) || !SandboxNamespace.Exists(sandbox)) return;
        var batch = operation.Kernel.Batch;
        using var space = SandboxNamespace.Open(sandbox);
        using var session = SandboxNamespace.Verify(sandbox, space.OpenSession());
        foreach (var isIPv6 in new[] { false, true })
        {
            if (sandbox.Joins.Find(join => join.IsGateway(isIPv6)) is not { } gateway) continue;
            batch.Clear();
            batch.AddRoute(isIPv6 ? Default6 : Default4, gateway.Gateway(isIPv6), gateway.InterfaceIndex);
            if (session.Route.TryExecute(batch) is { } failure && failure.Errno != EEXIST) throw session.Route.ToException(batch, failure);
        }
    }

    private static int Compare(JoinRecord left, JoinRecord right)
    {
        if (left.Priority != right.Priority) return right.Priority.CompareTo(left.Priority);
        if (left.Internal != right.Internal) return left.Internal.CompareTo(right.Internal);
        var families = Families(right).CompareTo(Families(left));
        return families != 0 ? families : string.CompareOrdinal(left.NetworkName, right.NetworkName);
    }

    private static int Families(JoinRecord join) => (join.Offers(isIPv6: false) ? 1 : 0) + (join.Offers(isIPv6: true) ? 1 : 0);

    private static void Delete(NamespaceSession session, JoinRecord join, bool isIPv6, MessageBuffer batch)
    {
        batch.Clear();
        batch.Name(join.InterfaceIndex, join.Interface!);
        batch.DeleteRoute(isIPv6 ? Default6 : Default4, join.Gateway(isIPv6), join.InterfaceIndex);
        // Somebody in the sandbox may have removed it, or the interface.
        if (session.Route.TryExecute(batch) is { } failure && failure.Errno is not (ESRCH or ENODEV)) throw session.Route.ToException(batch, failure);
    }

    private static void Add(NamespaceSession session, JoinRecord join, bool isIPv6, MessageBuffer batch)
    {
        batch.Clear();
        batch.Name(join.InterfaceIndex, join.Interface!);
        batch.AddRoute(isIPv6 ? Default6 : Default4, join.Gateway(isIPv6), join.InterfaceIndex);
        if (session.Route.TryExecute(batch) is not { } failure) return;
        var refused = session.Route.ToException(batch, failure);
        throw ExplainConflict(refused, join.NetworkName) ?? refused;
    }

    private static JoinRecord? Of(IReadOnlyList<JoinRecord> joins, bool isIPv6) => joins.FirstOrDefault(join => join.IsGateway(isIPv6));
}
