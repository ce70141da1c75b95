namespace CNet.Discovery;

/// <summary>
/// Symbolic links by which "ip netns exec NAME" sees the files of a sandbox: it mounts what lies in /etc/netns/NAME over what has the same name in /etc. Only this
/// machine has them.
/// </summary>
internal static class NetnsLinks
{
    private const string Root = "/etc/netns";

    /// <summary>The directory of a name.</summary>
    internal static string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>True where the link is there, or something that is not CNet's is in its place.</summary>
    internal static bool IsSettled(string name, SandboxPlaces places) => new FileInfo(PathOf(name)).LinkTarget is var target && (target is null ? Exists(PathOf(name)) : target == places.Etc || !target.StartsWith(Path.GetDirectoryName(places.Root) + "/", StringComparison.Ordinal));

    /// <summary>Makes the link of a name. What is there already and is not CNet's stays.</summary>
    internal static void Make(Host host, string name, SandboxPlaces places)
    {
        var path = PathOf(name);
        var target = new FileInfo(path).LinkTarget;
        if (target == places.Etc) return;
        try
        {
            // Of an earlier sandbox of that name.
            if (IsOwn(host, target)) File.Delete(path);
            else if (target is not null || Exists(path))
            {
                OperationLog.Warning($"'{path}' is not CNet's and stays: 'ip netns exec {name}' sees what is there, and not the files of the sandbox.");
                return;
            }
            Directory.CreateDirectory(Root);
            OperationLog.Command($"ln -s {places.Etc} {path}");
            File.CreateSymbolicLink(path, places.Etc);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            OperationLog.Warning($"'ip netns exec {name}' does not see the files of the sandbox: {refused.Message}");
        }
    }

    /// <summary>Removes the link of a name, where it leads to these files.</summary>
    internal static void Delete(string name, SandboxPlaces places)
    {
        if (new FileInfo(PathOf(name)).LinkTarget == places.Etc) Delete([PathOf(name)]);
    }

    /// <summary>Removes the links to the files of those sandboxes of a Host that are chosen by their ids.</summary>
    internal static void Delete(Host host, Predicate<string> isChosen) => Delete([.. Own(host).Where(link => isChosen(link.SandboxId)).Select(link => link.Path)]);

    /// <summary>CNet's links, and whose files they lead to.</summary>
    internal static IEnumerable<(string Path, string SandboxId)> Own(Host host)
    {
        if (!host.IsMachine || !Directory.Exists(Root)) yield break;
        foreach (var path in Directory.EnumerateFileSystemEntries(Root))
            if (new FileInfo(path).LinkTarget is { } target && IsOwn(host, target)) yield return (path, Path.GetFileName(Path.GetDirectoryName(target))!);
    }

    private static void Delete(IReadOnlyList<string> links)
    {
        if (links.Count == 0) return;
        try
        {
            foreach (var link in links)
            {
                OperationLog.Command($"rm {link}");
                File.Delete(link);
            }
            if (!Directory.EnumerateFileSystemEntries(Root).Any()) Directory.Delete(Root);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            OperationLog.Warning($"Not all of CNet's links in {Root} could be removed: {refused.Message}");
        }
    }

    private static bool IsOwn(Host host, string? target) => target is not null && target.StartsWith(SandboxPlaces.RootOf(host) + "/", StringComparison.Ordinal);

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);
}
