using System.Management.Automation;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Get-CNetRule lists the rules that say in which tables routes are looked up. Equivalent to: <c>ip rule show</c>, <c>ip -6 rule show</c></summary>
[Cmdlet(VerbsCommon.Get, "CNetRule", DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(Rule))]
public sealed class GetCNetRuleCommand : NamespaceCommand
{
    /// <summary>The priorities.</summary>
    [Parameter(Position = 0, HelpMessage = "Only rules of these priorities; all where it is not given.")]
    public long[]? Priority { get; set; }

    /// <summary>The tables.</summary>
    [Parameter(HelpMessage = "Only rules that look into these tables: main, local, default, or numbers.")]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string[]? Table { get; set; }

    /// <summary>The family.</summary>
    [Parameter(HelpMessage = "Only IPv4 or only IPv6.")]
    public IPFamily? AddressFamily { get; set; }

    private protected override void Work(string? ns)
    {
        var tables = Table?.Select(Routes.TableOf).ToHashSet();
        foreach (var rule in Controller.Rules.List(ns, Cancellation))
            if ((Priority is null || Priority.Contains(rule.Priority)) && (tables is null || (rule.Table is { } table && tables.Contains(table))) && (AddressFamily is null || rule.AddressFamily == AddressFamily))
                WriteObject(rule);
    }
}
