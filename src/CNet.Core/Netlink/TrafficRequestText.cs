using System.Globalization;
using System.Runtime.InteropServices;
using CNet.Netlink.Route;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.TrafficConstants;

namespace CNet.Netlink;

/// <summary>Tells what a request of traffic control does as the command of tc that is equivalent to it.</summary>
internal static class TrafficRequestText
{
    internal static string Describe(MessageBuffer batch, in Message message)
    {
        message.TryRead<tcmsg>(out var head, out var attributes);
        var place = head.tcm_parent == TC_H_ROOT ? "root" : "ingress";
        return message.Header.nlmsg_type switch
        {
            RTM_NEWQDISC => $"tc qdisc replace dev {batch.NameOf(head.tcm_ifindex)} {place}{Bucket(attributes)}",
            RTM_DELQDISC => $"tc qdisc del dev {batch.NameOf(head.tcm_ifindex)} {place}",
            RTM_GETQDISC => "tc qdisc show",
            RTM_NEWTFILTER => $"tc filter replace dev {batch.NameOf(head.tcm_ifindex)} parent ffff: handle 800::800 prio 1 protocol all u32 match u32 0 0 action mirred egress redirect dev {Target(batch, attributes)}",
            RTM_GETTFILTER => $"tc filter show dev {batch.NameOf(head.tcm_ifindex)} ingress",
            var type => string.Create(CultureInfo.InvariantCulture, $"netlink request {type}"),
        };
    }

    private static string Bucket(AttributeReader attributes)
    {
        if (!attributes.TryFind(TCA_OPTIONS, out var options) || !options.Nested.TryFind(TCA_TBF_PARMS, out var parameters)
            || !MemoryMarshal.TryRead<tc_tbf_qopt>(parameters.Value, out var bucket)) return "";
        var bytes = options.Nested.TryFind(TCA_TBF_RATE64, out var wide) ? wide.UInt64 : bucket.rate.rate;
        options.Nested.TryFind(TCA_TBF_BURST, out var burst);
        var limit = new RateLimit(bytes, burst.UInt32, bucket.limit);
        return string.Create(CultureInfo.InvariantCulture, $" tbf rate {Rate.OfBytes(bytes)} burst {limit.BurstBytes} latency {limit.Milliseconds}ms");
    }

    private static string Target(MessageBuffer batch, AttributeReader attributes) =>
        attributes.TryFind(TCA_OPTIONS, out var options) && options.Nested.TryFind(TCA_U32_ACT, out var actions) && actions.Nested.TryFind(1, out var action)
        && action.Nested.TryFind(TCA_ACT_OPTIONS, out var details) && details.Nested.TryFind(TCA_MIRRED_PARMS, out var parameters)
        && MemoryMarshal.TryRead<tc_mirred>(parameters.Value, out var redirect) ? batch.NameOf((int)redirect.ifindex) : "?";
}
