using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Get-CNetBridge lists bridges with their ports. Equivalent to: <c>brctl show</c>, <c>brctl showstp</c>, <c>ip -d link show type bridge</c>, <c>bridge -d link</c></summary>
[Cmdlet(VerbsCommon.Get, "CNetBridge", DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(Bridge))]
public sealed class GetCNetBridgeCommand : NamespaceCommand
{
    private const string OfNetwork = "Network";

    /// <summary>The names.</summary>
    [Parameter(Position = 0, ParameterSetName = OfSandbox, HelpMessage = "Names, with wildcards; all bridges where it is not given.")]
    [Parameter(Position = 0, ParameterSetName = OfNamespace, HelpMessage = "Names, with wildcards; all bridges where it is not given.")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNull]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Networks whose bridges are wanted.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfNetwork, HelpMessage = "Networks whose bridges are wanted.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    [SupportsWildcards]
    public NetworkRef[]? Network { get; set; }

    /// <summary>The interfaces as objects.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfInterface, HelpMessage = "Interfaces, as Get-CNetInterface emits them: the bridges that they are, or whose ports they are.")]
    public Interface[]? InputObject { get; set; }

    private protected override void Execute()
    {
        if (InputObject is not null) ForEach(InputObject, link => WriteObject(Controller.Bridges.List(link.Namespace, Cancellation).Where(bridge => bridge.Name == link.Name || bridge.Name == link.Master), enumerateCollection: true));
        else if (Network is null) base.Execute();
        else ForEach(Network, reference => ForEach(Controller.Resolve(reference), network => WriteObject(Controller.Bridges.List(null, Cancellation).Where(bridge => bridge.Network == network.Name), enumerateCollection: true)));
    }

    private protected override void Work(string? ns)
    {
        var there = Controller.Bridges.List(ns, Cancellation);
        foreach (var name in Name ?? [])
            if (!WildcardPattern.ContainsWildcardCharacters(name) && !there.Any(bridge => bridge.Name == name))
                Report(new CNetException(CNetError.InterfaceNotFound, $"There is no bridge '{name}'{(ns is null ? "" : $" in {ns}")}.", name, "Get-CNetBridge lists the bridges."));
        WriteObject(Name is null ? there : there.Where(bridge => Name.Any(name => Wildcards.IsInterface(name, bridge.Name))), enumerateCollection: true);
    }
}
