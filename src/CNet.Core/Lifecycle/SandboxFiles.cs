using CNet.Discovery;
using CNet.State;
using Microsoft.Win32.SafeHandles;
using static CNet.Linux.Interop.Constants;

namespace CNet.Lifecycle;

/// <summary>
/// The files that programs of a sandbox see in place of the Host's: hosts, resolv.conf and, with a host name of its own, hostname. They are made when something can
/// see them first, follow the sandbox's endpoints from then on, and go with it. What somebody edits stays as it was edited.
/// </summary>
internal static class SandboxFiles
{
    private const string HostsOfHost = "/etc/hosts";

    /// <summary>True where programs in the sandbox are to see other files than the Host's: not in the Host's own namespace, unless there is something of its own to be seen.</summary>
    internal static bool AreWanted(SandboxRecord sandbox) => HasHosts(sandbox) || HasResolver(sandbox) || sandbox.Hostname is not null;

    /// <summary>The name by which "ip netns" knows the namespace of a sandbox, or null.</summary>
    internal static string? NetnsNameOf(Host host, SandboxRecord sandbox) =>
        host.IsMachine && sandbox.Kind is SandboxKind.Own or SandboxKind.File && Path.GetDirectoryName(sandbox.Path) == host.NamespaceDirectory ? Path.GetFileName(sandbox.Path) : null;

    /// <summary>Makes the files where more than CNet's own programs can see them.</summary>
    internal static SandboxRecord MakeWhereSeen(Operation operation, SandboxRecord sandbox) =>
        sandbox.HasFiles || NetnsNameOf(operation.Host, sandbox) is null ? sandbox : Make(operation, sandbox);

    /// <summary>The sandbox as it is on record now, with its files where it is to have any; null where it is on record no more.</summary>
    internal static SandboxRecord? Ready(Controller controller, string sandboxId, CancellationToken cancellation)
    {
        var sandbox = controller.Read().Boot.Find(Keys.Sandbox(sandboxId), StateJson.Default.SandboxRecord);
        if (sandbox is null or { HasFiles: true } || !AreWanted(sandbox)) return sandbox;
        using var operation = controller.Begin($"write the files of sandbox {sandbox.Name}", cancellation);
        sandbox = operation.Boot.Find(Keys.Sandbox(sandboxId), StateJson.Default.SandboxRecord);
        if (sandbox is not { HasFiles: false }) return sandbox;
        sandbox = Make(operation, sandbox);
        operation.Complete();
        return sandbox;
    }

    /// <summary>Makes the files, and stages the sandbox's record, which says that they are there.</summary>
    internal static SandboxRecord Make(Operation operation, SandboxRecord sandbox)
    {
        Intend(operation, sandbox.Id);
        if (!sandbox.HasFiles) operation.OnFailure(() => Delete(operation.Host, sandbox));
        if (sandbox.HostEntries.Exists(entry => entry.Address is null)) MakeGateway(operation);
        var places = SandboxPlaces.Of(operation.Host, sandbox.Id);
        StateDirectories.Create(SandboxPlaces.RootOf(operation.Host));
        StateDirectories.Create(places.Root);
        StateDirectories.Create(places.Etc);
        Write(operation, sandbox);
        if (NetnsNameOf(operation.Host, sandbox) is { } name) NetnsLinks.Make(operation.Host, name, places);
        var made = sandbox with { HasFiles = true };
        operation.Boot.Put(Keys.Sandbox(sandbox.Id), made, StateJson.Default.SandboxRecord);
        return made;
    }

    /// <summary>Follows a sandbox whose endpoints have changed.</summary>
    internal static void Follow(Operation operation, SandboxRecord before, SandboxRecord after)
    {
        if (!after.HasFiles) return;
        Intend(operation, after.Id);
        operation.OnFailure(() =>
        {
            operation.Unstage();
            Write(operation, before);
        });
        Write(operation, after);
    }

    /// <summary>Follows a sandbox that has joined a network or left it, in its own files and in those of others that are linked to it.</summary>
    internal static void Follow(Operation operation, NetworkRecord network, SandboxRecord before, SandboxRecord after)
    {
        Follow(operation, before, after);
        foreach (var other in LegacyLinks.Others(operation, network, after)) Follow(operation, other, other);
    }

    /// <summary>Follows a network whose name servers have changed: they are those of the sandboxes on it.</summary>
    internal static void Follow(Operation operation, NetworkRecord network)
    {
        foreach (var sandbox in operation.Boot.List(Keys.Sandboxes, StateJson.Default.SandboxRecord).Where(sandbox => sandbox.HasFiles && sandbox.Joins.Exists(join => join.NetworkId == network.Id)))
            Follow(operation, sandbox, sandbox);
    }

    /// <summary>Makes of the files what the records say, or removes them where no sandbox has them: after a kill.</summary>
    internal static void Restore(Operation operation, string sandboxId)
    {
        if (operation.Boot.Get(Keys.Sandbox(sandboxId), StateJson.Default.SandboxRecord) is { HasFiles: true } sandbox) Write(operation, sandbox);
        else Delete(operation.Host, sandboxId);
    }

    /// <summary>Removes the files of a sandbox, known by its record.</summary>
    internal static void Delete(Host host, SandboxRecord sandbox)
    {
        var places = SandboxPlaces.Of(host, sandbox.Id);
        if (NetnsNameOf(host, sandbox) is { } name) NetnsLinks.Delete(name, places);
        DeleteDirectory(places.Root);
    }

    /// <summary>Removes files that belong to no sandbox.</summary>
    internal static void Delete(Host host, string sandboxId)
    {
        if (!ObjectId.IsWhole(sandboxId)) return;
        NetnsLinks.Delete(host, id => id == sandboxId);
        DeleteDirectory(SandboxPlaces.Of(host, sandboxId).Root);
    }

    /// <summary>Removes the files of all sandboxes of a Host.</summary>
    internal static void DeleteAll(Host host)
    {
        NetnsLinks.Delete(host, _ => true);
        DeleteDirectory(SandboxPlaces.RootOf(host));
    }

    /// <summary>A file that a sandbox is to have, and that is not there; null where all are.</summary>
    internal static string? MissingOf(Host host, SandboxRecord sandbox)
    {
        var places = SandboxPlaces.Of(host, sandbox.Id);
        if (HasHosts(sandbox) && !File.Exists(places.Hosts)) return places.Hosts;
        if (HasResolver(sandbox) && !File.Exists(places.Resolver)) return places.Resolver;
        if (sandbox.Hostname is not null && !File.Exists(places.Hostname)) return places.Hostname;
        return NetnsNameOf(host, sandbox) is { } name && !NetnsLinks.IsSettled(name, places) ? NetnsLinks.PathOf(name) : null;
    }

    /// <summary>What programs in a sandbox find mounted: what lies in a directory, each over what has the same name in /etc.</summary>
    internal static IReadOnlyList<(string Source, string Target)> MountsOf(string directory) =>
        Directory.Exists(directory) ? [.. Directory.EnumerateFileSystemEntries(directory).Select(file => (file, Path.Combine("/etc", Path.GetFileName(file))))] : [];

    /// <summary>The hosts file that programs in a sandbox see, or would see if one began now.</summary>
    internal static HostsFile HostsOf(Host host, StagedState state, SandboxRecord sandbox)
    {
        if (!HasHosts(sandbox)) return HostsFile.Read(HostResolver.Outside(HostsOfHost));
        var path = SandboxPlaces.Of(host, sandbox.Id).Hosts;
        return HostsFile.Parse(path, LiveFile.TryRead(path) ?? HostsText.Replace(FirstHosts(state, sandbox), [], OwnHosts(state, sandbox)));
    }

    /// <summary>The resolv.conf that programs in a sandbox see, or would see if one began now.</summary>
    internal static ResolverFile ResolverOf(Host host, StagedState state, SandboxRecord sandbox)
    {
        var path = SandboxPlaces.Of(host, sandbox.Id).Resolver;
        return HasResolver(sandbox) ? ResolverFile.Parse(path, LiveFile.TryRead(path) ?? TextOfResolver(host, state, sandbox)) : HostResolver.Of(host).File;
    }

    private static bool HasHosts(SandboxRecord sandbox) => sandbox.Kind != SandboxKind.Host || sandbox.HostEntries.Count > 0;

    private static bool HasResolver(SandboxRecord sandbox) => sandbox.Kind != SandboxKind.Host || sandbox.DnsServers.Count > 0 || sandbox.DnsSearch.Count > 0 || sandbox.DnsOptions.Count > 0;

    private static void Intend(Operation operation, string sandboxId) => operation.Intend(intent => intent.FilesOf.Contains(sandboxId) ? intent : intent with { FilesOf = [.. intent.FilesOf, sandboxId] });

    /// <summary>What stands for the Host is an address of the default network's bridge, which is made for the first endpoint otherwise.</summary>
    private static void MakeGateway(Operation operation)
    {
        var bridge = Lookup.Network(operation.State, FirstUse.Bridge);
        operation.Call(bridge.Driver, driver => driver.CreateNetwork(new NetworkContext(operation, bridge)));
    }

    private static void Write(Operation operation, SandboxRecord sandbox)
    {
        var places = SandboxPlaces.Of(operation.Host, sandbox.Id);
        if (HasHosts(sandbox)) WriteHosts(operation, sandbox, places);
        if (HasResolver(sandbox)) WriteResolver(operation, sandbox, places);
        if (sandbox.Hostname is { } name) LiveFile.Write(places.Hostname, ShortName(name) + "\n");
    }

    /// <summary>The name before the first dot.</summary>
    internal static string ShortName(string hostname) => hostname.Split('.')[0];

    private static void WriteHosts(Operation operation, SandboxRecord sandbox, SandboxPlaces places)
    {
        if (LiveFile.IsLink(places.Hosts)) return;
        var own = OwnHosts(operation.State, sandbox);
        var before = LiveFile.TryRead(places.HostsMark)?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var text = LiveFile.TryRead(places.Hosts);
        var changed = HostsText.Replace(text ?? FirstHosts(operation.State, sandbox), before, own);
        if (changed == text) return;
        // Whoever is killed in between leaves a mark of what may be there: all of it is taken out again.
        LiveFile.Write(places.HostsMark, Lines(before.Union(own)));
        LiveFile.Write(places.Hosts, changed);
        LiveFile.Write(places.HostsMark, Lines(own));
    }

    /// <summary>The lines that come and go: of its endpoints, and of those that they are linked to.</summary>
    private static List<string> OwnHosts(StagedState state, SandboxRecord sandbox)
    {
        var endpoints = sandbox.Joins.Select(join => state.Lasting.Find(Keys.Endpoint(join.EndpointId), StateJson.Default.EndpointRecord)).OfType<EndpointRecord>();
        return sandbox.Kind == SandboxKind.Host ? [] : [.. HostsText.Own(sandbox, endpoints), .. LegacyLinks.Of(state, sandbox).SelectMany(link => link.Lines)];
    }

    /// <summary>What is in the file before any endpoint is: in the Host's namespace what is in the Host's.</summary>
    private static string FirstHosts(StagedState state, SandboxRecord sandbox)
    {
        var given = Lines(HostsText.Given(sandbox, Lookup.TryNetwork(state, FirstUse.Bridge)));
        return sandbox.Kind == SandboxKind.Host && LiveFile.TryRead(HostResolver.Outside(HostsOfHost)) is { } own ? own.TrimEnd('\n') + "\n" + given : Lines(HostsText.First(HasIPv6Loopback(sandbox))) + given;
    }

    private static void WriteResolver(Operation operation, SandboxRecord sandbox, SandboxPlaces places)
    {
        if (LiveFile.IsLink(places.Resolver)) return;
        var text = LiveFile.TryRead(places.Resolver);
        var known = LiveFile.TryRead(places.ResolverMark) ?? "";
        if (text is not null && !known.Contains(LiveFile.MarkOf(text), StringComparison.Ordinal)) return;
        var changed = TextOfResolver(operation.Host, operation.State, sandbox);
        if (changed == text) return;
        // The mark goes first, beside the old one: whoever is killed in between has edited nothing.
        LiveFile.Write(places.ResolverMark, Lines(new[] { LiveFile.MarkOf(changed), text is null ? null : LiveFile.MarkOf(text) }.OfType<string>()));
        LiveFile.Write(places.Resolver, changed);
    }

    private static string TextOfResolver(Host host, StagedState state, SandboxRecord sandbox)
    {
        var networks = sandbox.Joins.Select(join => state.Lasting.Find(Keys.Network(join.NetworkId), StateJson.Default.NetworkRecord)).OfType<NetworkRecord>();
        return ResolverText.Of(ResolverConfiguration.Of(HostResolver.Of(host), sandbox, networks));
    }

    /// <summary>Whether a sandbox has the address ::1.</summary>
    private static bool HasIPv6Loopback(SandboxRecord sandbox)
    {
        const string loopback = "00000000000000000000000000000001 ";
        using var space = SandboxNamespace.Open(sandbox);
        using var file = space.TryOpenFile("/proc/thread-self/net/if_inet6", O_RDONLY);
        if (file is null) return false;
        using var reader = new StreamReader(new FileStream(new SafeFileHandle(file.Release(), ownsHandle: true), FileAccess.Read, bufferSize: 0));
        while (reader.ReadLine() is { } line)
            if (line.StartsWith(loopback, StringComparison.Ordinal)) return true;
        return false;
    }

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    private static void DeleteDirectory(string path)
    {
        try
        {
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw LiveFile.Failure(path, refused);
        }
    }
}
