using System.Text.RegularExpressions;
using CNet.Lifecycle;
using CNet.Linux;
using CNet.State;

namespace CNet.Toolkit;

/// <summary>
/// Whose each namespace of a survey is. What the kernel and CNet know comes first, then what the files of the runtimes say; a container that this process
/// runs in itself says nothing, for then all processes are that container's.
/// </summary>
internal sealed partial class NamespaceOwners
{
    private const int AskedResidents = 8;
    private readonly Dictionary<ulong, string> _hosts = [];
    private readonly List<(string Directory, string Host)> _directories = [];
    private readonly Dictionary<ulong, SandboxRecord> _sandboxes = [];
    private readonly ContainerNames _names;
    private readonly Lazy<(NamespaceOwner? Container, string? Unit)> _self;

    internal NamespaceOwners(NamespaceSurvey survey, Host? current = null, Owners? owners = null)
    {
        _names = new ContainerNames(survey.Mounts);
        _self = new(() =>
        {
            var groups = ControlGroups.Of(Environment.ProcessId);
            var trace = survey.Sightings.Values.SelectMany(sighting => sighting.Residents).FirstOrDefault(resident => resident.ProcessId == Environment.ProcessId).Trace;
            return (Container(groups, trace), groups.Unit);
        });
        foreach (var host in Hosts.List())
        {
            if (NetworkNamespace.TryInodeOf(host.NamespacePath ?? "/proc/self/ns/net") is { } inode) _hosts[inode.Number] = host.Name;
            if (!host.IsMachine && !host.Equals(current)) _directories.Add((host.NamespaceDirectory + "/", host.Name));
        }
        foreach (var sandbox in owners?.Sandboxes ?? [])
            if (SandboxNamespace.Exists(sandbox) && NetworkNamespace.TryInodeOf(sandbox.Path) is { } inode) _sandboxes.TryAdd(inode.Number, sandbox);
    }

    /// <summary>The name of the sandbox that has a namespace, or null.</summary>
    internal string? SandboxOf(ulong inode) => _sandboxes.GetValueOrDefault(inode)?.Name;

    /// <summary>The owner of a namespace, or null where nobody is known.</summary>
    internal NamespaceOwner? Of(NamespaceSighting sighting)
    {
        if (_hosts.TryGetValue(sighting.Inode, out var host)) return new NamespaceOwner(NamespaceOwnerKind.Host, host);
        var sandbox = _sandboxes.GetValueOrDefault(sighting.Inode);
        if (sandbox?.Kind == SandboxKind.Own) return Sandbox(sandbox);
        foreach (var (directory, name) in _directories)
            if (sighting.Mounts.Any(path => path.Contains(directory, StringComparison.Ordinal))) return new NamespaceOwner(NamespaceOwnerKind.Host, name);
        var residents = sighting.Residents.Take(AskedResidents).Select(resident => (Groups: ControlGroups.Of(resident.ProcessId), resident.Trace)).ToList();
        return residents.Select(resident => ContainerOf(resident.Groups, resident.Trace)).FirstOrDefault(owner => owner is not null)
            ?? (sandbox is null ? null : Sandbox(sandbox))
            ?? sighting.Mounts.Select(OfPath).FirstOrDefault(owner => owner is not null)
            ?? residents.Select(resident => resident.Groups).Append(sighting.Residents.Count == 0 && sighting.Holder is { } holder ? ControlGroups.Of(holder.ProcessId) : new ControlGroups())
                .Where(groups => groups.Unit is not null && groups.Unit != _self.Value.Unit).Select(groups => new NamespaceOwner(NamespaceOwnerKind.Systemd, groups.Unit)).FirstOrDefault();
    }

    /// <summary>The container that a process lives in, or null; never the one that this process lives in.</summary>
    internal NamespaceOwner? ContainerOf(ControlGroups groups, ContainerTrace? trace) =>
        Container(groups, trace) is { } container && !container.Equals(_self.Value.Container) ? container : null;

    private NamespaceOwner? Container(ControlGroups groups, ContainerTrace? trace)
    {
        if ((groups.Kind ?? trace?.Kind) is not { } runtime || IdOf(groups, trace) is not { } id) return null;
        var isCertain = (groups.Kind is not null && !groups.IsUsers) || (trace is not null && _names.IsCertain(trace, id));
        return new NamespaceOwner(runtime, isCertain && trace is not null ? _names.Find(runtime, id, trace) : null, id) { IsCertain = isCertain };
    }

    private string? IdOf(ControlGroups groups, ContainerTrace? trace)
    {
        if (groups.Kind is not null) return groups.Id;
        // What containerd mounts belongs to several containers; so does Docker's where one has the network of another.
        if (trace?.Kind == NamespaceOwnerKind.Containerd) return groups.Id ?? trace.Id ?? groups.Last;
        return trace is not null && groups is { Id: { } id, IsUsers: false } && _names.IsCertain(trace, id) ? id : trace?.Id;
    }

    private static NamespaceOwner Sandbox(SandboxRecord sandbox) => new(NamespaceOwnerKind.Sandbox, sandbox.Name, sandbox.Id);

    /// <summary>Who has made a file, by its name: each program that makes containers has names of its own.</summary>
    private static NamespaceOwner? OfPath(string path) => PathName().Match(path) is not { Success: true } match ? null
        : new NamespaceOwner(match.Groups["docker"].Success ? NamespaceOwnerKind.Docker : match.Groups["podman"].Success ? NamespaceOwnerKind.Podman : NamespaceOwnerKind.Containerd, null) { IsCertain = false };

    [GeneratedRegex("(?<docker>/docker[^/]*/netns/[^/]+)$|/netns/(?:(?<podman>netns)|cni)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    private static partial Regex PathName();
}
