using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>What cmdlets share that look into namespaces or work in them: which namespaces.</summary>
public abstract class NamespaceCommand : PlaceCommand
{
    /// <summary>The sandboxes.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = OfSandbox, HelpMessage = "The sandboxes; the Host itself where it is not given.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument(TakesNull = true)]
    [SupportsWildcards]
    public SandboxRef[]? Sandbox { get; set; }

    /// <summary>The namespaces.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = OfSandbox, HelpMessage = "The namespaces: objects, names with wildcards, paths, processes.")]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfNamespace, HelpMessage = "The namespaces: objects, names with wildcards, paths, processes.")]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [NamespaceArgument(TakesNull = true)]
    [SupportsWildcards]
    public NamespaceRef[]? Namespace { get; set; }

    /// <summary>Works in a namespace, given as the core is to find it; null for the Host's own.</summary>
    private protected abstract void Work(string? ns);

    private protected override void Execute()
    {
        if (Sandbox is not null && Namespace is not null && !MyInvocation.ExpectingInput)
            throw new CNetException(CNetError.NameAmbiguous, "Both a sandbox and a namespace are given.", Namespace, "Give -Sandbox or -Namespace.");
        // What is piped says where it is: in a sandbox, else in a namespace, else in the Host's own. Null alone says nothing.
        if (Sandbox is [{ IsNothing: true }] && Namespace is [{ IsNothing: true }]) Work(null);
        else if (Sandbox is [{ IsNothing: true }] && Namespace is not null) InPlaces(null, Namespace, Work);
        else if (!InPlaces(Sandbox, Sandbox is null ? Namespace : null, Work) && !MyInvocation.ExpectingInput) Work(null);
    }
}
