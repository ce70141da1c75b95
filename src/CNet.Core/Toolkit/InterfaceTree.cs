using System.Net;

namespace CNet.Toolkit;

/// <summary>
/// Puts interfaces of many namespaces into a tree: under the Host and the namespaces their interfaces, under a bridge its ports, under an interface
/// those that are made on it, and beside each end of a pair the other one. Each interface stands in it once.
/// </summary>
internal sealed class InterfaceTree
{
    private readonly Dictionary<(string? Namespace, string Name), Interface> _all = [];
    private readonly ILookup<(string? Namespace, string Name), Interface> _ports, _made;
    private readonly HashSet<Interface> _shown = [];

    private InterfaceTree(IReadOnlyList<Interface> interfaces)
    {
        foreach (var link in interfaces) _all.TryAdd((link.Namespace, link.Name), link);
        _ports = interfaces.Where(link => link.Master is not null).ToLookup(link => (link.Namespace, link.Master!));
        _made = interfaces.Where(link => link.Parent is not null).ToLookup(link => (link.PeerNamespace, link.Parent!));
    }

    /// <summary>The tree, line by line.</summary>
    /// <param name="interfaces">All interfaces, with their other ends.</param>
    /// <param name="host">What the Host is called.</param>
    /// <param name="isWanted">Which lines are wanted: with each goes what it hangs on, and what hangs on it.</param>
    internal static IEnumerable<TreeNode> Of(IReadOnlyList<Interface> interfaces, string host, Func<TreeNode, bool> isWanted)
    {
        var tree = new InterfaceTree(interfaces);
        var namespaces = interfaces.GroupBy(link => link.Namespace).OrderBy(group => group.Key is not null).ThenBy(group => IsPath(group.Key)).ThenBy(group => group.First().Sandbox ?? group.Key ?? "", NaturalOrder.Comparer).ToList();
        var roots = namespaces.Select(group => (Links: group, Lines: tree.Show(group.Where(link => !tree.HangsOnAnother(link) && !tree.StandsBesideAnother(link))))).ToList();
        // What hangs in a circle, or stands beside what does.
        foreach (var (links, lines) in roots) lines.AddRange(tree.Show(links));
        return roots.Where(root => root.Lines.Count > 0 || !root.Links.Any(tree._shown.Contains)).Select(root => Root(root.Links.First(), host, root.Lines))
            .Where(root => root.Prune(isWanted)).SelectMany(root => root.Lines("", "", 0)).Select((line, position) => line.Branch.At(position, line.Prefix, line.Depth));
    }

    private static Branch Root(Interface any, string host, List<Branch> lines) =>
        new(any.Namespace is null ? host : any.Sandbox is { } sandbox ? $"sandbox {sandbox}" : $"namespace {any.Namespace}", null, null, any.Namespace, any.Sandbox, lines);

    private List<Branch> Show(IEnumerable<Interface> links) => [.. links.Where(link => !IsPlainLoopback(link)).Order().Select(Show).OfType<Branch>()];

    private Branch? Show(Interface link)
    {
        if (!_shown.Add(link)) return null;
        var far = FarEndOf(link) is { } found && _shown.Add(found) ? found : null;
        var children = Show(_ports[(link.Namespace, link.Name)].Concat(_made[(link.Namespace, link.Name)]));
        var place = far ?? link;
        return new Branch(Describe(link, far), link, far, place.Namespace, place.Sandbox, children);
    }

    private bool HangsOnAnother(Interface link) =>
        (link.Master is { } master && _all.ContainsKey((link.Namespace, master))) || (link.Parent is { } parent && _all.ContainsKey((link.PeerNamespace, parent)));

    /// <summary>True where the other end is the one to be shown: it hangs on a bridge, say, and this end does not.</summary>
    private bool StandsBesideAnother(Interface link) => FarEndOf(link) is { } far && HangsOnAnother(far);

    private Interface? FarEndOf(Interface link) => link.Parent is null && link.PeerName is { } peer ? _all.GetValueOrDefault((link.PeerNamespace, peer)) : null;

    private static string Describe(Interface link, Interface? far)
    {
        var near = far is null ? link : far;
        var words = new List<string?>
        {
            far is not null ? $"{link.Name} ── {far.Name}{PlaceOf(far, link.Namespace)}" : link.Parent is not null ? link.Name + PlaceOf(link, link.PeerNamespace) : link.Name,
            far is null && link.Kind is not ("veth" or "ethernet") ? link.Kind : null,
            far is null ? null : Addresses(link),
            Addresses(near),
            link.Network is { } network ? $"network {network}" : near.Endpoint ?? link.Endpoint,
            State(link, far),
        };
        return string.Join("  ", words.Where(word => !string.IsNullOrEmpty(word)));
    }

    private static string PlaceOf(Interface link, string? seenFrom) => link.Namespace == seenFrom ? ""
        : link.Sandbox is { } sandbox ? $" in sandbox {sandbox}"
        : link.Namespace is { } ns ? $" in {ns}" : " on the Host";

    private static string Addresses(Interface link) => string.Join(", ", link.Address.Where(address => !address.IPAddress.IsIPv6LinkLocal));

    private static string? State(Interface link, Interface? far) =>
        link.State == InterfaceState.Down || far?.State == InterfaceState.Down ? "down" : link.State == InterfaceState.NoCarrier ? "no carrier" : null;

    /// <summary>A loopback interface as every namespace has one tells nobody anything.</summary>
    private static bool IsPlainLoopback(Interface link) => link.Kind == "loopback" && link.Address.All(address => IPAddress.IsLoopback(address.IPAddress));

    /// <summary>True for a namespace without a name.</summary>
    private static bool IsPath(string? ns) => ns is not null && ns.Contains('/', StringComparison.Ordinal);

    /// <summary>A line with the lines that hang on it.</summary>
    private sealed class Branch(string text, Interface? link, Interface? far, string? ns, string? sandbox, List<Branch> children)
    {
        /// <summary>The line as it is shown.</summary>
        internal TreeNode At(int position, string prefix, int depth) => new(text, prefix, position, depth, link, far, ns, sandbox);

        /// <summary>Takes away what is not wanted; false where nothing is left.</summary>
        internal bool Prune(Func<TreeNode, bool> isWanted)
        {
            if (isWanted(At(0, "", 0))) return true;
            children.RemoveAll(child => !child.Prune(isWanted));
            return children.Count > 0;
        }

        /// <summary>The line and those that hang on it, each with what stands before it.</summary>
        internal IEnumerable<(Branch Branch, string Prefix, int Depth)> Lines(string prefix, string indent, int depth) => children
            .SelectMany((child, index) => index + 1 < children.Count ? child.Lines(indent + "├─ ", indent + "│  ", depth + 1) : child.Lines(indent + "└─ ", indent + "   ", depth + 1))
            .Prepend((this, prefix, depth));
    }
}
