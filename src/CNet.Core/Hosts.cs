using CNet.Agents;
using CNet.Lifecycle;
using CNet.Linux;
using CNet.State;

namespace CNet;

/// <summary>The Hosts there are: this machine, and those made with <see cref="Create"/>.</summary>
public static class Hosts
{
    /// <summary>The environment variable that names the Host to work on where nothing else does.</summary>
    public const string HostVariable = "CNET_HOST";

    private const string StateVariable = "CNET_STATE", RunVariable = "CNET_RUN";
    private const string DefaultState = "/var/lib/cnet", DefaultRun = "/run/cnet", MachineNamespaces = "/run/netns";
    private const string NamespaceFile = "net", SelfDirectory = "self";

    /// <summary>This machine. Its directories are /var/lib/cnet and /run/cnet, or what CNET_STATE and CNET_RUN say.</summary>
    public static Host Machine => new(Host.MachineName, null, Variable(StateVariable, DefaultState), RunRoot, MachineNamespaces, CreatedAt(RunRoot));

    /// <summary>The Host that the environment variable CNET_HOST names, or else this machine.</summary>
    public static Host Default => Environment.GetEnvironmentVariable(HostVariable) is { Length: > 0 } name ? Get(name) : Machine;

    private static string RunRoot => Variable(RunVariable, DefaultRun);

    private static string HostsRoot => Path.Combine(RunRoot, "hosts");

    /// <summary>All Hosts: this machine first, the others in the order of their names.</summary>
    public static IReadOnlyList<Host> List()
    {
        var hosts = new List<Host> { Machine };
        if (Directory.Exists(HostsRoot))
            hosts.AddRange(Directory.EnumerateDirectories(HostsRoot).Select(Path.GetFileName).Where(name => IsAlive(name!)).Order(StringComparer.Ordinal).Select(name => At(name!)));
        return hosts;
    }

    /// <summary>A Host by its name.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.HostNotFound"/>.</exception>
    public static Host Get(string name) => Find(name) ?? throw new CNetException(CNetError.HostNotFound, $"The Host '{name}' does not exist.", name,
        "Get-CNetHost lists the Hosts; New-CNetHost makes one. A Host other than this machine does not outlive a reboot.");

    /// <summary>A Host by its name, or null.</summary>
    public static Host? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name == Host.MachineName) return Machine;
        return ObjectName.IsValid(name) && IsAlive(name) ? At(name) : null;
    }

    /// <summary>Makes a Host: a network namespace with only a loopback interface, and directories of its own. Equivalent to: <c>ip netns add NAME</c></summary>
    /// <param name="name">The name; null for one that is free.</param>
    /// <param name="preview">Does nothing, and returns the Host as it would be.</param>
    /// <exception cref="CNetException"><see cref="CNetError.HostExists"/>, <see cref="CNetError.NameInvalid"/>, <see cref="CNetError.PermissionDenied"/>.</exception>
    public static Host Create(string? name = null, Preview? preview = null)
    {
        Privilege.Demand("making a Host");
        name ??= $"host-{ObjectId.New()[..8]}";
        ObjectName.Demand(name, "Host");
        if (name == Host.MachineName || IsAlive(name))
            throw new CNetException(CNetError.HostExists, $"The Host '{name}' exists.", name, $"Choose another name, or Remove-CNetHost {name}.");
        if (preview is not null) return At(name, isPreview: true);
        // What a reboot or a kill left of an earlier one.
        Delete(At(name));
        var host = At(name);
        try
        {
            MakeDirectories(host);
            using var session = new NamespaceDirectory(Path.GetDirectoryName(host.NamespacePath!)!, isShared: false).Create(NamespaceFile);
            session.SetLoopbackUp();
        }
        catch
        {
            Delete(host);
            throw;
        }
        return At(name);
    }

    /// <summary>
    /// Removes a Host with all that is in it. Its namespace goes when the last process, socket or name that holds it is gone. One that is
    /// gone already is no error.
    /// </summary>
    /// <param name="host">The Host.</param>
    /// <param name="force">Ends the processes that live in the Host or in its sandboxes; without it they keep the Host from being removed.</param>
    /// <exception cref="CNetException"><see cref="CNetError.HostInUse"/> for this machine, or where processes live in the Host.</exception>
    public static void Remove(Host host, bool force = false)
    {
        RefuseRemoval(host, force);
        AgentProcess.Stop(host);
        if (force) HostProcesses.End(host);
        Controller.Close(host);
        Delete(host);
    }

    /// <summary>Refuses what <see cref="Remove"/> would refuse, and does nothing.</summary>
    public static void RefuseRemoval(Host host, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (host.IsMachine) throw new CNetException(CNetError.HostInUse, "This machine cannot be removed.", host, "Clear it by removing its networks and sandboxes.");
        Privilege.Demand("removing a Host");
        if (!force && !host.IsPreview) HostProcesses.Refuse(host);
    }

    private static void MakeDirectories(Host host)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                foreach (var directory in new[] { RunRoot, HostsRoot, Path.GetDirectoryName(host.StateDirectory)!, host.StateDirectory, host.RunDirectory })
                    StateDirectories.Create(directory);
                return;
            }
            catch (CNetException) when (attempt < 3 && !Directory.Exists(HostsRoot))
            {
                // The last other Host was removed in this moment, and the empty directory with it.
            }
        }
    }

    private static void Delete(Host host)
    {
        new NamespaceDirectory(host.NamespaceDirectory, isShared: false).DeleteAll();
        new NamespaceDirectory(Path.GetDirectoryName(host.NamespacePath!)!, isShared: false).DeleteAll();
        var root = Path.GetDirectoryName(host.StateDirectory)!;
        if (Directory.Exists(root)) Directory.Delete(root, recursive: true);
        DeleteIfEmpty(HostsRoot);
        DeleteIfEmpty(RunRoot);
    }

    private static void DeleteIfEmpty(string directory)
    {
        try
        {
            if (Directory.Exists(directory)) Directory.Delete(directory);
        }
        catch (IOException)
        {
            // Others use it.
        }
    }

    private static bool IsAlive(string name) => NetworkNamespace.IsNamespaceFile(Path.Combine(HostsRoot, name, SelfDirectory, NamespaceFile));

    private static Host At(string name, bool isPreview = false)
    {
        var root = Path.Combine(HostsRoot, name);
        return new Host(name, Path.Combine(root, SelfDirectory, NamespaceFile), Path.Combine(root, "state"), Path.Combine(root, "run"),
            Path.Combine(root, "netns"), CreatedAt(Path.Combine(root, SelfDirectory)))
        { IsPreview = isPreview };
    }

    private static DateTimeOffset CreatedAt(string directory) => Directory.Exists(directory) ? Directory.GetCreationTime(directory) : DateTimeOffset.Now;

    private static string Variable(string name, string fallback) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : fallback;
}
