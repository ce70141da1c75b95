using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Get-CNetDnsLog lists the last questions of sandboxes to CNet's name server, and how they were answered.</summary>
[Cmdlet(VerbsCommon.Get, "CNetDnsLog")]
[OutputType(typeof(DnsQuery))]
public sealed class GetCNetDnsLogCommand : CNetCommand
{
    /// <summary>How often is looked for new questions.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<string> _sandboxes = new(StringComparer.Ordinal);

    /// <summary>The sandboxes.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, HelpMessage = "The sandboxes whose questions are wanted; all where it is not given.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public SandboxRef[]? Sandbox { get; set; }

    /// <summary>Only these names.</summary>
    [Parameter(HelpMessage = "Only questions for these names, with wildcards.")]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Only the last ones.</summary>
    [Parameter(HelpMessage = "Only so many, the last ones; 0 with -Wait for those that come from now on.")]
    [ValidateRange(0, int.MaxValue)]
    public int Last { get; set; } = int.MaxValue;

    /// <summary>Goes on.</summary>
    [Parameter(HelpMessage = "Waits for further questions, and emits each as it comes, until Ctrl+C ends it.")]
    public SwitchParameter Wait { get; set; }

    private protected override void Execute() => ForEach(Sandbox, reference => _sandboxes.UnionWith(Controller.Resolve(reference).Select(sandbox => sandbox.Id)));

    /// <summary>Once all sandboxes are known: their questions come in the order in which they were asked.</summary>
    private protected override void Complete()
    {
        var hasSandboxes = Sandbox is not null || MyInvocation.ExpectingInput;
        if (hasSandboxes && _sandboxes.Count == 0) return;
        bool IsMeant(DnsQuery query) => (!hasSandboxes || _sandboxes.Contains(query.SandboxId)) && (Name is null || Name.Any(name => Wildcards.IsMatch(name, query.Name)));
        var queries = Controller.Names.Queries();
        foreach (var query in queries.Where(IsMeant).TakeLast(Last)) WriteObject(query);
        for (DnsQuery? known = null; Wait;)
        {
            if (queries is [.., var newest]) known = newest;
            if (Cancellation.WaitHandle.WaitOne(Interval)) return;
            queries = Controller.Names.Queries(known);
            foreach (var query in queries.Where(IsMeant)) WriteObject(query);
        }
    }
}
