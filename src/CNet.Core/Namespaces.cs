using System.Collections.ObjectModel;
using System.Globalization;
using CNet.Linux;
using CNet.Toolkit;

namespace CNet;

/// <summary>The network namespaces of a Host, CNet's or not. Names are shared with iproute2.</summary>
public sealed class Namespaces
{
    private const string ProcessPrefix = "pid:";
    private readonly Controller _controller;

    internal Namespaces(Controller controller) => _controller = controller;

    /// <summary>The named namespaces; with <paramref name="all"/> also those without a name that processes live in. Equivalent to: <c>ip netns list</c></summary>
    public IReadOnlyList<Namespace> List(bool all = false)
    {
        var processes = ProcessesByNamespace();
        var owners = Owners.Read(_controller);
        var named = new List<Namespace>();
        foreach (var name in _controller.NamedNamespaces.List())
            if (NetworkNamespace.TryInodeOf(_controller.NamedNamespaces.PathOf(name)) is { } inode)
                named.Add(Describe(name, _controller.NamedNamespaces.PathOf(name), inode, processes, owners));
        if (!all) return [.. named.Order()];
        var known = named.Select(ns => ns.Inode).ToHashSet();
        var unnamed = processes.Where(pair => !known.Contains(pair.Key.Number))
            .Select(pair => Describe(null, ProcessTable.NamespacePath(pair.Value[0]), pair.Key, processes, owners));
        return [.. named.Concat(unnamed).Order()];
    }

    /// <summary>A namespace by its name, the path of its file, or "pid:4711".</summary>
    /// <exception cref="CNetException"><see cref="CNetError.NamespaceNotFound"/>.</exception>
    public Namespace Get(string nameOrPath)
    {
        using var ns = Open(nameOrPath);
        return Describe(ns, PathOf(_controller.NamedNamespaces, nameOrPath));
    }

    /// <summary>The namespace of a process. Equivalent to: <c>ip netns identify PID</c></summary>
    /// <exception cref="CNetException"><see cref="CNetError.NamespaceNotFound"/>.</exception>
    public Namespace GetOfProcess(int processId) => Get(ProcessPrefix + processId.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// Makes a namespace under a name, or gives the namespace of a process one. Its loopback interface is down, as iproute2 leaves it.
    /// Equivalent to: <c>ip netns add NAME</c>, <c>ip netns attach NAME PID</c>
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="processId">The process; null for a new namespace.</param>
    /// <param name="preview">Does nothing, and returns the namespace as it would be.</param>
    /// <exception cref="CNetException"><see cref="CNetError.NamespaceExists"/>, <see cref="CNetError.NameInvalid"/>, <see cref="CNetError.NamespaceNotFound"/>.</exception>
    public Namespace Create(string name, int? processId = null, Preview? preview = null)
    {
        ObjectName.Demand(name, "namespace");
        Privilege.Demand("making a network namespace");
        if (_controller.NamedNamespaces.Contains(name))
            throw new CNetException(CNetError.NamespaceExists, $"A network namespace '{name}' exists.", name, "Choose another name, or remove that one first.");
        using var existing = processId is { } pid ? Open(ProcessPrefix + pid.ToString(CultureInfo.InvariantCulture)) : null;
        if (preview is not null) return new Namespace(name, _controller.NamedNamespaces.PathOf(name), existing?.Inode.Number ?? 0, ReadOnlyCollection<int>.Empty, null) { IsPreview = true };
        if (existing is null) _controller.NamedNamespaces.Create(name).Dispose();
        else _controller.NamedNamespaces.Attach(name, existing);
        return Get(name);
    }

    /// <summary>
    /// Takes a namespace's name away; it lives on as long as processes live in it. A name that is gone is no error.
    /// Equivalent to: <c>ip netns del NAME</c>
    /// </summary>
    /// <exception cref="CNetException"><see cref="CNetError.NamespaceInUse"/> where it is a sandbox's.</exception>
    public void Remove(Namespace ns)
    {
        RefuseRemoval(ns);
        _controller.NamedNamespaces.Delete(ns.Name!);
    }

    /// <summary>Refuses what <see cref="Remove"/> would refuse, and does nothing.</summary>
    public void RefuseRemoval(Namespace ns)
    {
        ArgumentNullException.ThrowIfNull(ns);
        Privilege.Demand("removing a network namespace");
        if (ns.IsPreview) return;
        if (ns.Name is null)
            throw new CNetException(CNetError.NameInvalid, $"The namespace {ns.Path} has no name that could be removed.", ns, "It goes with its last process.");
        if (Owners.Read(_controller).SandboxAt(_controller.NamedNamespaces.PathOf(ns.Name)) is { } sandbox)
            throw new CNetException(CNetError.NamespaceInUse, $"The namespace '{ns.Name}' belongs to sandbox '{sandbox}'.", ns, $"Remove-CNetSandbox {sandbox}");
    }

    /// <summary>Opens a namespace by its name, the path of its file, or "pid:4711"; the Host's own where none is said.</summary>
    internal NetworkNamespace Open(string? nameOrPath) =>
        nameOrPath is null ? _controller.OpenNamespace() : NetworkNamespace.Open(PathOf(_controller.NamedNamespaces, nameOrPath), nameOrPath);

    /// <summary>True for a name, false for a path or "pid:4711".</summary>
    internal static bool IsName(string text) => !text.Contains('/', StringComparison.Ordinal) && !text.StartsWith(ProcessPrefix, StringComparison.Ordinal);

    /// <summary>The file of a namespace by its name, its path, or "pid:4711".</summary>
    internal static string PathOf(NamespaceDirectory directory, string text)
    {
        if (text.StartsWith(ProcessPrefix, StringComparison.Ordinal) && int.TryParse(text.AsSpan(ProcessPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            return Directory.Exists($"/proc/{pid}")
                ? ProcessTable.NamespacePath(pid)
                : throw new CNetException(CNetError.NamespaceNotFound, $"There is no process {pid}.", text, "Get-Process lists the processes.");
        if (text.Contains('/', StringComparison.Ordinal)) return Path.GetFullPath(text);
        if (!string.IsNullOrWhiteSpace(text) && directory.Contains(text)) return directory.PathOf(text);
        throw new CNetException(CNetError.NamespaceNotFound, $"The network namespace '{text}' does not exist.", text, "Get-CNetNamespace lists the named ones; a path or pid:4711 names others.");
    }

    /// <summary>Describes an open namespace.</summary>
    internal Namespace Describe(NetworkNamespace ns, string path)
    {
        var inode = ns.Inode;
        // It may have several names: the one it was asked for by, or else the first.
        var names = _controller.NamedNamespaces.List().Where(name => NetworkNamespace.TryInodeOf(_controller.NamedNamespaces.PathOf(name)) == inode)
            .Order(StringComparer.Ordinal).ToList();
        var named = names.Find(name => _controller.NamedNamespaces.PathOf(name) == path) ?? names.FirstOrDefault();
        return Describe(named, named is null ? path : _controller.NamedNamespaces.PathOf(named), inode, ProcessesByNamespace(), Owners.Read(_controller));
    }

    private static Namespace Describe(string? name, string path, NamespaceInode inode, Dictionary<NamespaceInode, List<int>> processes, Owners owners) =>
        new(name, path, inode.Number, processes.GetValueOrDefault(inode)?.AsReadOnly() ?? ReadOnlyCollection<int>.Empty, owners.SandboxAt(path));

    private static Dictionary<NamespaceInode, List<int>> ProcessesByNamespace()
    {
        var result = new Dictionary<NamespaceInode, List<int>>();
        foreach (var pid in ProcessTable.All())
        {
            if (NetworkNamespace.TryInodeOf(ProcessTable.NamespacePath(pid)) is not { } inode) continue;
            if (!result.TryGetValue(inode, out var list)) result[inode] = list = [];
            list.Add(pid);
        }
        return result;
    }
}
