using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.NetlinkConstants;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Netlink.Route;

/// <summary>
/// Requests about the ids by which a namespace knows others: every namespace has a table of its own, in which the kernel puts those whose links have an
/// end here.
/// </summary>
internal static class NamespaceIdRequests
{
    /// <summary>The id of a namespace that has none.</summary>
    internal const int None = -1;

    /// <summary>Gives a namespace an id, or the next free one with <see cref="None"/>. Equivalent to: <c>ip netns set NAME ID</c></summary>
    internal static void SetNamespaceId(this MessageBuffer batch, int namespaceFd, int id)
    {
        batch.Begin(RTM_NEWNSID, 0);
        Write(batch, namespaceFd);
        batch.Int32(NETNSA_NSID, id);
    }

    /// <summary>Asks for the id of a namespace. Equivalent to: what <c>ip netns list</c> shows behind a name.</summary>
    internal static void GetNamespaceId(this MessageBuffer batch, int namespaceFd)
    {
        batch.BeginQuery(RTM_GETNSID);
        Write(batch, namespaceFd);
    }

    /// <summary>Asks whether a namespace has an id. Equivalent to: <c>ip netns list-id nsid ID</c></summary>
    internal static void GetNamespaceById(this MessageBuffer batch, int id)
    {
        batch.BeginQuery(RTM_GETNSID);
        batch.Write(default(rtgenmsg));
        batch.Int32(NETNSA_NSID, id);
    }

    /// <summary>Asks for all ids. Some kernels tell only the first 134 of them. Equivalent to: <c>ip netns list-id</c></summary>
    internal static void DumpNamespaceIds(this MessageBuffer batch)
    {
        batch.BeginQuery(RTM_GETNSID, NLM_F_DUMP);
        batch.Write(default(rtgenmsg));
    }

    private static void Write(MessageBuffer batch, int namespaceFd)
    {
        batch.Write(default(rtgenmsg));
        batch.Int32(NETNSA_FD, namespaceFd);
    }
}

/// <summary>The id of a namespace as the kernel tells it; <see cref="NamespaceIdRequests.None"/> where it has none.</summary>
internal sealed record NamespaceId(int Number)
{
    internal static NamespaceId? Parse(in Message message) =>
        message.Header.nlmsg_type == RTM_NEWNSID && message.TryRead<rtgenmsg>(out _, out var attributes) && attributes.TryFind(NETNSA_NSID, out var id) ? new NamespaceId(id.Int32) : null;
}
