using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>What cmdlets share that change or remove what is in namespaces: objects that are piped, or those that are named in a place.</summary>
/// <typeparam name="T">What they work on.</typeparam>
public abstract class NamespaceObjectCommand<T> : PlaceCommand where T : class
{
    private protected const string OfObject = "InputObject";

    /// <summary>The objects.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfObject, HelpMessage = "The objects, as the cmdlets that get and make them emit them.")]
    public T[]? InputObject { get; set; }

    /// <summary>The sandboxes.</summary>
    [Parameter(ParameterSetName = OfSandbox, HelpMessage = "The sandboxes; the Host itself where it is not given.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public SandboxRef[]? Sandbox { get; set; }

    /// <summary>The namespaces.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfNamespace, HelpMessage = "The namespaces: objects, names with wildcards, paths, processes.")]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [NamespaceArgument]
    [SupportsWildcards]
    public NamespaceRef[]? Namespace { get; set; }

    /// <summary>Emits what was worked on.</summary>
    [Parameter(HelpMessage = "Emits what was changed or removed.")]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The objects of a namespace that the other parameters mean.</summary>
    private protected abstract IEnumerable<T> Find(string? ns);

    /// <summary>Works on one object.</summary>
    private protected abstract void Act(T item);

    private protected sealed override void Execute()
    {
        if (InputObject is not null) ForEach(InputObject, Act);
        else if (!InPlaces(Sandbox, Namespace, ns => ForEach(Find(ns), Act))) ForEach(Find(null), Act);
    }

    /// <summary>Removes one object, where -WhatIf and -Confirm let it.</summary>
    private protected void Remove(T item, string? ns, string action, bool isPreview, Action refuse, Action remove)
    {
        refuse();
        var decision = Ask($"{item}{(ns is null ? "" : $" in {ns}")}", action, isPreview);
        if (decision == Decision.Act) remove();
        if (PassThru && decision != Decision.Skip) WriteObject(item);
    }

    /// <summary>What was found, or an error where there is nothing of it.</summary>
    private protected static IReadOnlyList<T> Demand(IEnumerable<T> found, CNetError code, string message, object target, string hint) =>
        found.ToList() is { Count: > 0 } all ? all : throw new CNetException(code, message, target, hint);
}
