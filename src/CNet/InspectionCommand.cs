using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>What cmdlets that look into namespaces share: which namespaces.</summary>
public abstract class InspectionCommand : CNetCommand
{
    private protected const string OfSandbox = "Sandbox", OfNamespace = "Namespace", OfEndpoint = "Endpoint";

    /// <summary>The sandboxes to look into.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = OfSandbox, HelpMessage = "The sandboxes to look into; the Host itself where it is not given.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public SandboxRef[]? Sandbox { get; set; }

    /// <summary>The namespaces to look into.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfNamespace, HelpMessage = "The namespaces to look into: objects, names with wildcards, paths, processes.")]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [NamespaceArgument]
    [SupportsWildcards]
    public NamespaceRef[]? Namespace { get; set; }

    /// <summary>Looks into a namespace, given as the core is to find it; null for the Host's own.</summary>
    private protected abstract void Look(string? ns);

    private protected override void Execute()
    {
        if (Sandbox is not null) ForEach(Sandbox, reference => ForEach(Controller.Resolve(reference), LookInto));
        else if (Namespace is not null) ForEach(Namespace, reference => ForEach(reference.IsPattern ? Controller.Resolve(reference).Select(ns => ns.Path) : [reference.Locator], Look));
        else if (!MyInvocation.ExpectingInput) Look(null);
    }

    private void LookInto(Sandbox sandbox)
    {
        if (sandbox.State == SandboxState.Gone)
            throw new CNetException(CNetError.NamespaceNotFound, $"The namespace of sandbox '{sandbox.Name}' is gone.", sandbox.Name, $"Repair-CNetHost puts it right, or Remove-CNetSandbox {sandbox.Name} ends it.");
        Look(sandbox.Namespace);
    }
}
