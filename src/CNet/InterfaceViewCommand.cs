using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>What cmdlets share that show what interfaces have: of all of a namespace, of those of a name, or of interfaces that are piped.</summary>
public abstract class InterfaceViewCommand : NamespaceCommand
{
    private string? _only;

    /// <summary>The interfaces.</summary>
    [Parameter(HelpMessage = "Only of interfaces of these names, with wildcards.")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNull]
    [SupportsWildcards]
    public string[]? InterfaceName { get; set; }

    /// <summary>The interfaces as objects.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfInterface, HelpMessage = "Interfaces, as Get-CNetInterface emits them.")]
    public Interface[]? InputObject { get; set; }

    private protected override void Execute()
    {
        if (InputObject is null)
        {
            base.Execute();
            return;
        }
        ForEach(InputObject, link =>
        {
            _only = link.Name;
            Work(link.Namespace);
        });
    }

    private protected sealed override void Work(string? ns)
    {
        if (InterfaceName?.Any(name => !WildcardPattern.ContainsWildcardCharacters(name)) == true) ReportMissing(ns, InterfaceName);
        Show(ns);
    }

    /// <summary>Shows what the interfaces that fit have in a namespace.</summary>
    private protected abstract void Show(string? ns);

    /// <summary>True where an interface is wanted.</summary>
    private protected bool Fits(string? link) => (_only is null || link == _only) && (InterfaceName is null || (link is not null && InterfaceName.Any(name => Wildcards.IsInterface(name, link))));

    private void ReportMissing(string? ns, string[] names)
    {
        var there = Controller.Interfaces.List(ns, Cancellation);
        foreach (var name in names)
            if (!WildcardPattern.ContainsWildcardCharacters(name) && !there.Any(link => link.Name == name))
                Report(new CNetException(CNetError.InterfaceNotFound, $"The interface '{name}' does not exist{(ns is null ? "" : $" in {ns}")}.", name, "Get-CNetInterface lists the interfaces."));
    }
}
