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
    [SandboxArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public SandboxRef[]? Sandbox { get; set; }

    /// <summary>The namespaces.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfNamespace, HelpMessage = "The namespaces: objects, names with wildcards, paths, processes.")]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [NamespaceArgument]
    [SupportsWildcards]
    public NamespaceRef[]? Namespace { get; set; }

    /// <summary>Works in a namespace, given as the core is to find it; null for the Host's own.</summary>
    private protected abstract void Work(string? ns);

    private protected override void Execute()
    {
        if (!InPlaces(Sandbox, Namespace, Work) && !MyInvocation.ExpectingInput) Work(null);
    }
}
