using System.Globalization;
using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.Netlink.Wire;
using CNet.Toolkit;

namespace CNet.Watching;

/// <summary>The rules of a namespace by which routes are looked up.</summary>
internal sealed class RuleTable(WatchedNamespace place) : KernelTable<RuleRequest, RuleRequest, Rule>(place, EventType.Rule, RuleConstants.RTM_NEWRULE)
{
    protected override List<RuleRequest> Dump(NetlinkSocket requests) => [.. DumpFamily(requests, isIPv6: false), .. DumpFamily(requests, isIPv6: true)];

    protected override RuleRequest? Parse(in Message message) => RuleInfo.Parse(message);

    protected override RuleRequest KeyOf(RuleRequest info) => info;

    protected override Rule Describe(RuleRequest info) => RulePlan.Describe(info, Place.Owner);

    protected override (string Name, string Detail, string? Link) Words(RuleRequest info)
    {
        var priority = (info.Priority ?? 0).ToString(CultureInfo.InvariantCulture);
        return (priority, Describe(info).ToString()[$"{priority}: ".Length..], info.InputInterface ?? info.OutputInterface);
    }

    private static List<RuleRequest> DumpFamily(NetlinkSocket requests, bool isIPv6)
    {
        var request = new MessageBuffer(64);
        request.DumpRules(isIPv6);
        return requests.Dump(request, RuleInfo.Parse);
    }
}
