using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>What cmdlets share that change interfaces: which ones, and where they are.</summary>
public abstract class InterfaceCommand : CNetCommand
{
    /// <summary>The interfaces.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "The interfaces: objects, or names with wildcards.")]
    [Alias("InterfaceName")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [InterfaceArgument]
    [SupportsWildcards]
    public virtual InterfaceRef[]? Interface { get; set; }

    /// <summary>The sandbox that interfaces given by name are in.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The sandbox that interfaces given by name are in; the Host itself where neither this nor a namespace is given.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    public virtual SandboxRef? Sandbox { get; set; }

    /// <summary>The namespace that interfaces given by name are in.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The namespace that interfaces given by name are in: an object, a name, a path or a process.")]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [NamespaceArgument]
    public virtual NamespaceRef? Namespace { get; set; }

    /// <summary>Also changes what belongs to an endpoint or a network.</summary>
    [Parameter(HelpMessage = "Also changes what belongs to an endpoint or a network, which CNet does not expect.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the interfaces.</summary>
    [Parameter(HelpMessage = "Emits the interfaces.")]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Works on one interface.</summary>
    private protected abstract void Work(Interface target);

    private protected override void Execute() => ForEach(Interface, reference => ForEach(Resolve(reference), Work));

    /// <summary>What a reference means: an object means itself, wherever it is.</summary>
    private protected virtual IReadOnlyList<Interface> Resolve(InterfaceRef reference)
    {
        if (reference.Interface is { } target) return [target];
        var ns = reference.IsCopy ? reference.Namespace : WhereNamed();
        return reference.IsPattern
            ? [.. Controller.Interfaces.List(ns, Cancellation).Where(found => Wildcards.IsInterface(reference.Text, found.Name))]
            : [Controller.Interfaces.Get(reference.Text, ns, Cancellation)];
    }

    /// <summary>A namespace as the core is to find it; null for the Host's own.</summary>
    private protected string? Locate(SandboxRef? sandbox, NamespaceRef? ns)
    {
        if (sandbox is { Text.Length: > 0 })
            return Controller.ResolveOne(sandbox) is { State: not SandboxState.Gone } found
                ? found.Namespace
                : throw new CNetException(CNetError.NamespaceNotFound, $"The namespace of sandbox '{sandbox}' is gone.", sandbox.Text, $"Repair-CNetHost puts it right, or Remove-CNetSandbox {sandbox} ends it.");
        return ns is { Text.Length: > 0 } ? ns.Locator : null;
    }

    /// <summary>Changes one interface by asking -WhatIf and -Confirm, and emits it where that is wanted.</summary>
    private protected void Change(Interface target, string action, Func<Interface> change)
    {
        var decision = Ask(Describe(target), action, target.IsPreview);
        if (decision == Decision.Skip) return;
        var changed = decision == Decision.Act ? change() : target;
        if (PassThru) WriteObject(changed);
    }

    /// <summary>An interface for a question.</summary>
    private protected static string Describe(Interface target) =>
        target.Sandbox is { } sandbox ? $"{target.Name} in sandbox {sandbox}" : target.Namespace is { } ns ? $"{target.Name} in {ns}" : target.Name;

    private string? WhereNamed()
    {
        if (Sandbox is { Text.Length: > 0 } && Namespace is { Text.Length: > 0 } && !MyInvocation.ExpectingInput)
            throw new CNetException(CNetError.NameAmbiguous, "Both a sandbox and a namespace are said to have the interface.", Interface, "Give -Sandbox or -Namespace.");
        return Locate(Sandbox, Namespace);
    }
}
