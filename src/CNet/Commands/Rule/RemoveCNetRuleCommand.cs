using System.Management.Automation;

namespace CNet.Commands;

/// <summary>Remove-CNetRule takes rules away that say in which tables routes are looked up. Equivalent to: <c>ip rule del</c></summary>
[Cmdlet(VerbsCommon.Remove, "CNetRule", SupportsShouldProcess = true, DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(Rule))]
public sealed class RemoveCNetRuleCommand : NamespaceObjectCommand<Rule>
{
    /// <summary>The priorities.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OfSandbox, HelpMessage = "The priorities: all rules that have one of them.")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OfNamespace, HelpMessage = "The priorities: all rules that have one of them.")]
    public long[]? Priority { get; set; }

    /// <summary>The family.</summary>
    [Parameter(ParameterSetName = OfSandbox, HelpMessage = "Only IPv4 or only IPv6.")]
    [Parameter(ParameterSetName = OfNamespace, HelpMessage = "Only IPv4 or only IPv6.")]
    public IPFamily? AddressFamily { get; set; }

    /// <summary>Those a sandbox needs too.</summary>
    [Parameter(HelpMessage = "Takes from sandboxes also the rules by which they find their addresses and routes.")]
    public SwitchParameter Force { get; set; }

    private protected override IEnumerable<Rule> Find(string? ns)
    {
        var there = Controller.Rules.List(ns, Cancellation).Where(rule => AddressFamily is null || rule.AddressFamily == AddressFamily).ToList();
        var found = new List<Rule>();
        ForEach(Priority, priority => found.AddRange(Demand(there.Where(rule => rule.Priority == priority), CNetError.RuleNotFound, $"There is no rule of priority {priority}{(ns is null ? "" : $" in {ns}")}.", priority, "Get-CNetRule lists the rules.")));
        return found;
    }

    private protected override void Act(Rule item) => Remove(item, item.Namespace, $"Remove {item.AddressFamily} rule", item.IsPreview,
        () => Controller.Rules.RefuseRemoval(item, Force), () => Controller.Rules.Remove(item, Force, Cancellation));
}
