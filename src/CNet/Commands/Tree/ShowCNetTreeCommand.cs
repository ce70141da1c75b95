using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>
/// Show-CNetTree shows the namespaces and interfaces of the Host as a tree: bridges with their ports, the other end of each pair, sandboxes.
/// It stands for many calls of <c>ip -d link</c> and <c>bridge link</c>.
/// </summary>
[Cmdlet(VerbsCommon.Show, "CNetTree", DefaultParameterSetName = OfNetwork)]
[OutputType(typeof(TreeNode))]
public sealed class ShowCNetTreeCommand : CNetCommand
{
    private const string OfNetwork = "Network", OfSandbox = "Sandbox", OfNamespace = "Namespace";
    private readonly HashSet<string> _networks = new(StringComparer.Ordinal), _sandboxes = new(StringComparer.Ordinal), _spaces = new(StringComparer.Ordinal);
    private bool _isNarrowed;

    /// <summary>Only those of these networks.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = OfNetwork, HelpMessage = "Only what belongs to these networks; everything where it is not given.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public NetworkRef[]? Network { get; set; }

    /// <summary>Only what leads to these sandboxes.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfSandbox, HelpMessage = "Only what leads to these sandboxes.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    [SupportsWildcards]
    public SandboxRef[]? Sandbox { get; set; }

    /// <summary>Only what leads to these namespaces.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfNamespace, HelpMessage = "Only what leads to these namespaces: objects, names with wildcards, paths, processes.")]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [NamespaceArgument]
    [SupportsWildcards]
    public NamespaceRef[]? Namespace { get; set; }

    private protected override void Execute()
    {
        _isNarrowed |= Network is not null || Sandbox is not null || Namespace is not null;
        ForEach(Network, reference => _networks.UnionWith(Controller.Resolve(reference).Select(network => network.Name)));
        ForEach(Sandbox, reference => _sandboxes.UnionWith(Controller.Resolve(reference).Select(sandbox => sandbox.Name)));
        ForEach(Namespace, reference => _spaces.UnionWith(Controller.Resolve(reference).SelectMany(ns => ns.Names.Append(ns.Path))));
    }

    /// <summary>One tree for all that came down the pipeline.</summary>
    private protected override void Complete() => WriteObject(Controller.Interfaces.Tree(_isNarrowed || MyInvocation.ExpectingInput ? IsWanted : null, Cancellation), enumerateCollection: true);

    private bool IsWanted(TreeNode node) => (node.Sandbox is not null && _sandboxes.Contains(node.Sandbox)) || (node.Namespace is not null && _spaces.Contains(node.Namespace))
        || IsOf(node.Interface) || IsOf(node.FarEnd);

    private bool IsOf(Interface? link) => link is not null
        && ((link.Network is not null && _networks.Contains(link.Network)) || (link.Endpoint is not null && _networks.Contains(link.Endpoint[..link.Endpoint.LastIndexOf('/')])));
}
