using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>What cmdlets share that work on Hosts, or on the one in use where none is named.</summary>
public abstract class HostCommand : CNetCommand
{
    /// <summary>The Hosts.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, HelpMessage = "The Hosts; the one that cmdlets work on where it is not given.")]
    [ArgumentCompleter(typeof(HostCompleter))]
    [HostArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public HostRef[]? Name { get; set; }

    /// <summary>What a reference means.</summary>
    private protected virtual IEnumerable<Host> Find(HostRef reference) => Resolution.Resolve(reference);

    /// <summary>Works on one Host.</summary>
    private protected abstract void Work(Host host);

    private protected override void Execute()
    {
        if (Name is not null) ForEach(Name, reference => ForEach(Find(reference), Work));
        else if (!MyInvocation.ExpectingInput) Work(HostStack.Current);
    }
}
