using System.Runtime.InteropServices;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.NetlinkConstants;
using static CNet.Netlink.Wire.TrafficConstants;

namespace CNet.Netlink.Route;

/// <summary>Requests about queueing disciplines that hold a link to a rate.</summary>
internal static class RateRequests
{
    internal const string TokenBucket = "tbf";

    /// <summary>
    /// Holds what leaves by a link to a rate, whatever held it before. Equivalent to:
    /// <c>tc qdisc replace dev LINK root tbf rate RATE burst BYTES latency MILLISECONDSms</c>
    /// </summary>
    internal static void ReplaceRate(this MessageBuffer batch, int link, RateLimit limit)
    {
        Begin(batch, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_REPLACE, link, 0, TC_H_ROOT, TokenBucket);
        using var options = batch.Nest(TCA_OPTIONS);
        // The time that a burst takes the kernel computes itself, as it does with all times where the link layer is said.
        batch.Write(TCA_TBF_PARMS, new tc_tbf_qopt
        {
            rate = new tc_ratespec { linklayer = TC_LINKLAYER_ETHERNET, rate = (uint)Math.Min(limit.BytesPerSecond, uint.MaxValue) },
            limit = limit.QueueBytes,
        });
        if (limit.BytesPerSecond > uint.MaxValue) batch.UInt64(TCA_TBF_RATE64, limit.BytesPerSecond);
        batch.UInt32(TCA_TBF_BURST, limit.BurstBytes);
    }

    /// <summary>Lets everything leave by a link again, where a token bucket filter held it. Equivalent to: <c>tc qdisc del dev LINK root</c></summary>
    internal static void DeleteRate(this MessageBuffer batch, int link) => Begin(batch, RTM_DELQDISC, 0, link, 0, TC_H_ROOT, TokenBucket);

    /// <summary>Asks for all queueing disciplines. Equivalent to: <c>tc qdisc show</c></summary>
    internal static void DumpQdiscs(this MessageBuffer batch)
    {
        batch.BeginQuery(RTM_GETQDISC, NLM_F_DUMP);
        batch.Write(default(tcmsg));
    }

    internal static void Begin(MessageBuffer batch, ushort type, ushort flags, int link, uint handle, uint parent, string kind, uint info = 0)
    {
        batch.Begin(type, flags);
        batch.Write(new tcmsg { tcm_ifindex = link, tcm_handle = handle, tcm_parent = parent, tcm_info = info });
        batch.Text(TCA_KIND, kind);
    }
}

/// <summary>A queueing discipline as the kernel describes it.</summary>
internal sealed class QdiscInfo
{
    /// <summary>Nanoseconds in one of the ticks in which the kernel tells times of traffic control.</summary>
    private const ulong NanosecondsPerTick = 64;

    internal int LinkIndex { get; init; }
    internal string Kind { get; private set; } = "";

    /// <summary>True for what decides how packets leave by the link.</summary>
    internal bool IsRoot { get; init; }

    /// <summary>What a token bucket filter holds the link to; null for every other kind.</summary>
    internal RateLimit? Limit { get; private set; }

    internal static QdiscInfo? Parse(in Message message)
    {
        if (message.Header.nlmsg_type != RTM_NEWQDISC || !message.TryRead<tcmsg>(out var head, out var attributes)) return null;
        var qdisc = new QdiscInfo { LinkIndex = head.tcm_ifindex, IsRoot = head.tcm_parent == TC_H_ROOT };
        if (attributes.TryFind(TCA_KIND, out var kind)) qdisc.Kind = kind.Text;
        if (qdisc.Kind == RateRequests.TokenBucket && attributes.TryFind(TCA_OPTIONS, out var options)) qdisc.Limit = ReadLimit(options.Nested);
        return qdisc;
    }

    private static RateLimit? ReadLimit(AttributeReader options)
    {
        if (!options.TryFind(TCA_TBF_PARMS, out var parameters) || !MemoryMarshal.TryRead<tc_tbf_qopt>(parameters.Value, out var bucket)) return null;
        var rate = options.TryFind(TCA_TBF_RATE64, out var wide) ? wide.UInt64 : bucket.rate.rate;
        // The kernel tells how long the burst takes, not how large it is.
        var burst = (UInt128)rate * bucket.buffer * NanosecondsPerTick / 1_000_000_000;
        return new RateLimit(rate, (uint)UInt128.Min(burst, uint.MaxValue), bucket.limit);
    }
}
