using System.Text.Json;
using CNet.Linux;

namespace CNet.Toolkit;

/// <summary>The names of containers, as their runtimes have written them down. What cannot be read is not known.</summary>
internal sealed class ContainerNames(MountTable mounts)
{
    private const int Limit = 16 * 1024 * 1024;
    private readonly Dictionary<string, Dictionary<string, string>> _lists = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _found = new(StringComparer.Ordinal);

    /// <summary>True where the directory of a container is root's or the caller's own: what lies there is what the runtime wrote.</summary>
    internal bool IsCertain(ContainerTrace trace, string id) => DirectoriesOf(trace, id).Any();

    /// <summary>The name of a container, or null.</summary>
    internal string? Find(NamespaceOwnerKind kind, string id, ContainerTrace trace)
    {
        if (!_found.TryGetValue(id, out var name)) _found[id] = name = Read(kind, id, trace);
        return name;
    }

    private string? Read(NamespaceOwnerKind kind, string id, ContainerTrace trace) => kind switch
    {
        NamespaceOwnerKind.Docker => DirectoriesOf(trace, id).Select(directory => ReadDocker(Path.Join(directory, "config.v2.json"), id)).FirstOrDefault(name => name is not null),
        NamespaceOwnerKind.Podman => PodmanLists(trace, id).Select(file => ListAt(file).GetValueOrDefault(id)).FirstOrDefault(name => name is not null),
        _ => null,
    };

    private IEnumerable<string> DirectoriesOf(ContainerTrace trace, string id) =>
        trace is { Device: { } device, Directory: { } directory } ? mounts.PathsOf(device, $"{directory}/{id}").Where(ForeignFile.IsTrustedDirectory) : [];

    /// <summary>The lists that a container may be in: with the images, or beside its own files where it is to go with a reboot.</summary>
    private IEnumerable<string> PodmanLists(ContainerTrace trace, string id)
    {
        if (trace.Storage is { } storage) yield return Path.Join(storage, "overlay-containers", "containers.json");
        foreach (var directory in DirectoriesOf(trace, id)) yield return Path.Join(Path.GetDirectoryName(directory), "volatile-containers.json");
    }

    private static string? ReadDocker(string path, string id) =>
        Parse(path, root => Text(root, "ID") == id && Text(root, "Name") is { } name ? name.TrimStart('/') : null) is { Length: > 0 } found ? found : null;

    private Dictionary<string, string> ListAt(string path)
    {
        if (_lists.TryGetValue(path, out var list)) return list;
        return _lists[path] = Parse(path, root =>
        {
            var names = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var container in root.EnumerateArray())
                if (Text(container, "id") is { } id && container.TryGetProperty("names", out var all) && all.ValueKind == JsonValueKind.Array && all.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.String } name)
                    names[id] = name.GetString()!;
            return names;
        }) ?? [];
    }

    private static T? Parse<T>(string path, Func<JsonElement, T?> read) where T : class
    {
        if (ForeignFile.TryReadTrusted(path, Limit) is not { } text) return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            return read(document.RootElement);
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException)
        {
            // Something else than expected, or half written.
            return null;
        }
    }

    private static string? Text(JsonElement element, string property) => element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
