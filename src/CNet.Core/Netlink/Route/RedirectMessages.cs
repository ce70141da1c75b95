using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.NetlinkConstants;
using static CNet.Netlink.Wire.TrafficConstants;

namespace CNet.Netlink.Route;

/// <summary>Requests that send what comes in by a link through another one first, an ifb device, where it can be held to a rate.</summary>
internal static class RedirectRequests
{
    internal const string Ingress = "ingress", Filter = "u32", Action = "mirred";

    /// <summary>The first of the filter's places: 800::800, which it has again when it is replaced.</summary>
    private const uint FirstHandle = 0x80000800, Priority = 1;

    /// <summary>ffff:, the handle of what filters on the way in belong to.</summary>
    private const uint IngressHandle = 0xffff0000;

    /// <summary>The protocol of a filter that sees all packets, in network byte order.</summary>
    internal const uint AllProtocols = 0x0300;

    /// <summary>Lets filters see what comes in by a link. Equivalent to: <c>tc qdisc replace dev LINK ingress</c></summary>
    internal static void ReplaceIngress(this MessageBuffer batch, int link) =>
        RateRequests.Begin(batch, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_REPLACE, link, IngressHandle, TC_H_INGRESS, Ingress);

    /// <summary>Takes the filters off what comes in by a link. Equivalent to: <c>tc qdisc del dev LINK ingress</c></summary>
    internal static void DeleteIngress(this MessageBuffer batch, int link) => RateRequests.Begin(batch, RTM_DELQDISC, 0, link, IngressHandle, TC_H_INGRESS, Ingress);

    /// <summary>
    /// Sends all that comes in by a link to another one. Equivalent to: <c>tc filter replace dev LINK parent ffff: handle 800::800 prio 1 protocol all
    /// u32 match u32 0 0 action mirred egress redirect dev TARGET</c>
    /// </summary>
    internal static void ReplaceRedirect(this MessageBuffer batch, int link, int target)
    {
        RateRequests.Begin(batch, RTM_NEWTFILTER, NLM_F_CREATE, link, FirstHandle, IngressHandle, Filter, Priority << 16 | AllProtocols);
        using var options = batch.Nest(TCA_OPTIONS);
        var selection = batch.Attribute(TCA_U32_SEL, Unsafe.SizeOf<tc_u32_sel>() + Unsafe.SizeOf<tc_u32_key>());
        MemoryMarshal.Write(selection, new tc_u32_sel { flags = TC_U32_TERMINAL, nkeys = 1 });
        // One key that compares no bit: every packet is meant.
        MemoryMarshal.Write(selection[Unsafe.SizeOf<tc_u32_sel>()..], default(tc_u32_key));
        using var actions = batch.Nest(TCA_U32_ACT);
        using var first = batch.Nest(1);
        batch.Text(TCA_ACT_KIND, Action);
        using var action = batch.Nest(TCA_ACT_OPTIONS);
        batch.Write(TCA_MIRRED_PARMS, new tc_mirred { action = TC_ACT_STOLEN, eaction = TCA_EGRESS_REDIR, ifindex = (uint)target });
    }

    /// <summary>Asks for the filters of what comes in by a link. Equivalent to: <c>tc filter show dev LINK ingress</c></summary>
    internal static void DumpIngressFilters(this MessageBuffer batch, int link)
    {
        batch.BeginQuery(RTM_GETTFILTER, NLM_F_DUMP);
        batch.Write(new tcmsg { tcm_ifindex = link, tcm_parent = IngressHandle });
    }
}

/// <summary>A filter that sends everything to another link, as the kernel describes it.</summary>
internal sealed class RedirectInfo
{
    internal int LinkIndex { get; init; }

    /// <summary>Where it sends to.</summary>
    internal int TargetIndex { get; init; }

    /// <summary>Reads RTM_NEWTFILTER; null for anything else, and for filters that do something else or not to all packets.</summary>
    internal static RedirectInfo? Parse(in Message message)
    {
        if (message.Header.nlmsg_type != RTM_NEWTFILTER || !message.TryRead<tcmsg>(out var head, out var attributes)
            || !attributes.TryFind(TCA_KIND, out var kind) || kind.Text != RedirectRequests.Filter || !attributes.TryFind(TCA_OPTIONS, out var options)
            || (head.tcm_info & ushort.MaxValue) != RedirectRequests.AllProtocols
            || !options.Nested.TryFind(TCA_U32_SEL, out var selection) || !MemoryMarshal.TryRead<tc_u32_sel>(selection.Value, out var match) || match.nkeys != 1
            || !MemoryMarshal.TryRead<tc_u32_key>(selection.Value[Unsafe.SizeOf<tc_u32_sel>()..], out var key) || key.mask != 0
            || !options.Nested.TryFind(TCA_U32_ACT, out var actions)) return null;
        foreach (var action in actions.Nested)
        {
            // What comes after it does not count: the packet is elsewhere.
            if (!action.Nested.TryFind(TCA_ACT_KIND, out var what) || what.Text != RedirectRequests.Action || !action.Nested.TryFind(TCA_ACT_OPTIONS, out var details)
                || !details.Nested.TryFind(TCA_MIRRED_PARMS, out var parameters) || !MemoryMarshal.TryRead<tc_mirred>(parameters.Value, out var redirect)
                || redirect.eaction != TCA_EGRESS_REDIR) return null;
            return new RedirectInfo { LinkIndex = head.tcm_ifindex, TargetIndex = (int)redirect.ifindex };
        }
        return null;
    }
}
