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

    /// <summary>The interfaces as objects.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfInterface, HelpMessage = "Interfaces, as Get-CNetInterface emits them: the rules about packets that come in or leave by them.")]
    public Interface[]? InputObject { get; set; }

    private protected override void Execute()
    {
        if (InputObject is null) base.Execute();
        else ForEach(InputObject, link => Write(link.Namespace, rule => rule.InputInterface == link.Name || rule.OutputInterface == link.Name));
    }

    private protected override void Work(string? ns) => Write(ns, _ => true);

    private void Write(string? ns, Func<Rule, bool> isWanted)
    {
        var tables = Table?.Select(Routes.TableOf).ToHashSet();
        var there = Controller.Rules.List(ns, Cancellation).Where(rule => isWanted(rule) && (Priority is null || Priority.Contains(rule.Priority))
            && (tables is null || (rule.Table is { } table && tables.Contains(table))) && (AddressFamily is null || rule.AddressFamily == AddressFamily)).ToList();
        foreach (var priority in Priority ?? [])
            if (!there.Exists(rule => rule.Priority == priority))
                Report(new CNetException(CNetError.RuleNotFound, $"There is no rule of priority {priority}{(ns is null ? "" : $" in {ns}")}.", priority, "Get-CNetRule lists the rules."));
        WriteObject(there, enumerateCollection: true);
    }
}
