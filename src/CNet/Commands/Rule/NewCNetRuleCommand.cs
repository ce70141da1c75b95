using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>New-CNetRule adds rules that say in which tables routes are looked up. Equivalent to: <c>ip rule add</c></summary>
[Cmdlet(VerbsCommon.New, "CNetRule", SupportsShouldProcess = true, DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(Rule))]
public sealed class NewCNetRuleCommand : NamespaceCommand
{
    /// <summary>The priority.</summary>
    [Parameter(Position = 0, HelpMessage = "The place of the rule: the lowest comes first. Where it is not given, the kernel puts it before all but the first.")]
    public long? Priority { get; set; }

    /// <summary>The sources.</summary>
    [Parameter(HelpMessage = "The sources that the rule is about; all where it is not given.")]
    [DestinationArgument]
    public DestinationValue? From { get; set; }

    /// <summary>The destinations.</summary>
    [Parameter(HelpMessage = "The destinations that the rule is about; all where it is not given.")]
    [DestinationArgument]
    public DestinationValue? To { get; set; }

    /// <summary>The mark.</summary>
    [Parameter(HelpMessage = "The mark of the packets that the rule is about, with a mask where only some bits count: 0x10/0xff.")]
    [MarkArgument]
    public MarkValue? FirewallMark { get; set; }

    /// <summary>The interface that packets come in by.</summary>
    [Parameter(HelpMessage = "The interface that packets come in by; lo for those of this machine.")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    public string? InputInterface { get; set; }

    /// <summary>The interface of the socket.</summary>
    [Parameter(HelpMessage = "The interface that a socket is bound to whose packets are meant.")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    public string? OutputInterface { get; set; }

    /// <summary>All but those.</summary>
    [Parameter(HelpMessage = "The rule is about all packets but those.")]
    public SwitchParameter Invert { get; set; }

    /// <summary>The table.</summary>
    [Parameter(HelpMessage = "The table to look into: main, local, default, or a number; the main one where it is not given.")]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string? Table { get; set; }

    /// <summary>The type.</summary>
    [Parameter(HelpMessage = "What the rule does: lookup, blackhole, unreachable, prohibit, nop or goto.")]
    [ArgumentCompleter(typeof(RuleTypeCompleter))]
    public string Type { get; set; } = "lookup";

    /// <summary>Where it goes on.</summary>
    [Parameter(HelpMessage = "The priority of the rule where one of type goto goes on.")]
    public long? GotoPriority { get; set; }

    /// <summary>Passes over short prefixes.</summary>
    [Parameter(HelpMessage = "Passes over routes whose prefix is not longer: 0 for default routes.")]
    public int? SuppressPrefixLength { get; set; }

    /// <summary>The family.</summary>
    [Parameter(HelpMessage = "IPv4 or IPv6, where neither -From nor -To says it; IPv4 where it is not given.")]
    public IPFamily? AddressFamily { get; set; }

    private protected override void Work(string? ns)
    {
        var isIPv6 = AddressFamily == IPFamily.IPv6;
        var (mark, mask) = FirewallMark is { } given ? given.Value : ((long?)null, (long?)null);
        var spec = new RuleSpec
        {
            AddressFamily = AddressFamily,
            Priority = Priority,
            From = From?.Of(isIPv6),
            To = To?.Of(isIPv6),
            FirewallMark = mark,
            FirewallMask = mask,
            InputInterface = InputInterface,
            OutputInterface = OutputInterface,
            Invert = Invert,
            Type = Type,
            Table = Table,
            GotoPriority = GotoPriority,
            SuppressPrefixLength = SuppressPrefixLength,
        };
        var decision = Ask(ns ?? "the Host", $"Add a rule{(Priority is { } priority ? $" of priority {priority}" : "")}");
        if (decision != Decision.Skip) WriteObject(Controller.Rules.Add(spec, ns, decision == Decision.Preview ? Foresight : null, Cancellation));
    }
}
