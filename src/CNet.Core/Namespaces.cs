using System.Globalization;
using CNet.Linux;
using CNet.Toolkit;

namespace CNet;

/// <summary>The network namespaces of a Host and of the machine it is on, CNet's or not. Names are shared with iproute2.</summary>
public sealed class Namespaces
{
    private const string ProcessPrefix = "pid:";
    private readonly Controller _controller;

    internal Namespaces(Controller controller) => _controller = controller;

    /// <summary>
    /// The named namespaces, each under each of its names; with <paramref name="all"/> every namespace of the machine once: also those that only
    /// processes, threads, descriptors or mounts hold. Equivalent to: <c>ip netns list</c>, <c>lsns -t net</c>
    /// </summary>
    public IReadOnlyList<Namespace> List(bool all = false)
    {
        var catalog = NamespaceCatalog.Read(_controller, all);
        return all ? catalog.All() : catalog.Named();
    }

    /// <summary>True where the Host has a namespace of a name.</summary>
    public bool Contains(string name) => !string.IsNullOrWhiteSpace(name) && IsName(name) && _controller.NamedNamespaces.Contains(name);

    /// <summary>A namespace by its name, the path of its file, "pid:4711", or a container's: "docker:web", "podman:web", "containerd:ID".</summary>
    /// <exception cref="CNetException"><see cref="CNetError.NamespaceNotFound"/>, <see cref="CNetError.NameAmbiguous"/>.</exception>
    public Namespace Get(string nameOrPath)
    {
        var path = PathOf(_controller.NamedNamespaces, nameOrPath);
        using var ns = NetworkNamespace.Open(path, nameOrPath);
        return NamespaceCatalog.Read(_controller, all: false).Describe(ns, path);
    }

    /// <summary>The namespace of a process. Equivalent to: <c>ip netns identify PID</c></summary>
    /// <exception cref="CNetException"><see cref="CNetError.NamespaceNotFound"/>.</exception>
    public Namespace GetOfProcess(int processId) => Get(OfProcess(processId));

    /// <summary>The namespace that the Host knows by an id. Equivalent to: <c>ip netns list-id nsid ID</c></summary>
    /// <exception cref="CNetException"><see cref="CNetError.NamespaceNotFound"/>.</exception>
    public Namespace GetById(int id)
    {
        if (List(all: true).FirstOrDefault(ns => ns.Nsid == id) is { } found) return found;
        using var host = _controller.OpenNamespace();
        using var session = host.OpenSession();
        throw NamespaceIds.Knows(session.Route, id)
            ? new CNetException(CNetError.NamespaceNotFound, $"The network namespace of id {id} is held by nothing that can be seen: a socket, or an interface with its other end there.", id, "Root sees the most.")
            : new CNetException(CNetError.NamespaceNotFound, $"The Host knows no network namespace by the id {id}.", id, "Set-CNetNamespace gives one an id; Get-CNetNamespace -All shows them.");
    }

    /// <summary>The namespace of an inode, as in "net:[4026532281]".</summary>
    /// <exception cref="CNetException"><see cref="CNetError.NamespaceNotFound"/>.</exception>
    public Namespace GetByInode(ulong inode) => List(all: true).FirstOrDefault(ns => ns.Inode == inode)
        ?? throw new CNetException(CNetError.NamespaceNotFound, $"There is no network namespace with the inode {inode} to be seen.", inode, "Get-CNetNamespace -All shows the inodes.");

    /// <summary>
    /// Makes a namespace under a name, or gives one that is there a name. The loopback interface of a new one is down, as iproute2 leaves it.
    /// Equivalent to: <c>ip netns add NAME</c>, <c>ip netns attach NAME PID</c>
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="existing">The namespace that is to have the name, as in <see cref="Get"/>; null for a new one.</param>
    /// <param name="preview">Does nothing, and returns the namespace as it would be.</param>
    /// <exception cref="CNetException"><see cref="CNetError.NamespaceExists"/>, <see cref="CNetError.NameInvalid"/>, <see cref="CNetError.NamespaceNotFound"/>.</exception>
    public Namespace Create(string name, string? existing = null, Preview? preview = null)
    {
        ObjectName.Demand(name, "namespace");
        Privilege.Demand("making a network namespace");
        if (_controller.NamedNamespaces.Contains(name))
            throw new CNetException(CNetError.NamespaceExists, $"A network namespace '{name}' exists.", name, "Choose another name, or remove that one first.");
        var path = _controller.NamedNamespaces.PathOf(name);
        using var source = existing is null ? null : Open(existing);
        if (preview is not null) return new Namespace(name, path, source?.Inode.Number ?? 0) { Names = [name], Mounts = [path], IsPreview = true };
        if (source is null)
        {
            // Nobody can be in it yet.
            using var session = _controller.NamedNamespaces.Create(name);
            return new Namespace(name, path, session.Namespace.Inode.Number) { Names = [name], Mounts = [path] };
        }
        _controller.NamedNamespaces.Attach(name, source);
        return Get(name);
    }

    /// <summary>
    /// Gives a namespace an id, by which the Host knows it. One that has one keeps it: the kernel never takes an id back, nor gives it to another.
    /// Equivalent to: <c>ip netns set NAME ID</c>
    /// </summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="id">The id; null for the next free one, or the one it has.</param>
    /// <param name="preview">Does nothing, and returns the namespace as it would be.</param>
    /// <exception cref="CNetException"><see cref="CNetError.NamespaceIdInUse"/>.</exception>
    public Namespace SetId(Namespace ns, int? id, Preview? preview = null)
    {
        ArgumentNullException.ThrowIfNull(ns);
        ArgumentOutOfRangeException.ThrowIfNegative(id ?? 0, nameof(id));
        Privilege.Demand("giving a network namespace an id");
        if (ns.IsPreview) return ns.With(id);
        using var space = NetworkNamespace.Open(ns.Path, ns);
        using var host = _controller.OpenNamespace();
        using var session = host.OpenSession();
        var inode = space.Inode.Number;
        if (NamespaceIds.Read(_controller, [(inode, ns.Path)]).TryGetValue(inode, out var has))
            return id is null || id == has ? ns.With(has)
                : throw new CNetException(CNetError.NamespaceIdInUse, $"The network namespace '{ns}' has the id {has}, and keeps it as long as the Host knows it.", ns, "An id goes with its namespace only.");
        if (id is { } wanted && NamespaceIds.Knows(session.Route, wanted))
            throw new CNetException(CNetError.NamespaceIdInUse, $"The id {wanted} belongs to another network namespace than '{ns}'.", ns, $"Get-CNetNamespace -Nsid {wanted} shows which; -Nsid auto takes a free one.");
        if (preview is not null) return ns.With(id);
        NamespaceIds.Set(session.Route, space, ns.Name ?? ns.Path, id);
        return ns.With(id ?? NamespaceIds.Read(_controller, [(inode, ns.Path)])[inode]);
    }

    /// <summary>
    /// Takes a namespace's name away; it lives on as long as processes live in it, or it has another name. A name that is gone is no error.
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

    /// <summary>The containers that run on the machine, as a namespace may be meant by them: "docker:web".</summary>
    public static IReadOnlyList<string> ListContainers() => [.. Containers.List().Select(container => container.Text).Order(NaturalOrder.Comparer)];

    /// <summary>True for a name, false for a path, "pid:4711", or a container such as "docker:web".</summary>
    public static bool IsName(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return !text.Contains('/', StringComparison.Ordinal) && !text.StartsWith(ProcessPrefix, StringComparison.Ordinal) && !Containers.IsOne(text);
    }

    /// <summary>Opens a namespace as <see cref="Get"/> finds it; the Host's own where none is said.</summary>
    internal NetworkNamespace Open(string? nameOrPath) =>
        nameOrPath is null ? _controller.OpenNamespace() : NetworkNamespace.Open(PathOf(_controller.NamedNamespaces, nameOrPath), nameOrPath);

    /// <summary>The process that a namespace is meant by, "pid:4711" or "docker:web"; null where it is meant by a name or a path.</summary>
    internal static int? ProcessOf(string text)
    {
        if (Containers.IsOne(text)) return Containers.ProcessOf(text);
        if (!text.StartsWith(ProcessPrefix, StringComparison.Ordinal) || !int.TryParse(text.AsSpan(ProcessPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) return null;
        return Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}")) ? pid
            : throw new CNetException(CNetError.NamespaceNotFound, $"There is no process {pid}.", text, "Get-Process lists the processes.");
    }

    /// <summary>The file of a namespace as <see cref="Get"/> finds it.</summary>
    internal static string PathOf(NamespaceDirectory directory, string text)
    {
        if (ProcessOf(text) is { } pid) return ProcessTable.NamespacePath(pid);
        if (text.Contains('/', StringComparison.Ordinal)) return Path.GetFullPath(text);
        if (!string.IsNullOrWhiteSpace(text) && directory.Contains(text)) return directory.PathOf(text);
        throw new CNetException(CNetError.NamespaceNotFound, $"The network namespace '{text}' does not exist.", text, "Get-CNetNamespace lists the named ones; a path, pid:4711 or docker:web means others.");
    }

    private static string OfProcess(int processId) => string.Create(CultureInfo.InvariantCulture, $"{ProcessPrefix}{processId}");

    /// <summary>A named namespace that has just been seen, or is gone: nobody has looked whose processes live in it.</summary>
    internal Namespace Describe(string name, NamespaceInode inode, Owners owners)
    {
        var path = _controller.NamedNamespaces.PathOf(name);
        return new Namespace(name, path, inode.Number) { Names = [name], Sandbox = owners.SandboxAt(path) };
    }
}
