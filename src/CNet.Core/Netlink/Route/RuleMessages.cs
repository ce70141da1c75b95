using CNet.Netlink.Wire;
using static CNet.Linux.Interop.Constants;
using static CNet.Netlink.Wire.NetlinkConstants;
using static CNet.Netlink.Wire.RouteConstants;
using static CNet.Netlink.Wire.RuleConstants;

namespace CNet.Netlink.Route;

/// <summary>A rule that says which packets are routed by which table.</summary>
internal sealed record RuleRequest
{
    internal bool IsIPv6 { get; init; }
    internal byte Action { get; init; } = FR_ACT_TO_TBL;
    internal uint Table { get; init; }
    internal uint? Priority { get; init; }
    internal Cidr? From { get; init; }
    internal Cidr? To { get; init; }
    internal uint? Mark { get; init; }
    internal uint? Mask { get; init; }
    internal string? InputInterface { get; init; }
    internal string? OutputInterface { get; init; }
    internal bool Inverts { get; init; }

    /// <summary>The longest prefix of routes that are passed over: 0 for the default route.</summary>
    internal int? SuppressPrefixLength { get; init; }

    /// <summary>The priority of the rule where it goes on.</summary>
    internal uint? Goto { get; init; }

    /// <summary>True where the table is that of the packet's own routing domain.</summary>
    internal bool IsDomain { get; init; }
}

/// <summary>Requests about the rules by which a packet's route is looked up.</summary>
internal static class RuleRequests
{
    /// <summary>
    /// Adds a rule. Equivalent to: <c>ip rule add [not] [from PREFIX] [to PREFIX] [fwmark MARK[/MASK]] [iif LINK] [oif LINK] [pref PRIORITY] [lookup TABLE|TYPE] [suppress_prefixlength LENGTH]</c>
    /// </summary>
    internal static void AddRule(this MessageBuffer batch, RuleRequest rule)
    {
        batch.Begin(RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL);
        Write(batch, rule);
    }

    /// <summary>Deletes the first rule that is like this one. Equivalent to: <c>ip rule del …</c></summary>
    internal static void DeleteRule(this MessageBuffer batch, RuleRequest rule)
    {
        batch.Begin(RTM_DELRULE, 0);
        Write(batch, rule);
    }

    /// <summary>Asks for the rules of a family. Equivalent to: <c>ip rule show</c>, <c>ip -6 rule show</c></summary>
    internal static void DumpRules(this MessageBuffer batch, bool isIPv6)
    {
        batch.BeginQuery(RTM_GETRULE, NLM_F_DUMP);
        batch.Write(new fib_rule_hdr { family = AddressRequests.Family(isIPv6) });
    }

    private static void Write(MessageBuffer batch, RuleRequest rule)
    {
        batch.Write(new fib_rule_hdr
        {
            family = AddressRequests.Family(rule.IsIPv6),
            dst_len = (byte)(rule.To?.PrefixLength ?? 0),
            src_len = (byte)(rule.From?.PrefixLength ?? 0),
            table = rule.Table <= byte.MaxValue ? (byte)rule.Table : RT_TABLE_UNSPEC,
            action = rule.Action,
            flags = rule.Inverts ? FIB_RULE_INVERT : 0,
        });
        if (rule.To is { } to) batch.Ip(FRA_DST, to.First);
        if (rule.From is { } from) batch.Ip(FRA_SRC, from.First);
        if (rule.InputInterface is { } input) batch.Text(FRA_IIFNAME, input);
        if (rule.Goto is { } target) batch.UInt32(FRA_GOTO, target);
        if (rule.Priority is { } priority) batch.UInt32(FRA_PRIORITY, priority);
        if (rule.Mark is { } mark) batch.UInt32(FRA_FWMARK, mark);
        if (rule.SuppressPrefixLength is { } length) batch.Int32(FRA_SUPPRESS_PREFIXLEN, length);
        if (rule.Table > byte.MaxValue) batch.UInt32(FRA_TABLE, rule.Table);
        if (rule.Mask is { } mask) batch.UInt32(FRA_FWMASK, mask);
        if (rule.OutputInterface is { } output) batch.Text(FRA_OIFNAME, output);
        if (rule.IsDomain) batch.Byte(FRA_L3MDEV, 1);
    }
}

/// <summary>A rule as the kernel describes it.</summary>
internal static class RuleInfo
{
    internal static RuleRequest? Parse(in Message message)
    {
        if (message.Header.nlmsg_type != RTM_NEWRULE || !message.TryRead<fib_rule_hdr>(out var head, out var attributes) || head.family is not (AF_INET or AF_INET6)) return null;
        var isIPv6 = head.family == AF_INET6;
        var rule = new RuleRequest { IsIPv6 = isIPv6, Action = head.action, Table = head.table, Priority = 0, Inverts = (head.flags & FIB_RULE_INVERT) != 0 };
        foreach (var attribute in attributes)
        {
            switch (attribute.Type)
            {
                case FRA_DST: rule = rule with { To = Prefix(attribute, isIPv6, head.dst_len) }; break;
                case FRA_SRC: rule = rule with { From = Prefix(attribute, isIPv6, head.src_len) }; break;
                case FRA_IIFNAME: rule = rule with { InputInterface = attribute.Text }; break;
                case FRA_GOTO: rule = rule with { Goto = attribute.UInt32 }; break;
                case FRA_PRIORITY: rule = rule with { Priority = attribute.UInt32 }; break;
                case FRA_FWMARK: rule = rule with { Mark = attribute.UInt32 }; break;
                case FRA_SUPPRESS_PREFIXLEN: rule = rule with { SuppressPrefixLength = attribute.Int32 < 0 ? null : attribute.Int32 }; break;
                case FRA_TABLE: rule = rule with { Table = attribute.UInt32 }; break;
                case FRA_FWMASK: rule = rule with { Mask = attribute.UInt32 }; break;
                case FRA_OIFNAME: rule = rule with { OutputInterface = attribute.Text }; break;
                case FRA_L3MDEV: rule = rule with { IsDomain = attribute.Byte != 0 }; break;
            }
        }
        return rule;
    }

    private static Cidr? Prefix(in NetlinkAttribute attribute, bool isIPv6, int length) =>
        attribute.Value.Length == (isIPv6 ? 16 : 4) && length <= attribute.Value.Length * 8 ? Cidr.Of(Ip.Read(attribute.Value), length) : null;
}
