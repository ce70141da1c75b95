using System.Globalization;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Toolkit;

/// <summary>Rules, as iproute2 sees those of CNet and CNet those of iproute2.</summary>
public sealed class RulesTests : ToolkitTest
{
    private static readonly string[] OfIproute2 =
    [
        "-4 rule add not from 10.0.0.0/8 to 10.2.0.0/16 fwmark 0x10/0xff iif v1 oif v2 pref 100 lookup 1000 suppress_prefixlength 0",
        "-4 rule add fwmark 0x7 pref 110 lookup local",
        "-4 rule add pref 120 prohibit", "-4 rule add pref 130 blackhole", "-4 rule add from 10.9.0.1 pref 140 unreachable",
        "-4 rule add pref 150 nop", "-4 rule add pref 160 goto 170", "-4 rule add pref 170 lookup 5",
        "-6 rule add from fd00::/8 pref 100 lookup 1000", "-6 rule add to fd00::1 iif lo pref 100 lookup main",
    ];

    [KernelFact("ip")]
    public void They_are_listed_as_ip_lists_them_and_those_of_ip_are_removed()
    {
        foreach (var rule in OfIproute2) InBlue($"ip {rule}");
        Assert.Equal(ByIp(), ByCNet());
        foreach (var rule in Controller.Rules.List(Blue).Where(rule => rule.Priority is >= 100 and < 200)) Controller.Rules.Remove(rule);
        Assert.Equal(5, JsonInBlue("ip -j -4 rule show").Count + JsonInBlue("ip -j -6 rule show").Count);
    }

    [KernelFact("ip")]
    public void What_is_added_is_what_iproute2_adds()
    {
        foreach (var rule in OfIproute2) InBlue($"ip {rule}");
        var expected = ByIp();
        var rules = Controller.Rules.List(Blue).Where(rule => rule.Priority is >= 100 and < 200).ToList();
        foreach (var rule in rules) Controller.Rules.Remove(rule);
        foreach (var rule in rules)
        {
            var made = Controller.Rules.Add(new RuleSpec
            {
                AddressFamily = rule.AddressFamily,
                Priority = rule.Priority,
                From = rule.From,
                To = rule.To,
                FirewallMark = rule.FirewallMark,
                FirewallMask = rule.FirewallMask,
                InputInterface = rule.InputInterface,
                OutputInterface = rule.OutputInterface,
                Invert = rule.Invert,
                Type = rule.Type,
                Table = rule.Table?.ToString(CultureInfo.InvariantCulture),
                GotoPriority = rule.GotoPriority,
                SuppressPrefixLength = rule.SuppressPrefixLength,
            }, Blue);
            Assert.Equal((rule.ToString(), Blue), (made.ToString(), made.Namespace));
        }
        Assert.Equal(expected, ByIp());
    }

    [KernelFact("ip")]
    public void Without_a_priority_it_gets_one_and_a_second_one_is_refused()
    {
        var spec = new RuleSpec { From = Cidr.Parse("10.0.0.0/8"), Table = "100" };
        var made = Controller.Rules.Add(spec, Blue);
        Assert.Equal(made.Priority.ToString(CultureInfo.InvariantCulture), Text(JsonInBlue("ip -j rule show").Single(rule => Text(rule, "src") == "10.0.0.0"), "priority"));
        Assert.InRange(made.Priority, 1, 32765);
        Fails(CNetError.RuleExists, () => Controller.Rules.Add(spec with { Priority = made.Priority }, Blue));
        Controller.Rules.Remove(made);
        Fails(CNetError.RuleNotFound, () => Controller.Rules.Remove(made));
    }

    public static TheoryData<RuleSpec> Malformed =>
    [
        new RuleSpec { From = Cidr.Parse("10.0.0.0/8"), To = Cidr.Parse("fd00::/8") },
        new RuleSpec { From = Cidr.Parse("10.0.0.0/8"), AddressFamily = IPFamily.IPv6 },
        new RuleSpec { Type = "nope" },
        new RuleSpec { Type = "goto" },
        new RuleSpec { GotoPriority = 7 },
        new RuleSpec { Type = "blackhole", Table = "main" },
        new RuleSpec { FirewallMask = 7 },
        new RuleSpec { Priority = -1 },
        new RuleSpec { SuppressPrefixLength = 129 },
        new RuleSpec { Table = "nope" },
    ];

    [KernelTheory("ip")]
    [MemberData(nameof(Malformed))]
    public void What_cannot_be_is_refused(RuleSpec spec) => Assert.NotNull(Fails(CNetError.RouteInvalid, () => Controller.Rules.Add(spec, Blue)).Hint);

    [KernelFact("ip")]
    public void A_preview_changes_nothing()
    {
        var before = InBlue("ip rule show");
        var foreseen = Controller.Rules.Add(new RuleSpec { Priority = 100, Table = "7" }, Blue, new Preview());
        Assert.Equal("100: from all lookup 7", foreseen.ToString());
        Controller.Rules.Remove(foreseen);
        Assert.Equal(before, InBlue("ip rule show"));
    }

    private string ByCNet() => string.Join('\n', Controller.Rules.List(Blue).Select(rule => $"{rule.AddressFamily} {rule.Priority} {(rule.Invert ? "not " : "")}{rule.From?.Address.ToString() ?? "all"}/{rule.From?.PrefixLength} {rule.To?.Address}/{rule.To?.PrefixLength} "
        + $"{(rule.FirewallMark is { } mark ? $"0x{mark:x}" : "")} {(rule.FirewallMask is { } mask ? $"0x{mask:x}" : "")} {rule.InputInterface} {rule.OutputInterface} {Table(rule)} {rule.SuppressPrefixLength} {rule.GotoPriority} {(rule.Type is "lookup" or "goto" ? "" : rule.Type)}").Order(StringComparer.Ordinal));

    private static string Table(Rule rule) => rule.Table switch { 253 => "default", 254 => "main", 255 => "local", var table => $"{table}" };

    private string ByIp() => string.Join('\n', new[] { ("IPv4", "-4", 32), ("IPv6", "-6", 128) }.SelectMany(family => JsonInBlue($"ip -j {family.Item2} rule show").Select(rule =>
    {
        string Length(string address, string length) => Text(rule, length) ?? (Text(rule, address) is { } text && text != "all" ? $"{family.Item3}" : "");
        return $"{family.Item1} {Text(rule, "priority")} {(Text(rule, "not") is not null ? "not " : "")}{Text(rule, "src")}/{Length("src", "srclen")} {Text(rule, "dst")}/{Length("dst", "dstlen")} "
            + $"{Text(rule, "fwmark")} {Text(rule, "fwmask")} {Text(rule, "iif")} {Text(rule, "oif")} {Text(rule, "table")} {Text(rule, "suppress_prefixlen")} {Text(rule, "goto")} {Text(rule, "action")}{(Text(rule, "nop") is null ? "" : "nop")}";
    })).Order(StringComparer.Ordinal));
}
