using CNet.Netlink.Route;
using static CNet.Netlink.Wire.RouteConstants;
using static CNet.Netlink.Wire.RuleConstants;

namespace CNet.Toolkit;

/// <summary>What is asked of the kernel for a rule that is to be, and how rules are told.</summary>
internal static class RulePlan
{
    private const string Domain = "l3mdev";

    /// <summary>The request; everything that can be wrong with it by itself is said here.</summary>
    internal static RuleRequest Of(RuleSpec spec)
    {
        var action = (byte)NumberNames.RuleTypes.Parse(spec.Type);
        var isIPv6 = (spec.From ?? spec.To)?.IsIPv6 ?? spec.AddressFamily == IPFamily.IPv6;
        if ((spec.To is { } to && to.IsIPv6 != isIPv6) || (spec.AddressFamily is { } family && (family == IPFamily.IPv6) != isIPv6))
            throw Invalid($"A rule is about one family: {spec.From} and {spec.To} are not.", spec.To, "Make a rule for each family.");
        if (action != FR_ACT_TO_TBL && (spec.Table ?? (object?)spec.SuppressPrefixLength) is { } idle) throw Invalid($"A rule of type {spec.Type} looks into no table.", idle, "Leave out -Table.");
        if (action == FR_ACT_GOTO != spec.GotoPriority is not null) throw Invalid("A rule of type goto needs the priority of the rule where it goes on, and no other one has that.", spec.GotoPriority, "Give -Type goto and -GotoPriority.");
        if (spec is { FirewallMask: not null, FirewallMark: null }) throw Invalid("A mask is of no use without a mark.", spec.FirewallMask, "Give the mark too.");
        return new RuleRequest
        {
            IsIPv6 = isIPv6,
            Action = action,
            Table = spec.Table is { } table ? NumberNames.Tables.Parse(table) : action == FR_ACT_TO_TBL ? RT_TABLE_MAIN : RT_TABLE_UNSPEC,
            Priority = Number(spec.Priority, "priority"),
            From = Selecting(spec.From),
            To = Selecting(spec.To),
            Mark = Number(spec.FirewallMark, "mark"),
            Mask = Number(spec.FirewallMask, "mask"),
            InputInterface = Link(spec.InputInterface),
            OutputInterface = Link(spec.OutputInterface),
            Inverts = spec.Invert,
            SuppressPrefixLength = spec.SuppressPrefixLength is null or (>= 0 and <= 128) ? spec.SuppressPrefixLength : throw Invalid($"No prefix has {spec.SuppressPrefixLength} bits.", spec.SuppressPrefixLength, "Choose 0 for default routes."),
            Goto = Number(spec.GotoPriority, "priority"),
        };
    }

    /// <summary>The request that means a rule that is there.</summary>
    internal static RuleRequest Again(Rule rule) => new()
    {
        IsIPv6 = rule.AddressFamily == IPFamily.IPv6,
        Action = rule.Type == Domain ? FR_ACT_TO_TBL : (byte)NumberNames.RuleTypes.Parse(rule.Type),
        Table = (uint)(rule.Table ?? RT_TABLE_UNSPEC),
        Priority = (uint)rule.Priority,
        From = rule.From,
        To = rule.To,
        Mark = (uint?)rule.FirewallMark,
        Mask = rule.FirewallMark is null ? null : (uint)(rule.FirewallMask ?? uint.MaxValue),
        InputInterface = rule.InputInterface,
        OutputInterface = rule.OutputInterface,
        Inverts = rule.Invert,
        SuppressPrefixLength = rule.SuppressPrefixLength,
        Goto = (uint?)rule.GotoPriority,
        IsDomain = rule.Type == Domain,
    };

    /// <summary>True where a rule is the one that was asked for, whatever priority the kernel has given it.</summary>
    internal static bool Is(RuleRequest rule, RuleRequest request) => Plain(rule with { Priority = request.Priority ?? rule.Priority }) == Plain(request with { Priority = request.Priority ?? rule.Priority })
        && (request.Priority is null || rule.Priority == request.Priority);

    /// <summary>Describes a rule of a namespace.</summary>
    internal static Rule Describe(RuleRequest rule, Owner owner) => Describe(rule, owner, isPreview: false);

    /// <summary>The rule as it would be.</summary>
    internal static Rule Foresee(RuleRequest rule, Owner owner) => Describe(rule, owner, isPreview: true);

    private static Rule Describe(RuleRequest rule, Owner owner, bool isPreview) => new()
    {
        Priority = rule.Priority ?? 0,
        AddressFamily = rule.IsIPv6 ? IPFamily.IPv6 : IPFamily.IPv4,
        From = rule.From,
        To = rule.To,
        FirewallMark = rule.Mark,
        FirewallMask = rule.Mask == uint.MaxValue ? null : rule.Mask,
        InputInterface = rule.InputInterface,
        OutputInterface = rule.OutputInterface,
        Invert = rule.Inverts,
        Type = rule.IsDomain ? Domain : NumberNames.RuleTypes.Of(rule.Action),
        Table = rule.Action == FR_ACT_TO_TBL && !rule.IsDomain ? rule.Table : null,
        GotoPriority = rule.Goto,
        SuppressPrefixLength = rule.SuppressPrefixLength,
        Namespace = owner.Namespace,
        Sandbox = owner.Sandbox,
        IsPreview = isPreview,
    };

    /// <summary>A rule as the kernel tells it: with a mark comes a mask.</summary>
    private static RuleRequest Plain(RuleRequest rule) => rule.Mark is null ? rule with { Mask = null } : rule with { Mask = rule.Mask ?? uint.MaxValue };

    /// <summary>A prefix of no length means all.</summary>
    private static Cidr? Selecting(Cidr? prefix) => prefix is { PrefixLength: 0 } ? null : prefix;

    private static uint? Number(long? number, string what) => number is null or (>= 0 and <= uint.MaxValue) ? (uint?)number : throw Invalid($"{number} is no {what} of a rule.", number, "Choose one between 0 and 4294967295.");

    private static string? Link(string? name) => name is null || name.Length is > 0 and <= 15 ? name : throw new CNetException(CNetError.NameInvalid, $"No interface can have the name '{name}'.", name, "Choose a name of 1 to 15 characters.");

    private static CNetException Invalid(string message, object? target, string hint) => new(CNetError.RouteInvalid, message, target, hint);
}
