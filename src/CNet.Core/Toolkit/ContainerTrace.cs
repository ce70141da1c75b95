using System.Text;
using System.Text.RegularExpressions;
using CNet.Linux;

namespace CNet.Toolkit;

/// <summary>What the mounts of a process tell about the container that it lives in: every runtime mounts files into /etc that lie in a directory of the container.</summary>
/// <param name="Kind">Which runtime's it is; null where that is not told.</param>
/// <param name="Id">Its id, or null.</param>
/// <param name="Device">The device of the directory.</param>
/// <param name="Directory">The directory in which each container has one, in the file system of the device.</param>
internal sealed partial record ContainerTrace(NamespaceOwnerKind? Kind, string? Id, string? Device, string? Directory)
{
    /// <summary>The directory in which podman keeps images and containers, as podman itself calls it.</summary>
    internal string? Storage { get; init; }

    /// <summary>What is known with one more mount.</summary>
    internal static ContainerTrace? With(ContainerTrace? known, in MountLine mount)
    {
        if (mount.Point.SequenceEqual("/"u8)) return WithRoot(known, mount);
        if (known?.Id is not null || !IsTelling(mount.Point)) return known;
        var root = MountLine.Text(mount.Root);
        var device = MountLine.Text(mount.Device);
        ContainerTrace Found(NamespaceOwnerKind kind, Match match) =>
            new(kind, match.Groups["id"].Value, device, match.Groups["directory"].Value) { Storage = known?.Storage };
        return OfDocker().Match(root) is { Success: true } docker ? Found(NamespaceOwnerKind.Docker, docker)
            : OfPodman().Match(root) is { Success: true } podman ? Found(NamespaceOwnerKind.Podman, podman)
            : OfContainerd().Match(root) is { Success: true } containerd ? Found(NamespaceOwnerKind.Containerd, containerd)
            : known;
    }

    private static ContainerTrace? WithRoot(ContainerTrace? known, in MountLine mount)
    {
        if (!mount.Type.SequenceEqual("overlay"u8) || Upper().Match(Encoding.UTF8.GetString(mount.Options)) is not { Success: true } upper) return known;
        var directory = MountLine.Text(Encoding.UTF8.GetBytes(upper.Groups["path"].Value));
        if (directory.Contains("/io.containerd.snapshotter.", StringComparison.Ordinal)) return known ?? new ContainerTrace(NamespaceOwnerKind.Containerd, null, null, null);
        var layer = directory.LastIndexOf("/overlay/", StringComparison.Ordinal);
        return layer < 0 ? known : (known ?? new ContainerTrace(null, null, null, null)) with { Storage = directory[..layer] };
    }

    private static bool IsTelling(ReadOnlySpan<byte> point) => point.SequenceEqual("/etc/hostname"u8) || point.SequenceEqual("/etc/hosts"u8) || point.SequenceEqual("/etc/resolv.conf"u8);

    [GeneratedRegex("(?:^|,)upperdir=(?<path>[^,]+)")]
    private static partial Regex Upper();

    [GeneratedRegex("^(?<directory>.*/containers)/(?<id>[0-9a-f]{64})/[^/]+$")]
    private static partial Regex OfDocker();

    [GeneratedRegex("^(?<directory>.*/[a-z0-9]+-containers)/(?<id>[0-9a-f]{64})/userdata/[^/]+$")]
    private static partial Regex OfPodman();

    [GeneratedRegex("^(?<directory>.*/(?:io\\.containerd\\.grpc\\.v1\\.cri/sandboxes|containers/[^/]+))/(?<id>[0-9a-f]{64})/[^/]+$")]
    private static partial Regex OfContainerd();
}
