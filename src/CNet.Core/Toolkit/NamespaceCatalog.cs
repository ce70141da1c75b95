using CNet.Linux;

namespace CNet.Toolkit;

/// <summary>The namespaces of the machine as a Host sees them, read at one go: what a survey found, with the Host's names, ids and owners.</summary>
internal sealed class NamespaceCatalog
{
    private readonly Controller _controller;
    private readonly NamespaceSurvey _survey;
    private readonly NamespaceOwners _owners;
    private readonly Dictionary<ulong, List<string>> _names = [];

    private NamespaceCatalog(Controller controller, bool all)
    {
        _controller = controller;
        _survey = NamespaceSurvey.Read(descriptors: all);
        _owners = new NamespaceOwners(_survey, controller.Host, Owners.Read(controller));
        foreach (var name in controller.NamedNamespaces.List().Order(NaturalOrder.Comparer))
            if (NetworkNamespace.TryInodeOf(controller.NamedNamespaces.PathOf(name)) is { } inode)
            {
                if (!_names.TryGetValue(inode.Number, out var names)) _names[inode.Number] = names = [];
                names.Add(name);
            }
    }

    /// <summary>Reads it.</summary>
    /// <param name="controller">The controller.</param>
    /// <param name="all">Also those that nothing but a descriptor holds.</param>
    internal static NamespaceCatalog Read(Controller controller, bool all) => new(controller, all);

    /// <summary>The named ones, each under each of its names.</summary>
    internal List<Namespace> Named() =>
        Describe([.. _names.SelectMany(pair => pair.Value, (pair, name) => (pair.Key, name, _controller.NamedNamespaces.PathOf(name)))]);

    /// <summary>All of them, each once. One that has gone since it was seen, or cannot be opened, is left out.</summary>
    internal List<Namespace> All() => Describe([.. Found()]);

    /// <summary>What each of them can be opened by, its name where it has one; those of sandboxes come first.</summary>
    internal IEnumerable<string> Places() => Found().OrderBy(ns => _owners.SandboxOf(ns.Inode) is null).Select(ns => ns.Name ?? ns.Path);

    private IEnumerable<(ulong Inode, string? Name, string Path)> Found() =>
        from sighting in _survey.Sightings.Values
        let name = _names.GetValueOrDefault(sighting.Inode)?[0]
        let path = name is not null ? _controller.NamedNamespaces.PathOf(name) : sighting.Paths.FirstOrDefault(path => NetworkNamespace.TryInodeOf(path)?.Number == sighting.Inode)
        where path is not null
        select (sighting.Inode, name, path);

    /// <summary>One that is open, by the path by which it was opened: where it has names, under that name, or else the first.</summary>
    internal Namespace Describe(NetworkNamespace ns, string path)
    {
        var names = _names.GetValueOrDefault(ns.Inode.Number);
        var name = names?.Find(name => _controller.NamedNamespaces.PathOf(name) == path) ?? names?[0];
        return Describe([(ns.Inode.Number, name, name is null ? path : _controller.NamedNamespaces.PathOf(name))])[0];
    }

    private List<Namespace> Describe(List<(ulong Inode, string? Name, string Path)> found)
    {
        var ids = NamespaceIds.Read(_controller, found.Select(ns => (ns.Inode, ns.Path)));
        var described = found.ConvertAll(ns =>
        {
            var sighting = _survey.Sightings.GetValueOrDefault(ns.Inode) ?? new NamespaceSighting(ns.Inode);
            return new Namespace(ns.Name, ns.Path, ns.Inode)
            {
                Names = (_names.GetValueOrDefault(ns.Inode) ?? []).ToReadOnly(),
                Mounts = sighting.Mounts.ToReadOnly(),
                Nsid = ids.TryGetValue(ns.Inode, out var id) ? id : null,
                ProcessId = sighting.Residents.Select(resident => resident.ProcessId).ToReadOnly(),
                Sandbox = _owners.SandboxOf(ns.Inode),
                Owner = _owners.Of(sighting),
            };
        });
        described.Sort();
        return described;
    }
}
