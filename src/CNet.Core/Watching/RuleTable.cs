using System.Globalization;
using CNet.Netlink;
using CNet.Netlink.Wire;
using static CNet.Linux.Interop.Constants;

namespace CNet.Watching;

/// <summary>The rules of a namespace by which routes are looked up.</summary>
internal sealed class RuleTable(WatchedNamespace place) : KernelTable<RuleEntry, RuleEntry, RuleEntry>(place, EventType.Rule, RuleEntry.RTM_NEWRULE)
{
    protected override List<RuleEntry> Dump(NetlinkSocket requests) => [.. DumpFamily(requests, AF_INET), .. DumpFamily(requests, AF_INET6)];

    protected override RuleEntry? Parse(in Message message) => RuleEntry.Parse(message);

    protected override RuleEntry KeyOf(RuleEntry info) => info;

    protected override RuleEntry Describe(RuleEntry info) => info;

    protected override (string Name, string Detail, string? Link) Words(RuleEntry info) => (info.Priority.ToString(CultureInfo.InvariantCulture), info.ToString(), info.InputInterface ?? info.OutputInterface);

    private static List<RuleEntry> DumpFamily(NetlinkSocket requests, int family)
    {
        var request = new MessageBuffer(64);
        request.BeginQuery(RuleEntry.RTM_NEWRULE + 2, NetlinkConstants.NLM_F_DUMP);
        request.Write(new rtmsg { rtm_family = (byte)family });
        return requests.Dump(request, RuleEntry.Parse);
    }
}

/// <summary>A rule as the kernel describes it; struct fib_rule_hdr lies in memory as struct rtmsg does.</summary>
internal sealed record RuleEntry
{
    internal const ushort RTM_NEWRULE = 32;
    private const ushort Destination = 1, Source = 2, Input = 3, Preference = 6, FirewallMark = 10, LookupTable = 15, Output = 17;

    /// <summary>"IPv4" or "IPv6".</summary>
    public required string Family { get; init; }

    /// <summary>The priority: the lowest is looked at first.</summary>
    public long Priority { get; init; }

    /// <summary>Packets from where, or null.</summary>
    public Cidr? From { get; init; }

    /// <summary>Packets to where, or null.</summary>
    public Cidr? To { get; init; }

    /// <summary>The mark of packets, or null.</summary>
    public long? Mark { get; init; }

    /// <summary>Packets that came in by this interface, or null.</summary>
    public string? InputInterface { get; init; }

    /// <summary>Packets of sockets that are bound to this interface, or null.</summary>
    public string? OutputInterface { get; init; }

    /// <summary>The table; 0 where another thing is done.</summary>
    public long Table { get; init; }

    /// <summary>What is done, as the kernel's number: 1 looks into the table.</summary>
    public int Action { get; init; }

    /// <summary>The rule as iproute2 writes it.</summary>
    public override string ToString() => $"from {From?.ToString() ?? "all"}{(To is { } to ? $" to {to}" : "")}{(Mark is { } mark ? $" fwmark 0x{mark:x}" : "")}"
        + $"{(InputInterface is { } input ? $" iif {input}" : "")}{(OutputInterface is { } output ? $" oif {output}" : "")}{(Table == 0 ? "" : $" lookup {Table}")}";

    internal static RuleEntry? Parse(in Message message)
    {
        if (message.Header.nlmsg_type != RTM_NEWRULE || !message.TryRead<rtmsg>(out var head, out var attributes) || head.rtm_family is not (AF_INET or AF_INET6)) return null;
        var rule = new RuleEntry { Family = head.rtm_family == AF_INET ? "IPv4" : "IPv6", Table = head.rtm_table, Action = head.rtm_type };
        foreach (var attribute in attributes)
        {
            rule = attribute.Type switch
            {
                Destination => rule with { To = Prefix(attribute, head.rtm_dst_len) },
                Source => rule with { From = Prefix(attribute, head.rtm_src_len) },
                Input => rule with { InputInterface = attribute.Text },
                Preference => rule with { Priority = attribute.UInt32 },
                FirewallMark => rule with { Mark = attribute.UInt32 },
                LookupTable => rule with { Table = attribute.UInt32 },
                Output => rule with { OutputInterface = attribute.Text },
                _ => rule,
            };
        }
        return rule;
    }

    private static Cidr? Prefix(in NetlinkAttribute attribute, int length) =>
        attribute.Value.Length is 4 or 16 && length <= attribute.Value.Length * 8 ? Cidr.Of(Ip.Read(attribute.Value), length) : null;
}
