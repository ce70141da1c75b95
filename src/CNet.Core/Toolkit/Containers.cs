namespace CNet.Toolkit;

/// <summary>Finds the namespace of a container by what its runtime calls it: docker:web, podman:3f2a9c, containerd:id.</summary>
internal static class Containers
{
    private const int ShortestPrefix = 4;

    private static readonly (string Prefix, NamespaceOwnerKind Kind, string Title, string List)[] Runtimes =
    [
        ("docker:", NamespaceOwnerKind.Docker, "Docker", "docker ps"),
        ("podman:", NamespaceOwnerKind.Podman, "podman", "podman ps"),
        ("containerd:", NamespaceOwnerKind.Containerd, "containerd", "ctr containers list"),
    ];

    /// <summary>True where a text means a container.</summary>
    internal static bool IsOne(string text) => Runtimes.Any(runtime => text.StartsWith(runtime.Prefix, StringComparison.Ordinal));

    /// <summary>The first process of a container by "docker:web": its name, its id, or the beginning of that.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.NamespaceNotFound"/>, <see cref="CNetError.NameAmbiguous"/>.</exception>
    internal static int ProcessOf(string text)
    {
        var runtime = Runtimes.First(runtime => text.StartsWith(runtime.Prefix, StringComparison.Ordinal));
        var name = text[runtime.Prefix.Length..];
        var running = Running().Where(container => container.Owner.Kind == runtime.Kind).ToList();
        var found = running.FindAll(container => container.Owner.Name == name);
        if (found.Count == 0) found = running.FindAll(container => container.Owner.Id == name);
        if (found.Count == 0 && name.Length >= ShortestPrefix) found = running.FindAll(container => container.Owner.Id!.StartsWith(name, StringComparison.Ordinal));
        return found.DistinctBy(container => container.Owner.Id).Count() switch
        {
            0 => throw new CNetException(CNetError.NamespaceNotFound, $"There is no running container of {runtime.Title} '{name}'.", text, $"{runtime.List} lists them; Get-CNetNamespace -All shows whose namespaces can be seen."),
            // The first process is in the container's own namespace; those that came later may have gone elsewhere.
            1 => found.Min(container => container.ProcessId),
            _ => throw new CNetException(CNetError.NameAmbiguous, $"'{name}' fits several containers of {runtime.Title}: {string.Join(", ", found.Select(container => container.Owner.ToString()).Distinct())}.", text, "Give more of the id, or pid:4711."),
        };
    }

    /// <summary>The containers that run, as they can be meant: docker:web, with their first processes.</summary>
    internal static IEnumerable<(string Text, int ProcessId)> List() =>
        from container in Running()
        group container.ProcessId by container.Owner.Locator into processes
        select (processes.Key, processes.Min());

    /// <summary>The processes of containers. What only the processes say themselves is not believed: a name would lead into anybody's namespace.</summary>
    private static IEnumerable<(NamespaceOwner Owner, int ProcessId)> Running()
    {
        var survey = NamespaceSurvey.Read(descriptors: false);
        var owners = new NamespaceOwners(survey);
        foreach (var (pid, trace) in survey.Sightings.Values.SelectMany(sighting => sighting.Residents))
            if (owners.ContainerOf(ControlGroups.Of(pid), trace) is { IsCertain: true } owner) yield return (owner, pid);
    }
}
